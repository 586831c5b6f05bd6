"""Assessing an event and naming who leads, in one."""

from __future__ import annotations

from datetime import datetime

from accounts.actors import Actor
from accounts.models import Person
from accounts.services.trail import writing
from incidents.lifecycle import EventState
from incidents.models import Event
from incidents.services.assessment import Opening, assess_event
from incidents.services.members import assign_member
from incidents.vocabulary import IncidentRole
from lib.errors import DomainError


def open_from_event(
    *,
    actor: Actor,
    now: datetime,
    event: Event,
    version: int,
    opening: Opening,
    commander: Person | None = None,
    reason: str = "",
) -> Event:
    """Make an event an incident, with its commander if one is named; all or nothing.

    Raises what `assess_event` and `assign_member` raise, the latter at the field `commander`.
    """
    with writing():
        assessed = assess_event(
            actor=actor,
            now=now,
            event=event,
            version=version,
            outcome=EventState.INCIDENT,
            reason=reason,
            opening=opening,
        )
        if commander is not None and assessed.incident is not None:
            _lead(actor, now, assessed, commander)
    return assessed


def _lead(actor: Actor, now: datetime, event: Event, commander: Person) -> None:
    incident = event.incident
    if incident is None:
        return
    try:
        assign_member(actor=actor, now=now, incident=incident, person=commander, role=IncidentRole.COMMANDER)
    except DomainError as error:
        raise type(error)(error.message, code=error.code, field="commander") from error
