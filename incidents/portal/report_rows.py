"""Drafts, issued versions, hand-overs, steps and checks of an incident's reports, as templates take them."""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.actors import Actor
from accounts.policy import Action
from followups.wording import mark_of
from incidents.portal.frame import beside, may_change, url
from records import verify_codes
from records.models import IssuedReport, ReportState
from records.models.report import HandoverChannel, ReportAudience

if TYPE_CHECKING:
    from incidents.selectors.incident import FramedIncident


_NAMED = 8
"""So many characters that cannot be printed are named."""


def language_label(report: IssuedReport) -> str:
    """The language of a report, in its own words."""
    return dict(settings.LANGUAGES)[report.language]


def version_label(report: IssuedReport) -> str:
    """ "Version 2, Bahasa Indonesia": how a list names a version."""
    words = _("Version %(n)s") % {"n": report.number}
    return f"{words}, {language_label(report)}"


def draft_rows(
    actor: Actor,
    incident: FramedIncident,
    drafts: Sequence[IssuedReport],
    unknown: int,
    behind: Set[int],
) -> list[dict[str, Any]]:
    """The drafts that wait; buttons only for whoever may press them, and none to approve one's own draft.

    `behind` are those since which data changed. One that is marked with another TLP than the incident has now
    is not approved: it is built again.
    """
    approves = may_change(actor, Action.REPORT_APPROVE, incident)
    drafts_too = may_change(actor, Action.REPORT_DRAFT, incident)
    rows = []
    for report in drafts:
        own = report.drafted_by_id is not None and report.drafted_by_id == actor.person_id
        marked_else = report.tlp != incident.access.tlp
        rows.append(
            {
                "report": report,
                "language_label": language_label(report),
                "audience_label": ReportAudience(report.audience).label,
                "pdf_url": reverse("records:report_download", args=[report.public_id]),
                "size": report.blob.size if report.blob else 0,
                "holds": holds(incident.disputed_total, unknown),
                "changed": _changed(changed=report.pk in behind, marked_else=marked_else),
                "confirm": _confirm(changed=report.pk in behind),
                "rebuild_url": url("report_rebuild", incident, report.public_id) if drafts_too else "",
                "approve_url": url("report_approve", incident, report.public_id)
                if approves and not own and not marked_else
                else "",
                "withdraw_url": url("report_withdraw", incident, report.public_id)
                if approves or drafts_too
                else "",
                "mark": _mark(report),
            }
        )
    return rows


def _changed(*, changed: bool, marked_else: bool) -> str:
    """Why a draft no longer says what stands now."""
    if marked_else:
        return _("The TLP changed since this draft. It has to be built again before it is issued.")
    return _("Data changed since this draft.") if changed else ""


def _mark(report: IssuedReport) -> str:
    """The word that stands on every page of what is not live, in the report's language."""
    with translation.override(report.language):
        return mark_of(report.origin)


def _confirm(*, changed: bool) -> str:
    """What is asked before a draft is issued."""
    locked = _("Once issued, the PDF is locked and stays as it is. Its hash and code are printed on it.")
    told = _("Data changed since this draft: what is issued is what stood when it was built.")
    return f"{told} {locked}" if changed else locked


def issued_rows(issued: Sequence[IssuedReport]) -> list[dict[str, Any]]:
    """What left the house, newest first."""
    return [
        {
            "report": report,
            "language_label": language_label(report),
            "state": "superseded" if later_of(report) else "issued",
            "state_label": _("Superseded") if later_of(report) else _("In force"),
            "approved": report.approved_role or (str(report.approved_by) if report.approved_by else ""),
            "pdf_url": reverse("records:report_download", args=[report.public_id]),
            "code": verify_codes.shown(report.verify_code),
            "verify_url": reverse("records:verify", args=[verify_codes.shown(report.verify_code)]),
        }
        for report in issued
    ]


def later_of(report: IssuedReport) -> IssuedReport | None:
    """The version that took its place."""
    return report.superseded_by if hasattr(report, "superseded_by") else None


def handover_rows(
    incident: FramedIncident, issued: Sequence[IssuedReport], *, hands: bool
) -> list[dict[str, Any]]:
    """Who was given which version; `hands`: whether the reader notes receipts that come later."""
    return [
        {
            "handover": given,
            "channel_label": HandoverChannel(given.channel).label,
            "report_label": version_label(report),
            "superseded": _("Superseded") if later_of(report) else "",
            "receipt_url": reverse("records:evidence", args=[given.receipt.public_id])
            if given.receipt
            else "",
            "add_url": beside("receipt_add", incident, given.public_id) if hands else "",
        }
        for report in issued
        for given in report.handovers.all()
    ]


def steps(drafts: Sequence[IssuedReport], issued: Sequence[IssuedReport]) -> list[dict[str, str]]:
    """How far the report is: built, approved by the head, issued."""
    drafted, out = bool(drafts or issued), bool(issued) and not drafts
    waits = _("The head reads and approves; whoever built it cannot.")
    return [
        {
            "label": _("Built"),
            "note": _("From the incident as it stands"),
            "state": "done" if drafted else "now",
        },
        {
            "label": _("Approved by the head"),
            "note": waits,
            "state": "done" if out else "now" if drafts else "",
        },
        {
            "label": _("Issued"),
            "note": _("PDF locked, hash and code printed"),
            "state": "done" if out else "",
        },
    ]


def holds(disputed: int, unknown: int) -> str:
    """What a reader should know is in it: open disputes and unknowns."""
    parts = []
    if disputed:
        words = ngettext(
            "Holds %(n)s dispute with all readings.", "Holds %(n)s disputes with all readings.", disputed
        )
        parts.append(words % {"n": disputed})
    if unknown:
        words = ngettext(
            "%(n)s thing is printed as unknown.", "%(n)s things are printed as unknown.", unknown
        )
        parts.append(words % {"n": unknown})
    return " ".join(parts)


def checks(incident: FramedIncident, unknown: int, marked: Set[str] | None) -> list[dict[str, Any]]:
    """What stands before an issue, so that nobody is surprised by the PDF.

    `marked` are the characters of the drafts that no typeface has; None where there is no draft.
    """
    timeline, overview = url("timeline", incident), url("incident", incident)
    found = []
    disputed = incident.disputed_total
    if disputed:
        label = ngettext("%(n)s moment is disputed", "%(n)s moments are disputed", disputed) % {"n": disputed}
        found.append(_check("disp", "scale", label, _("Printed with all readings"), timeline))
    if unknown:
        label = ngettext("%(n)s thing is not known", "%(n)s things are not known", unknown) % {"n": unknown}
        found.append(_check("", "help", label, _("Printed as unknown, never left out"), overview))
    if not incident.rsit:
        found.append(
            _check("med", "flag", _("No class yet"), _("The cover shows none"), url("edit", incident))
        )
    if marked is not None:
        found.append(_printed(marked, overview))
    return found


def _printed(marked: Set[str], overview: str) -> dict[str, Any]:
    """Whether the drafts print all that was written; which characters they do not."""
    if not marked:
        return _check("ok", "check", _("All characters can be printed"), _("Fonts stand in the PDF"), "")
    count = len(marked)
    label = ngettext("%(n)s character cannot be printed", "%(n)s characters cannot be printed", count)
    named = " ".join(char if char.isprintable() else f"U+{ord(char):04X}" for char in sorted(marked)[:_NAMED])
    note = _("A visible mark stands in its place: %(characters)s") % {"characters": named}
    return _check("med", "alert-triangle", label % {"n": count}, note, overview)


def _check(kind: str, icon: str, label: str, note: str, address: str) -> dict[str, Any]:
    return {"kind": kind, "icon": icon, "label": label, "note": note, "url": address}


def parted(rows: Sequence[IssuedReport]) -> tuple[list[IssuedReport], list[IssuedReport]]:
    """Drafts that wait, and what was issued."""
    drafts = [each for each in rows if each.state == ReportState.DRAFT]
    return drafts, [each for each in rows if each.state == ReportState.ISSUED]
