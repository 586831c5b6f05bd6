"""How urgent something due is, and how that is said: a tint, a remainder in words, a share of the time used.

Legal clocks count elapsed hours and warn early: amber below 72 hours, orange below 48. Everything else warns
by days. Nothing here reads a clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.text import capfirst

from lib.calendar_words import clock_words, language_of, short_instant_words
from lib.duration_words import relative_words
from lib.zones import zone_info, zone_words

LEGAL_AMBER = timedelta(hours=72)
LEGAL_ORANGE = timedelta(hours=48)
SOON = timedelta(days=3)
_HOUR = timedelta(hours=1)
_HOURS_BELOW = 72
_W = {
    "id": {"left": "lagi", "late": "terlambat", "today": "hari ini"},
    "en": {"left": "left", "late": "late", "today": "today"},
}


@dataclass(frozen=True, slots=True)
class Remainder:
    """What a deadline looks like at one instant.

    `kind` is a tint of `lib.looks` ("" is neutral); `big` and `small` are the figures of a clock card;
    `brief` stands in a chip; `late` says that the moment has passed.
    """

    kind: str
    big: str
    small: str
    brief: str
    late: bool


@dataclass(frozen=True, slots=True)
class ClockCard:
    """One thing that is due, as the portal shows it in a card.

    `key` is a stable name, so that a refresh can tell that this clock crossed a threshold; `basis` is the
    law or rule it follows, `what` what is owed and to whom; `started` is when its time began to run.
    Once `done_at` is set, `done_words` stand in place of the remainder.
    """

    key: str
    basis: str
    what: str
    due: datetime
    zone: str
    started: datetime | None = None
    legal: bool = False
    done_at: datetime | None = None
    done_words: str = ""
    receipt_url: str = ""
    action_url: str = ""
    action_label: str = ""
    note: str = ""


def tint(*, due: datetime, now: datetime, zone: str, legal: bool = False) -> str:
    """crit when late; legal: high below 48 h, med below 72 h; else high today, med within 3 days; or ""."""
    left = due - now
    if left < timedelta():
        return "crit"
    if legal:
        return "high" if left < LEGAL_ORANGE else "med" if left < LEGAL_AMBER else ""
    local = zone_info(zone)
    if due.astimezone(local).date() == now.astimezone(local).date():
        return "high"
    return "med" if left <= SOON else ""


def remainder(*, due: datetime, now: datetime, zone: str, language: str, legal: bool = False) -> Remainder:
    """The time left until `due`, or past it, at `now` (both aware), in words of a language (id or en).

    A legal clock counts hours up to its whole period; anything else says "today" or counts days in `zone`.
    """
    code = language_of(language)
    late = due < now
    length = relative_words(now + abs(due - now), now, code, zone=zone, hours_below=_HOURS_BELOW, bare=True)
    figure, *rest = length.split(" ")
    unit = rest.pop(0) if rest else ""
    big = f"{figure} {unit}".strip()
    small = " ".join([*rest, _W[code]["late" if late else "left"]]) if unit else ""
    kind = tint(due=due, now=now, zone=zone, legal=legal)
    return Remainder(kind, big, small, capfirst(_brief(due, now, zone, code, legal)), late)


def _brief(due: datetime, now: datetime, zone: str, code: str, legal: bool) -> str:
    local = zone_info(zone)
    if not legal and due > now and due.astimezone(local).date() == now.astimezone(local).date():
        return _W[code]["today"]
    return relative_words(due, now, code, zone=zone, hours_below=_HOURS_BELOW if legal else 0, bare=True)


def due_words(
    *, due: datetime, now: datetime, zone: str, language: str, zoned: bool = False, before: str = ""
) -> str:
    """When something is due, for a narrow place: "hari ini, 10.35", "Sen 23 Nov, 04.00".

    `zoned` adds the zone's name, as clocks and forms keep it; `before` puts words in front ("nilai sebelum
    12.40"), and leaves "today" out.
    """
    code = language_of(language)
    local = due.astimezone(zone_info(zone))
    today = local.date() == now.astimezone(zone_info(zone)).date()
    words = clock_words(local, code) if today else short_instant_words(due, zone, code)
    if today and not before:
        words = f"{_W[code]['today']}, {words}"
    parts = (before, words, zone_words(due, zone) if zoned else "")
    return " ".join(part for part in parts if part)


def used(*, started: datetime, due: datetime, now: datetime) -> tuple[int, int]:
    """Whole hours used and whole hours there are, at least one, for a bar; never more used than there are."""
    whole = max(round((due - started) / _HOUR), 1)
    return min(max(int((now - started) / _HOUR), 0), whole), whole
