"""The files of one incident, as far as an actor may see them."""

from __future__ import annotations

from django.db.models import Count, Q

from accounts.actors import Actor
from followups.models import FollowUpProof
from incidents.models import Incident, IncidentEvidence
from incidents.selectors.follow_ups import owed_for
from records.models import CustodyVerb, Evidence


def evidence_of(actor: Actor, incident: Incident) -> list[IncidentEvidence]:
    """Newest first, each with its fact and `reads`: how often it was opened or taken; one query."""
    rows = IncidentEvidence.objects.filter(
        incident=incident, evidence__in=Evidence.objects.visible_to(actor)
    ).select_related("evidence__blob", "evidence__received_by", "evidence__access", "fact")
    read = Q(evidence__custody__verb__in=[CustodyVerb.OPENED, CustodyVerb.DOWNLOADED])
    return list(rows.annotate(reads=Count("evidence__custody", filter=read)).order_by("-pk"))


def proofs_of(actor: Actor, incident: Incident) -> list[FollowUpProof]:
    """The files that prove what was done because of the incident, newest first; one query.

    A file that is evidence of the incident by itself is left out.
    """
    shown = Evidence.objects.visible_to(actor).exclude(pk__in=incident.evidence_links.values("evidence"))
    rows = FollowUpProof.objects.filter(
        follow_up__in=owed_for(actor, incident).values("pk"), evidence__in=shown.values("pk")
    )
    return list(rows.select_related("evidence__blob", "follow_up").order_by("-pk"))
