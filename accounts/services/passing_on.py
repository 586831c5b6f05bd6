"""What somebody owes and can no longer do once a role of theirs ends or they move: a successor takes it."""

from __future__ import annotations

from datetime import datetime

from django.utils.text import format_lazy
from django.utils.translation import ngettext_lazy

from accounts.actors import Actor
from accounts.hand_over import HandOver, prepared, still_owed
from accounts.models import Person
from lib.errors import Conflict


def ready_to_pass_on(
    actor: Actor, now: datetime, person: Person, successor: Person | None
) -> HandOver | None:
    """What is out of the person's reach by now, for `hand_over_all` in the same unit of work.

    Raises `Conflict` at `successor` when there is something and nobody takes it, `Invalid` there for a
    successor who cannot.
    """
    if successor is not None:
        return prepared(actor=actor, now=now, person=person, successor=successor, stays=True)
    if left := still_owed(person, now):
        words = ngettext_lazy(
            "{count} thing that this person owes would be out of their reach. Choose who takes it over.",
            "{count} things that this person owes would be out of their reach. Choose who takes them over.",
            left,
        )
        raise Conflict(format_lazy(words, count=left), field="successor")
    return None
