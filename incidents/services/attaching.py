"""Several files attached to an incident at once: all of them, or none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from accounts.actors import Actor
from accounts.policy import Action
from accounts.services.trail import writing
from incidents.models import Fact, Incident, IncidentEvidence
from incidents.services.aggregate import require
from incidents.services.evidence import attach_evidence
from records.services.pending import NewFile, receive_new


def attach_files(
    *,
    actor: Actor,
    now: datetime,
    incident: Incident,
    files: Sequence[NewFile],
    description: str = "",
    fact: Fact | None = None,
) -> list[IncidentEvidence]:
    """Keep the files as evidence of the incident, all with one description and one fact.

    The bytes are stored before the transaction begins. Raises what `attach_evidence` raises.
    """
    require(actor, Action.EVIDENCE_ADD, incident)
    fresh = receive_new(organisation=incident.organisation, files=files)
    with writing():
        return [
            attach_evidence(
                actor=actor,
                now=now,
                incident=incident,
                file=each.content,
                filename=each.filename,
                description=description,
                fact=fact,
            )
            for each in fresh
        ]
