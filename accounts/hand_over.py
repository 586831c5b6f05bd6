"""What a person owes in the rooms above, and how it passes on: a registry that `config` fills."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from accounts.actors import Actor
from accounts.models import Person

Owed = Callable[[Person, Actor | None], int]
HandOver = Callable[[Actor, datetime, Person, Person, Actor | None], object]


@dataclass(frozen=True, slots=True)
class Duty:
    """One kind of thing that people owe: `owed(person, still)` counts it, and
    `hand_over(actor, now, person, successor, still)` passes it on.

    `still` is the person as they can act from now on: what they can still do stays with them and does not
    count. None is for somebody who leaves with everything.
    """

    key: str
    owed: Owed
    hand_over: HandOver


_duties: dict[str, Duty] = {}


def register(key: str, *, owed: Owed, hand_over: HandOver) -> None:
    """Tell that people can owe this; the same key again replaces it."""
    _duties[key] = Duty(key, owed, hand_over)


def owed_by(person: Person, still: Actor | None = None) -> int:
    """How many things somebody else must take over when this person leaves, or can no longer do them."""
    return sum(duty.owed(person, still) for duty in _duties.values())


def hand_over_all(
    *, actor: Actor, now: datetime, person: Person, successor: Person, still: Actor | None = None
) -> None:
    """Pass everything that `still` cannot do to the successor; joins the unit of work that is open."""
    for duty in _duties.values():
        duty.hand_over(actor, now, person, successor, still)
