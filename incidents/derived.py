"""What follows from a fact's rows: the moment in use, whether its readings contradict, what was settled.

Works on rows that are already loaded, so that services and selectors see the same and no query hides here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from incidents import timing
from incidents.models import Fact, FactRevision, Reading, Settlement
from incidents.vocabulary import Claim, FactKind, ReadingOf
from lib.moments import Moment, Precision, unknown_moment

QUANTITY = re.compile(r"(?P<low>\d{1,15})(\s*[-–]\s*(?P<high>\d{1,15}))?\Z")
"""How a quantity is written: a whole number, or two with a hyphen between them."""


@dataclass(frozen=True)
class FactRows:
    """One fact with its newest revision, its readings in order and its settlements, newest first."""

    fact: Fact
    revision: FactRevision
    readings: Sequence[Reading] = ()
    settlements: Sequence[Settlement] = ()

    def settlement(self, of: str) -> Settlement | None:
        """The decision in force about such readings; None when there is none, or it was withdrawn."""
        newest = next((each for each in self.settlements if each.of == of), None)
        return newest if newest is not None and newest.chosen_id is not None else None


@dataclass(frozen=True)
class FactState:
    """A fact with what follows from its rows.

    `own` is its moment as told, `in_use` the one that counts: settled, or widened over readings in dispute.
    `contradictions` are the pairs of readings that stand against each other; `inherits_dispute` says that
    it shares the moment of a fact whose moment is in dispute.
    """

    rows: FactRows
    own: Moment
    in_use: Moment
    contradictions: tuple[tuple[timing.Reading, timing.Reading], ...] = ()
    inherits_dispute: bool = False

    @property
    def disputed(self) -> bool:
        """Whether readings of this fact stand against each other."""
        return bool(self.contradictions)

    @property
    def disputed_of(self) -> tuple[str, ...]:
        """What they stand against each other about, in the order of the vocabulary."""
        about = {pair[0].of for pair in self.contradictions}
        return tuple(of.value for of in ReadingOf if of in about)

    @property
    def moment_is_disputed(self) -> bool:
        """Whether its moment is in dispute, its own or the one it shares."""
        return self.inherits_dispute or ReadingOf.MOMENT.value in self.disputed_of

    def timed(self, ref: str) -> timing.TimedFact:
        """As the key figures count it."""
        fact = self.rows.fact
        return timing.TimedFact(
            ref, FactKind(fact.kind), self.in_use, Claim(fact.claim), disputed=self.moment_is_disputed
        )


def moment_of(row: FactRevision | Reading) -> Moment:
    """The moment that a row tells; unknown where it tells none."""
    if row.earliest is None and row.latest is None:
        return unknown_moment(row.zone)
    return Moment(row.earliest, row.latest, Precision(row.precision), row.zone)


def moment_columns(moment: Moment) -> dict[str, object]:
    """A moment as the columns of a revision or a reading."""
    return {
        "earliest": moment.earliest,
        "latest": moment.latest,
        "precision": str(moment.precision),
        "zone": moment.zone,
    }


def quantity_of(value: str) -> tuple[int, int] | None:
    """The whole numbers from low to high that a value spells; None when it spells none."""
    match = QUANTITY.match(value.strip())
    if match is None:
        return None
    low = int(match["low"])
    return low, int(match["high"] or low)


def states(rows: Iterable[FactRows]) -> dict[int, FactState]:
    """The state of each fact by its key; facts that share a moment find it wherever it stands in `rows`."""
    by_id = {each.fact.pk: each for each in rows}
    known: dict[int, FactState] = {}
    for pk in by_id:
        chain: dict[int, None] = {}
        here: int | None = pk
        while here is not None and here in by_id and here not in known and here not in chain:
            chain[here] = None
            here = by_id[here].revision.same_as_id
        for each in reversed(chain):
            known[each] = _judged(by_id[each], known.get(by_id[each].revision.same_as_id or 0))
    return {pk: known[pk] for pk in by_id}


def _judged(rows: FactRows, follows: FactState | None) -> FactState:
    """The state of a fact whose moment is its own, or that of a fact already judged."""
    own = moment_of(rows.revision)
    if follows is not None:
        own = follows.in_use.loosened(Precision(rows.revision.precision))
    readings = [_as_read(each, rows.settlement(each.of)) for each in rows.readings]
    settled = rows.settlement(ReadingOf.MOMENT)
    base = moment_of(settled.chosen) if settled is not None and settled.chosen is not None else own
    widened = timing.moment_in_use(base, readings)
    return FactState(
        rows=rows,
        own=own,
        in_use=base if widened.span() == base.span() else widened,
        contradictions=tuple(timing.stands_against(readings)),
        inherits_dispute=follows is not None and follows.moment_is_disputed,
    )


def _as_read(row: Reading, settlement: Settlement | None) -> timing.Reading:
    """A reading for the rules. The readings that a decision turned down contradict nothing any more."""
    low, high = quantity_of(row.value) or (None, None)
    turned_down = (
        settlement is not None and row.pk != settlement.chosen_id and row.made_at <= settlement.made_at
    )
    return timing.Reading(
        ref=str(row.pk),
        of=ReadingOf(row.of),
        moment=moment_of(row),
        low=low if row.of == ReadingOf.QUANTITY else None,
        high=high if row.of == ReadingOf.QUANTITY else None,
        words=row.value or row.text_id or row.text_en,
        settled=turned_down,
    )
