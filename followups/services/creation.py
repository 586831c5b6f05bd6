"""Creating follow-ups, and deciding on proposed ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypedDict, Unpack

from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.actors import Actor
from accounts.models import Access, Organisation, Person
from accounts.policy import Action
from accounts.services.trail import Book, Subject, writing
from followups import lifecycle
from followups.lifecycle import Step
from followups.models import FollowUp, FollowUpSubject
from followups.schedule import due_from_anchor
from followups.services import notices
from followups.services.holding import (
    Place,
    asleep,
    check_columns,
    hold,
    index_by,
    name_of,
    schedule_from,
    stamp_of,
    subjects_of,
    write,
)
from followups.services.links import LinkData, attach_links
from followups.services.owners import require_owner
from followups.vocabulary import LIVE, FollowUpKind, FollowUpState
from lib.errors import Conflict, Invalid, Problem
from lib.texts import bare
from lib.zones import check_year


class NewFollowUp(TypedDict, total=False):
    """What a new follow-up may be given; each as the column of the same name."""

    title_id: str
    title_en: str
    detail_id: str
    detail_en: str
    origin: str
    managed_by: str
    due_locked: bool
    due_reason_id: str
    due_reason_en: str
    clock_from: datetime | None
    clock_hours: int | None
    legal_basis: str


@dataclass(frozen=True, slots=True)
class _Terms:
    """Who owes it and when."""

    state: str
    kind: str
    owner: Person | None
    due_at: datetime | None


def create_follow_up(
    *,
    actor: Actor,
    now: datetime,
    organisation: Organisation,
    access: Access | None = None,
    kind: str = FollowUpKind.TASK,
    owner: Person | None = None,
    due_at: datetime | None = None,
    state: str = FollowUpState.OPEN,
    subjects: Sequence[Subject] = (),
    links: Sequence[LinkData] = (),
    **fields: Unpack[NewFollowUp],
) -> FollowUp:
    """Add a follow-up: an open one with owner and due moment, or a proposal that may lack them.

    A legal one (`kind="legal"`) is due `clock_hours` elapsed hours after `clock_from`, and only in a live
    matter. A new owner is told, unless the actor is the owner. `title_*` in at least one language.
    Raises `Refused`, `Missing`, `Invalid` naming each field, `Conflict` for a taken outside reference.
    """
    place = Place(organisation, access)
    policy.require(actor, Action.FOLLOW_UP_CREATE, place)
    terms = _terms(kind, state, owner, due_at, fields)
    _check(terms, fields, now)
    if owner is not None:
        require_owner(owner, [place], now=now)
    with writing() as book:
        made = _insert(actor, now, place, terms, fields)
        about = _name_subjects(made, subjects)
        linked = attach_links(made, links)
        index_by(made, [*(each.label for each in about), *(each.reference for each in linked)])
        _record_new(book, actor, now, made, about)
        if owner is not None:
            notices.assigned([made], actor=actor, owner=owner, now=now)
    return made


def _name_subjects(made: FollowUp, subjects: Sequence[Subject]) -> list[Subject]:
    """Write what the follow-up is about; as it is written."""
    about = [replace(each, label=each.label[:200]) for each in subjects]
    FollowUpSubject.objects.bulk_create(
        FollowUpSubject(
            follow_up=made,
            kind=each.kind,
            object_id=each.object_id,
            public_id=each.public_id,
            label=each.label,
        )
        for each in about
    )
    return about


def accept(
    *,
    actor: Actor,
    now: datetime,
    follow_up: FollowUp,
    owner: Person,
    due_at: datetime,
    version: int | None = None,
) -> FollowUp:
    """Make a proposal an open follow-up with owner and due moment, and tell the owner.

    Raises `Missing`, `Refused`, `Invalid`, `Conflict`, `Stale`.
    """
    policy.require(actor, Action.FOLLOW_UP_EDIT, follow_up)
    lifecycle.require_future(due_at, now)
    check_year(due_at.year, "due_at")
    require_owner(owner, [follow_up], now=now)
    with writing() as book:
        current = hold(follow_up, version)
        lifecycle.require_step(Step.ACCEPT, current.state)
        schedule = schedule_from(current, due_at, now)
        write(current, {"state": FollowUpState.OPEN, "owner": owner, "due_at": due_at, **schedule})
        book.record(
            actor=actor,
            now=now,
            verb="follow_up.accepted",
            organisation=current.organisation,
            access=current.access,
            subjects=subjects_of(current, owner),
            changes={"owner": (None, name_of(owner)), "due_at": (None, stamp_of(due_at))},
        )
        notices.assigned([current], actor=actor, owner=owner, now=now)
    return current


def decline(
    *,
    actor: Actor,
    now: datetime,
    follow_up: FollowUp,
    reason: str,
    version: int | None = None,
    room: str = "",
) -> FollowUp:
    """Turn a proposal down, with a reason that stays. Raises as `accept` does."""
    policy.require(actor, Action.FOLLOW_UP_EDIT, follow_up)
    words = lifecycle.require_reason(reason)
    check_columns(FollowUp, {"cancel_reason": words})
    with writing() as book:
        current = hold(follow_up, version)
        lifecycle.require_step(Step.DECLINE, current.state)
        lifecycle.require_free(
            Step.DECLINE, managed_by=current.managed_by, due_locked=current.due_locked, room=room
        )
        write(current, {"state": FollowUpState.CANCELLED, "cancelled_at": now, "cancel_reason": words})
        book.record(
            actor=actor,
            now=now,
            verb="follow_up.declined",
            organisation=current.organisation,
            access=current.access,
            subjects=subjects_of(current),
            changes={"reason": ("", words)},
        )
    return current


def _terms(
    kind: str, state: str, owner: Person | None, due_at: datetime | None, fields: NewFollowUp
) -> _Terms:
    """Owner and due moment; a legal one's due moment is always what its clock says."""
    anchor, hours = fields.get("clock_from"), fields.get("clock_hours")
    if kind == FollowUpKind.LEGAL and anchor is not None and hours is not None:
        due_at = due_from_anchor(anchor, hours)
    return _Terms(state, kind, owner, due_at)


def _check(terms: _Terms, fields: NewFollowUp, now: datetime) -> None:
    """Everything that is wrong with what was given, at once."""
    check_columns(FollowUp, {**fields, "kind": terms.kind, "state": terms.state})
    problems = []
    if not (bare(fields.get("title_id", "")) or bare(fields.get("title_en", ""))):
        problems.append(Problem(_("Say what is to be done."), "title", "required"))
    if terms.state not in {FollowUpState.OPEN, FollowUpState.PROPOSED}:
        problems.append(Problem(_("A new follow-up is open or proposed."), "state"))
    if terms.state == FollowUpState.OPEN:
        if terms.owner is None:
            problems.append(Problem(_("Somebody has to own it."), "owner", "required"))
        if terms.due_at is None:
            problems.append(Problem(_("It needs a deadline."), "due_at", "required"))
    if terms.kind == FollowUpKind.LEGAL and terms.due_at is None:
        problems.append(Problem(_("A legal duty runs from a moment, for a number of hours."), "clock_from"))
    if problems:
        raise Invalid(_("Some fields are not right."), problems=problems)
    if terms.kind == FollowUpKind.LEGAL and fields.get("origin", LIVE) != LIVE:
        raise Conflict(_("An exercise or a reconstruction runs no legal clock."), code="not_live")
    if terms.due_at is not None:
        check_year(terms.due_at.year, "due_at")
        if terms.kind != FollowUpKind.LEGAL and fields.get("origin", LIVE) == LIVE:
            lifecycle.require_future(terms.due_at, now)


def _insert(actor: Actor, now: datetime, place: Place, terms: _Terms, fields: NewFollowUp) -> FollowUp:
    texts = {
        key: bare(value) if isinstance(value, str) else value
        for key, value in fields.items()
        if value is not None
    }
    made = FollowUp(
        organisation=place.organisation,
        access=place.access,
        zone=place.organisation.zone,
        kind=terms.kind,
        state=terms.state,
        owner=terms.owner,
        due_at=terms.due_at,
        created_at=now,
        created_by_id=actor.person_id,
        **texts,
    )
    wakes = terms.state == FollowUpState.OPEN
    schedule = schedule_from(made, terms.due_at, now) if wakes else {"reminders_from": now, **asleep()}
    for name, value in schedule.items():
        setattr(made, name, value)
    made.save(force_insert=True)
    return made


def _record_new(book: Book, actor: Actor, now: datetime, made: FollowUp, about: Sequence[Subject]) -> None:
    proposed = made.state == FollowUpState.PROPOSED
    book.record(
        actor=actor,
        now=now,
        verb="follow_up.proposed" if proposed else "follow_up.opened",
        organisation=made.organisation,
        access=made.access,
        subjects=subjects_of(made, made.owner, about=about),
        changes={
            "title": (None, str(made)),
            "kind": (None, str(made.kind)),
            "owner": (None, name_of(made.owner)),
            "due_at": (None, stamp_of(made.due_at)),
        },
    )
