"""What doors ask about evidence and reports; each answers in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from accounts.actors import Actor
from accounts.selectors import as_public_id, get_sought, get_visible
from records import verify_codes
from records.models import CustodyEntry, Evidence, IssuedReport, ReportHandover
from records.models.evidence import EvidenceQuerySet
from records.models.report import IssuedReportQuerySet

CUSTODY_PAGE = 50


@dataclass(frozen=True, slots=True)
class CustodyPage:
    """A stretch of a custody log, newest first; `older` is where the next one begins, None at the end."""

    entries: list[CustodyEntry]
    older: int | None
    total: int


@dataclass(frozen=True, slots=True)
class Verified:
    """What the world may know of an issued report: the report, and the one in force if that is another.

    `elsewhere` is the newest version in another language, if it was issued after a report that is in force.
    """

    report: IssuedReport
    newer: IssuedReport | None
    elsewhere: IssuedReport | None = None


def _evidence() -> EvidenceQuerySet:
    """With what a row shows."""
    return Evidence.objects.select_related("blob", "organisation", "access", "received_by")


def evidence_for(actor: Actor) -> QuerySet[Evidence]:
    """All evidence that the actor may see, voided too."""
    return _evidence().visible_to(actor)


def evidence_sought(actor: Actor) -> QuerySet[Evidence]:
    """The same, to pick one piece by its identity."""
    return _evidence().sought_by(actor)


def evidence_named(actor: Actor, public_id: UUID | str) -> Evidence:
    """One piece of evidence. Raises `Missing`."""
    return get_visible(_evidence(), actor, public_id)


def custody_of(evidence: Evidence, *, before: int | None = None) -> CustodyPage:
    """The custody log, newest first, from just before the entry with that key."""
    entries = evidence.custody.order_by("-pk")
    total = entries.count()
    if before is not None:
        entries = entries.filter(pk__lt=before)
    found = list(entries[: CUSTODY_PAGE + 1])
    older = found[CUSTODY_PAGE - 1].pk if len(found) > CUSTODY_PAGE else None
    return CustodyPage(found[:CUSTODY_PAGE], older, total)


def _reports() -> IssuedReportQuerySet:
    """With what a row shows; the content itself stays behind."""
    beside = ("organisation", "access", "blob", "drafted_by", "approved_by", "supersedes", "superseded_by")
    return IssuedReport.objects.select_related(*beside).defer(
        "snapshot", "supersedes__snapshot", "superseded_by__snapshot"
    )


def _handovers() -> Prefetch[str]:
    return Prefetch("handovers", ReportHandover.objects.select_related("receipt").order_by("moment"))


def reports_for(actor: Actor, *, subject: UUID | str | None = None) -> QuerySet[IssuedReport]:
    """All reports that the actor may see, or those on one thing; drafts and withdrawn ones too.

    Raises `Missing` for a subject that is no identity.
    """
    rows = _reports().visible_to(actor).prefetch_related(_handovers())
    return rows if subject is None else rows.filter(subject_public_id=as_public_id(subject))


def report_record(actor: Actor, public_id: UUID | str) -> IssuedReport:
    """One report with its hand-overs. Raises `Missing`."""
    return get_sought(_reports().prefetch_related(_handovers()), actor, public_id)


def report_named(actor: Actor, public_id: UUID | str) -> IssuedReport:
    """One report, for taking its file. Raises `Missing`."""
    return get_visible(_reports(), actor, public_id)


def verified(typed: str) -> Verified | None:
    """The issued report with that code, as anybody may check it; None for any other code, drafts included."""
    code = verify_codes.read(typed)
    if code is None:
        return None
    rows = IssuedReport.objects.issued().defer("snapshot").select_related("organisation", "blob")
    report = rows.filter(verify_code=code).first()
    if report is None:
        return None
    newest = IssuedReport.objects.beside(report).issued().defer("snapshot").latest("number")
    if newest.pk != report.pk:
        return Verified(report, newest)
    return Verified(report, None, _later_in_another_language(report))


def _later_in_another_language(report: IssuedReport) -> IssuedReport | None:
    same = IssuedReport.objects.of(report.subject_kind, report.subject_id).filter(kind=report.kind).issued()
    later = same.exclude(language=report.language).filter(approved_at__gt=report.approved_at)
    return later.defer("snapshot").order_by("approved_at").last()
