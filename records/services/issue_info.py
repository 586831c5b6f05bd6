"""What a report's renderer is told about one printing: everything that is not its content."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING, TypedDict

from django.conf import settings
from django.utils.translation import override

from accounts.models import Person
from accounts.roles import Role
from lib.db.gathering import RowsOf
from records import file_names, verify_codes
from records.models import HandoverChannel, IssuedReport, ReportHandover, ReportState

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class Told(TypedDict):
    """What `handovers_told` adds to a version."""

    told_handovers: list[SimpleNamespace]


if TYPE_CHECKING:
    ToldReport = WithAnnotations[IssuedReport, Told]


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who drafted or approved: the name, the position as it was then, and when (UTC)."""

    name: str
    position: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Former:
    """The issued version that this one takes the place of."""

    number: int
    snapshot_sha256: str
    issued_at: datetime


@dataclass(frozen=True, slots=True)
class HandedOver:
    """To whom an earlier version was given. `channel` is a word of `HandoverChannel`."""

    number: int
    recipient: str
    recipient_role: str
    channel: HandoverChannel
    moment: datetime
    receipt: str


@dataclass(frozen=True, slots=True)
class IssueInfo:
    """One printing of a report. `state` is draft or issued; `built_at` is when these bytes are made (UTC).

    `verify_code` is written as it is printed, `verify_url` is where it is checked.
    """

    state: ReportState
    number: int
    language: str
    audience: str
    tlp: str
    origin: str
    snapshot_sha256: str
    builder: str
    built_at: datetime
    file_name: str
    verify_code: str
    verify_url: str
    prepared: Signatory | None = None
    approval: Signatory | None = None
    supersedes: Former | None = None
    handed_over: tuple[HandedOver, ...] = ()


def position_of(person: Person, role: Role | None, language: str) -> str:
    """The position somebody holds, in words: their own, else the role in the report's language."""
    with override(language):
        return person.position or (str(role.label) if role else "")


def file_name(report: IssuedReport) -> str:
    """What the file is called, such as `INS-2026-0014-v3-id.pdf`."""
    draft = "" if report.state == ReportState.ISSUED else "-draft"
    return file_names.cleaned(f"{report.subject_label}-v{report.number}-{report.language}{draft}.pdf")


def verify_url(code: str) -> str:
    """Where anybody checks the report with this code."""
    return f"{settings.PUBLIC_URL}/verify/{verify_codes.shown(code)}"


def handovers_told(report: IssuedReport) -> RowsOf:
    """Who was given which version of the same report, in the order in which they were given it."""
    rows = ReportHandover.objects.filter(report__in=IssuedReport.objects.beside(report))
    return RowsOf(
        rows.order_by("moment"),
        "report__number",
        "recipient",
        "recipient_role",
        "channel",
        "moment",
        "receipt_reference",
        "receipt__filename",
    )


def issue_info(report: IssuedReport, *, now: datetime, former: ToldReport | None) -> IssueInfo:
    """The printing of a report as it stands in `report`, saved or not."""
    return IssueInfo(
        state=ReportState(report.state),
        number=report.number,
        language=report.language,
        audience=report.audience,
        tlp=report.tlp,
        origin=report.origin,
        snapshot_sha256=report.snapshot_sha256,
        builder=report.builder,
        built_at=now,
        file_name=file_name(report),
        verify_code=verify_codes.shown(report.verify_code),
        verify_url=verify_url(report.verify_code),
        prepared=_prepared(report),
        approval=_approval(report),
        supersedes=_former(former),
        handed_over=tuple(_handed_over(each) for each in former.told_handovers) if former else (),
    )


def _prepared(report: IssuedReport) -> Signatory | None:
    person = report.drafted_by
    if person is None:
        return None
    return Signatory(person.shown_name, position_of(person, None, report.language), report.drafted_at)


def _approval(report: IssuedReport) -> Signatory | None:
    if report.approved_by is None or report.approved_at is None:
        return None
    return Signatory(report.approved_by.shown_name, report.approved_role, report.approved_at)


def _former(report: IssuedReport | None) -> Former | None:
    if report is None or report.approved_at is None:
        return None
    return Former(report.number, report.snapshot_sha256, report.approved_at)


def _handed_over(row: SimpleNamespace) -> HandedOver:
    return HandedOver(
        row.report_number,
        row.recipient,
        row.recipient_role,
        HandoverChannel(row.channel),
        row.moment,
        row.receipt_reference or row.receipt_filename or "",
    )
