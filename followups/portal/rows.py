"""Follow-ups as rows of a list, for `followups/_table.html` and `_proposals.html`; also for rooms above."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.candidates import Candidates
from accounts.policy import Action
from followups import keepers
from followups.lifecycle import Step, possible
from followups.models import FollowUp
from followups.portal.forms import AcceptForm, seen
from followups.services.owners import candidates
from followups.vocabulary import FollowUpKind, FollowUpState
from followups.wording import label_of
from lib import panels
from lib.forms.local_time import picked
from lib.zones import day_end, zone_info

WEEK = timedelta(days=7)
LOCKED = "locked"
_USUAL_HOUR = timedelta(hours=17)
_USUAL_SPAN = timedelta(days=14)
_NOTES: dict[str, Promise] = {
    FollowUpKind.CORRECTIVE: _("corrective action"),
    FollowUpKind.REVIEW: _("review"),
}


@dataclass(slots=True)
class Row:
    """One follow-up in a list; addresses are empty for what the reader may not do."""

    follow_up: FollowUp
    url: str
    notes: list[object]
    complete_url: str = ""
    verify_url: str = ""
    redate_url: str = ""
    reassign_url: str = ""
    locked_url: str = ""
    keeper_url: str = ""
    origin_label: object = ""
    show_owner: bool = False
    open: str = ""
    form: forms.Form | None = None
    kept: Sequence[Any] = ()
    action: str = ""
    close_url: str = ""
    anchor_url: str = ""
    stop_url: str = ""


@dataclass(slots=True)
class Group:
    """Rows that belong together, under a heading."""

    key: str
    title: object
    tint: str
    legal: bool = False
    rows: list[Row] = field(default_factory=list)


@dataclass(slots=True)
class Proposal:
    """One proposal with the form that makes it a task; addresses are empty for who may not decide."""

    follow_up: FollowUp
    url: str
    notes: list[object]
    form: AcceptForm
    accept_url: str = ""
    decline_url: str = ""


def page_of(follow_up: FollowUp) -> str:
    """The address of one follow-up's page."""
    return reverse("followups:follow_up", args=[follow_up.public_id])


def step_url(follow_up: FollowUp, step: str) -> str:
    """Where the form of a step is shown and posted."""
    return reverse("followups:step", args=[follow_up.public_id, step])


def thing_url(follow_up: FollowUp) -> str:
    """Where the record that keeps a follow-up is shown; empty when it is about nothing."""
    for subject in follow_up.subjects.all():
        return f"/go/{subject.kind}/{subject.public_id}"
    return ""


def rows_of(
    actor: Actor,
    follow_ups: Iterable[FollowUp],
    *,
    opening: Callable[[FollowUp, str], str] = step_url,
    show_owner: bool = False,
) -> list[Row]:
    """Rows for follow-ups from `shown(…)`; one query at most, for whoever has more grants than were told.

    `opening` gives the address that shows the form of a step: the follow-up's own page, or this list with
    the form below its row.
    """
    held = list(follow_ups)
    actor.grants.look_up({each.access_id for each in held if each.access_id is not None})
    return [_row(actor, each, opening, show_owner) for each in held]


def _row(actor: Actor, item: FollowUp, opening: Callable[[FollowUp, str], str], show_owner: bool) -> Row:
    def url(step: Step, action: Action, free: bool = True) -> str:
        allowed = free and possible(step, item.state) and actor.may(action, item)
        return opening(item, step) if allowed else ""

    keeps = bool(item.managed_by) and not keepers.can_complete(item)
    free_date = not item.due_locked and not item.managed_by
    own_work = actor.person_id in {item.done_by_id, item.owner_id}
    waits = item.kind == FollowUpKind.CORRECTIVE and not own_work
    return Row(
        follow_up=item,
        url=page_of(item),
        notes=notes_of(item),
        complete_url=url(Step.COMPLETE, Action.FOLLOW_UP_COMPLETE, not keeps),
        verify_url=url(Step.VERIFY, Action.FOLLOW_UP_VERIFY, waits),
        redate_url=url(Step.REDATE, Action.FOLLOW_UP_EDIT, free_date),
        reassign_url=url(Step.REASSIGN, Action.FOLLOW_UP_EDIT),
        locked_url=opening(item, LOCKED) if item.due_locked else "",
        keeper_url=thing_url(item) if keeps and item.state == FollowUpState.OPEN else "",
        origin_label=label_of(item.origin),
        show_owner=show_owner,
        anchor_url=_anchor_url(item),
    )


def _anchor_url(item: FollowUp) -> str:
    """The fact that a locked deadline is counted from, where it names one."""
    for subject in item.subjects.all():
        if item.due_locked and subject.kind == "fact":
            return f"/go/fact/{subject.public_id}"
    return ""


def stop_url(actor: Actor, item: FollowUp) -> str:
    """Where the room that keeps a running follow-up lets the reader stop it; empty where it does not."""
    kept = bool(item.managed_by) and possible(Step.CANCEL, item.state)
    if not kept or not actor.may(Action.FOLLOW_UP_EDIT, item):
        return ""
    return str(panels.ask("follow_up.stop", actor, item, otherwise=""))


def notes_of(item: FollowUp) -> list[object]:
    """Short words for the line below a title."""
    return [_NOTES[item.kind]] if item.kind in _NOTES else []


def groups_of(rows: Sequence[Row], *, now: datetime, zone: str) -> list[Group]:
    """Rows under headings: duties by law, late, today, the next seven days, later; empty ones left out."""
    found = [
        Group("legal", _("Legal duties"), "high", legal=True),
        Group("late", _("Past their date"), "crit"),
        Group("today", _("Today"), "high"),
        Group("week", _("Next 7 days"), ""),
        Group("later", _("Later"), ""),
        Group("waiting", _("Waiting for verification"), "med"),
        Group("finished", _("Finished"), ""),
    ]
    by_key = {group.key: group for group in found}
    tonight = day_end(now.astimezone(zone_info(zone)).date(), zone)
    for row in rows:
        by_key[_group_key(row.follow_up, now, tonight)].rows.append(row)
    return [group for group in found if group.rows]


def _group_key(item: FollowUp, now: datetime, tonight: datetime) -> str:
    if item.state == FollowUpState.DONE and item.kind == FollowUpKind.CORRECTIVE:
        return "waiting"
    if item.state != FollowUpState.OPEN or item.due_at is None:
        return "finished"
    if item.is_legal:
        return "legal"
    if item.due_at <= now:
        return "late"
    if item.due_at <= tonight:
        return "today"
    return "week" if item.due_at <= tonight + WEEK else "later"


def proposals_of(
    actor: Actor,
    follow_ups: Sequence[FollowUp],
    *,
    now: datetime,
    back: str,
    people: Candidates | None = None,
) -> list[Proposal]:
    """Proposals with their forms; two queries for any number, none for no proposal.

    A proposal that names no date is offered two weeks from now, at the end of a working day. `people` may
    be asked for beforehand, together with those of other forms of the page.
    """
    deciding = actor.able(Action.FOLLOW_UP_EDIT, follow_ups)
    if deciding and people is None:
        people = candidates(deciding, now=now)
    return [
        Proposal(
            follow_up=each,
            url=page_of(each),
            notes=notes_of(each),
            form=accept_form(each, people.at(each) if people else [], now=now, back=back),
            accept_url=step_url(each, Step.ACCEPT) if each in deciding else "",
            decline_url=step_url(each, Step.DECLINE) if each in deciding and not each.managed_by else "",
        )
        for each in follow_ups
    ]


def accept_form(item: FollowUp, people: Sequence[Any], *, now: datetime, back: str) -> AcceptForm:
    """The form that makes a proposal a task."""
    owner = str(item.owner.public_id) if item.owner else ""
    due = item.due_at or usual_due(now, item.zone)
    initial = {**seen(item, back), "owner": owner, "due_at": picked(due, item.zone)}
    return AcceptForm(people=people, zone=item.zone, initial=initial, auto_id=f"fu-{item.public_id}-%s")


def usual_due(now: datetime, zone: str) -> datetime:
    """Two weeks from now at 17.00 in that zone: what a form suggests."""
    day = (now + _USUAL_SPAN).astimezone(zone_info(zone))
    return day.replace(hour=0, minute=0, second=0, microsecond=0) + _USUAL_HOUR
