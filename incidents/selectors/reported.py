"""What a report on an incident is made of; who may have the report is asked by the caller."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, TypedDict

from django.db.models import F, OuterRef, Subquery

from accounts.models import OrganisationLink, Person, TrailEntry
from accounts.models.trail import TrailEntryQuerySet
from compliance.models import Requirement
from followups.models import ExternalLink, FollowUp, FollowUpSubject
from followups.models.followup import FollowUpQuerySet
from incidents.derived import FactRows
from incidents.models import (
    AffectedAsset,
    AffectedData,
    Fact,
    FactRevision,
    Incident,
    IncidentMember,
    IncidentParty,
    IncidentRequirement,
    Reading,
    Settlement,
    Source,
    Unknown,
)
from incidents.selectors.incident import ASSET_TOLD, SOURCE_TOLD, causes_of, held_by_assets, rows_under
from lib.db.gathering import RowsOf
from lib.db.made_once import MadeOnce
from records.models import Evidence

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class Told(TypedDict):
    """What `incident_reported` adds to an incident."""

    told_members: list[SimpleNamespace]
    told_parties: list[SimpleNamespace]
    told_assets: list[SimpleNamespace]
    told_held: list[SimpleNamespace]
    told_categories: list[SimpleNamespace]
    told_causes: list[SimpleNamespace]
    told_unknowns: list[SimpleNamespace]
    told_requirements: list[SimpleNamespace]
    told_follow_ups: list[SimpleNamespace]
    told_links: list[SimpleNamespace]
    told_served: list[SimpleNamespace]
    told_sources: list[SimpleNamespace]
    told_facts: list[SimpleNamespace]
    told_readings: list[SimpleNamespace]
    told_settlements: list[SimpleNamespace]
    told_redactions: list[SimpleNamespace]
    told_top: str


if TYPE_CHECKING:
    ReportedIncident = WithAnnotations[Incident, Told]


def incident_reported(key: int) -> ReportedIncident:
    """An incident with all that its report tells: one query, whatever the size."""
    rows = Incident.objects.select_related("organisation", "access", "personal_data")
    told: Any = rows.annotate(
        **_involved(),
        **_touched(),
        **_reviewed(),
        **_owed(),
        **_timed(),
        told_redactions=_redactions_told(),
        told_top=_top(),
    )
    reported: ReportedIncident = told.get(pk=key)
    return reported


def facts_reported(incident: ReportedIncident) -> list[FactRows]:
    """Every fact in order with its newest revision, readings and settlements, as far as they are told."""
    readings = {each.id: Reading(**vars(each)) for each in incident.told_readings}
    read: dict[int, list[Reading]] = defaultdict(list)
    for each in readings.values():
        read[each.fact_id].append(each)
    settled: dict[int, list[Settlement]] = defaultdict(list)
    for row in incident.told_settlements:
        settled[row.fact_id].append(_settlement(row, readings))
    return [
        FactRows(
            Fact(id=row.fact_id, kind=row.kind, claim=row.claim),
            FactRevision(**vars(row)),
            read[row.fact_id],
            settled[row.fact_id],
        )
        for row in incident.told_facts
    ]


def _settlement(row: SimpleNamespace, readings: dict[int, Reading]) -> Settlement:
    return Settlement(
        of=row.of,
        chosen=readings[row.chosen_id] if row.chosen_id else None,
        evidence=None if row.evidence_filename is None else Evidence(filename=row.evidence_filename),
        source_id=row.source_id,
        reason=row.reason,
        made_at=row.made_at,
        made_by=person_in(row, "made_by"),
    )


def person_in(row: SimpleNamespace, stem: str) -> Person | None:
    """Who stands in a gathered row; None for nobody."""
    name, position, erased_at = (getattr(row, f"{stem}_{each}") for each in _PERSON)
    return None if name is None else Person(name=name, position=position, erased_at=erased_at)


def redactions_of(incident: Any) -> TrailEntryQuerySet:
    """The entries of the trail that tell of a fact whose words were taken away; `incident` is its key."""
    return TrailEntry.objects.about("incident", incident).filter(verb="fact.redacted")


_PERSON = ("name", "position", "erased_at")


def _person(stem: str) -> tuple[str, ...]:
    """The columns that tell who somebody is."""
    return tuple(f"{stem}__{each}" for each in _PERSON)


def _involved() -> dict[str, MadeOnce]:
    """Who works on it, and the organisations that it names."""
    return {
        "told_members": rows_under(IncidentMember, "role", *_person("person")),
        "told_parties": rows_under(
            IncidentParty,
            "key",
            "organisation_id",
            "organisation__name",
            "organisation__short",
            "organisation__parent_id",
            "owner",
            "shared",
            "external",
            "part_id",
            "part_en",
        ),
    }


def _touched() -> dict[str, MadeOnce]:
    """What it struck: assets, the kinds of personal data that they hold, and those that were struck."""
    return {
        "told_assets": rows_under(
            AffectedAsset,
            *ASSET_TOLD,
            "asset__operator__name",
        ),
        "told_held": held_by_assets(),
        "told_categories": rows_under(AffectedData, "category"),
    }


def _reviewed() -> dict[str, MadeOnce]:
    """What caused it, what is not known, which requirements failed, were missing or worked."""
    return {
        "told_causes": causes_of("source__number", *_person("confirmed_by")),
        "told_unknowns": rows_under(Unknown, "kind", "text_id", "text_en", "answer"),
        "told_requirements": rows_under(
            IncidentRequirement,
            "requirement__code",
            "requirement__order",
            "requirement__title_id",
            "requirement__title_en",
            "verdict",
            "note_id",
            "note_en",
        ),
    }


@cache
def _owed() -> dict[str, MadeOnce]:
    """What is owed because of it, where else that is kept, and which requirements it serves."""
    return {
        "told_follow_ups": MadeOnce(
            lambda incident: RowsOf(
                _follow_ups(incident).order_by("id"),
                "id",
                "title_id",
                "title_en",
                "state",
                "due_at",
                "done_at",
                "legal_basis",
                "done_note",
                "cancel_reason",
                *_person("owner"),
                *_person("verified_by"),
            )
        ),
        "told_links": MadeOnce(
            lambda incident: RowsOf(
                ExternalLink.objects.filter(follow_up__in=_follow_ups(incident)),
                "follow_up_id",
                "system",
                "reference",
            )
        ),
        "told_served": MadeOnce(_served),
    }


def _follow_ups(incident: Any) -> FollowUpQuerySet:
    """Its follow-ups under its own access, as its readers see."""
    own = Incident.objects.filter(pk=incident).values("access")
    return FollowUp.objects.about("incident", incident).filter(access__in=own)


def _served(incident: Any) -> RowsOf:
    """Of each requirement that a follow-up names: the follow-up, the code, its order, its titles."""
    requirement = Requirement.objects.filter(pk=OuterRef("object_id"))
    named = FollowUpSubject.objects.filter(kind="requirement", follow_up__in=_follow_ups(incident))
    rows = named.annotate(
        order=Subquery(requirement.values("order")),
        title_id=Subquery(requirement.values("title_id")),
        title_en=Subquery(requirement.values("title_en")),
    )
    names = ("follow_up_id", "label", "order", "title_id", "title_en")
    return RowsOf(rows.order_by("follow_up", "id"), *names)


_MOMENT = ("earliest", "latest", "precision", "zone")
_FACT = (
    *("fact_id", "n", "kind", "claim", "what_id", "what_en", "speaker_role_id", "speaker_role_en"),
    *("source_id", "same_as_id", *_MOMENT, "as_said", "reason"),
)
_READING = (
    *("id", "fact_id", "of", "text_id", "text_en", "source_id", *_MOMENT, "value", "note_id", "note_en"),
    "made_at",
)
_SETTLEMENT = (
    *("fact_id", "of", "chosen_id", "evidence__filename", "source_id", "reason", "made_at"),
    *_person("made_by"),
)


@cache
def _timed() -> dict[str, MadeOnce]:
    """The facts as they are told now, how they are read and were settled, and the sources of all that.

    A fact's kind and claim are those of its newest revision.
    """
    newest = FactRevision.objects.filter(n=F("fact__revision_count")).order_by("fact__sort_at", "fact_id")
    readings = Reading.objects.order_by("fact_id", "n")
    settlements = Settlement.objects.order_by("-id")
    return {
        "told_facts": MadeOnce(lambda incident: RowsOf(newest.filter(fact__incident=incident), *_FACT)),
        "told_readings": MadeOnce(
            lambda incident: RowsOf(readings.filter(fact__incident=incident), *_READING)
        ),
        "told_settlements": MadeOnce(
            lambda incident: RowsOf(settlements.filter(fact__incident=incident), *_SETTLEMENT)
        ),
        "told_sources": rows_under(Source, "id", *SOURCE_TOLD),
    }


@cache
def _redactions_told() -> MadeOnce:
    """The redactions so far: read with what is told, so that a later one is noticed."""
    return MadeOnce(lambda incident: RowsOf(redactions_of(incident).order_by(), "pk"))


@cache
def _top() -> MadeOnce:
    """The name of the body at the top of the tree in which its organisation stands."""
    above = OrganisationLink.objects.order_by("-depth").values("ancestor__name")
    return MadeOnce(lambda body: Subquery(above.filter(descendant=body)[:1]), key="organisation")
