"""Files that belong to an incident, and the facts they support (ISO/IEC 27001 A.5.28)."""

from __future__ import annotations

from datetime import datetime
from typing import BinaryIO

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.policy import Action
from accounts.services.trail import writing
from incidents.models import Fact, Incident, IncidentEvidence
from incidents.services.aggregate import grown, note, require
from incidents.services.facts import subject_of as fact_subject
from lib.errors import Invalid, Missing
from records.models import PendingUpload
from records.services.custody import subject_of as evidence_subject
from records.services.pending import NewFile, keep_new, receive_new
from records.services.vault import Received


def attach_evidence(
    *,
    actor: Actor,
    now: datetime,
    incident: Incident,
    file: UploadedFile | BinaryIO | Received | PendingUpload,
    filename: str = "",
    description: str = "",
    fact: Fact | None = None,
) -> IncidentEvidence:
    """Keep a file as evidence of the incident, under its access, and of one of its facts if named.

    The bytes are stored before the transaction begins. Raises `Missing`, `Refused`, `Invalid`, `TooLarge`,
    `Conflict` for a waiting file that is gone, `Unavailable`.
    """
    require(actor, Action.EVIDENCE_ADD, incident)
    _check_fact(incident, fact)
    (fresh,) = receive_new(organisation=incident.organisation, files=[NewFile(file, filename)])
    with writing() as book:
        grown(incident, now=now)
        evidence = keep_new(
            actor=actor,
            now=now,
            file=fresh,
            organisation=incident.organisation,
            access=incident.access,
            description=description,
        )
        link = IncidentEvidence.objects.create(incident=incident, evidence=evidence, fact=fact)
        subjects = [evidence_subject(evidence)] + ([fact_subject(fact, incident)] if fact else [])
        note(
            book,
            actor=actor,
            now=now,
            incident=incident,
            verb="incident.evidence_attached",
            subjects=tuple(subjects),
        )
    return link


def link_evidence_to_fact(
    *, actor: Actor, now: datetime, incident: Incident, link: IncidentEvidence, fact: Fact | None
) -> IncidentEvidence:
    """Say which fact a file of the incident supports, or none. Raises `Missing`, `Refused`, `Invalid`."""
    require(actor, Action.EVIDENCE_ADD, incident)
    if link.incident_id != incident.pk:
        raise Missing(_("There is nothing here, or you may not see it."))
    _check_fact(incident, fact)
    with writing() as book:
        grown(incident, now=now)
        IncidentEvidence.objects.filter(pk=link.pk).update(fact=fact)
        subjects = [evidence_subject(link.evidence)] + ([fact_subject(fact, incident)] if fact else [])
        note(
            book,
            actor=actor,
            now=now,
            incident=incident,
            verb="incident.evidence_linked",
            subjects=tuple(subjects),
        )
    link.fact = fact
    return link


def _check_fact(incident: Incident, fact: Fact | None) -> None:
    if fact is not None and fact.incident_id != incident.pk:
        raise Invalid(_("That fact belongs to another incident."), field="fact")
