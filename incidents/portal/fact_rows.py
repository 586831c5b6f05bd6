"""Facts as `incidents/_fact.html` shows them: words, sources, readings, decisions, older wordings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from followups.wording import reader_language
from incidents.derived import FactState, moment_of, quantity_of
from incidents.models import Fact, FactRevision, Incident, Reading
from incidents.portal.frame import PANEL, url
from incidents.selectors.timeline import Timeline
from incidents.vocabulary import Claim, FactKind, ReadingOf, UnknownKind
from incidents.wording import first_words
from lib.calendar_words import day_words, end_of_span
from lib.moments import Moment
from lib.texts import text_of
from lib.wording import moment_lines, moment_words
from lib.zones import zone_info
from records.models import Evidence

_HOLDS_UP = {FactKind.AWARENESS: UnknownKind.AWARE_AT, FactKind.CONTAINMENT: UnknownKind.CONTAINED_AT}


def fact_choice(number: int, revision: FactRevision) -> str:
    """A fact in enough words to choose it from a list: "3 · What happened"."""
    return f"{number} · {first_words(revision)}"


@dataclass(frozen=True)
class FactRowMaker:
    """What showing facts takes: their timeline, numbers of sources, older wordings, the reader's rights."""

    incident: Incident
    timeline: Timeline
    sources: Mapping[int, int]
    records: bool = False
    settles: bool = False
    redacts: bool = False
    reads_files: bool = False
    history: Mapping[int, Sequence[FactRevision]] = field(default_factory=dict)

    def rows(self, states: Iterable[FactState]) -> list[dict[str, Any]]:
        """The facts in the order given."""
        return [self.row(state) for state in states]

    def row(self, state: FactState) -> dict[str, Any]:
        """One fact."""
        fact, revision = state.rows.fact, state.rows.revision
        disputed = state.disputed
        correct_url = self._url("fact_correct", fact) if self.records else ""
        return {
            "public_id": fact.public_id,
            "number": self.timeline.numbers[fact.pk],
            "moment": state.in_use,
            "same_as": self._shares(revision),
            "kind_label": FactKind(fact.kind).label,
            "claim": fact.claim,
            "claim_label": Claim(fact.claim).label,
            "disputed": disputed,
            "source_number": self.sources.get(revision.source_id or 0),
            "speaker": text_of(revision, "speaker_role").for_reader(reader_language())[0],
            "revision": revision,
            "redacted": not text_of(revision, "what"),
            "short": first_words(revision),
            "revision_count": fact.revision_count,
            "readings": [self._reading(state, each) for each in state.rows.readings],
            "in_use": moment_words(state.in_use, reader_language()) if disputed else "",
            "settle_url": self._url("fact_settle", fact) if self.settles and state.rows.readings else "",
            "dispute_url": self._url("fact_reading", fact) if self.records else "",
            "correct_url": correct_url,
            "redact_url": self._url("fact_redact", fact) if self.redacts and _says_something(state) else "",
            "settled": self._settled(state),
            "blocks": _held_up(state),
            "answer_url": correct_url,
            "history": self._history(fact.pk),
        }

    def _url(self, page: str, fact: Fact, query: str = "") -> str:
        return f"{url(page, self.incident, fact.public_id)}{query}{PANEL}"

    def _shares(self, revision: FactRevision) -> str:
        number = self.timeline.numbers.get(revision.same_as_id or 0)
        return _("time of fact {n}").format(n=number) if number else ""

    def _reading(self, state: FactState, reading: Reading) -> dict[str, Any]:
        heading, time = reading_words(reading)
        decision = state.rows.settlement(reading.of)
        chosen = decision is not None and decision.chosen_id == reading.pk
        free = self.settles and not chosen and len(state.rows.readings) > 1
        use = f"?reading={reading.public_id}"
        return {
            "heading": heading,
            "time": time,
            "reading": reading,
            "source_number": self.sources.get(reading.source_id or 0),
            "use_url": self._url("fact_settle", state.rows.fact, use) if free else "",
            "chosen": chosen,
        }

    def _settled(self, state: FactState) -> dict[str, Any] | None:
        decided = (state.rows.settlement(of) for of in ReadingOf.values)
        decision = next((each for each in decided if each is not None), None)
        if decision is None or state.disputed:
            return None
        return {
            "reason": decision.reason or _("[text redacted]"),
            "by": decision.made_by.shown_name if decision.made_by else "Tanggap",
            "at": decision.made_at,
            "file": decision.evidence,
            "file_url": self._file_url(decision.evidence),
            "source_number": self.sources.get(decision.source_id or 0),
            "withdraw_url": self._url("fact_withdraw", state.rows.fact) if self.settles else "",
        }

    def _file_url(self, evidence: Evidence | None) -> str:
        """Its record; an incident and its files share one access."""
        if evidence is None or not self.reads_files:
            return ""
        return reverse("records:evidence", args=[evidence.public_id])

    def _history(self, pk: int) -> list[dict[str, Any]]:
        """The older wordings, each with who replaced it, when and why."""
        return [
            {
                "revision": older,
                "redacted": not text_of(older, "what"),
                "by": newer.made_by.shown_name if newer.made_by else "Tanggap",
                "at": newer.made_at,
                "reason": newer.reason or _("[text redacted]"),
            }
            for newer, older in pairwise(self.history.get(pk, ()))
        ]


def _says_something(state: FactState) -> bool:
    """Whether there are words of it that could be redacted."""
    rows = state.rows
    told = any(text_of(each, "text") for each in rows.readings)
    return bool(text_of(rows.revision, "what")) or told or any(each.reason for each in rows.settlements)


def _held_up(state: FactState) -> str:
    """What is held up while nobody can say when."""
    held = _HOLDS_UP.get(FactKind(state.rows.fact.kind))
    if held is None or state.in_use.span() != (None, None):
        return ""
    return _("Holds up: {what}").format(what=held.holds_up)


def reading_words(reading: Reading) -> tuple[str, str]:
    """The heading of a reading and the line below it: weekday and date over the clock time; or the number."""
    if reading.of == ReadingOf.MOMENT:
        return moment_heading(moment_of(reading))
    numbers = quantity_of(reading.value) if reading.of == ReadingOf.QUANTITY else None
    words = reading.value if numbers is None else "–".join(str(each) for each in dict.fromkeys(numbers))
    return words or str(ReadingOf(reading.of).label), ""


def moment_heading(moment: Moment) -> tuple[str, str]:
    """A moment as a heading with its weekday, and its clock times."""
    lines = moment_lines(moment, reader_language())
    day = lines.day
    start, stop = moment.span()
    if start is not None and stop is not None:
        first = start.astimezone(zone_info(moment.zone)).date()
        if first == end_of_span(stop, moment.zone, reader_language())[0]:
            day = day_words(first, reader_language(), weekday=True)
    return capfirst(day), capfirst(lines.time)
