"""Several files attached to an incident at once: all of them, or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile

from accounts.actors import Actor
from accounts.policy import Action
from accounts.services.trail import writing
from incidents.models import Fact, Incident, IncidentEvidence
from incidents.services.aggregate import require
from incidents.services.evidence import attach_evidence
from records.models import PendingUpload
from records.services.vault import Received, receive


@dataclass(frozen=True, slots=True)
class NewEvidence:
    """A file just sent, or one that waits from a form that was refused."""

    content: UploadedFile | PendingUpload
    filename: str


def attach_files(
    *,
    actor: Actor,
    now: datetime,
    incident: Incident,
    files: Sequence[NewEvidence],
    description: str = "",
    fact: Fact | None = None,
) -> list[IncidentEvidence]:
    """Keep the files as evidence of the incident, all with one description and one fact.

    The bytes are stored before the transaction begins. Raises what `attach_evidence` raises.
    """
    require(actor, Action.EVIDENCE_ADD, incident)
    received = [(_received(incident, each), each.filename) for each in files]
    with writing():
        return [
            attach_evidence(
                actor=actor,
                now=now,
                incident=incident,
                file=content,
                filename=filename,
                description=description,
                fact=fact,
            )
            for content, filename in received
        ]


def _received(incident: Incident, file: NewEvidence) -> Received | PendingUpload:
    if isinstance(file.content, PendingUpload):
        return file.content
    return receive(organisation=incident.organisation, file=file.content)
