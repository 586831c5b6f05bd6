"""Rows of the database as the values that `shapes` describes; written out by hand, since lists are long."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from incidents.models.impact import SubjectsKnown
from incidents.selectors.timeline import Timeline
from incidents.timing import KeyFigure
from incidents.vocabulary import LossKind, UnknownKind
from lib.calendar_words import language_of
from lib.texts import LANGUAGES
from lib.wording import duration_words

Shown = dict[str, Any]
_KEPT = (
    "version",
    "number",
    "year",
    "origin",
    "language",
    "phase",
    "rsit",
    "bssn",
    "impact",
    "urgency",
    "severity",
    "has_personal_data",
    "registered_at",
    "changed_at",
    "closed_at",
    "reopened_count",
    "case_key",
    "voided_at",
)


def language() -> str:
    """The reader's language."""
    return language_of(get_language() or "")


def text(row: Any, stem: str) -> dict[str, str]:
    """The wordings there are of a text in two columns."""
    found = {each: getattr(row, f"{stem}_{each}") for each in LANGUAGES}
    return {each: words for each, words in found.items() if words}


def incident_row(row: Mapping[str, Any]) -> Shown:
    """An incident in a list, from plain values."""
    shown: Shown = {"id": row["public_id"], **{name: row[name] for name in _KEPT}}
    shown["organisation"] = row["organisation__public_id"]
    shown["title"] = {each: row[f"title_{each}"] for each in LANGUAGES if row[f"title_{each}"]}
    shown["lost"] = [side for side in LossKind.values if row[f"lost_{side}"]]
    shown["tlp"], shown["restricted"] = row["access__tlp"], row["access__restricted"]
    return shown


def incident_rows(rows: Sequence[Mapping[str, Any]]) -> list[Shown]:
    """A page of incidents."""
    return [incident_row(each) for each in rows]


def incident_record(incident: Any, timeline: Timeline) -> Shown:
    """A whole incident, from `selectors.rest.incident_record`."""
    by = incident.registered_by
    return {
        "id": incident.public_id,
        **{name: getattr(incident, name) for name in _KEPT},
        "organisation": incident.organisation.public_id,
        "title": text(incident, "title"),
        "lost": _lost(incident),
        "tlp": incident.access.tlp,
        "restricted": incident.access.restricted,
        "summary": text(incident, "summary"),
        "discovery": incident.discovery,
        "discoverer": text(incident, "discoverer"),
        "registered_by": by.public_id if by else None,
        "close_reason": incident.close_reason,
        "void_reason": incident.void_reason,
        "personal_data": _personal_data(incident),
        **hung(incident),
        "figures": figures(timeline),
    }


def _lost(row: Any) -> list[str]:
    return [side for side in LossKind.values if getattr(row, f"lost_{side}")]


def _personal_data(incident: Any) -> Shown:
    row = getattr(incident, "personal_data", None)
    return {
        "categories": [each.category for each in incident.categories],
        "subjects": row.subjects if row else SubjectsKnown.UNKNOWN,
        "subjects_min": row.subjects_min if row else None,
        "subjects_max": row.subjects_max if row else None,
        "exposed_to": text(row, "exposed_to") if row else {},
        "note": text(row, "note") if row else {},
    }


def hung(incident: Any) -> Shown:
    """The short lists that hang on an incident."""
    codes: dict[int, list[str]] = {}
    for each in incident.told_lesson_requirements:
        codes.setdefault(each.lesson_n, []).append(each.requirement_code)
    held: dict[UUID, list[str]] = {}
    for each in incident.told_held:
        held.setdefault(each.asset_public_id, []).append(each.category)
    return {
        "assets": [
            {
                "asset": each.asset_public_id,
                "name": text(each, "asset_name"),
                "operator": each.asset_operator_short,
                "url": each.asset_url,
                "in_use_since": each.asset_in_use_since,
                "purpose": text(each, "asset_purpose"),
                "components": each.asset_components,
                "personal_data": held.get(each.asset_public_id, []),
                "lost": _lost(each),
                "state": each.state,
                "note": each.note,
            }
            for each in incident.told_assets
        ],
        "requirements": [
            {"code": each.requirement_code, "verdict": each.verdict, "note": text(each, "note")}
            for each in incident.told_requirements
        ],
        "causes": [
            {
                "id": each.public_id,
                "text": text(each, "text"),
                "claim": each.claim,
                "source": each.source_public_id,
                "confirmed_by": each.confirmed_by_public_id,
                "confirmed_at": each.confirmed_at,
                "basis": each.basis,
            }
            for each in incident.told_causes
        ],
        "unknowns": [_unknown(each) for each in incident.told_unknowns],
        "lessons": [_lesson(each, codes) for each in incident.told_lessons],
        "parties": [_party(each) for each in incident.told_parties],
        "members": [_member(each) for each in incident.told_members],
        "sources": [source(each) for each in incident.told_sources],
    }


def _unknown(row: Any) -> Shown:
    return {
        "id": row.public_id,
        "kind": row.kind,
        "text": text(row, "text"),
        "holds_up": UnknownKind(row.kind).holds_up,
        "resolved_at": row.resolved_at,
        "answer": row.answer,
    }


def _lesson(row: Any, codes: Mapping[int, list[str]]) -> Shown:
    return {
        "id": row.public_id,
        "number": row.n,
        "text": text(row, "text"),
        "requirements": codes.get(row.n, []),
        "follow_up": row.follow_up_public_id,
        "follow_up_state": row.follow_up_state,
    }


def _party(row: Any) -> Shown:
    return {
        "organisation": row.organisation_public_id,
        "name": row.organisation_name,
        "short": row.organisation_short,
        "key": row.key,
        "part_of": row.organisation_parent_short or "",
        "owner": row.owner,
        "shared": row.shared,
        "external": row.external,
        "part": text(row, "part"),
    }


def _member(row: Any) -> Shown:
    name = _("data erased") if row.person_erased_at else row.person_name
    return {"person": row.person_public_id, "name": name, "role": row.role}


def source(row: Any) -> Shown:
    """A source, from its columns."""
    return {
        "id": row.public_id,
        "number": row.number,
        "key": row.key,
        "title": text(row, "title"),
        "publisher": text(row, "publisher"),
        "published_at": row.published_at,
        "published_precision": row.published_precision,
        "cites": row.cites,
        "url": row.url,
    }


def figures(timeline: Timeline) -> Shown:
    """The key figures, each with the facts it rests on."""
    ids = {str(n): state.rows.fact.public_id for n, state in enumerate(timeline.states, 1)}
    seen = timeline.first_seen
    return {
        "time_to_detect": _figure(timeline.to_detect, ids),
        "time_to_contain": _figure(timeline.to_contain, ids),
        "first_seen": seen.rows.fact.public_id if seen else None,
    }


def _figure(figure: KeyFigure, ids: Mapping[str, Any]) -> Shown:
    low, high = (
        None if length is None else round(length.total_seconds() / 60)
        for length in (figure.duration.low, figure.duration.high)
    )
    return {
        "certainty": figure.duration.certainty,
        "low_minutes": low,
        "high_minutes": high,
        "disputed": figure.disputed,
        "gap": figure.gap or "",
        "rests_on": [ids[ref] for ref in figure.rests_on],
        "words": duration_words(figure.duration, language()),
    }
