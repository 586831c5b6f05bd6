"""What the pages of assets, requirements, evidence and follow-ups show of incidents; wired in `config`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.policy import Action
from compliance.models import Asset, Requirement
from followups.models import FollowUp
from incidents.models import AffectedAsset, Event, Incident, IncidentRequirement, Lesson
from incidents.models.impact import Verdict
from incidents.vocabulary import LossKind
from incidents.wording import reported_words, shortly
from lib.texts import text_of
from records.models import Evidence

MOST = 20


def incidents_of_asset(actor: Actor, asset: Asset) -> list[dict[str, Any]]:
    """The newest incidents that name the asset, of those the actor may see."""
    seen = Incident.objects.visible_to(actor).standing()
    rows = AffectedAsset.objects.filter(asset=asset, incident__in=seen).select_related("incident")
    return [_asset_row(each) for each in rows.order_by("-incident_id")[:MOST]]


def open_incidents_of_assets(actor: Actor, assets: Sequence[Asset]) -> dict[int, int]:
    """How many open incidents name each asset, of those the actor may see: one query."""
    if not assets or not actor.may_somewhere("incident.read"):
        return {}
    seen = Incident.objects.visible_to(actor).open()
    rows = AffectedAsset.objects.filter(asset__in=[each.pk for each in assets], incident__in=seen)
    return dict(rows.order_by().values_list("asset_id").annotate(n=Count("incident", distinct=True)))


def incidents_of_requirement(actor: Actor, requirement: Requirement) -> list[dict[str, Any]]:
    """The newest incidents in which the requirement failed, was missing or worked."""
    seen = Incident.objects.visible_to(actor).standing()
    rows = IncidentRequirement.objects.filter(requirement=requirement, incident__in=seen)
    found = rows.select_related("incident").order_by("-incident_id")[:MOST]
    return [
        {
            **_incident(each.incident),
            "verdict": each.verdict,
            "verdict_label": each.get_verdict_display(),
        }
        for each in found
    ]


def lessons_of_requirement(actor: Actor, requirement: Requirement) -> list[dict[str, Any]]:
    """The newest lessons that touch the requirement, as the follow-ups they became."""
    seen = Incident.objects.visible_to(actor)
    owed = FollowUp.objects.visible_to(actor)
    rows = Lesson.objects.filter(
        requirements__requirement=requirement, incident__in=seen, follow_up__in=owed
    ).select_related("follow_up")
    return [
        {
            "url": reverse("go", args=["follow_up", each.follow_up.public_id]),
            "title": _words(each, "text"),
            "state": each.follow_up.state,
            "state_label": each.follow_up.get_state_display(),
        }
        for each in rows.order_by("-id")[:MOST]
    ]


def failures_of_requirements(actor: Actor, requirements: Sequence[Requirement]) -> dict[int, int]:
    """In how many visible incidents each requirement failed or was missing: one query."""
    if not requirements or not actor.may_somewhere("incident.read"):
        return {}
    seen = Incident.objects.visible_to(actor).standing()
    rows = IncidentRequirement.objects.filter(
        verdict__in=[Verdict.FAILED, Verdict.MISSING], incident__in=seen
    )
    return dict(rows.order_by().values_list("requirement_id").annotate(n=Count("incident")))


def subjects_of_evidence(actor: Actor, evidence: Evidence) -> list[dict[str, str]]:
    """What a file is evidence of: incidents, events and follow-ups, of those the actor may see."""
    incidents = Incident.objects.visible_to(actor).filter(evidence_links__evidence=evidence)
    events = Event.objects.visible_to(actor).filter(evidence_links__evidence=evidence, incident__isnull=True)
    owed = FollowUp.objects.visible_to(actor).filter(proofs__evidence=evidence)
    found = [("incident", each.public_id, f"{each.number} {_words(each, 'title')}") for each in incidents]
    found += [("event", each.public_id, shortly(reported_words(each))) for each in events]
    found += [("follow_up", each.public_id, _words(each, "title")) for each in owed]
    unique = {public_id: (kind, label) for kind, public_id, label in found[:MOST]}
    return [
        {"url": reverse("go", args=[kind, public_id]), "label": label}
        for public_id, (kind, label) in unique.items()
    ]


def way_to_stop(actor: Actor, duty: FollowUp) -> str:
    """Where the clock of a duty by law is stopped; empty for whoever may not change its incident."""
    about = [each.public_id for each in duty.subjects.all() if each.kind == "incident"]
    seen = Incident.objects.visible_to(actor).standing().filter(public_id__in=about)
    incident = seen.select_related("access").first() if about and duty.is_legal else None
    if incident is None or not actor.may(Action.INCIDENT_EDIT, incident):
        return ""
    return reverse("incidents:clock_stop", args=[incident.public_id, duty.public_id])


def _asset_row(each: AffectedAsset) -> dict[str, Any]:
    incident = each.incident
    losses = [str(loss.label) for loss in LossKind if getattr(each, f"lost_{loss.value}")]
    return {
        **_incident(incident),
        "severity": incident.severity,
        "severity_label": incident.get_severity_display() if incident.severity else _("Not assessed"),
        "phase": incident.phase,
        "phase_label": incident.get_phase_display(),
        "losses": ", ".join(losses),
    }


def _incident(incident: Incident) -> dict[str, Any]:
    return {
        "url": reverse("go", args=["incident", incident.public_id]),
        "number": incident.number,
        "title": _words(incident, "title"),
    }


def _words(thing: object, stem: str) -> str:
    return text_of(thing, stem).for_reader((get_language() or "id")[:2])[0]
