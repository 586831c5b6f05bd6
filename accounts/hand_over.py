"""What a person owes in the rooms above, and how it passes on: a registry that `config` fills."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from accounts.actors import Actor, actor_for_person
from accounts.candidates import Asked, able_to_all
from accounts.models import Access, Organisation, Person
from accounts.told import all_told_of, telling_all_of_people, told_now

PLACE = ("organisation_id", "organisation__public_id", "access_id", "access__needs_grant")
"""What a thing that is told says of where it belongs, for `placed`."""


Owed = Callable[[Any, Actor | None], int]
Pass = Callable[[Actor, datetime, Any, Any, Actor | None], object]


@dataclass(frozen=True, slots=True)
class Duty:
    """One kind of thing that people owe.

    `telling()` gives columns for a query of people that tell what each owes, so that one question asks all
    rooms: where a person is handed to the rest, it is such a row. `owed(person, still)` counts;
    `hand_over(actor, now, person, successor, still)` passes it on, and `check` with the same arguments raises
    `Invalid` at `successor` before anything passes where the successor cannot reach all of it.

    `still` is the person as they can act from now on: what they can still do stays with them and does not
    count. None is for somebody who leaves with everything. `asks(person)` is what everything that a person
    who leaves owes asks of whoever takes it over.
    """

    owed: Owed
    hand_over: Pass
    check: Pass | None = None
    telling: Callable[[], Mapping[str, Any]] = dict
    asks: Callable[[Any], Sequence[Asked]] = lambda _person: ()


@dataclass(frozen=True, slots=True)
class HandOver:
    """What was prepared: who hands over, when, and the rows of both people, told by now."""

    actor: Actor
    now: datetime
    person: Any
    successor: Any
    still: Actor | None


_duties: dict[str, Duty] = {}


def register(key: str, *, owed: Owed, hand_over: Pass, **more: Any) -> None:
    """Tell that people can owe this, with the parts of a `Duty`; the same key again replaces it."""
    _duties[key] = Duty(owed, hand_over, **more)


def telling() -> dict[str, Any]:
    """Columns for a query of people that tell what each of them owes, in all rooms."""
    return {name: column for duty in _duties.values() for name, column in duty.telling().items()}


def told_of(person: Person) -> Any:
    """A row of the person that tells what they owe by now: one question."""
    return Person.objects.annotate(**telling()).get(pk=person.pk)


def acting(person: Any, now: datetime) -> Actor:
    """The actor of somebody in a hand-over, the same for all duties; else it is asked: one question."""
    known: Actor | None = getattr(person, "acting", None)
    return known or actor_for_person(person, now=now, told=told_now(person, now))


def placed(told: Any, at: str = "") -> dict[str, Any]:
    """Where a thing that was told belongs, as fields of its model: as much as is needed to judge and name it.

    `told` has the columns of `PLACE`, `at` before each.
    """
    organisation_id, public_id, access_id, needs_grant = (
        getattr(told, at + name.replace("__", "_")) for name in PLACE
    )
    access = None if access_id is None else Access(pk=access_id, needs_grant=needs_grant)
    return {"organisation": Organisation(pk=organisation_id, public_id=public_id), "access": access}


def owed_by(person: Person) -> int:
    """How many things somebody else must take over when this person leaves."""
    return owed_in(told_of(person))


def owed_in(told: Any, still: Actor | None = None) -> int:
    """The same, where it was told; without what `still`, the same person, can do from now on."""
    return sum(duty.owed(told, still) for duty in _duties.values())


def takers_from(told: Any, now: datetime) -> set[int] | None:
    """The keys of those who could take over all that a person who leaves owes; None when anybody could."""
    asked = _asked(told)
    return able_to_all(asked, now=now) if asked else None


def takes_from(told: Any, heir: Actor) -> bool | None:
    """Whether this one is among them; None when anybody could."""
    asked = _asked(told)
    return all(heir.may(action, place) for action, place in asked) if asked else None


def _asked(told: Any) -> list[Asked]:
    return [each for duty in _duties.values() for each in duty.asks(told)]


def still_owed(person: Person, now: datetime) -> int:
    """How many things somebody else must take over that the person can by now no longer do: one question."""
    [row] = _told_now([person], now)
    return owed_in(row, acting(row, now))


def prepared(
    *, actor: Actor, now: datetime, person: Person, successor: Person, stays: bool = False
) -> HandOver:
    """Ask once for everything that passing on needs, and check that the successor can take all of it.

    With `stays`, only what the person can no longer do passes. Belongs into the unit of work in which it
    passes. Raises `Invalid` at `successor`.
    """
    row, heir = _told_now([person, successor], now)
    given = HandOver(actor, now, row, heir, acting(row, now) if stays else None)
    _check(given)
    return given


def _check(given: HandOver) -> None:
    for duty in _duties.values():
        if duty.check is not None:
            duty.check(given.actor, given.now, given.person, given.successor, given.still)


def hand_over_all(given: HandOver) -> None:
    """Pass everything that was prepared on to the successor; joins the unit of work that is open.

    Rows are waited for on the way, so the successor is judged once more when all of them are held: whoever
    was shut out meanwhile takes nothing. Raises `Invalid` at `successor`.
    """
    for duty in _duties.values():
        duty.hand_over(given.actor, given.now, given.person, given.successor, given.still)
    if owed_in(given.person, given.still):
        [heir] = _told_now([given.successor], given.now)
        _check(replace(given, successor=heir))


def _told_now(people: Sequence[Person], now: datetime) -> list[Any]:
    """Their rows as they stand, in this order, with how far each reaches and what each owes."""
    rows = Person.objects.filter(pk__in=[each.pk for each in people]).select_related("home")
    told: dict[int, Any] = {
        each.pk: each for each in rows.annotate(**telling_all_of_people(now), **telling())
    }
    for each in told.values():
        each.acting = actor_for_person(each, now=now, told=all_told_of(each))
    return [told[each.pk] for each in people]
