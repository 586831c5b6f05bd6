"""One fact, reading, cause or unknown of an incident by its identity."""

from __future__ import annotations

from uuid import UUID

from django.db.models import F

from accounts.actors import Actor
from accounts.selectors import as_public_id, missing, one_named
from incidents.models import (
    Cause,
    Fact,
    FactRevision,
    Incident,
    IncidentEvidence,
    Reading,
    Source,
    Unknown,
)
from records.models import Evidence


def fact_for(actor: Actor, incident: Incident, public_id: UUID | str) -> Fact:
    """One fact of the incident, which it carries along. Raises `Missing`."""
    found = one_named(Fact.objects.sought_by(actor).filter(incident=incident), public_id)
    found.incident = incident
    return found


def told_fact_for(actor: Actor, incident: Incident, public_id: UUID | str) -> tuple[Fact, FactRevision]:
    """One fact of the incident with its newest wording, whose source and shared fact come along.

    Raises `Missing`.
    """
    seen = Fact.objects.sought_by(actor).filter(incident=incident, public_id=as_public_id(public_id))
    newest = FactRevision.objects.filter(fact__in=seen, n=F("fact__revision_count"))
    found = newest.select_related("fact", "same_as", "source").first()
    if found is None:
        raise missing()
    found.fact.incident = incident
    return found.fact, found


def reading_for(fact: Fact, public_id: UUID | str) -> Reading:
    """One reading of the fact. Raises `Missing`."""
    return one_named(Reading.objects.filter(fact=fact), public_id)


def source_for(incident: Incident, public_id: UUID | str) -> Source:
    """One source of the incident. Raises `Missing`."""
    return one_named(Source.objects.filter(incident=incident), public_id)


def unknown_for(incident: Incident, public_id: UUID | str) -> Unknown:
    """One unknown of the incident. Raises `Missing`."""
    return one_named(Unknown.objects.filter(incident=incident), public_id)


def cause_for(incident: Incident, public_id: UUID | str) -> Cause:
    """One standing cause of the incident. Raises `Missing`."""
    return one_named(Cause.objects.filter(incident=incident, voided_at__isnull=True), public_id)


def evidence_link_for(actor: Actor, incident: Incident, public_id: UUID | str) -> IncidentEvidence:
    """One file of the incident, by the identity of its place there. Raises `Missing`."""
    links = IncidentEvidence.objects.filter(
        incident=incident, evidence__in=Evidence.objects.visible_to(actor)
    )
    return one_named(links.select_related("evidence__organisation", "evidence__access"), public_id)
