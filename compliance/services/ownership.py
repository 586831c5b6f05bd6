"""Assets and controls that somebody answers for, and how they pass on when their owner leaves or moves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import F, OuterRef

from accounts.actors import Actor
from accounts.candidates import Asked
from accounts.hand_over import PLACE, acting, placed
from accounts.policy import Action
from accounts.services.people import subject_of as person_subject
from accounts.services.trail import Subject, writing
from compliance.models import Asset, Control
from compliance.services import assets, controls
from followups.models import FollowUp
from followups.services.owners import cannot_own
from lib.db.gathering import RowsOf
from lib.errors import Invalid

Owned = Asset | Control


_ASSET = ("id", "public_id", "name_id", "name_en", *PLACE)
_CONTROL = ("id", "public_id", "title_id", "title_en", "review_every_months", "review_id", "review__state")


def telling() -> dict[str, RowsOf]:
    """Columns for a query of people that tell what each of them answers for."""
    assets_, controls_ = (model.objects.standing().filter(owner=OuterRef("pk")) for model in (Asset, Control))
    return {
        "owned_assets": RowsOf(assets_, *_ASSET),
        "owned_controls": RowsOf(controls_, *_CONTROL, *PLACE),
    }


def owned_by(person: Any, still: Actor | None = None) -> int:
    """How many things here somebody else must answer for: all, or those beyond `still`."""
    return len(_owned(person, still))


def asks(person: Any) -> list[Asked]:
    """What all of it asks of whoever takes it over."""
    return [(_asked_of_owner(each), each) for each in _owned(person, None)]


def check_reach(actor: Actor, now: datetime, person: Any, successor: Any, still: Actor | None) -> None:
    """Pass if the successor can answer for all of it. Raises `Invalid` at `successor`."""
    things = _owned(person, still)
    if things and _beyond(acting(successor, now), things):
        refused = cannot_own(successor)
        raise Invalid(refused.message, code=refused.code, field="successor")


def hand_over_owned(actor: Actor, now: datetime, person: Any, successor: Any, still: Actor | None) -> None:
    """Let the successor answer for what the person owns and `still`, the same person, no longer reaches.

    Called while a person is deactivated, moved or loses a role; the registry of `accounts.hand_over` names
    it, and `check_reach`. The reviews of controls are follow-ups and pass on with them.
    """
    with writing() as book:
        things = _owned(person, still)
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


def _owned(person: Any, still: Actor | None) -> list[Owned]:
    """What stands and is the person's, without what `still` (the same person) can answer for.

    As much of each as its place, its name and its review take.
    """
    found: list[Owned] = [*map(_asset, person.owned_assets), *map(_control, person.owned_controls)]
    return found if still is None else _beyond(still, found)


def _asset(told: Any) -> Asset:
    named = {name: getattr(told, name) for name in ("id", "public_id", "name_id", "name_en")}
    return Asset(**named, **placed(told))


def _control(told: Any) -> Control:
    named = {name: getattr(told, name) for name in ("id", "public_id", "title_id", "title_en")}
    review = None if told.review_id is None else FollowUp(pk=told.review_id, state=told.review_state)
    return Control(**named, **placed(told), review=review, review_every_months=told.review_every_months)


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


def _subject_of(thing: Owned) -> Subject:
    return assets.subject_of(thing) if isinstance(thing, Asset) else controls.subject_of(thing)
