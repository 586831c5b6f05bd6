"""Rows of the home page for what waits for the reader's decision: drafts to approve, work to verify."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actors import Actor
from followups.models import FollowUp
from followups.vocabulary import FollowUpState
from followups.wording import title_of
from incidents.portal.report_rows import version_label
from incidents.selectors.deciding import drafts_to_approve
from incidents.vocabulary import Origin
from records.models import IssuedReport


def decisions(found: Sequence[FollowUp], actor: Actor, limit: int) -> list[dict[str, Any]]:
    """Drafts that the reader may approve, then what of `found` is done and waits for them; one query."""
    drafts = [_draft(each) for each in drafts_to_approve(actor, limit)]
    done = [each for each in found if each.state == FollowUpState.DONE]
    return drafts + [_done(each) for each in sorted(done, key=lambda each: (each.done_at, each.pk))]


def stamp(origin: str) -> list[str]:
    """The word for what is not live, which stands first in every line about it."""
    return [] if origin == Origin.LIVE else [str(Origin(origin).label)]


def _draft(report: IssuedReport) -> dict[str, Any]:
    drafter = [report.drafted_by.shown_name] if report.drafted_by else []
    return {
        "url": reverse("incidents:reports", args=[report.subject_public_id]),
        "title": _("Report to approve: {subject}").format(subject=report.subject_label),
        "note": " · ".join([*stamp(report.origin), version_label(report), *drafter]),
        "icon": "file-certificate",
        "kind": "med",
        "mark": _("to approve"),
    }


def _done(item: FollowUp) -> dict[str, Any]:
    return {
        "url": f"/go/follow_up/{item.public_id}",
        "title": title_of(item),
        "note": " · ".join([*stamp(item.origin), str(item.get_kind_display()), *item.labels[:2]]),
        "icon": "shield-check",
        "kind": "med",
        "mark": _("to verify"),
    }
