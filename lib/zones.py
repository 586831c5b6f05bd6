"""Zones and calendars: where days and months begin, and what a zone is called."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from lib.errors import Invalid

FIRST_YEAR, LAST_YEAR = 1900, 2199
"""Years outside of these are slips of the pen, and arithmetic on the rest cannot overflow."""

NAMED_ZONES = {
    "Asia/Jakarta": "WIB",
    "Asia/Pontianak": "WIB",
    "Asia/Makassar": "WITA",
    "Asia/Ujung_Pandang": "WITA",
    "Asia/Jayapura": "WIT",
}
ZONES_BY_WORD = {"WIB": "Asia/Jakarta", "WITA": "Asia/Makassar", "WIT": "Asia/Jayapura", "UTC": "UTC"}


@cache
def zone_info(zone: str) -> ZoneInfo:
    """The IANA zone of that name; `Invalid` when there is none."""
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Invalid(
            format_lazy(_("“{zone}” is not a time zone. Use a name such as Asia/Jakarta."), zone=zone),
            code="unknown_zone",
            field="zone",
        ) from error


def zone_words(at: datetime, zone: str) -> str:
    """What clocks in that zone are called at that instant: WIB, WITA, WIT, UTC, or UTC+5:30."""
    if zone in NAMED_ZONES:
        return NAMED_ZONES[zone]
    offset = at.astimezone(zone_info(zone)).utcoffset() or timedelta()
    if not offset:
        return "UTC"
    hours, minutes = divmod(round(abs(offset).total_seconds() / 60), 60)
    sign = "+" if offset > timedelta() else "−"
    return f"UTC{sign}{hours}:{minutes:02d}" if minutes else f"UTC{sign}{hours}"


def check_year(year: int, field: str | None = None) -> None:
    """Raises `Invalid` for a year that nobody can mean."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Invalid(
            format_lazy(
                _("The year {year} cannot be meant; write a year from {first} to {last}."),
                year=year,
                first=FIRST_YEAR,
                last=LAST_YEAR,
            ),
            code="year_out_of_range",
            field=field,
        )


def day_start(day: date, zone: str) -> datetime:
    """The first instant of a day in a zone, in UTC (a day whose midnight is skipped starts later)."""
    return datetime.combine(day, time(), tzinfo=zone_info(zone)).astimezone(UTC)


def day_end(day: date, zone: str) -> datetime:
    """The instant at which a day in a zone is over: the first one of the next day, in UTC."""
    return day_start(day + timedelta(days=1), zone)


def month_start(day: date, zone: str) -> datetime:
    """The first instant of the month that `day` lies in, in UTC."""
    return day_start(day.replace(day=1), zone)


def month_end(day: date, zone: str) -> datetime:
    """The instant at which the month that `day` lies in is over, in UTC."""
    return day_start((day.replace(day=1) + timedelta(days=32)).replace(day=1), zone)
