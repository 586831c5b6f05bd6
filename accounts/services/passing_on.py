"""What somebody owes and can no longer do once a role of theirs ends or they move: a successor takes it."""

from __future__ import annotations

from datetime import datetime

from django.utils.text import format_lazy
from django.utils.translation import ngettext_lazy

from accounts.actors import Actor, actor_for_person
from accounts.hand_over import hand_over_all, owed_by
from accounts.models import Person
from lib.errors import Conflict


def pass_on(actor: Actor, now: datetime, person: Person, successor: Person | None) -> None:
    """Hand over what is out of the person's reach by now; joins the unit of work that is open.

    Raises `Conflict` at `successor` when there is something and nobody takes it.
    """
    still = actor_for_person(person, now=now)
    if successor is not None:
        hand_over_all(actor=actor, now=now, person=person, successor=successor, still=still)
    elif left := owed_by(person, still):
        words = ngettext_lazy(
            "{count} thing that this person owes would be out of their reach. Choose who takes it over.",
            "{count} things that this person owes would be out of their reach. Choose who takes them over.",
            left,
        )
        raise Conflict(format_lazy(words, count=left), field="successor")
