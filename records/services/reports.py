"""Reports from draft to issue: frozen content, approval by the head, final bytes kept unchanged."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, BinaryIO

from django.db import IntegrityError
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.actors import Actor
from accounts.models import Access, Organisation, Person
from accounts.policy import Action
from accounts.roles import Role
from accounts.services.trail import Book, Change, Subject, writing
from lib.errors import Conflict, Refused, Stale
from records import verify_codes
from records.models import IssuedReport, ReportState
from records.services.checks import open_checked, record_check
from records.services.emptying import empty_blobs
from records.services.issue_info import IssueInfo, handovers_told, issue_info, position_of
from records.services.vault import Received, broken, receive, row_for
from records.services.worded import worded_reports

if TYPE_CHECKING:
    from records.services.issue_info import ToldReport
    from records.services.worded import WordedReport

Render = Callable[[IssueInfo], bytes]

_PAGE = re.compile(rb"/Type\s*/Page(?![A-Za-z])")


def subjects_of(report: IssuedReport) -> list[Subject]:
    """How the trail names a report, and what the report is on."""
    return [
        Subject("report", report.pk, report.public_id, str(report)),
        Subject(report.subject_kind, report.subject_id, report.subject_public_id, report.subject_label),
    ]


def draft_report(
    *,
    actor: Actor,
    now: datetime,
    organisation: Organisation,
    access: Access | None,
    kind: str,
    subject: Subject,
    language: str,
    audience: str,
    tlp: str,
    origin: str,
    snapshot: bytes,
    builder: str,
    render: Render,
    verify_line_id: str,
    verify_line_en: str,
    before_keeping: Callable[[], None] = lambda: None,
) -> IssuedReport:
    """Draft the next version of a report; `snapshot` is its canonical JSON, `render` makes the bytes.

    The same content for the same audience as the standing draft or the version in force is that one: nothing
    is written. Another standing draft is withdrawn and its number taken over. The verify lines are what
    everybody may read; `before_keeping` is asked in the transaction that keeps the draft and may refuse it.
    Raises `Missing`, `Refused`, `Conflict`, `Unavailable`, and whatever `render` raises.
    """
    draft = IssuedReport(
        organisation=organisation,
        access=access,
        kind=kind,
        subject_kind=subject.kind,
        subject_id=subject.object_id,
        subject_public_id=subject.public_id,
        subject_label=subject.label,
        language=language,
        audience=audience,
        tlp=tlp,
        origin=origin,
        snapshot=snapshot.decode(),
        snapshot_sha256=hashlib.sha256(snapshot).hexdigest(),
        builder=builder,
        drafted_at=now,
        drafted_by=Person.objects.filter(pk=actor.person_id).first() if actor.person_id else None,
        verify_code=verify_codes.new_code(),
        verify_line_id=verify_line_id,
        verify_line_en=verify_line_en,
    )
    policy.require(actor, Action.REPORT_DRAFT, draft)
    standing, issued = _newest(draft)
    for each in (standing, issued):
        if each is not None and _same_content(each, draft):
            return each
    draft.number = issued.number + 1 if issued else 1
    received = _printed(draft, render, now=now, former=issued)
    return _stored(actor, now, draft, received, standing, before_keeping)


def _stored(
    actor: Actor,
    now: datetime,
    draft: IssuedReport,
    received: Received,
    standing: IssuedReport | None,
    before_keeping: Callable[[], None],
) -> IssuedReport:
    """The draft with its bytes on record, in the place of the one that stood."""
    try:
        with writing() as book:
            before_keeping()
            if standing is not None:
                _withdraw(book, actor, now, standing, standing.version)
            draft.blob = row_for(received, now=now)
            draft.save(force_insert=True)
            _record(book, actor, now, draft, "report.drafted", {"snapshot": (None, draft.snapshot_sha256)})
    except IntegrityError as error:
        raise Conflict(_("Somebody else has just drafted this report. Load it again.")) from error
    return draft


def _newest(report: IssuedReport) -> tuple[ToldReport | None, ToldReport | None]:
    """The standing draft and the version in force of the same report, with all hand-overs: one query.

    A draft has the number after the version in force: the two newest are enough.
    """
    rows: Any = IssuedReport.objects.beside(report).exclude(state=ReportState.WITHDRAWN)
    told = rows.select_related("organisation", "access", "blob", "drafted_by")
    newest = list(told.annotate(told_handovers=handovers_told(report))[:2])
    standing = next((each for each in newest if each.state == ReportState.DRAFT), None)
    return standing, next((each for each in newest if each.state == ReportState.ISSUED), None)


def _same_content(known: IssuedReport, draft: IssuedReport) -> bool:
    return (known.snapshot_sha256, known.audience, known.tlp) == (
        draft.snapshot_sha256,
        draft.audience,
        draft.tlp,
    )


def _printed(report: IssuedReport, render: Render, *, now: datetime, former: ToldReport | None) -> Received:
    """Render the report as it stands and put the bytes into storage; sets how many pages they have."""
    data = render(issue_info(report, now=now, former=former))
    report.pages = len(_PAGE.findall(data))
    return receive(organisation=report.organisation, file=io.BytesIO(data))


def check_approving(actor: Actor, report: IssuedReport) -> int:
    """The key of the person, if they may approve that draft. Raises `Missing`, `Refused`, `Conflict`."""
    policy.require(actor, Action.REPORT_APPROVE, report)
    if report.state != ReportState.DRAFT:
        raise Conflict(_("Only a draft can be approved."))
    if actor.person_id is None:
        raise Refused(_("A report is approved by a person."))
    if report.drafted_by_id == actor.person_id:
        raise Refused(_("Whoever drafted a report cannot approve it. Ask another head."))
    return actor.person_id


def approve_report(
    *,
    actor: Actor,
    now: datetime,
    report: IssuedReport,
    render: Render,
    version: int | None = None,
    at_issue: Callable[[], tuple[str, str]] | None = None,
) -> IssuedReport:
    """Approve a draft: its final bytes are rendered once and kept; it takes the place of the version before.

    Only a person who may approve, and never the one who drafted it (ISO/IEC 27001 A.5.3). `at_issue` is asked
    in the transaction that issues: it may refuse, and gives the two verify lines, what everybody may read
    now; without it those of the draft stay. Raises `Missing`, `Refused`, `Conflict` (no draft any more),
    `Stale`, `Unavailable`, and whatever `at_issue` raises.
    """
    person = Person.objects.get(pk=check_approving(actor, report))
    known = report.version if version is None else version
    final, former = _newest(report)
    if final is None or final.pk != report.pk:
        raise _stale(report)
    final.state, final.approved_at, final.approved_by = ReportState.ISSUED, now, person
    final.approved_role = position_of(person, Role.HEAD, final.language)
    final.supersedes, final.version = former, known + 1
    received = _printed(final, render, now=now, former=former)
    with writing() as book:
        if at_issue is not None:
            final.verify_line_id, final.verify_line_en = at_issue()
        if not IssuedReport.objects.drafts().filter(pk=final.pk, version=known).update(version=known + 1):
            raise _stale(final)
        final.blob = row_for(received, now=now)
        final.save()
        changes = {
            "state": (ReportState.DRAFT.value, ReportState.ISSUED.value),
            "file": (None, received.sha256),
            "supersedes": (None, str(former.public_id) if former else None),
        }
        _record(book, actor, now, final, "report.issued", changes)
    return final


def check_withdrawing(actor: Actor, report: IssuedReport) -> None:
    """Pass whoever drafts or approves, for a draft. Raises `Missing`, `Refused`, `Conflict`."""
    if not actor.may(Action.REPORT_APPROVE, report):
        policy.require(actor, Action.REPORT_DRAFT, report)
    if report.state != ReportState.DRAFT:
        raise Conflict(_("Only a draft can be withdrawn: what was issued can only be replaced."))


def withdraw_draft(
    *, actor: Actor, now: datetime, report: IssuedReport, version: int | None = None
) -> IssuedReport:
    """Take a draft back, by whoever drafts or approves. Raises `Missing`, `Refused`, `Conflict`, `Stale`."""
    check_withdrawing(actor, report)
    with writing() as book:
        _withdraw(book, actor, now, report, report.version if version is None else version)
    report.refresh_from_db()
    return report


def withdraw_drafts(
    *,
    actor: Actor,
    now: datetime,
    subject: Subject,
    reason: str,
    reports: Iterable[WordedReport] | None = None,
) -> int:
    """Take back every draft on a thing because words in it must no longer be printed; how many there were.

    What was never approved is nobody's record: the content and the file of these drafts, and of those that
    were withdrawn before, are emptied; hashes, size and who drafted when stay. Called by the verb that takes
    the words away, which asked whether the actor may. `reports`: what `worded_reports` gave it in the same
    transaction, if it has asked. Raises `Stale`.
    """
    known = worded_reports(subject, now) if reports is None else reports
    found = [each for each in known if each.state != ReportState.ISSUED]
    drafts = [each for each in found if each.state == ReportState.DRAFT]
    with writing() as book:
        for report in drafts:
            _withdraw(book, actor, now, report, report.version, reason)
        _empty(book, actor, now, found, reason)
    return len(drafts)


def _empty(book: Book, actor: Actor, now: datetime, withdrawn: Sequence[IssuedReport], reason: str) -> None:
    """Empty content and files of withdrawn drafts; a file that somebody keeps as evidence stays."""
    rows = IssuedReport.objects.filter(pk__in=[each.pk for each in withdrawn])
    rows.update(snapshot="", version=F("version") + 1)
    gone = empty_blobs(now=now, blobs=[each.blob_id for each in withdrawn if each.blob_id])
    for report in withdrawn:
        changes: dict[str, Change] = {"snapshot": (report.snapshot_sha256, None), "reason": ("", reason)}
        if report.blob is not None and report.blob_id in gone:
            changes["file"] = (report.blob.sha256, None)
        _record(book, actor, now, report, "report.emptied", changes)


def _withdraw(
    book: Book, actor: Actor, now: datetime, report: IssuedReport, version: int, reason: str = ""
) -> None:
    changed = (
        IssuedReport.objects.drafts()
        .filter(pk=report.pk, version=version)
        .update(state=ReportState.WITHDRAWN, version=version + 1)
    )
    if not changed:
        raise _stale(report)
    changes = {"state": (ReportState.DRAFT.value, ReportState.WITHDRAWN.value), "reason": ("", reason)}
    _record(book, actor, now, report, "report.withdrawn", changes)


def open_report(*, actor: Actor, now: datetime, report: IssuedReport) -> BinaryIO:
    """The report's bytes, checked against their hash; who takes them stands in the trail before.

    A draft is handed out as what it is. Raises `Missing`, `Conflict` (withdrawn, or the file is damaged).
    """
    policy.require(actor, Action.REPORT_READ, report)
    if report.state == ReportState.WITHDRAWN or report.blob is None:
        raise Conflict(_("This draft was withdrawn and is no longer handed out."), code="withdrawn")
    file, result = open_checked(report.blob)
    if file is None:
        record_check(actor=actor, now=now, blob=report.blob, result=result)
        raise broken(result)
    with writing() as book:
        _record(book, actor, now, report, "report.downloaded", {})
    return file


def _record(
    book: Book,
    actor: Actor,
    now: datetime,
    report: IssuedReport,
    verb: str,
    changes: Mapping[str, Change],
) -> None:
    """One entry about a report and about what the report is on."""
    book.record(
        actor=actor,
        now=now,
        verb=verb,
        organisation=report.organisation,
        access=report.access,
        subjects=subjects_of(report),
        changes=changes,
    )


def _stale(report: IssuedReport) -> Stale:
    current = IssuedReport.objects.values_list("version", flat=True).get(pk=report.pk)
    return Stale(_("Somebody else has changed this meanwhile."), current=current)
