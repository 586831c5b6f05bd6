"""Incidents and events as programs read them: lists and a whole record, each in one query."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.actors import Actor
from accounts.models import Access
from accounts.selectors import get_sought, one_named
from accounts.services.search import matching
from incidents.lifecycle import Phase
from incidents.models import (
    AffectedAsset,
    AffectedData,
    Event,
    Incident,
    IncidentMember,
    IncidentParty,
    IncidentRequirement,
    Lesson,
    LessonRequirement,
    Source,
    Unknown,
)
from incidents.models.event import EventQuerySet
from incidents.models.incident import IncidentQuerySet
from incidents.selectors.incident import ASSET_TOLD, SOURCE_TOLD, causes_of, held_by_assets, rows_under
from lib.db.gathering import RowsOf
from lib.db.made_once import MadeOnce

ROW = (
    "id",
    "public_id",
    "version",
    "organisation__public_id",
    "number",
    "year",
    "origin",
    "language",
    "title_id",
    "title_en",
    "phase",
    "rsit",
    "bssn",
    "impact",
    "urgency",
    "severity",
    "lost_confidentiality",
    "lost_integrity",
    "lost_availability",
    "has_personal_data",
    "access__tlp",
    "access__restricted",
    "registered_at",
    "changed_at",
    "closed_at",
    "reopened_count",
    "case_key",
    "voided_at",
)
"""The columns of a row in a list."""

_INCIDENT_FILTERS = {
    "phase": "phase",
    "rsit": "rsit",
    "severity": "severity",
    "organisation": "organisation__public_id",
    "origin": "origin",
    "year": "year",
    "registered_from": "registered_at__gte",
    "registered_to": "registered_at__lt",
    "personal_data": "has_personal_data",
    "number": "number",
    "case_key": "case_key",
}
_EVENT_FILTERS = {
    "state": "state",
    "organisation": "organisation__public_id",
    "reported_from": "reported_at__gte",
    "reported_to": "reported_at__lt",
}


def incidents_asked(actor: Actor, asked: Mapping[str, Any]) -> IncidentQuerySet:
    """The incidents that the actor may see and that fit every filter: voided ones, or those that are not."""
    seen = Incident.objects.visible_to(actor)
    rows = seen.voided() if asked.get("voided") else seen.standing()
    status = asked.get("status", "all")
    if "case_key" in asked:
        # Said once more in the words of the index, which leaves out the empty ones.
        rows = rows.filter(~Q(case_key=""))
    if "tlp" in asked:
        # Asked row by row, so that the newest are found without sorting all that have the label.
        rows = rows.filter(Exists(Access.objects.filter(pk=OuterRef("access"), tlp=asked["tlp"])))
    if status == "open":
        rows = rows.open()
    elif status == "closed":
        rows = rows.filter(phase=Phase.CLOSED)
    found: IncidentQuerySet = _fitting(rows, "incident", asked, _INCIDENT_FILTERS)
    return found


def events_asked(actor: Actor, asked: Mapping[str, Any]) -> EventQuerySet:
    """The events that the actor may see and that fit every filter, with what a row shows."""
    rows = events_shown(Event.objects.visible_to(actor))
    found: EventQuerySet = _fitting(rows, "event", asked, _EVENT_FILTERS)
    return found


def events_shown(rows: EventQuerySet) -> EventQuerySet:
    """The same with everything that is shown of an event."""
    return rows.select_related("organisation", "access", "asset", "reported_by", "assessed_by", "incident")


def _fitting(rows: Any, kind: str, asked: Mapping[str, Any], filters: Mapping[str, str]) -> Any:
    found = matching(kind, asked.get("q", ""))
    if found is not None:
        rows = rows.filter(pk__in=found)
    return rows.filter(**{column: asked[name] for name, column in filters.items() if name in asked})


def incidents_seen(actor: Actor) -> IncidentQuerySet:
    """Every incident that the actor may see, voided ones too: what the feed goes through."""
    return Incident.objects.visible_to(actor)


def incident_seen(actor: Actor, public_id: UUID | str) -> Incident:
    """One incident, to do something with it. Raises `Missing`."""
    return get_sought(Incident.objects.select_related("organisation", "access"), actor, public_id)


def event_seen(actor: Actor, public_id: UUID | str) -> Event:
    """One event with all that is shown of it. Raises `Missing`."""
    return get_sought(events_shown(Event.objects.all()), actor, public_id)


def incident_rows(rows: QuerySet[Incident]) -> Any:
    """Rows of a list as plain values."""
    return rows.values(*ROW)


def rows_again(found: Sequence[Incident]) -> Any:
    """Incidents that the caller found for the actor, as rows of a list."""
    return incident_rows(Incident.objects.filter(pk__in=[each.pk for each in found]))


def incident_record(actor: Actor, public_id: UUID | str) -> Any:
    """One incident and what hangs on it but facts, evidence and duties, in one query. Raises `Missing`."""
    rows = Incident.objects.sought_by(actor).select_related(
        "organisation", "access", "registered_by", "personal_data"
    )
    told = rows.annotate(**_involved(), **_touched(), **_reviewed(), told_sources=sources_told())
    return one_named(told, public_id)


def _involved() -> dict[str, MadeOnce]:
    """Who works on it, and the organisations that it names."""
    return {
        "told_members": rows_under(
            IncidentMember, "person__public_id", "person__name", "person__erased_at", "role"
        ),
        "told_parties": rows_under(
            IncidentParty,
            "organisation__public_id",
            "organisation__name",
            "organisation__short",
            "key",
            "owner",
            "shared",
            "external",
            "organisation__parent__short",
            "part_id",
            "part_en",
        ),
    }


def _touched() -> dict[str, MadeOnce]:
    """What it struck: assets and kinds of personal data."""
    return {
        "categories": rows_under(AffectedData, "category"),
        "told_assets": rows_under(
            AffectedAsset,
            *ASSET_TOLD,
        ),
        "told_held": held_by_assets(),
    }


def _reviewed() -> dict[str, MadeOnce]:
    """What is not known, what caused it, which requirements it concerns, what is to be learnt."""
    return {
        "told_requirements": rows_under(
            IncidentRequirement, "requirement__code", "verdict", "note_id", "note_en"
        ),
        "told_causes": causes_of("confirmed_by__public_id", "source__public_id"),
        "told_unknowns": rows_under(
            Unknown, "public_id", "kind", "text_id", "text_en", "resolved_at", "answer"
        ),
        "told_lessons": rows_under(
            Lesson, "public_id", "n", "text_id", "text_en", "follow_up__public_id", "follow_up__state"
        ),
        "told_lesson_requirements": _lesson_requirements(),
    }


@cache
def _lesson_requirements() -> MadeOnce:
    """Which requirements the lessons of an incident name."""
    rows = LessonRequirement.objects.order_by("pk")
    return MadeOnce(
        lambda incident: RowsOf(rows.filter(lesson__incident=incident), "lesson__n", "requirement__code")
    )


def sources_told() -> MadeOnce:
    """The sources of an incident, by number."""
    return rows_under(Source, "public_id", "key", *SOURCE_TOLD)
