"""When a control is reviewed next: months of the calendar, in the organisation's zone. Pure."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, datetime

from django.utils.translation import gettext_lazy as _

from lib.errors import Invalid
from lib.zones import zone_info

MOST_MONTHS = 60


def check_interval(months: int | None) -> None:
    """Raises `Invalid` for an interval that is no interval."""
    if months is not None and not 1 <= months <= MOST_MONTHS:
        raise Invalid(_("A control is reviewed every 1 to 60 months."), field="review_every_months")


def months_after(at: datetime, months: int, zone: str) -> datetime:
    """The same clock time so many months later; the last day of a shorter month (31 January → 28 February).

    A clock time that a change of the clocks skips or doubles is taken as the zone database reads it.
    """
    local = at.astimezone(zone_info(zone))
    year, month = divmod(local.year * 12 + local.month - 1 + months, 12)
    day = min(local.day, monthrange(year, month + 1)[1])
    return local.replace(year=year, month=month + 1, day=day).astimezone(UTC)


def next_review(*, due: datetime, done: datetime, months: int, zone: str) -> datetime:
    """When the next review is due after one that was due and done at these moments.

    Counted from the due moment, so that the rhythm holds; from the doing where that lies behind it already.
    """
    wanted = months_after(due, months, zone)
    return wanted if wanted > done else months_after(done, months, zone)
