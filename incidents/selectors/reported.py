"""What a report on an incident is made of; who may have the report is asked by the caller."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import OuterRef, QuerySet, Subquery

from compliance.models import AssetData, Requirement
from followups.models import FollowUp, FollowUpSubject
from incidents.models import AffectedAsset, Incident, IncidentRequirement, PersonalDataImpact


def follow_ups_about(incident: Incident) -> QuerySet[FollowUp]:
    """The follow-ups of an incident, oldest first: those under its own access, as its readers see."""
    rows = FollowUp.objects.about("incident", incident.pk).filter(access=incident.access)
    return rows.select_related("owner", "verified_by").prefetch_related("external_links").order_by("id")


def requirements_named_by(
    follow_ups: Sequence[FollowUp],
) -> QuerySet[FollowUpSubject, tuple[int, str, int | None, str | None, str | None]]:
    """Of each requirement that a follow-up names: the follow-up, the code, its order, its titles."""
    requirement = Requirement.objects.filter(pk=OuterRef("object_id"))
    named = FollowUpSubject.objects.filter(kind="requirement", follow_up__in=follow_ups)
    rows = named.annotate(
        order=Subquery(requirement.values("order")),
        title_id=Subquery(requirement.values("title_id")),
        title_en=Subquery(requirement.values("title_en")),
    )
    return rows.order_by("follow_up", "id").values_list(
        "follow_up_id", "label", "order", "title_id", "title_en"
    )


def judged_requirements(incident: Incident) -> QuerySet[IncidentRequirement]:
    """The requirements that failed, were missing or worked."""
    return IncidentRequirement.objects.filter(incident=incident).select_related("requirement")


def data_held_by(affected: Sequence[AffectedAsset]) -> QuerySet[AssetData, tuple[int, str]]:
    """The kinds of personal data that the assets hold: asset and category."""
    held = AssetData.objects.filter(asset__in=[each.asset_id for each in affected]).order_by("id")
    return held.values_list("asset_id", "category")


def personal_data_of(incident: Incident) -> PersonalDataImpact | None:
    """How many people, and who saw it, where that was said."""
    return PersonalDataImpact.objects.filter(incident=incident).first()
