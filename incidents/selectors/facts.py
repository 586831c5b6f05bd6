"""One fact, reading, cause or unknown of an incident by its identity."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from django.db import models

from accounts.actors import Actor
from accounts.selectors import as_public_id, missing
from incidents.models import Cause, Fact, Incident, IncidentEvidence, Reading, Source, Unknown
from records.models import Evidence

RowT = TypeVar("RowT", bound=models.Model)


def fact_for(actor: Actor, incident: Incident, public_id: UUID | str) -> Fact:
    """One fact of the incident, which it carries along. Raises `Missing`."""
    found = _one(Fact.objects.sought_by(actor).filter(incident=incident), public_id)
    found.incident = incident
    return found


def reading_for(fact: Fact, public_id: UUID | str) -> Reading:
    """One reading of the fact. Raises `Missing`."""
    return _one(Reading.objects.filter(fact=fact), public_id)


def source_for(incident: Incident, public_id: UUID | str) -> Source:
    """One source of the incident. Raises `Missing`."""
    return _one(Source.objects.filter(incident=incident), public_id)


def unknown_for(incident: Incident, public_id: UUID | str) -> Unknown:
    """One unknown of the incident. Raises `Missing`."""
    return _one(Unknown.objects.filter(incident=incident), public_id)


def cause_for(incident: Incident, public_id: UUID | str) -> Cause:
    """One standing cause of the incident. Raises `Missing`."""
    return _one(Cause.objects.filter(incident=incident, voided_at__isnull=True), public_id)


def evidence_link_for(actor: Actor, incident: Incident, public_id: UUID | str) -> IncidentEvidence:
    """One file of the incident, by the identity of its place there. Raises `Missing`."""
    links = IncidentEvidence.objects.filter(
        incident=incident, evidence__in=Evidence.objects.visible_to(actor)
    )
    return _one(links.select_related("evidence__organisation", "evidence__access"), public_id)


def _one(rows: models.QuerySet[RowT], public_id: UUID | str) -> RowT:
    found = rows.filter(public_id=as_public_id(public_id)).first()
    if found is None:
        raise missing()
    return found
