"""How long it was between two moments that are known only so well."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from lib.moments import ABOUT_MARGIN, Moment, Precision, Span

_NOTHING, _MINUTE = timedelta(0), timedelta(minutes=1)


class Certainty(TextChoices):
    """How well a duration is known."""

    EXACT = "exact", _("Exact")
    ABOUT = "about", _("Approximate")
    RANGE = "range", _("Range")
    UNKNOWN = "unknown", _("Unknown")


@dataclass(frozen=True, slots=True)
class Duration:
    """Elapsed time from `low` to `high`; both are the same when it is exact or approximate.

    When it is unknown, `low` or `high` may still hold a limit that follows from what is known ("at least
    an hour"), never a guess, and never zero. `reversed` says that the end stands wholly before the start:
    one of the two facts must be wrong, and no length is given.
    """

    certainty: Certainty
    low: timedelta | None = None
    high: timedelta | None = None
    reversed: bool = False

    @property
    def is_known(self) -> bool:
        """Whether there is a figure to show."""
        return self.certainty is not Certainty.UNKNOWN


UNKNOWN_DURATION = Duration(Certainty.UNKNOWN)


def duration_between(start: Moment | None, end: Moment | None) -> Duration:
    """How long from `start` to `end`, in elapsed time.

    Both to the minute: exact. Two single times of which one is told approximately: about. An end that is a
    span (an hour, a day, a range): a range from the shortest to the longest that the words allow. An open
    end: unknown. Where the two overlap, the range begins at zero, because an end cannot come before its
    start; it is never a bare zero unless both are told to the same minute.
    """
    if start is None or end is None:
        return UNKNOWN_DURATION
    begun, ended = _point(start), _point(end)
    if begun is not None and ended is not None:
        return _between_points(start, end, ended - begun)
    begins, ends = bounds(start), bounds(end)
    low, high = _minus(ends[0], begins[1]), _minus(ends[1], begins[0])
    if high is not None and high < _NOTHING:
        return _REVERSED
    if low is None or high is None:
        return Duration(Certainty.UNKNOWN, _limit(low), _limit(high))
    if high > _NOTHING:
        return Duration(Certainty.RANGE, max(low, _NOTHING), high)
    # They only touch. A span is over before its last instant; a minute that was told is a minute long.
    return _REVERSED if ended is None else Duration(Certainty.RANGE, _NOTHING, _MINUTE)


def bounds(moment: Moment) -> Span:
    """The first and last instant meant; a time told to the minute is a point and not a minute long."""
    at = _point(moment)
    return moment.span() if at is None or moment.precision is Precision.ABOUT else (at, at)


def _between_points(start: Moment, end: Moment, length: timedelta) -> Duration:
    """Two clock times: exact, or about; nearly the same approximate times are a range that begins at zero."""
    loose = Precision.ABOUT in (start.precision, end.precision)
    if not loose:
        return Duration(Certainty.EXACT, length, length) if length >= _NOTHING else _REVERSED
    if length > _NOTHING:
        return Duration(Certainty.ABOUT, length, length)
    leeway = sum((ABOUT_MARGIN for each in (start, end) if each.precision is Precision.ABOUT), _NOTHING)
    longest = length + leeway
    if longest <= _NOTHING:
        return _REVERSED
    return Duration(Certainty.RANGE, _NOTHING, longest)


_REVERSED = Duration(Certainty.UNKNOWN, reversed=True)


def _point(moment: Moment) -> datetime | None:
    """The clock time of a moment that is one, told to the minute or approximately."""
    if moment.is_point:
        return moment.earliest
    start, stop = moment.span()
    if moment.precision is Precision.MINUTE and start and stop and stop - start <= _MINUTE:
        return start
    return None


def _minus(one: datetime | None, other: datetime | None) -> timedelta | None:
    return None if one is None or other is None else one - other


def _limit(length: timedelta | None) -> timedelta | None:
    return length if length is not None and length > _NOTHING else None
