"""The timeline of a report: facts in order with their numbers, readings, settlements, and the key figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace

from incidents import timing
from incidents.derived import FactRows, FactState, moment_of, states
from incidents.models import Reading as ReadingRow
from incidents.models import Settlement as SettlementRow
from incidents.reports.content.phrases import Phrasing, figure_of, when_of
from incidents.reports.model import DurationFigure, Fact, Phrase, Reading, Settlement, Source, When
from incidents.vocabulary import ReadingOf
from lib.texts import text_of


@dataclass(frozen=True)
class Timeline:
    """What the report says of time."""

    facts: tuple[Fact, ...]
    sources: tuple[Source, ...]
    to_detect: DurationFigure
    to_contain: DurationFigure


def timeline_of(rows: Sequence[FactRows], sources: Sequence[SimpleNamespace], phrasing: Phrasing) -> Timeline:
    """Everything about time; facts are numbered from 1 in the order of the timeline."""
    found = states(rows)
    numbers = {pk: number for number, pk in enumerate(found, 1)}
    telling = _Telling(phrasing, numbers, {each.id: each.number for each in sources})
    timed = [state.timed(str(numbers[pk])) for pk, state in found.items()]
    return Timeline(
        facts=tuple(telling.fact(state) for state in found.values()),
        sources=tuple(_source(each, phrasing) for each in sources),
        to_detect=figure_of(timing.time_to_detect(timed)),
        to_contain=figure_of(timing.time_to_contain(timed)),
    )


@dataclass(frozen=True)
class _Telling:
    """What is needed to tell a fact: the words, the numbers of facts and of sources."""

    phrasing: Phrasing
    numbers: Mapping[int, int]
    sources: Mapping[int, int]

    def fact(self, state: FactState) -> Fact:
        rows, revision = state.rows, state.rows.revision
        disputed = state.disputed_of
        if state.moment_is_disputed and ReadingOf.MOMENT.value not in disputed:
            disputed = (ReadingOf.MOMENT.value, *disputed)
        return Fact(
            number=self.numbers[rows.fact.pk],
            kind=revision.kind,
            claim=revision.claim,
            what=self.phrasing.said(text_of(revision, "what")),
            when=when_of(state.in_use, self.numbers.get(revision.same_as_id or 0)),
            speaker_role=self.phrasing.phrase(text_of(revision, "speaker_role")),
            sources=self._source(revision.source_id),
            readings=tuple(self._reading(each) for each in rows.readings),
            disputed=disputed,
            settlements=tuple(self._settlement(each, rows) for each in reversed(rows.settlements)),
            as_said=self.phrasing.written(revision.as_said),
            revision=revision.n,
            corrected=self.phrasing.written(revision.reason) if revision.n > 1 else None,
        )

    def _source(self, pk: int | None) -> tuple[int, ...]:
        return (self.sources[pk],) if pk is not None and pk in self.sources else ()

    def _reading(self, row: ReadingRow) -> Reading:
        moment = moment_of(row)
        return Reading(
            of=row.of,
            text=self.phrasing.said(text_of(row, "text")),
            source=self.sources.get(row.source_id or 0),
            when=when_of(moment) if row.of == ReadingOf.MOMENT else None,
            value=row.value,
            note=self.phrasing.phrase(text_of(row, "note")),
        )

    def _settlement(self, row: SettlementRow, rows: FactRows) -> Settlement:
        beside = [each.pk for each in rows.readings if each.of == row.of]
        return Settlement(
            of=row.of,
            kept=beside.index(row.chosen_id) + 1 if row.chosen_id in beside else None,
            reason=self.phrasing.written(row.reason) or self.phrasing.redacted(),
            decided_by=self.phrasing.holder(row.made_by),
            at=self.phrasing.instant(row.made_at),
            source=self.sources.get(row.source_id or 0),
            evidence=row.evidence.filename if row.evidence else "",
        )


def _source(row: SimpleNamespace, phrasing: Phrasing) -> Source:
    published = None
    if row.published_at is not None:
        published = When(row.published_at, None, row.published_precision, phrasing.zone)
    return Source(
        number=row.number,
        title=phrasing.name(text_of(row, "title")) or Phrase(""),
        publisher=phrasing.name(text_of(row, "publisher")),
        published=published,
        cites=row.cites,
        url=row.url,
    )
