"""The timeline as doors show it: facts numbered in their order, and what they add up to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import F

from incidents import timing
from incidents.derived import FactState, states
from incidents.models import FactRevision, Incident
from incidents.selectors.rows import rows_of
from incidents.timing import KeyFigure
from incidents.vocabulary import FactKind

MOST_KEY_FACTS = 6
_TELLING = frozenset(
    {
        FactKind.OCCURRENCE,
        FactKind.DETECTION,
        FactKind.AWARENESS,
        FactKind.CONTAINMENT,
        FactKind.ERADICATION,
        FactKind.RECOVERY,
        FactKind.STATEMENT,
    }
)


@dataclass(frozen=True)
class Timeline:
    """All facts in order. `numbers` says how a fact is called by its key; figures name the same numbers."""

    states: tuple[FactState, ...]
    numbers: Mapping[int, int]
    to_detect: KeyFigure
    to_contain: KeyFigure
    first_seen: FactState | None = None

    def key_facts(self) -> list[FactState]:
        """The facts that tell the story in short: what happened, who noticed, what ended it."""
        told = [state for state in self.states if FactKind(state.rows.fact.kind) in _TELLING]
        return told[:MOST_KEY_FACTS]


def timeline_of(incident: Incident) -> Timeline:
    """The timeline of an incident that the caller may read: one query, whatever its length."""
    found = states(rows_of(incident))
    numbers = {pk: number for number, pk in enumerate(found, 1)}
    by_ref = {str(numbers[pk]): state for pk, state in found.items()}
    facts = [state.timed(ref) for ref, state in by_ref.items()]
    seen = timing.first_seen(facts)
    return Timeline(
        states=tuple(found.values()),
        numbers=numbers,
        to_detect=timing.time_to_detect(facts),
        to_contain=timing.time_to_contain(facts),
        first_seen=by_ref[seen.ref] if seen else None,
    )


def histories_of(incident: Incident) -> dict[int, list[FactRevision]]:
    """Every wording of the facts that were corrected, newest first, by the fact's key: one query."""
    rows = FactRevision.objects.filter(fact__incident=incident, fact__revision_count__gt=1)
    found: dict[int, list[FactRevision]] = defaultdict(list)
    for row in rows.select_related("made_by").order_by("fact", "-n"):
        found[row.fact_id].append(row)
    return dict(found)


def told_facts(incident: Incident) -> list[FactRevision]:
    """The newest wording of every fact, with its fact, in the order of the timeline: one query."""
    newest = FactRevision.objects.filter(fact__incident=incident, n=F("fact__revision_count"))
    return list(newest.select_related("fact").order_by("fact__sort_at", "fact__id"))
