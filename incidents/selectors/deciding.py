"""What waits for somebody's decision, wherever it stands."""

from __future__ import annotations

from django.db.models import Exists, OuterRef

from accounts.abilities import allowed
from accounts.actors import Actor
from accounts.policy import Action
from incidents.models import Incident
from records.models import IssuedReport


def drafts_to_approve(actor: Actor, limit: int) -> list[IssuedReport]:
    """Drafts of others on incidents that stand, which the actor may approve, the longest waiting first.

    One query; none for whoever approves nothing anywhere.
    """
    if not actor.may_somewhere(Action.REPORT_APPROVE):
        return []
    standing = Incident.objects.standing().filter(pk=OuterRef("subject_id"))
    rows = IssuedReport.objects.visible_to(actor).drafts().filter(Exists(standing), subject_kind="incident")
    others = allowed(rows, actor, Action.REPORT_APPROVE).exclude(drafted_by_id=actor.person_id)
    shown = others.select_related("organisation", "drafted_by").defer("snapshot")
    return list(shown.order_by("drafted_at", "pk")[:limit])
