"""A time chart of uncertain moments, described without a medium: positions run from 0 (left) to 1 (right).

Whatever draws it needs no arithmetic of time: ticks, bands, points and open ends carry their positions,
and labels are words already.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from lib.calendar_words import MONTHS, clock_words, day_words, month_words
from lib.zones import zone_info, zone_words

PAST, FUTURE = "past", "future"
ROWS_IN_A_CHART = 24
_INTERVALS = 6.2
_ROOM = 0.12
_MINUTES = (5, 10, 15, 30, 60, 180, 360, 720)
_DAYS = (1, 2, 7, 14, 30, 61, 122, 183, 365, 730, 1826, 3652, 7305, 18262, 36525)
STEPS = (*(timedelta(minutes=each) for each in _MINUTES), *(timedelta(days=each) for each in _DAYS))
_DAY, _YEAR = timedelta(days=1), timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the scale and its label."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Point:
    """One moment: exact (filled) or approximate (hollow)."""

    at: float
    exact: bool
    label: str


@dataclass(frozen=True, slots=True)
class Mark:
    """One of several readings within a band, with its letter."""

    letter: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Band:
    """A possible range; readings that stand against each other are solid within it."""

    start: float
    end: float
    marks: tuple[Mark, ...] = ()
    label: str = ""


@dataclass(frozen=True, slots=True)
class OpenEnd:
    """Only one bound is known, `at`; the other lies somewhere towards past or future."""

    at: float
    towards: str


@dataclass(frozen=True, slots=True)
class OffScale:
    """It lies outside the scale, towards past or future; the label says when."""

    towards: str
    label: str


@dataclass(frozen=True, slots=True)
class Nowhere:
    """Nothing is known about when."""


Shape = Point | Band | OpenEnd | OffScale | Nowhere


@dataclass(frozen=True, slots=True)
class Row:
    """One fact: its number, its kind in words, its tone (plain, confirmed or disputed), its shape."""

    label: str
    name: str
    tone: str
    shape: Shape


@dataclass(frozen=True, slots=True)
class TimeChart:
    """A scale with its rows. `legend` names the shapes that occur: exact, about, range, disputed, open."""

    caption: str
    ticks: tuple[Tick, ...]
    rows: tuple[Row, ...]
    legend: tuple[str, ...]

    def parts(self, size: int = ROWS_IN_A_CHART) -> list[TimeChart]:
        """The chart in pieces of at most so many rows on the same scale; a short last piece is joined."""
        starts = list(range(0, len(self.rows), size))
        if len(starts) > 1 and len(self.rows) - starts[-1] < 4:
            starts.pop()
        ends = [*starts[1:], len(self.rows)]
        return [
            TimeChart(self.caption, self.ticks, self.rows[start:end], self.legend)
            for start, end in zip(starts, ends, strict=True)
        ]


@dataclass(frozen=True, slots=True)
class Scale:
    """A stretch of time in even steps, told in one zone."""

    start: datetime
    stop: datetime
    step: timedelta
    zone: str

    def position(self, at: datetime) -> float:
        """Where an instant lies: 0 at the start, 1 at the stop; outside of that, beyond."""
        return (at - self.start) / (self.stop - self.start)

    def holds(self, at: datetime) -> bool:
        """Whether the instant lies on the scale."""
        return self.start <= at <= self.stop

    def ticks(self, language: str) -> tuple[Tick, ...]:
        """The lines of the scale with labels: clock times, days, or months when it spans years."""
        count = round((self.stop - self.start) / self.step)
        moments = [self.start + number * self.step for number in range(count + 1)]
        return tuple(Tick(self.position(at), self._label(at, language)) for at in moments)

    def caption(self, language: str, first: datetime) -> str:
        """What the labels leave out: the day or month, the year and the zone."""
        local = (self.start if self.step >= _DAY else first).astimezone(zone_info(self.zone))
        name = zone_words(first, self.zone)
        if self.stop - self.start > _YEAR:
            return name
        if self.step >= _DAY:
            return f"{month_words(local.date(), language)}, {name}"
        return f"{day_words(local.date(), language)}, {name}"

    def _label(self, at: datetime, language: str) -> str:
        local = at.astimezone(zone_info(self.zone))
        month = MONTHS[language][local.month - 1][:3]
        if self.stop - self.start > _YEAR:
            return f"{month} {local.year}"
        if self.step >= _DAY:
            return f"{local.day} {month}"
        if self.step >= timedelta(hours=3) and local.hour == 0:
            return f"{local.day} {month}"
        return clock_words(local, language)


def scale_for(
    instants: Iterable[datetime],
    *,
    zone: str,
    open_past: Sequence[datetime] = (),
    open_future: Sequence[datetime] = (),
) -> Scale | None:
    """The scale on which these instants stand: the finest step that needs at most six intervals.

    Where a moment is open towards one side, its bound keeps some room for the arrow and its mark. None
    without instants.
    """
    known = sorted(instants)
    if not known:
        return None
    first, last = known[0], known[-1]
    step = next((each for each in STEPS if (last - first) / each <= _INTERVALS), STEPS[-1])
    local = first.astimezone(zone_info(zone))
    origin = datetime.combine(local.date(), time(), tzinfo=zone_info(zone)).astimezone(UTC)
    start = origin + ((first - origin) // step) * step
    stop = origin - ((origin - last) // step) * step
    if start == stop:
        start, stop = start - step, stop + step
    room = (stop - start) * _ROOM
    if any(start <= at < start + room for at in open_past):
        start -= step
    if any(stop - room < at <= stop for at in open_future):
        stop += step
    return Scale(start, stop, step, zone)
