"""What the page of one follow-up shows, in a bounded number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.policy import Action
from accounts.portal.trail_rows import ShownEntry, shown_entry
from accounts.trail_reading import history_of
from accounts.trail_words import told_apart
from followups.lifecycle import Step, possible
from followups.models import FollowUp
from followups.portal.rows import LOCKED, Row, page_of, rows_of, step_url, stop_url
from followups.portal.step_forms import LINK
from followups.schedule import latest_passed, milestones
from followups.vocabulary import FollowUpState
from followups.wording import milestone_words, title_of
from records.portal.files import KeptFile

COMING = 3
_MOMENT = timedelta(microseconds=1)


def subjects_of(item: FollowUp) -> list[dict[str, str]]:
    """What it is about, each by its own words and with its address."""
    rows = list(item.subjects.all())
    labels = told_apart([(each.kind, each.label) for each in rows])
    return [
        {"label": label, "url": f"/go/{each.kind}/{each.public_id}"}
        for each, label in zip(rows, labels, strict=True)
    ]


def context_of(
    actor: Actor,
    item: FollowUp,
    *,
    now: datetime,
    opened: str = "",
    form: forms.Form | None = None,
    kept: Sequence[KeptFile] = (),
) -> dict[str, Any]:
    """The context of `followups/detail.html`. While a form stands open, the history is left out."""
    row = rows_of(actor, [item])[0]
    row.open, row.form, row.kept = opened, form, kept
    row.stop_url = stop_url(actor, item) if opened == LOCKED else ""
    row.action, row.close_url = (step_url(item, opened) if opened else ""), page_of(item)
    return {
        "follow_up": item,
        "row": row if opened else None,
        "acts": [] if opened else acts_of(actor, item, row),
        "edit_url": "" if opened else edit_url(actor, item),
        "crumbs": crumbs_of(item),
        "subjects": subjects_of(item),
        "origin_label": row.origin_label,
        "history": [] if opened else history(actor, item),
        "reminders": reminders(item, now),
        "now": now,
    }


def crumbs_of(item: FollowUp) -> list[dict[str, str]]:
    """The way to it."""
    return [{"label": _("My tasks"), "url": reverse("followups:work")}, {"label": title_of(item)}]


def acts_of(actor: Actor, item: FollowUp, row: Row) -> list[dict[str, Any]]:
    """What may be done next, the most likely first and alone in colour."""
    edits = actor.may(Action.FOLLOW_UP_EDIT, item)
    free = edits and not item.managed_by

    def offered(step: Step, allowed: bool) -> str:
        return step_url(item, step) if allowed and possible(step, item.state) else ""

    acts = [
        (row.keeper_url, _("Open the record"), "arrow-right"),
        (row.complete_url, _("Complete"), "circle-check"),
        (offered(Step.ACCEPT, edits), _("Make it a task"), "check"),
        (row.verify_url or offered(Step.VERIFY, _may_verify(actor, item)), _("Verify"), "shield-check"),
        (row.redate_url, _("Change the date"), "calendar-event"),
        (row.reassign_url, _("Hand over"), "user-plus"),
        (edit_url(actor, item), _("Edit"), "pencil"),
        (step_url(item, LINK) if edits else "", _("Note a ticket"), "link"),
        (offered(Step.REOPEN, free), _("Open again"), "refresh"),
        (offered(Step.DECLINE, free), _("Decline"), "ban"),
        (offered(Step.CANCEL, free), _("Cancel with a reason"), "ban"),
        (stop_url(actor, item), _("Stop the clock"), "ban"),
    ]
    shown = [{"url": url, "label": label, "icon": icon} for url, label, icon in acts if url]
    return [{**act, "primary": number == 0} for number, act in enumerate(shown)]


def edit_url(actor: Actor, item: FollowUp) -> str:
    """Where its texts are changed; empty when the reader may not, or when another room keeps it."""
    free = actor.may(Action.FOLLOW_UP_EDIT, item) and not item.managed_by
    return step_url(item, Step.EDIT) if free and possible(Step.EDIT, item.state) else ""


def _may_verify(actor: Actor, item: FollowUp) -> bool:
    """Whether the actor may verify something that need not be verified: anybody else than who did it."""
    return actor.may(Action.FOLLOW_UP_VERIFY, item) and actor.person_id not in {item.done_by_id, None}


def history(actor: Actor, item: FollowUp) -> list[ShownEntry]:
    """What happened to it, newest first, before those who read the trail."""
    if not actor.may_in(item.organisation_id, Action.TRAIL_READ):
        return []
    return [shown_entry(line, item.zone) for line in history_of(actor, "follow_up", item.pk, limit=20)]


def reminders(item: FollowUp, now: datetime) -> list[dict[str, Any]]:
    """The reminder that the owner had last for this deadline, and the next ones to come; asks nothing.

    The schedule moves on when a milestone is told, so what lies right before it was told last.
    """
    if item.state != FollowUpState.OPEN or item.due_at is None:
        return []
    ahead = item.next_reminder_at or now
    told = latest_passed(item.policy, item.due_at, item.reminders_from, ahead - _MOMENT)
    coming = islice(milestones(item.policy, item.due_at, max(item.reminders_from, ahead - _MOMENT)), COMING)
    rows = [(told, True)] if told else []
    rows += [(each, False) for each in coming]
    return [{"at": each.at, "words": milestone_words(each.key), "sent": sent} for each, sent in rows]
