"""Steps through the phases: on, back, closed with what is unfinished named, and reopened."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.policy import Action
from accounts.services.trail import writing
from incidents import lifecycle
from incidents.lifecycle import Obstacle, ObstacleKind, Phase
from incidents.models import Incident
from incidents.selectors.unfinished import disputed_facts, open_follow_ups, open_unknowns
from incidents.services.aggregate import changed, grown, note, require
from lib.db.checks import checked
from lib.errors import Conflict, Invalid


def obstacles_of(actor: Actor, incident: Incident) -> list[Obstacle]:
    """What is unfinished when the incident is to be closed, some by name: four queries at most."""
    follow_ups, owed = open_follow_ups(actor, incident)
    disputed, unknown = disputed_facts(incident), open_unknowns(incident)
    return lifecycle.closing_obstacles(
        open_follow_ups=follow_ups,
        has_class=bool(incident.rsit),
        unsettled_disputes=len(disputed),
        unknowns=len(unknown),
        named={
            ObstacleKind.OPEN_FOLLOW_UPS: owed,
            ObstacleKind.UNSETTLED_DISPUTES: disputed,
            ObstacleKind.UNKNOWNS: unknown,
        },
    )


def change_phase(
    *, actor: Actor, now: datetime, incident: Incident, version: int, phase: str, reason: str = ""
) -> Incident:
    """Move an open incident to another open phase; leaving phases out or going back wants a reason.

    Raises `Missing`, `Refused`, `Invalid`, `Conflict`, `Stale`.
    """
    require(actor, Action.INCIDENT_EDIT, incident)
    wanted = _known(phase)
    if wanted == Phase.CLOSED:
        raise Invalid(
            _("An incident is closed by closing it, which names what is unfinished."), field="phase"
        )
    if not incident.is_open:
        raise Conflict(_("The incident is closed. Reopen it first."), code="closed")
    lifecycle.check_step(Phase(incident.phase), wanted, reason=reason)
    return _step(actor, now, incident, version, wanted, "incident.phase_changed", reason)


def close_incident(
    *, actor: Actor, now: datetime, incident: Incident, version: int, reason: str = ""
) -> Incident:
    """Close an incident. What is unfinished is named and wants a reason, which is kept with the list.

    It is counted while the incident is held: a dispute that comes at the same moment comes before or after.
    Raises `Missing`, `Refused`, `Invalid` with a problem for each obstacle, `Conflict`, `Stale`.
    """
    require(actor, Action.INCIDENT_CLOSE, incident)
    with writing():
        grown(incident, now=now)
        obstacles = obstacles_of(actor, incident)
        lifecycle.check_closing(Phase(incident.phase), obstacles, reason=reason)
        return _step(
            actor,
            now,
            incident,
            version,
            Phase.CLOSED,
            "incident.closed",
            reason,
            unfinished={each.kind.value: each.count for each in obstacles},
            closed_at=now,
            close_reason=reason.strip(),
        )


def reopen_incident(
    *, actor: Actor, now: datetime, incident: Incident, version: int, reason: str, phase: str = Phase.REVIEW
) -> Incident:
    """Take a closed incident up again in an open phase, with a reason.

    Raises `Missing`, `Refused`, `Invalid`, `Conflict`, `Stale`.
    """
    require(actor, Action.INCIDENT_CLOSE, incident)
    wanted = _known(phase)
    if incident.is_open or wanted == Phase.CLOSED:
        raise Conflict(_("The incident is not closed."), code="not_closed")
    lifecycle.check_step(Phase(incident.phase), wanted, reason=reason)
    return _step(
        actor,
        now,
        incident,
        version,
        wanted,
        "incident.reopened",
        reason,
        closed_at=None,
        close_reason="",
        reopened_count=incident.reopened_count + 1,
    )


def _known(phase: str) -> Phase:
    try:
        return Phase(phase)
    except ValueError as error:
        raise Invalid(_("There is no such phase."), field="phase") from error


def _step(
    actor: Actor,
    now: datetime,
    incident: Incident,
    version: int,
    phase: Phase,
    verb: str,
    reason: str,
    *,
    unfinished: dict[str, int] | None = None,
    **fields: Any,
) -> Incident:
    """Compare, set, note."""
    words = reason.strip()
    checked(Incident(close_reason=words), ["close_reason"])
    before = str(incident.phase)
    with writing() as book:
        changed(incident, version=version, now=now, phase=phase, **fields)
        changes = {"phase": (before, phase.value), "reason": ("", words), "unfinished": (None, unfinished)}
        note(book, actor=actor, now=now, incident=incident, verb=verb, changes=changes)
    return incident
