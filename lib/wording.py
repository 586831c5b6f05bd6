"""Moments in words, in Indonesian and English; the doorway to the words for days and durations too."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time

from lib.calendar_words import (
    clock_words,
    day_and_month,
    day_words,
    days_words,
    end_of_span,
    instant_words,
    language_of,
    months_words,
    short_instant_words,
)
from lib.duration_words import duration_words, hours_words, length_words, relative_words
from lib.moments import Moment, Precision
from lib.zones import day_end, month_end, month_start, zone_info, zone_words

__all__ = [
    "MomentLines",
    "day_words",
    "duration_words",
    "hours_words",
    "instant_words",
    "length_words",
    "moment_lines",
    "moment_words",
    "relative_words",
    "short_instant_words",
]

_W = {
    "id": {
        "about": "sekitar",
        "approximate": "waktu kira-kira",
        "at": "pukul ",
        "join": " ",
        "by": "paling lambat {}",
        "from": "tidak lebih awal dari {}",
        "between": "antara {} dan {}",
        "before": "sebelum pukul {}",
        "unknown": "tidak diketahui",
    },
    "en": {
        "about": "about",
        "approximate": "approximate time",
        "at": "",
        "join": ", ",
        "by": "by {}",
        "from": "not before {}",
        "between": "between {} and {}",
        "before": "before {}",
        "unknown": "unknown",
    },
}


@dataclass(frozen=True, slots=True)
class MomentLines:
    """A moment for the margin of a timeline: day, clock time and a remark; later ones may be empty."""

    day: str
    time: str = ""
    note: str = ""


def moment_words(moment: Moment, language: str) -> str:
    """The moment on one line, beginning in lower case where it begins with a word.

    "12 Desember 2023 sekitar pukul 21.00 WIB", "18 Mei 2020 pukul 23.30 – 19 Mei 2020 pukul 24.00 WIB",
    "22 Mei 2020, sebelum pukul 18.32 WIB", "tidak diketahui, paling lambat 22 Mei 2020 pukul 18.32 WIB".
    """
    code = language_of(language)
    w = _W[code]
    if None in moment.span():
        limits = _limit_words(moment, code)
        return f"{w['unknown']}, {limits}" if limits else w["unknown"]
    if _is_of_the_calendar(moment):
        lines = _calendar_lines(moment, code)
        about = f"{w['about']} " if moment.precision is Precision.ABOUT else ""
        return f"{about}{lines.day}, {lines.time}" if lines.time else f"{about}{lines.day}"
    ends = _ends(moment, code)
    if ends.same_day:
        time = _time_words(ends, code)
        return f"{day_words(ends.first, code)}{w['join']}{time}"
    join = w["join"] + w["at"]
    start = f"{day_words(ends.first, code)}{join}{ends.start}{ends.start_zone}"
    words = f"{start} – {day_words(ends.last, code)}{join}{ends.stop} {ends.zone}"
    return f"{w['about']} {words}" if moment.precision is Precision.ABOUT else words


def moment_lines(moment: Moment, language: str) -> MomentLines:
    """The moment in up to three short lines: "18–19 Mei 2020", "18 Mei 23.30 – 19 Mei 24.00 WIB", remark."""
    code = language_of(language)
    w = _W[code]
    if None in moment.span():
        return MomentLines(w["unknown"], _limit_words(moment, code))
    note = w["approximate"] if moment.precision is Precision.ABOUT and not moment.is_point else ""
    if _is_of_the_calendar(moment):
        return replace(_calendar_lines(moment, code), note=note)
    ends = _ends(moment, code)
    if ends.same_day:
        point = replace(ends, about=False) if note else ends
        return MomentLines(day_words(ends.first, code), _time_words(point, code), note)
    start = f"{day_and_month(ends.first, code)} {ends.start}{ends.start_zone}"
    time = f"{start} – {day_and_month(ends.last, code)} {ends.stop} {ends.zone}"
    return MomentLines(days_words(ends.first, ends.last, code), time, note)


@dataclass(frozen=True, slots=True)
class _Ends:
    """Both ends of a moment with clock times, in local words; `stop` is empty for a single time."""

    first: date
    start: str
    start_zone: str
    last: date
    stop: str
    zone: str
    about: bool

    @property
    def same_day(self) -> bool:
        return self.first == self.last


def _ends(moment: Moment, code: str) -> _Ends:
    start, stop = moment.span()
    if start is None or stop is None:
        raise ValueError("a moment with an open end has no two ends")
    about = moment.precision is Precision.ABOUT
    if moment.is_point and moment.earliest:
        start = moment.earliest
    local = start.astimezone(zone_info(moment.zone))
    zone = zone_words(start, moment.zone)
    if moment.is_point:
        return _Ends(local.date(), clock_words(local, code), "", local.date(), "", zone, about)
    last, end = end_of_span(stop, moment.zone, code)
    end_zone = zone_words(stop, moment.zone)
    start_zone = "" if zone == end_zone else f" {zone}"
    return _Ends(local.date(), clock_words(local, code), start_zone, last, end, end_zone, about)


def _time_words(ends: _Ends, code: str) -> str:
    w = _W[code]
    about = f"{w['about']} " if ends.about else ""
    stop = f"–{ends.stop}" if ends.stop else ""
    return f"{about}{w['at']}{ends.start}{ends.start_zone}{stop} {ends.zone}"


def _is_of_the_calendar(moment: Moment) -> bool:
    """Whether only days or months are meant: it was told so, or both ends fall between two days."""
    if moment.precision in (Precision.DAY, Precision.MONTH):
        return True
    if moment.earliest is None or moment.latest is None:
        return False
    ends = (each.astimezone(zone_info(moment.zone)) for each in (moment.earliest, moment.latest))
    return moment.precision is not Precision.MINUTE and all(each.time() == time() for each in ends)


def _calendar_lines(moment: Moment, code: str) -> MomentLines:
    """A moment told to the day or month; an end within a day is kept as a limit."""
    start, stop = moment.span()
    if start is None or stop is None:
        raise ValueError("a moment told to the day has two ends")
    first = start.astimezone(zone_info(moment.zone)).date()
    last, end = end_of_span(stop, moment.zone, code)
    if stop == day_end(last, moment.zone):
        whole = start == month_start(first, moment.zone) and stop == month_end(last, moment.zone)
        if whole and moment.precision is not Precision.DAY:
            return MomentLines(months_words(first, last, code))
        return MomentLines(days_words(first, last, code))
    if first == last:
        return MomentLines(
            day_words(first, code), _W[code]["before"].format(f"{end} {zone_words(stop, moment.zone)}")
        )
    limit = instant_words(stop, moment.zone, code)
    return MomentLines(_W[code]["between"].format(day_words(first, code), limit))


def _limit_words(moment: Moment, code: str) -> str:
    """What bounds a moment that nobody knows: "paling lambat …", "tidak lebih awal dari …", or nothing."""
    w = _W[code]
    if moment.latest is not None:
        return w["by"].format(_stop_words(moment.latest, moment, code))
    if moment.earliest is not None:
        return w["from"].format(instant_words(moment.earliest, moment.zone, code))
    return ""


def _stop_words(stop: datetime, moment: Moment, code: str) -> str:
    last, end = end_of_span(stop, moment.zone, code)
    if moment.precision in (Precision.DAY, Precision.MONTH) and stop == day_end(last, moment.zone):
        return day_words(last, code)
    w = _W[code]
    return f"{day_words(last, code)}{w['join']}{w['at']}{end} {zone_words(stop, moment.zone)}"
