"""From tokens to the one or two ends of a time that was told: which day, which clock time, which limit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from lib.errors import Invalid
from lib.said_words import PARTS, WEEKDAY_NUMBERS, Kind, Part, Token
from lib.zones import ZONES_BY_WORD, check_year, day_end, day_start, month_end, month_start, zone_info

LIMITS = (Kind.BY, Kind.BEFORE, Kind.AFTER, Kind.NOT_BEFORE)
_EARLIER_YEARS = 8
_Clock = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Side:
    """One end: its date as named and the day that is meant, its clock time, its part of the day.

    `shift` is how far the nearest day with the said weekday lies from the day; zero where they agree.
    """

    named: Token | None = None
    clock: Token | None = None
    part: str = ""
    weekday: int | None = None
    day: date | None = None
    shift: timedelta = timedelta(0)

    @property
    def meant(self) -> date:
        """The day, once `with_days` has worked it out."""
        if self.day is None:
            raise ValueError("the day of this end has not been worked out")
        return self.day

    @property
    def is_month(self) -> bool:
        """Whether only a month was said."""
        return self.named is not None and self.named.kind is Kind.MONTH

    def following_weekday(self) -> Side:
        """The same end on the day that its weekday names."""
        return replace(self, day=self.meant + self.shift, shift=timedelta(0))


@dataclass(frozen=True, slots=True)
class Told:
    """What was told: one end, or two, or one that is only a limit."""

    start: Side
    end: Side | None
    limit: Kind | None
    about: bool
    zone: str


def sort_out(found: Sequence[Token], zone: str) -> Told | None:
    """The tokens as one or two ends, without days yet; None where they do not fit together."""
    limits = [token.kind for token in found if token.kind in LIMITS]
    zones = {ZONES_BY_WORD[token.word.upper()] for token in found if token.kind is Kind.ZONE}
    about = any(token.kind is Kind.ABOUT for token in found)
    rest = [token for token in found if token.kind not in (*LIMITS, Kind.ZONE, Kind.ABOUT)]
    if len(limits) > 1 or len(zones) > 1:
        return None
    limit = limits[0] if limits else None
    if limit is None and rest and rest[0].kind is Kind.TO:
        limit, rest = Kind.BY, rest[1:]
    halves = _halves(rest)
    if halves is None or (limit and len(halves) > 1):
        return None
    sides = [_side(half) for half in halves]
    if any(side is None for side in sides):
        return None
    start, *others = [side for side in sides if side]
    end = others[0] if others else None
    if end is None and start.named and start.named.last_day:
        if start.clock or start.part or start.weekday is not None or limit:
            return None
        end = replace(start, named=replace(start.named, day=start.named.last_day, last_day=None))
        start = replace(start, named=replace(start.named, last_day=None))
    return Told(start, end, limit, about, next(iter(zones), zone))


def _halves(rest: Sequence[Token]) -> list[list[Token]] | None:
    """What stands on each side of "sampai" or "dan"; "antara" only announces that there are two."""
    between = any(token.kind is Kind.BETWEEN for token in rest)
    plain = [token for token in rest if token.kind is not Kind.BETWEEN]
    cuts = [i for i, token in enumerate(plain) if token.kind in (Kind.TO, Kind.AND)]
    if not cuts:
        return None if between or not plain else [plain]
    if len(cuts) > 1 or (plain[cuts[0]].kind is Kind.AND and not between):
        return None
    return [plain[: cuts[0]], plain[cuts[0] + 1 :]]


def _side(half: Sequence[Token]) -> Side | None:
    dates = [token for token in half if token.kind in (Kind.DATE, Kind.MONTH)]
    clocks = [token for token in half if token.kind is Kind.TIME]
    parts = {token.word for token in half if token.kind is Kind.PART}
    weekdays = {WEEKDAY_NUMBERS[token.word] for token in half if token.kind is Kind.WEEKDAY}
    if not half or max(len(dates), len(clocks), len(parts), len(weekdays)) > 1:
        return None
    return Side(
        named=next(iter(dates), None),
        clock=next(iter(clocks), None),
        part=next(iter(parts), ""),
        weekday=next(iter(weekdays), None),
    )


def with_days(told: Told, reference: date) -> Told:
    """The same with the days worked out: each end borrows from the other what it does not say itself.

    Raises `Invalid` when no date was said or when the day does not exist.
    """
    start, end = told.start, told.end
    if end is None:
        return replace(told, start=_with_day(start, reference))
    if start.named is None and end.named is None:
        raise _date_missing()
    start, end = _sharing_part(start, end), _sharing_part(end, start)
    if end.named is None:
        start = _with_day(start, reference)
        end = replace(end, day=start.day, shift=start.shift)
        if start.clock and end.clock and read_clock(end) < read_clock(start):
            end = replace(end, day=end.meant + timedelta(days=1))
    elif start.named is None:
        end = _with_day(end, reference)
        start = replace(start, day=end.day, shift=end.shift)
    else:
        end = _with_day(end, reference)
        start = _with_day(start, end.meant if start.named.year is None else reference)
    return replace(told, start=start, end=end)


def _sharing_part(side: Side, other: Side) -> Side:
    """ "9 sampai 11 malam": the part of the day belongs to both, where it can."""
    if side.part or not other.part or side.clock is None or side.clock.half:
        return side
    return replace(side, part=other.part) if _clock_in(side.clock, PARTS[other.part]) else side


def _with_day(side: Side, reference: date) -> Side:
    if side.named is None:
        raise _date_missing()
    if side.is_month and (side.clock or side.part or side.weekday is not None):
        raise _date_missing()
    day = _day_of(side.named, reference)
    check_year(day.year, "moment")
    shift = 0 if side.weekday is None else (side.weekday - day.weekday() + 3) % 7 - 3
    return replace(side, day=day, shift=timedelta(days=shift))


def _day_of(said: Token, reference: date) -> date:
    month, day = said.month or 0, said.day or 1
    if said.year is not None:
        found = _existing(said.year, month, day)
    else:
        years = range(reference.year + 1, reference.year - _EARLIER_YEARS, -1)
        days = (_existing(year, month, day) for year in years)
        found = next((each for each in days if each and each <= reference + timedelta(days=1)), None)
    if found is None:
        raise Invalid(
            format_lazy(
                _("There is no day “{day}”. Dates are written day first, then month: 18/5/2020."),
                day=said.word,
            ),
            code="no_such_day",
            field="moment",
        )
    return found


def _existing(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _date_missing() -> Invalid:
    return Invalid(
        _("The date is missing. Write it with the time, like 18/5/2020 23:30."),
        code="date_missing",
        field="moment",
    )


def read_clock(side: Side) -> _Clock:
    """Hour and minute of an end that has a clock time; 24:00 is the end of its day.

    Raises `Invalid` for a time that no clock shows, or that is not in the part of the day that was said.
    """
    if side.clock is None:
        raise ValueError("this end has no clock time")
    hour, minute = side.clock.hour or 0, side.clock.minute or 0
    if minute > 59 or (hour, minute) > (24, 0) or (side.clock.half and not 1 <= hour <= 12):
        raise Invalid(
            format_lazy(
                _("“{time}” is not a time of day. Write it from 00:00 to 24:00."), time=side.clock.word
            ),
            code="no_such_time",
            field="moment",
        )
    if side.clock.half:
        return hour % 12 + (12 if side.clock.half == "p" else 0), minute
    if not side.part:
        return hour, minute
    fitting = _clock_in(side.clock, PARTS[side.part])
    if fitting is None:
        raise Invalid(
            format_lazy(
                _("“{time}” does not fit with “{part}”. Write the time in 24 hours, like 21:00."),
                time=side.clock.word,
                part=side.part,
            ),
            code="part_of_day_contradicts",
            field="moment",
        )
    return fitting


def _clock_in(said: Token, part: Part) -> _Clock | None:
    """The clock time in that part of the day, on a face of 12 or 24 hours."""
    hour, minute = said.hour or 0, said.minute or 0
    hours = (hour, hour + 12) if hour <= 12 else (hour,)
    return next(
        ((h, minute) for h in hours if (part.earliest, 0) <= (h, minute) <= (part.latest, 0)),
        None,
    )


def begin(side: Side, zone: str) -> datetime:
    """The first instant that an end allows, in UTC."""
    if side.clock:
        return local_instant(side.meant, read_clock(side), zone)
    if side.part:
        return local_instant(side.meant, (PARTS[side.part].first, 0), zone)
    return month_start(side.meant, zone) if side.is_month else day_start(side.meant, zone)


def finish(side: Side, zone: str) -> datetime:
    """The instant at which an end is over, in UTC: its clock time, or the end of its part, day or month."""
    if side.clock:
        return local_instant(side.meant, read_clock(side), zone)
    if side.part:
        return local_instant(side.meant, (PARTS[side.part].last, 0), zone)
    return month_end(side.meant, zone) if side.is_month else day_end(side.meant, zone)


def local_instant(day: date, clock: _Clock, zone: str) -> datetime:
    """A clock time of a day in a zone, in UTC; the first of two where clocks are set back.

    Raises `Invalid` for a time that clocks skipped.
    """
    if clock == (24, 0):
        return day_end(day, zone)
    local = datetime.combine(day, time(*clock), tzinfo=zone_info(zone))
    at = local.astimezone(UTC)
    if at.astimezone(zone_info(zone)).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise Invalid(
            _("Clocks were set forward then: that time of day was skipped."),
            code="skipped_time",
            field="moment",
        )
    return at
