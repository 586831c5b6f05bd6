"""Times and deadlines in templates: instants and moments in words, clock cards, chips with the time left.

Words come from `lib.wording` and `lib.calendar_words`; how urgent something is comes from `lib.urgency`.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from lib import clock
from lib.calendar_words import (
    clock_words,
    day_words,
    instant_words,
    language_of,
    short_instant_words,
    weekday_words,
)
from lib.duration_words import duration_words
from lib.durations import Duration
from lib.margin_words import MarginWords, margin_words
from lib.moments import Moment
from lib.templatetags.parts import icon
from lib.urgency import ClockCard, Remainder, due_words, remainder, used
from lib.wording import MomentLines, moment_lines, moment_words
from lib.zones import zone_info, zone_words

register = template.Library()

_LATE_ICON, _LEGAL_ICON, _DUE_ICON = "clock-exclamation", "gavel", "clock"


def _language() -> str:
    return language_of(get_language() or "")


def _zone(zone: object) -> str:
    """The zone named, else the one the request's reader lives in."""
    return str(zone or timezone.get_current_timezone_name())


@register.filter
def instant(at: datetime | None, zone: str = "") -> str:
    """ "18 Mei 2020 pukul 23.30 WIB": an instant in full, in the zone's local time."""
    return instant_words(at, _zone(zone), _language()) if at else ""


@register.filter
def instant_long(at: datetime | None, zone: str = "") -> str:
    """The same with its weekday: "Senin, 18 Mei 2020 pukul 23.30 WIB"."""
    return instant_words(at, _zone(zone), _language(), weekday=True) if at else ""


@register.filter
def instant_short(at: datetime | None, zone: str = "") -> str:
    """For narrow cells: "Sen 23 Nov, 04.00"."""
    return short_instant_words(at, _zone(zone), _language()) if at else ""


@register.filter
def instant_zoned(at: datetime | None, zone: str = "") -> str:
    """For clocks and forms, which keep the zone: "Sen 23 Nov, 04.00 WIB"."""
    return f"{short_instant_words(at, _zone(zone), _language())} {zone_words(at, _zone(zone))}" if at else ""


@register.filter
def local_time(at: datetime | None, zone: str = "") -> str:
    """What most lines want: day, month, year and clock time with its zone, "18 Mei 2020 pukul 23.30 WIB"."""
    return instant(at, zone)


@register.filter
def day(at: datetime | date | None, zone: str = "") -> str:
    """ "18 Mei 2020", a date as it is, or the day of an instant in that zone."""
    if at is not None and not isinstance(at, datetime):
        return day_words(at, _language())
    return day_words(at.astimezone(zone_info(_zone(zone))).date(), _language()) if at else ""


@register.filter
def weekday(at: datetime | None, zone: str = "") -> str:
    """ "Senin, 18 Mei 2020", the day of an instant in that zone with its weekday."""
    if at is None:
        return ""
    local = at.astimezone(zone_info(_zone(zone))).date()
    return f"{weekday_words(local, _language())}, {day_words(local, _language())}"


@register.filter
def hour(at: datetime | None, zone: str = "") -> str:
    """ "23.30": the clock time of an instant in that zone."""
    return clock_words(at.astimezone(zone_info(_zone(zone))), _language()) if at else ""


@register.filter(name="moment_words")
def moment_in_words(moment: Moment | None) -> str:
    """A moment with its uncertainty, on one line."""
    return moment_words(moment, _language()) if moment else ""


@register.filter(name="duration_words")
def duration_in_words(duration: Duration | None) -> str:
    """How long, with its uncertainty: "66½–91 jam", "sekitar 80 menit", "tidak diketahui"."""
    return duration_words(duration, _language()) if duration else ""


@register.simple_tag(name="moment_lines")
def moment_in_lines(moment: Moment) -> MomentLines:
    """A moment as day, time and remark, for the margin of a timeline."""
    return moment_lines(moment, _language())


@register.simple_tag
def margin(moment: Moment) -> MarginWords:
    """What stands beside a timeline's dot: the most telling part of a moment, and the rest below it."""
    return margin_words(moment, _language())


@register.simple_tag(takes_context=True)
def due_chip(
    context: template.Context, due: datetime | None, zone: str = "", legal: bool = False, symbol: str = ""
) -> SafeString:
    """The chip that says how much time is left; nothing without a date. Reads `now` from the context.

    `legal` counts hours and shows the law's icon, unless `symbol` names another.
    """
    if due is None:
        return SafeString("")
    now = context.get("now") or clock.now()
    left = remainder(due=due, now=now, zone=_zone(zone), language=_language(), legal=legal)
    usual = _LATE_ICON if left.late else _LEGAL_ICON if legal else _DUE_ICON
    return format_html('<span class="chip {}">{}{}</span>', left.kind, icon(symbol or usual), left.brief)


@register.simple_tag(takes_context=True)
def due_at(
    context: template.Context, due: datetime | None, zone: str = "", zoned: bool = False, before: str = ""
) -> str:
    """When it is due, for a narrow place: "hari ini, 10.35", "Sen 23 Nov, 04.00"; nothing without a date."""
    if due is None:
        return ""
    now = context.get("now") or clock.now()
    return due_words(
        due=due, now=now, zone=_zone(zone), language=_language(), zoned=zoned, before=str(before)
    )


@register.inclusion_tag("partials/due_meter.html", takes_context=True)
def due_meter(
    context: template.Context, due: datetime, started: datetime | None = None, zone: str = ""
) -> dict[str, Any]:
    """A legal clock in a list's cell: remainder, local time, and the share of the time used."""
    now = context.get("now") or clock.now()
    left = remainder(due=due, now=now, zone=_zone(zone), language=_language(), legal=True)
    bar = used(started=started, due=due, now=now) if started else None
    return {"left": left, "due": due, "zone": _zone(zone), "bar": bar, "now": now}


@register.inclusion_tag("partials/clock_card.html", takes_context=True)
def clock_card(context: template.Context, card: ClockCard) -> dict[str, Any]:
    """One thing that is due, as a card with its law, the remainder in large figures, and one action."""
    now = context.get("now") or clock.now()
    left = remainder(due=card.due, now=now, zone=card.zone, language=_language(), legal=card.legal)
    bar = used(started=card.started, due=card.due, now=now) if card.started else None
    kind = "ok" if card.done_at else left.kind or "info"
    return {
        "card": card,
        "left": left,
        "kind": kind,
        "symbol": _clock_icon(card, left),
        "bar": bar,
        "now": now,
    }


def _clock_icon(card: ClockCard, left: Remainder) -> str:
    if card.done_at:
        return "circle-check"
    if left.late:
        return _LATE_ICON
    return _LEGAL_ICON if card.legal else "calendar-event"
