"""What a person owes in the rooms above, and how it passes on: a registry that `config` fills."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from accounts.actors import Actor
from accounts.models import Person

Owed = Callable[[Person, Actor | None], int]
Takers = Callable[[Person, datetime], set[int] | None]
HandOver = Callable[[Actor, datetime, Person, Person, Actor | None], object]


@dataclass(frozen=True, slots=True)
class Duty:
    """One kind of thing that people owe: `owed(person, still)` counts it, and
    `hand_over(actor, now, person, successor, still)` passes it on.

    `still` is the person as they can act from now on: what they can still do stays with them and does not
    count. None is for somebody who leaves with everything. `takers(person, now)` names by key who could take
    over everything that a person who leaves owes; None when nothing is asked of them.
    """

    key: str
    owed: Owed
    hand_over: HandOver
    takers: Takers | None = None


_duties: dict[str, Duty] = {}


def register(key: str, *, owed: Owed, hand_over: HandOver, takers: Takers | None = None) -> None:
    """Tell that people can owe this; the same key again replaces it."""
    _duties[key] = Duty(key, owed, hand_over, takers)


def owed_by(person: Person, still: Actor | None = None) -> int:
    """How many things somebody else must take over when this person leaves, or can no longer do them."""
    return sum(duty.owed(person, still) for duty in _duties.values())


def takers_from(person: Person, now: datetime) -> set[int] | None:
    """The keys of those who could take over all that a person who leaves owes; None when anybody could."""
    asked = [duty.takers(person, now) for duty in _duties.values() if duty.takers is not None]
    named = [each for each in asked if each is not None]
    return set.intersection(*named) if named else None


def hand_over_all(
    *, actor: Actor, now: datetime, person: Person, successor: Person, still: Actor | None = None
) -> None:
    """Pass everything that `still` cannot do to the successor; joins the unit of work that is open."""
    for duty in _duties.values():
        duty.hand_over(actor, now, person, successor, still)
