"""Assets and controls that somebody answers for, and how they pass on when their owner leaves or moves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import F

from accounts.actors import Actor, actor_for_person
from accounts.models import Person
from accounts.policy import Action
from accounts.services.people import subject_of as person_subject
from accounts.services.trail import Subject, writing
from compliance.models import Asset, Control
from compliance.services import assets, controls
from followups.services.owners import cannot_own
from lib.errors import Invalid

Owned = Asset | Control


def owned_by(person: Person, still: Actor | None = None) -> int:
    """How many things here somebody else must answer for: all (one query), or those beyond `still`."""
    if still is not None:
        return len(_owned(person, still))
    assets_, controls_ = (model.objects.standing().filter(owner=person) for model in (Asset, Control))
    return assets_.order_by().values("pk").union(controls_.order_by().values("pk"), all=True).count()


def hand_over_owned(
    actor: Actor, now: datetime, person: Person, successor: Person, still: Actor | None = None
) -> None:
    """Let the successor answer for what the person owns and `still`, the same person, no longer reaches.

    Called while a person is deactivated, moved or loses a role; the registry of `accounts.hand_over` names
    it. The reviews of controls are follow-ups and pass on with them. Raises `Invalid` at `successor` when
    the successor cannot reach all of it.
    """
    with writing() as book:
        things = _owned(person, still)
        _require_reach(successor, things, now)
        for model in (Asset, Control):
            keys = [each.pk for each in things if isinstance(each, model)]
            model.objects.filter(pk__in=keys).update(owner=successor, version=F("version") + 1)
        for each in things:
            book.record(
                actor=actor,
                now=now,
                verb="asset.handed_over" if isinstance(each, Asset) else "control.handed_over",
                organisation=each.organisation,
                access=each.access,
                subjects=[_subject_of(each), person_subject(person), person_subject(successor)],
                changes={"owner": (person.shown_name, successor.shown_name)},
            )


def _owned(person: Person, still: Actor | None) -> list[Owned]:
    """What stands and is the person's, without what `still` (the same person) can answer for."""
    found: list[Owned] = [
        *Asset.objects.standing().filter(owner=person).select_related("organisation", "access"),
        *Control.objects.standing().filter(owner=person).select_related("organisation", "access", "review"),
    ]
    return found if still is None else _beyond(still, found)


def _beyond(who: Actor, things: Sequence[Owned]) -> list[Owned]:
    """Those of the things that somebody cannot answer for."""
    able = set[Owned]()
    for action in (Action.FOLLOW_UP_COMPLETE, Action.ORGANISATION_READ):
        able.update(who.able(action, [each for each in things if _asked_of_owner(each) is action]))
    return [each for each in things if each not in able]


def _asked_of_owner(thing: Owned) -> Action:
    """What an owner must be able to do: to review a control that is reviewed, else any role is enough."""
    reviewed = isinstance(thing, Control) and controls.is_reviewed(thing)
    return Action.FOLLOW_UP_COMPLETE if reviewed else Action.ORGANISATION_READ


def _require_reach(successor: Person, things: Sequence[Owned], now: datetime) -> None:
    if things and _beyond(actor_for_person(successor, now=now), things):
        refused = cannot_own(successor)
        raise Invalid(refused.message, code=refused.code, field="successor")


def _subject_of(thing: Owned) -> Subject:
    return assets.subject_of(thing) if isinstance(thing, Asset) else controls.subject_of(thing)
