"""One incident as its pages show it: one query, with numbers and short lists."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, TypedDict
from uuid import UUID

from django.db.models import QuerySet, TextField

from accounts.actors import Actor
from accounts.policy import Action
from accounts.selectors import one_named
from compliance.models import AssetData
from incidents.models import (
    AffectedAsset,
    AffectedData,
    Cause,
    Event,
    Incident,
    IncidentMember,
    IncidentParty,
    IncidentRequirement,
    Lesson,
    PersonalDataImpact,
    Source,
    Unknown,
)
from incidents.selectors.tabs import tab_numbers
from lib.db.gathering import RowsOf
from lib.db.made_once import MadeFor, MadeOnce

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


SOURCE_TOLD = (
    "number",
    "title_id",
    "title_en",
    "publisher_id",
    "publisher_en",
    "published_at",
    "published_precision",
    "cites",
    "url",
)
"""What is told of a source, at every door."""
ASSET_TOLD = (
    "asset__public_id",
    "asset__name_id",
    "asset__name_en",
    "asset__operator__short",
    "asset__url",
    "asset__in_use_since",
    "asset__purpose_id",
    "asset__purpose_en",
    "asset__components",
    "lost_confidentiality",
    "lost_integrity",
    "lost_availability",
    "state",
    "note",
)
"""What is told of an affected asset, at every door."""


class Frame(TypedDict):
    """What `incident_for` adds to an incident."""

    facts_total: int
    disputed_total: int
    follow_ups_total: int
    follow_ups_late: int
    evidence_total: int
    reports_total: int
    shown_parties: list[SimpleNamespace]
    shown_places: list[SimpleNamespace]
    shown_sources: list[SimpleNamespace]


class Sheet(Frame):
    """What `incident_sheet` adds to an incident."""

    shown_members: list[SimpleNamespace]
    shown_unknowns: list[SimpleNamespace]
    shown_causes: list[SimpleNamespace]
    shown_requirements: list[SimpleNamespace]
    shown_assets: list[SimpleNamespace]
    shown_held: list[SimpleNamespace]
    shown_categories: list[SimpleNamespace]
    shown_impact: list[SimpleNamespace]
    shown_lessons: list[SimpleNamespace]
    shown_events: list[SimpleNamespace]


if TYPE_CHECKING:
    FramedIncident = WithAnnotations[Incident, Frame]
    IncidentSheet = WithAnnotations[Incident, Sheet]

MOST_EVENTS = 20
"""So many reports that became one incident are named."""


def incident_for(actor: Actor, public_id: UUID | str, now: datetime) -> FramedIncident:
    """An incident with its frame: the numbers of its tabs, where it stands, who takes part.

    Raises `Missing`.
    """
    rows: Any = _framed(actor, now)
    framed: FramedIncident = one_named(rows, public_id)
    return framed


def incident_sheet(actor: Actor, public_id: UUID | str, now: datetime) -> IncidentSheet:
    """The same with everything short that its overview shows, still in one query. Raises `Missing`."""
    events = _EVENTS(actor, actor.reach(Action.EVENT_READ))
    rows: Any = _framed(actor, now)
    told = rows.annotate(**_involved(), **_touched(), **_reviewed(), shown_events=events)
    sheet: IncidentSheet = one_named(told, public_id)
    return sheet


def _involved() -> dict[str, MadeOnce]:
    """Who works on it."""
    return {"shown_members": rows_under(IncidentMember, "role", "person__name", "person__erased_at")}


def _touched() -> dict[str, MadeOnce]:
    """What it struck: assets and personal data."""
    return {
        "shown_assets": rows_under(
            AffectedAsset,
            *ASSET_TOLD,
            "asset__operator__name",
            "asset__organisation_id",
            "asset__access_id",
        ),
        "shown_held": held_by_assets(),
        "shown_categories": rows_under(AffectedData, "category"),
        "shown_impact": rows_under(
            PersonalDataImpact,
            "subjects",
            "subjects_min",
            "subjects_max",
            "exposed_to_id",
            "exposed_to_en",
            "note_id",
            "note_en",
        ),
    }


def _reviewed() -> dict[str, MadeOnce]:
    """What is not known, what caused it, which requirements it concerns, what is to be learnt."""
    return {
        "shown_unknowns": rows_under(
            Unknown, "public_id", "kind", "text_id", "text_en", "resolved_at", "answer"
        ),
        "shown_causes": causes_of("confirmed_by__name", "confirmed_by__erased_at", "source__number"),
        "shown_requirements": rows_under(
            IncidentRequirement,
            "requirement__code",
            "requirement__title_id",
            "requirement__title_en",
            "verdict",
            "note_id",
            "note_en",
        ),
        "shown_lessons": rows_under(Lesson, "public_id", "n", "follow_up_id"),
    }


@cache
def causes_of(*more: str) -> MadeOnce:
    """The standing causes with `more` columns, as a value of the query of an incident."""
    names = ("public_id", "text_id", "text_en", "claim", "confirmed_at", "basis", *more)
    rows = Cause.objects.filter(voided_at__isnull=True)
    return MadeOnce(lambda incident: RowsOf(rows.filter(incident=incident), *names))


@cache
def held_by_assets() -> MadeOnce:
    """The kinds of personal data that the affected assets hold, as a value of the query of an incident."""
    held = AssetData.objects.order_by("pk")
    return MadeOnce(
        lambda incident: RowsOf(
            held.filter(asset__incidents__incident=incident), "asset__public_id", "category"
        )
    )


def sources_of() -> MadeOnce:
    """An incident's sources in the order of their numbers, as a value of the query that reads it."""
    return rows_under(Source, "pk", "public_id", *SOURCE_TOLD)


@cache
def rows_under(model: Any, *names: str, most: int | None = None) -> MadeOnce:
    """The rows of a model that hang on an incident, in their order, as a value of the query that reads it."""
    return MadeOnce(lambda incident: RowsOf(model.objects.filter(incident=incident)[:most], *names))


def _parties() -> MadeOnce:
    """The organisations that an incident names: its own, those that share it, those that are only named."""
    return rows_under(
        IncidentParty,
        "organisation__public_id",
        "organisation__name",
        "organisation__short",
        "organisation__parent__short",
        "owner",
        "shared",
        "external",
        "part_id",
        "part_en",
    )


_EVENTS = MadeFor(
    lambda actor, incident, _now: RowsOf(
        Event.objects.visible_to(actor).filter(incident=incident).order_by("pk")[:MOST_EVENTS],
        "public_id",
        "reported_at",
    ),
    TextField(),
)


def _framed(actor: Actor, now: datetime) -> QuerySet[Incident]:
    rows = Incident.objects.visible_to(actor).select_related("organisation", "access")
    return rows.annotate(
        **tab_numbers(actor, now),
        shown_parties=_parties(),
        shown_places=rows_under(AffectedAsset, "asset__name_id", "asset__name_en", "asset__url", most=1),
        shown_sources=sources_of(),
    )


def open_unknowns(incident: Incident) -> int:
    """How many things about an incident nobody has said yet."""
    return Unknown.objects.filter(incident=incident, resolved_at__isnull=True).count()
