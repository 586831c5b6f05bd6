"""What the timeline says about time: key figures from named facts, and readings that contradict.

A figure rests on facts that are named beside it, and is as uncertain as they are: whatever they allow is
within it. Where a fact or its time is missing the figure is unknown and says why; it is never zero and
never guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import combinations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from incidents.vocabulary import Claim, FactKind, ReadingOf
from lib.durations import UNKNOWN_DURATION, Duration, bounds, duration_between
from lib.errors import Invalid
from lib.moments import Moment, Precision, covers, overlaps

_EVER, _LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
_Most = Callable[[Iterable[datetime]], datetime]
_NOT_COUNTED = frozenset({Claim.REFUTED, Claim.UNKNOWN})
CLOCKS_DIFFER = timedelta(minutes=5)
"""So far ahead may stand what somebody else's clock showed."""


def require_happened(moment: Moment | None, now: datetime, field: str) -> None:
    """Pass unless the moment can only be still to come, even at its earliest. Raises `Invalid` at `field`."""
    starts = moment.span()[0] if moment else None
    if starts is not None and starts > now + CLOCKS_DIFFER:
        raise Invalid(_("This time lies in the future."), code="in_future", field=field)


@dataclass(frozen=True, slots=True)
class TimedFact:
    """What the figures need of a fact. `ref` is how the reader finds it ("F3"); `moment` the one in use."""

    ref: str
    kind: FactKind
    moment: Moment
    claim: Claim
    disputed: bool = False


class Gap(TextChoices):
    """Why a figure is unknown."""

    NO_OCCURRENCE = "no_occurrence", _("No source says when it began.")
    NO_AWARENESS = "no_awareness", _("No source says when the operator became aware.")
    NO_CONTAINMENT = "no_containment", _("No source says when it was contained.")
    REVERSED = "reversed", _("The facts contradict each other: the end comes before the beginning.")


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A duration, the facts that shape it, and why it is unknown if it is. `disputed`: one of them is.

    `rests_on` begins with the fact from which it counts at most, and ends with the one until which.
    """

    duration: Duration
    rests_on: tuple[str, ...] = ()
    gap: Gap | None = None
    disputed: bool = False


def time_to_detect(facts: Iterable[TimedFact]) -> KeyFigure:
    """From the first occurrence until the operator was first aware.

    Somebody else's noticing (press, users) does not count: it is what `first_seen` tells.
    """
    counted = _in_order(facts)
    return _figure(
        start=_end(counted, FactKind.OCCURRENCE, min),
        end=_end(counted, FactKind.AWARENESS, min),
        no_end=Gap.NO_AWARENESS,
    )


def time_to_contain(facts: Iterable[TimedFact]) -> KeyFigure:
    """From the first occurrence until the last containment: it was not contained before."""
    counted = _in_order(facts)
    return _figure(
        start=_end(counted, FactKind.OCCURRENCE, min),
        end=_end(counted, FactKind.CONTAINMENT, max),
        no_end=Gap.NO_CONTAINMENT,
    )


def first_seen(facts: Iterable[TimedFact]) -> TimedFact | None:
    """The fact by which anybody first noticed: a detection, or the operator's awareness."""
    seen = (FactKind.DETECTION, FactKind.AWARENESS)
    return next((fact for fact in _in_order(facts) if fact.kind in seen), None)


def _in_order(facts: Iterable[TimedFact]) -> list[TimedFact]:
    """The facts that count, earliest first; those with no time at all come last."""
    counted = [fact for fact in facts if fact.claim not in _NOT_COUNTED]
    return sorted(counted, key=lambda fact: fact.moment.sort_at(_LAST))


@dataclass(frozen=True, slots=True)
class _End:
    """Where a figure begins or ends: a moment, and the facts that shape it.

    The first of `facts` tells the earliest instant that it may have been, the last one the latest.
    """

    moment: Moment
    facts: tuple[TimedFact, ...]


def _end(facts: Sequence[TimedFact], kind: FactKind, most: _Most) -> _End | None:
    """When the first (`min`) or the last (`max`) of a kind was, as far as all of them tell.

    One that may have been earlier than the others makes it uncertain how early the first was, and one that
    leaves its beginning open leaves that open; likewise for the last. None where there is no such fact.
    """
    told = [(fact, *_limits(fact.moment)) for fact in facts if fact.kind == kind]
    if not told:
        return None
    start, stop = most(each[1] for each in told), most(each[2] for each in told)
    for fact, *limits in told:
        if limits == [start, stop]:
            return _End(fact.moment, (fact,))
    earliest = next(each[0] for each in told if each[1] == start)
    latest = next(each[0] for each in told if each[2] == stop)
    is_open = start == _EVER or stop == _LAST
    moment = Moment(
        None if start == _EVER else start,
        None if stop == _LAST else stop,
        Precision.UNKNOWN if is_open else Precision.ABOUT,
        earliest.moment.zone,
    )
    return _End(moment, (earliest, latest))


def _limits(moment: Moment) -> tuple[datetime, datetime]:
    """The first and last instant meant, where an open end reaches as far as it can."""
    start, stop = bounds(moment)
    return start or _EVER, stop or _LAST


def _figure(*, start: _End | None, end: _End | None, no_end: Gap) -> KeyFigure:
    facts = [fact for each in (start, end) if each for fact in each.facts]
    rests_on = tuple(fact.ref for fact in facts)
    disputed = any(fact.disputed for fact in facts)
    if end is None:
        return KeyFigure(UNKNOWN_DURATION, rests_on, no_end, disputed)
    if start is None:
        return KeyFigure(UNKNOWN_DURATION, rests_on, Gap.NO_OCCURRENCE, disputed)
    duration = duration_between(start.moment, end.moment)
    gap: Gap | None = None
    if duration.reversed:
        gap = Gap.REVERSED
    elif not duration.is_known:
        open_start = None in start.moment.span()
        gap = Gap.NO_OCCURRENCE if open_start else no_end
    return KeyFigure(duration, rests_on, gap, disputed)


@dataclass(frozen=True, slots=True)
class Reading:
    """One way in which a source tells a fact.

    A quantity is the whole numbers from `low` to `high`, the same for an exact one. `settled` readings
    belong to a dispute that was decided, and contradict nothing any more.
    """

    ref: str
    of: ReadingOf
    moment: Moment | None = None
    low: int | None = None
    high: int | None = None
    words: str = ""
    settled: bool = False


def stands_against(readings: Sequence[Reading]) -> list[tuple[Reading, Reading]]:
    """The pairs of readings that cannot both be right; a fact is disputed while there is one.

    Moments contradict when no instant fits both, quantities when no number does, causes when their words
    differ. A reading that leaves its value open contradicts nothing.
    """
    unsettled = [reading for reading in readings if not reading.settled]
    return [(one, other) for one, other in combinations(unsettled, 2) if _contradict(one, other)]


def moment_in_use(own: Moment, readings: Sequence[Reading]) -> Moment:
    """What the figures count with: the fact's own moment, widened over all readings while in dispute."""
    pairs = stands_against([reading for reading in readings if reading.of == ReadingOf.MOMENT])
    moments = [reading.moment for pair in pairs for reading in pair if reading.moment]
    return covers([own, *moments]) if moments else own


def _contradict(one: Reading, other: Reading) -> bool:
    if one.of != other.of:
        return False
    match one.of:
        case ReadingOf.MOMENT:
            if one.moment is None or other.moment is None:
                return False
            return not overlaps(one.moment, other.moment)
        case ReadingOf.QUANTITY:
            return _above(one.low, other.high) or _above(other.low, one.high)
        case ReadingOf.CAUSE:
            mine, theirs = _plain(one.words), _plain(other.words)
            return bool(mine and theirs) and mine != theirs


def _above(low: int | None, high: int | None) -> bool:
    return low is not None and high is not None and low > high


def _plain(words: str) -> str:
    """Words without what does not change their meaning: capitals, spacing, a full stop."""
    return " ".join(words.casefold().split()).rstrip(".")
