"""Follow-ups as what a person owes: told with the row of the person, and handed over when they leave."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import OuterRef

from accounts.actors import Actor
from accounts.candidates import Asked
from accounts.hand_over import PLACE, acting, placed
from accounts.policy import Action
from followups.models import FollowUp
from followups.services.handing import beyond, reassign_all, require_heir
from lib.db.gathering import RowsOf


def telling() -> dict[str, RowsOf]:
    """Columns for a query of people that tell what each of them owns and has not finished."""
    rows = FollowUp.objects.unfinished().filter(owner=OuterRef("pk")).order_by("pk")
    return {"owed_follow_ups": RowsOf(rows, "id", *PLACE)}


def _rows(person: Any) -> list[FollowUp]:
    """As much of each as its place takes."""
    return [FollowUp(pk=each.id, **placed(each)) for each in person.owed_follow_ups]


def owed(person: Any, still: Actor | None = None) -> int:
    """How many somebody else must take over: all, or those that `still` cannot complete."""
    return len(beyond(still, _rows(person)))


def asks(person: Any) -> list[Asked]:
    """What all of it asks of whoever takes it over."""
    return [(Action.FOLLOW_UP_COMPLETE, each) for each in _rows(person)]


def check_reach(actor: Actor, now: datetime, person: Any, successor: Any, still: Actor | None) -> None:
    """Pass if the successor can own all of it. Raises `Invalid` at `successor`."""
    require_heir(successor, acting(successor, now), beyond(still, _rows(person)))


def pass_on(actor: Actor, now: datetime, person: Any, successor: Any, still: Actor | None) -> None:
    """Asks for them again: what is owed by the time the rows are held passes."""
    reassign_all(actor=actor, now=now, person=person, successor=successor, still=still)
