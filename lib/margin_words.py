"""A moment in the narrow margin of a timeline: a large part, mostly a clock time, over a small one."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from lib.calendar_words import clock_words, day_words, days_words, end_of_span, language_of
from lib.moments import Moment, Precision
from lib.wording import moment_lines
from lib.zones import zone_info

_W = {
    "id": {"by": "s.d. {}", "from": "sejak {}", "about": "sekitar {}", "unknown": "tidak diketahui"},
    "en": {"by": "by {}", "from": "from {}", "about": "about {}", "unknown": "unknown"},
}

_UNBROKEN_DASH = "\N{NO-BREAK SPACE}–\N{WORD JOINER}\N{NO-BREAK SPACE}"
"""A line may end after a dash, also before a space that does not break, unless a word joiner follows."""


@dataclass(frozen=True, slots=True)
class MarginWords:
    """`big` is what a reader looks for first, `small` completes it; the zone is left to the page."""

    big: str
    small: str


def margin_words(moment: Moment, language: str) -> MarginWords:
    """The moment for a timeline's margin, in its own zone.

    "23.30–24.00" over "18 Mei 2020"; "sekitar 21.00" over its day; "22 Mei" over "2020" where only the day
    is known; "s.d. 18.32" over the day of a limit; "—" over "tidak diketahui".
    """
    code = language_of(language)
    zone = zone_info(moment.zone)
    if moment.precision is Precision.UNKNOWN or moment.earliest is None:
        return _bounded(moment, code, zone)
    start, stop = moment.span()
    if moment.precision in (Precision.DAY, Precision.MONTH) or start is None or stop is None:
        lines = moment_lines(moment, code)
        return _dated(lines.day, lines.time)
    return _clocked(moment, code, zone)


def _clocked(moment: Moment, code: str, zone: ZoneInfo) -> MarginWords:
    """A moment with clock times: one, two of a day, or two of different days."""
    start, stop = moment.span()
    if start is None or stop is None or moment.earliest is None:
        raise ValueError("a moment with clock times has two ends")
    about = _W[code]["about"] if moment.precision is Precision.ABOUT else "{}"
    if moment.is_point:
        local = moment.earliest.astimezone(zone)
        return MarginWords(about.format(clock_words(local, code)), day_words(local.date(), code, short=True))
    local = start.astimezone(zone)
    last, end = end_of_span(stop, moment.zone, code)
    first = clock_words(local, code)
    if local.date() == last:
        return MarginWords(about.format(f"{first}–{end}"), day_words(last, code, short=True))
    return _dated(days_words(local.date(), last, code, short=True), f"{first}{_UNBROKEN_DASH}{end}")


def _dated(days: str, rest: str) -> MarginWords:
    """Days as the large part, their year and whatever else is known as the small one."""
    day, _, year = days.rpartition(" ")
    return MarginWords(day or days, ", ".join(part for part in (year if day else "", rest) if part))


def _bounded(moment: Moment, code: str, zone: ZoneInfo) -> MarginWords:
    """A moment that nobody knows, with the limit it has, if any."""
    w = _W[code]
    if moment.latest is not None:
        last, end = end_of_span(moment.latest, moment.zone, code)
        return MarginWords(w["by"].format(end), day_words(last, code, short=True))
    if moment.earliest is not None:
        local = moment.earliest.astimezone(zone)
        return MarginWords(
            w["from"].format(clock_words(local, code)), day_words(local.date(), code, short=True)
        )
    return MarginWords("—", w["unknown"])
