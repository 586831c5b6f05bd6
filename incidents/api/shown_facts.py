"""Facts, readings, settlements and events as the values that `shapes` describes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from incidents.api.moments import moment_shown
from incidents.api.shown import Shown, language, text
from incidents.vocabulary import ReadingOf
from lib.moments import ABOUT_MARGIN, Moment, Precision, unknown_moment
from lib.wording import moment_words


def facts(rows: Sequence[Any], incident: Any) -> list[Shown]:
    """A page of a timeline."""
    return [fact(each, incident) for each in rows]


def fact(row: Any, incident: Any) -> Shown:
    """One fact as it stands now, from `selectors.rest_facts.facts_told`."""
    now = row.told[0]
    return {
        "id": row.public_id,
        "version": row.version,
        "incident": incident.public_id,
        "key": row.key,
        "disputed": row.disputed,
        "span": {"start": row.span_from, "end": row.span_to},
        "when": _when(row, now),
        "created_at": row.created_at,
        **_wording(now),
        "readings": [_reading(each) for each in row.told_readings],
        "settlements": [_settlement(each) for each in row.told_settlements],
    }


def fact_record(row: Any, incident: Any) -> Shown:
    """The same with every wording it ever had."""
    return {**fact(row, incident), "revisions": [_wording(each) for each in row.told_revisions]}


def _when(row: Any, now: Any) -> str:
    """The moment in use: the fact's own as it was told, while nothing else widens or replaces it."""
    if row.span_from is None and row.span_to is None:
        return moment_words(unknown_moment(now.zone), language())
    if moment_shown(now) is not None:
        own = Moment(now.earliest, now.latest, Precision(now.precision), now.zone)
        if own.span() == (row.span_from, row.span_to):
            return moment_words(own, language())
    told = [now, *(each for each in row.told_readings if each.of == ReadingOf.MOMENT)]
    coarsest = max((Precision(each.precision) for each in told), key=list(Precision).index)
    return moment_words(_told_by(row.span_from, row.span_to, coarsest, now.zone), language())


def _told_by(start: datetime | None, stop: datetime | None, precision: Precision, zone: str) -> Moment:
    """The moment that a span stands for: a clock time where the span is only the leeway of its precision."""
    if start is not None:
        at = start + ABOUT_MARGIN if precision is Precision.ABOUT else start
        single = Moment(at, None, precision, zone)
        if single.span() == (start, stop):
            return single
    return Moment(start, stop, precision, zone)


def _wording(row: Any) -> Shown:
    return {
        "revision": row.n,
        "kind": row.kind,
        "claim": row.claim,
        "what": text(row, "what"),
        "moment": moment_shown(row),
        "same_as": row.same_as_public_id,
        "precision": row.precision,
        "speaker_role": text(row, "speaker_role"),
        "source": row.source_public_id,
        "as_said": row.as_said,
        "reason": row.reason,
        "made_at": row.made_at,
        "made_by": row.made_by_public_id,
    }


def _reading(row: Any) -> Shown:
    return {
        "id": row.public_id,
        "of": row.of,
        "text": text(row, "text"),
        "source": row.source_public_id,
        "moment": moment_shown(row),
        "value": row.value,
        "note": text(row, "note"),
        "made_at": row.made_at,
        "made_by": row.made_by_public_id,
    }


def _settlement(row: Any) -> Shown:
    return {
        "of": row.of,
        "chosen": row.chosen_public_id,
        "evidence": row.evidence_public_id,
        "source": row.source_public_id,
        "reason": row.reason,
        "made_at": row.made_at,
        "made_by": row.made_by_public_id,
    }
