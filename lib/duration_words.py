"""Durations, and what is left of a period, in words, in Indonesian and English."""

from __future__ import annotations

from datetime import datetime, timedelta

from lib.calendar_words import language_of
from lib.durations import Certainty, Duration
from lib.zones import zone_info

_W = {
    "id": {
        "m": "mnt",
        "h": "jam",
        "about": "sekitar {}",
        "least": "paling singkat {}",
        "most": "paling lama {}",
        "unknown": "tidak diketahui",
        "instant": "kurang dari 1 menit",
        "now": "sekarang",
        "left": "{} lagi",
        "late": "lewat {}",
    },
    "en": {
        "m": "m",
        "h": "h",
        "about": "about {}",
        "least": "at least {}",
        "most": "at most {}",
        "unknown": "unknown",
        "instant": "under 1 minute",
        "now": "now",
        "left": "{} left",
        "late": "{} late",
    },
}
_UNITS = {
    "id": {"minute": ("menit", "menit"), "hour": ("jam", "jam"), "day": ("hari", "hari")},
    "en": {"minute": ("minute", "minutes"), "hour": ("hour", "hours"), "day": ("day", "days")},
}
_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
MINUTES_BELOW = 2 * _HOUR
"""Shorter lengths are told in minutes alone: "80 minutes"."""
HOURS_BELOW = 3 * _DAY
"""Shorter lengths are told in hours and minutes: "41 jam 00 mnt"."""
RANGE_HOURS_BELOW = 10 * _DAY
"""Shorter ranges are told in half hours: "66½–91 jam"."""


def duration_words(duration: Duration, language: str) -> str:
    """The duration as a phrase in lower case.

    "80 menit", "sekitar 80 menit", "66½–91 jam", "paling lama 30 menit", "tidak diketahui", or
    "tidak diketahui, paling singkat 3 jam 00 mnt" where a limit follows from what is known.
    """
    code = language_of(language)
    w = _W[code]
    low, high = duration.low, duration.high
    match duration.certainty:
        case Certainty.EXACT if low is not None:
            return length_words(low, language)
        case Certainty.ABOUT if low is not None:
            return w["about"].format(length_words(low, language))
        case Certainty.RANGE if low is not None and high is not None:
            return _range_words(low, high, language)
    if low is not None:
        return f"{w['unknown']}, {w['least'].format(length_words(low, language))}"
    if high is not None:
        return f"{w['unknown']}, {w['most'].format(length_words(high, language))}"
    return w["unknown"]


def length_words(length: timedelta, language: str) -> str:
    """An elapsed time: "80 menit", "41 jam 00 mnt", "4 hari 3 jam"; smaller parts are dropped."""
    code = language_of(language)
    w = _W[code]
    if length < _MINUTE:
        return w["instant"]
    if length < MINUTES_BELOW:
        return _counted(code, "minute", length // _MINUTE)
    if length < HOURS_BELOW:
        return hours_words(length, language)
    days, rest = divmod(length, _DAY)
    hours = rest // _HOUR
    return _counted(code, "day", days) + (f" {_counted(code, 'hour', hours)}" if hours else "")


def hours_words(length: timedelta, language: str) -> str:
    """An elapsed time as clocks show it: "25 mnt", "41 jam 00 mnt"; "25 m", "41 h 00 m"."""
    w = _W[language_of(language)]
    hours, minutes = divmod(length // _MINUTE, 60)
    return f"{hours} {w['h']} {minutes:02d} {w['m']}" if hours else f"{minutes} {w['m']}"


def relative_words(
    at: datetime,
    now: datetime,
    language: str,
    *,
    zone: str,
    hours_below: int = 48,
    bare: bool = False,
) -> str:
    """What is left until a due moment, or how late it is, in lower case.

    "41 jam 00 mnt lagi", "6 hari lagi", "lewat 25 mnt", "lewat 2 hari"; within the minute "sekarang".
    Up to `hours_below` hours ahead, and a day late, it counts elapsed hours and minutes; beyond that, days
    of the calendar in `zone`. A legal clock passes a `hours_below` as long as its period. `bare` leaves
    "lagi" out, for cells that say by their place that something is left.
    """
    code = language_of(language)
    w = _W[code]
    ahead = at - now
    if abs(ahead) < _MINUTE:
        return w["now"]
    days = abs((at.astimezone(zone_info(zone)).date() - now.astimezone(zone_info(zone)).date()).days)
    by_hours = ahead < timedelta(hours=hours_below) if ahead > timedelta(0) else -ahead < _DAY
    words = hours_words(abs(ahead), language) if by_hours else _counted(code, "day", days)
    if ahead < timedelta(0):
        return w["late"].format(words)
    return words if bare else w["left"].format(words)


def _range_words(low: timedelta, high: timedelta, language: str) -> str:
    code = language_of(language)
    w = _W[code]
    if low < _MINUTE:
        return w["most"].format(length_words(high, language))
    if high < MINUTES_BELOW:
        return _from_to(code, "minute", str(low // _MINUTE), str(-(-high // _MINUTE)))
    if low < MINUTES_BELOW or (high >= RANGE_HOURS_BELOW and low < _DAY):
        return f"{length_words(low, language)} – {length_words(high, language)}"
    if high < RANGE_HOURS_BELOW:
        return _from_to(code, "hour", _halves(low), _halves(high))
    return _from_to(code, "day", str(round(low / _DAY)), str(round(high / _DAY)))


def _halves(length: timedelta) -> str:
    """Hours to the nearest half: "66½"."""
    whole, half = divmod(round(length / (_HOUR / 2)), 2)
    return f"{whole}½" if half else str(whole)


def _from_to(code: str, unit: str, low: str, high: str) -> str:
    """From low to high, "66½–91 jam"; both the same once rounded: "sekitar 91 jam"."""
    name = _UNITS[code][unit][1]
    return _W[code]["about"].format(f"{high} {name}") if low == high else f"{low}–{high} {name}"


def _counted(code: str, unit: str, number: int) -> str:
    return f"{number} {_UNITS[code][unit][number != 1]}"
