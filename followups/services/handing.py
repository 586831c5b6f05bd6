"""Verbs over many follow-ups at once: all of them or none, with everything that stands in the way listed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts import policy
from accounts.actors import Actor
from accounts.hand_over import acting
from accounts.models import Person
from accounts.policy import Action
from accounts.services.trail import Book, Change, writing
from followups import lifecycle
from followups.lifecycle import Step
from followups.models import FollowUp, FollowUpSubject
from followups.services import notices
from followups.services.changes import require_step
from followups.services.holding import (
    held,
    holding,
    index,
    name_of,
    require_version,
    schedule_from,
    stamp_of,
    subjects_of,
)
from followups.services.owners import cannot_own, require_active, require_owner
from followups.vocabulary import FollowUpState
from lib.errors import Conflict, DomainError, Invalid, Problem
from lib.zones import check_year

MOST = 200
"""How many follow-ups one request may change."""


@dataclass(frozen=True, slots=True)
class Picked:
    """One follow-up and the version of it that the reader saw."""

    follow_up: FollowUp
    version: int | None = None


def reassign_many(*, actor: Actor, now: datetime, picked: Sequence[Picked], owner: Person) -> list[FollowUp]:
    """Give all of them to somebody, or none: `Conflict` lists each one that stands in the way and why.

    A constant number of statements whatever the number. Raises `Invalid` for an owner who cannot own them.
    """
    require_active(owner)

    def check(current: FollowUp) -> None:
        require_step(Step.REASSIGN, current)

    with writing() as book:
        rows = _ready(actor, picked, check)
        _require_reach(rows, owner, now)
        moving = [each for each in rows if each.owner_id != owner.pk]
        _hand(book, actor, now, moving, owner)
    return rows


def _hand(book: Book, actor: Actor, now: datetime, rows: Sequence[FollowUp], owner: Person) -> None:
    """Give held rows to somebody, who is told."""
    before = {each.pk: each.owner for each in rows}
    _write(rows, {"owner": owner})
    for each in rows:
        book.record(
            actor=actor,
            now=now,
            verb="follow_up.reassigned",
            organisation=each.organisation,
            access=each.access,
            subjects=subjects_of(each, before[each.pk], owner),
            changes={"owner": (name_of(before[each.pk]), name_of(owner))},
        )
    notices.assigned(rows, actor=actor, owner=owner, now=now)


def redate_many(*, actor: Actor, now: datetime, picked: Sequence[Picked], due_at: datetime) -> list[FollowUp]:
    """Move all of their deadlines to the same moment, or none; as `reassign_many`. One locked refuses all."""
    lifecycle.require_future(due_at, now)
    check_year(due_at.year, "due_at")

    def check(current: FollowUp) -> None:
        require_step(Step.REDATE, current)

    with writing() as book:
        rows = _ready(actor, picked, check)
        before = {each.pk: each.due_at for each in rows}
        for state in (FollowUpState.OPEN, FollowUpState.PROPOSED):
            for policy_name in {each.policy.name for each in rows}:
                alike = [each for each in rows if each.state == state and each.policy.name == policy_name]
                schedule = schedule_from(alike[0], due_at, now) if alike and state == "open" else {}
                _write(alike, {"due_at": due_at, **schedule})
        for each in rows:
            changes: dict[str, Change] = {"due_at": (stamp_of(before[each.pk]), stamp_of(due_at))}
            book.record(
                actor=actor,
                now=now,
                verb="follow_up.redated",
                organisation=each.organisation,
                access=each.access,
                subjects=subjects_of(each),
                changes=changes,
            )
        notices.moved(rows, actor=actor, now=now)
    return rows


def _ready(actor: Actor, picked: Sequence[Picked], check: Callable[[FollowUp], None]) -> list[FollowUp]:
    """All rows, held, in the order they were picked. Raises `Conflict` listing those that are not."""
    if not picked:
        raise Invalid(_("Choose at least one follow-up."), field="picked")
    if len(picked) > MOST:
        raise Invalid(format_lazy(_("Choose {limit} at most."), limit=MOST), field="picked")
    rows = held(each.follow_up.pk for each in picked)
    refusals = policy.refusals(actor, Action.FOLLOW_UP_EDIT, list(rows.values()))
    refused = {current.pk: error for current, error in refusals}
    problems = []
    for each in picked:
        current = rows[each.follow_up.pk]
        try:
            if current.pk in refused:
                raise refused[current.pk]
            require_version(current, each.version)
            check(current)
        except DomainError as error:
            problems.append(Problem(error.message, str(current.public_id), error.code))
    if problems:
        raise refused_together(problems)
    return [rows[each.follow_up.pk] for each in picked]


def refused_together(problems: Sequence[Problem]) -> Conflict:
    """The refusal of a change of many: nothing was changed, and this stood in the way."""
    return Conflict(_("Nothing was changed, because not all of it can be."), code="bulk", problems=problems)


def _require_reach(rows: Sequence[FollowUp], owner: Person, now: datetime) -> None:
    try:
        require_owner(owner, rows, now=now)
    except Invalid as error:
        raise refused_together([Problem(error.message, "owner", error.code)]) from error


def _write(rows: Sequence[FollowUp], values: dict[str, Any]) -> None:
    """Set the same columns of held rows and raise each one's version."""
    FollowUp.objects.filter(pk__in=[each.pk for each in rows]).update(**values, version=F("version") + 1)
    for each in rows:
        for name, value in values.items():
            setattr(each, name, value)
        each.version += 1


def beyond(still: Actor | None, rows: Sequence[FollowUp]) -> list[FollowUp]:
    """All of the rows, or those that `still` cannot complete."""
    kept = {each.pk for each in still.able(Action.FOLLOW_UP_COMPLETE, rows)} if still else set()
    return [each for each in rows if each.pk not in kept]


def reassign_all(
    *, actor: Actor, now: datetime, person: Person, successor: Person | None, still: Actor | None = None
) -> int:
    """Hand what a person owns and has not finished to a successor, when that person leaves; how many.

    With `still`, the person as they can act from now on, only what they can no longer complete. Called by
    the verbs that deactivate and move people, which ask the policy. Raises `Conflict` when something is
    owed and there is no successor, `Invalid` at `successor` when the successor cannot reach all of it.
    """
    policy.require_in(actor, Action.PERSON_EDIT, person.home_id)
    with writing() as book:
        rows = beyond(still, holding(FollowUp.objects.unfinished().owned_by(person.pk)))
        if not rows:
            return 0
        if successor is None:
            raise _still_owes(person, len(rows))
        require_heir(successor, acting(successor, now), rows)
        _hand(book, actor, now, rows, successor)
    return len(rows)


def require_heir(successor: Person, heir: Actor, rows: Sequence[FollowUp]) -> None:
    """Pass if the successor, who acts as `heir`, can own all of it. Raises `Invalid` at `successor`."""
    if beyond(heir, rows):
        refused = cannot_own(successor)
        raise Invalid(refused.message, code=refused.code, field="successor")


def _still_owes(person: Person, count: int) -> Conflict:
    words = ngettext_lazy(
        "{name} still owes {n} follow-up. Choose who takes it over.",
        "{name} still owes {n} follow-ups. Choose who takes them over.",
        count,
    )
    message = format_lazy(words, name=person.shown_name, n=count)
    return Conflict(message, code="still_owes", field="successor")


def relabel_subject(*, kind: str, object_id: int, label: str) -> int:
    """Let follow-ups call a thing of an upper room by its new name; how many do. Joins the caller's unit."""
    with writing():
        rows = FollowUpSubject.objects.filter(kind=kind, object_id=object_id)
        changed = rows.exclude(label=label[:200]).update(label=label[:200])
        if changed:
            about = FollowUp.objects.about(kind, object_id).select_related("organisation", "access")
            for each in about.prefetch_related("subjects", "external_links"):
                index(each)
    return changed
