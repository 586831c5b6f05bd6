"""Facts and evidence of an incident as programs read them: each list in one query."""

from __future__ import annotations

from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from accounts.actors import Actor
from accounts.selectors import one_named
from incidents.models import Fact, FactRevision, Incident, IncidentEvidence, Reading, Settlement, Source
from incidents.models.timeline import FactQuerySet
from lib.db.gathering import RowsOf
from records.models import Evidence
from records.selectors import evidence_for, evidence_sought

_MOMENT = ("earliest", "latest", "precision", "zone")
_REVISION = (
    "n",
    "kind",
    "claim",
    "what_id",
    "what_en",
    "speaker_role_id",
    "speaker_role_en",
    "source__public_id",
    "same_as__public_id",
    *_MOMENT,
    "as_said",
    "reason",
    "made_at",
    "made_by__public_id",
)
HERE = OuterRef("pk")


def facts_told(actor: Actor, incident: Incident) -> FactQuerySet:
    """The facts of an incident, each with its newest wording, readings and settlements, in one query."""
    return _told(Fact.objects.visible_to(actor).filter(incident=incident))


def _told(rows: FactQuerySet) -> FactQuerySet:
    newest = FactRevision.objects.filter(fact=HERE, n=OuterRef("revision_count"))
    return rows.annotate(
        told=RowsOf(newest, *_REVISION),
        told_readings=RowsOf(
            Reading.objects.filter(fact=HERE).order_by("n"),
            "public_id",
            "of",
            "text_id",
            "text_en",
            "source__public_id",
            *_MOMENT,
            "value",
            "note_id",
            "note_en",
            "made_at",
            "made_by__public_id",
        ),
        told_settlements=RowsOf(
            Settlement.objects.filter(fact=HERE).order_by("-pk"),
            "of",
            "chosen__public_id",
            "evidence__public_id",
            "source__public_id",
            "reason",
            "made_at",
            "made_by__public_id",
        ),
    )


def fact_record(actor: Actor, incident: Incident, public_id: UUID | str) -> Fact:
    """One fact with every wording it ever had, newest first, in one query. Raises `Missing`."""
    wordings = FactRevision.objects.filter(fact=HERE).order_by("-n")
    sought = _told(Fact.objects.sought_by(actor).filter(incident=incident))
    return one_named(sought.annotate(told_revisions=RowsOf(wordings, *_REVISION)), public_id)


def sources_in(incident: Incident) -> QuerySet[Source]:
    """The sources of an incident that the caller may see."""
    return Source.objects.filter(incident=incident)


def evidence_of(actor: Actor, incident: Incident) -> QuerySet[Evidence]:
    """The evidence of an incident, as far as the actor may see it, each with the fact it supports."""
    return _of_incident(evidence_for(actor), incident)


def _of_incident(evidence: QuerySet[Evidence], incident: Incident) -> QuerySet[Evidence]:
    links = IncidentEvidence.objects.filter(incident=incident)
    fact = Subquery(links.filter(evidence=HERE).values("fact__public_id")[:1])
    return evidence.filter(pk__in=links.values("evidence")).annotate(supports=fact)


def evidence_in(actor: Actor, incident: Incident, public_id: UUID | str) -> Evidence:
    """One piece of evidence of the incident. Raises `Missing`."""
    return one_named(_of_incident(evidence_sought(actor), incident), public_id)
