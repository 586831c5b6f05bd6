"""What the room of follow-ups asks incidents for: how an incident is named, and how a duty is completed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from accounts.actors import Actor
from accounts.policy import Action
from accounts.selectors import get_visible, missing
from followups.models import FollowUp
from followups.services.followups import complete
from followups.subjects import About
from incidents.models import Incident
from incidents.services.aggregate import require, subject_of
from incidents.services.clocks import ROOM
from records.models import Evidence


def incident_as_subject(actor: Actor, public_id: UUID | str) -> About:
    """An incident as a follow-up needs it. Raises `Missing`."""
    incident = get_visible(Incident.objects.select_related("organisation", "access"), actor, public_id)
    return About(subject_of(incident), incident.organisation, incident.access, str(incident.origin))


def finish_duty(
    actor: Actor,
    now: datetime,
    follow_up: FollowUp,
    note: str,
    evidence: Sequence[Evidence],
    version: int | None,
) -> FollowUp:
    """Complete a duty by law from its own page: how it was fulfilled, and the receipts.

    Raises `Missing`, `Refused`, `Invalid`, `Conflict`, `Stale`.
    """
    require(actor, Action.INCIDENT_EDIT, _incident_of(actor, follow_up))
    return complete(
        actor=actor,
        now=now,
        follow_up=follow_up,
        note=note,
        evidence=evidence,
        version=version,
        room=ROOM,
    )


def _incident_of(actor: Actor, follow_up: FollowUp) -> Incident:
    for subject in follow_up.subjects.all():
        if subject.kind == "incident":
            incident: Incident = get_visible(Incident.objects, actor, subject.public_id)
            return incident
    raise missing()
