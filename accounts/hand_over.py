"""What a person owes in the rooms above, and how it passes on: a registry that `config` fills."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from accounts.actors import Actor
from accounts.models import Person

Owed = Callable[[Person], int]
HandOver = Callable[[Actor, datetime, Person, Person], object]


@dataclass(frozen=True, slots=True)
class Duty:
    """One kind of thing that people owe. `hand_over(actor, now, person, successor)` passes all of it on."""

    key: str
    owed: Owed
    hand_over: HandOver


_duties: dict[str, Duty] = {}


def register(key: str, *, owed: Owed, hand_over: HandOver) -> None:
    """Tell that people can owe this; the same key again replaces it."""
    _duties[key] = Duty(key, owed, hand_over)


def owed_by(person: Person) -> int:
    """How many things somebody else must take over when this person leaves."""
    return sum(duty.owed(person) for duty in _duties.values())


def hand_over_all(*, actor: Actor, now: datetime, person: Person, successor: Person) -> None:
    """Pass everything to the successor; joins the unit of work that is open."""
    for duty in _duties.values():
        duty.hand_over(actor, now, person, successor)
