"""The files of one incident, as far as an actor may see them."""

from __future__ import annotations

from django.db.models import Count, Q

from accounts.actors import Actor
from incidents.models import Incident, IncidentEvidence
from records.models import CustodyVerb, Evidence


def evidence_of(actor: Actor, incident: Incident) -> list[IncidentEvidence]:
    """Newest first, each with its fact and `reads`: how often it was opened or taken; one query."""
    rows = IncidentEvidence.objects.filter(
        incident=incident, evidence__in=Evidence.objects.visible_to(actor)
    ).select_related("evidence__blob", "evidence__received_by", "evidence__access", "fact")
    read = Q(evidence__custody__verb__in=[CustodyVerb.OPENED, CustodyVerb.DOWNLOADED])
    return list(rows.annotate(reads=Count("evidence__custody", filter=read)).order_by("-pk"))
