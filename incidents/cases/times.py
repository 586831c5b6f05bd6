"""Times of a case file as moments: half-open, in the zone whose clocks the offset belongs to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from lib.errors import Invalid
from lib.moments import Moment, Precision, moment_from_values
from lib.zones import check_year, zone_info

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
_ZONES = {7: "Asia/Jakarta", 8: "Asia/Makassar", 9: "Asia/Jayapura", 0: "UTC"}
_POINTS = (Precision.MINUTE, Precision.ABOUT, Precision.HOUR)


def zone_of(times: list[Any], zone: str) -> str:
    """The zone that times were said in: `zone` if its clocks show their offset, else one that does."""
    for text in times:
        at = _instant(text)
        offset = at.utcoffset() if at else None
        if at is None or offset is None or zone_info(zone).utcoffset(at.replace(tzinfo=None)) == offset:
            continue
        hours, rest = divmod(offset, timedelta(hours=1))
        if not rest:
            return _ZONES.get(hours, f"Etc/GMT{-hours:+d}")
    return zone


def _instant(text: Any) -> datetime | None:
    if not isinstance(text, str) or _DAY.match(text):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def case_moment(values: Mapping[str, Any], zone: str) -> Moment:
    """The moment of a fact that has its own. Raises `Invalid` with the key at fault."""
    earliest, latest = _text(values, "earliest"), _text(values, "latest")
    return moment_from_values(
        earliest=earliest,
        latest=latest,
        precision=_precision(values.get("precision")),
        zone=zone_of([earliest, latest], zone),
    )


def reading_moment(values: Mapping[str, Any], precision: str, zone: str) -> Moment | None:
    """The moment that a reading gives; None if it gives none. Raises `Invalid` with the key at fault.

    A reading has no precision of its own. Days are told to the day, a span of clock times to the minute; a
    single clock time as exactly as its fact (`precision`), about if that is no clock time.
    """
    earliest, latest = _text(values, "earliest"), _text(values, "latest")
    if not earliest and not latest:
        return None
    given = [each for each in (earliest, latest) if each]
    known = Precision.MINUTE if earliest and latest else Precision.UNKNOWN
    if earliest and any(_DAY.match(each) for each in given):
        known = Precision.DAY
    elif earliest and not latest:
        known = _precision(precision) if _precision(precision) in _POINTS else Precision.ABOUT
    return moment_from_values(
        earliest=earliest, latest=latest, precision=known, zone=zone_of([earliest, latest], zone)
    )


def published_moment(values: Mapping[str, Any], zone: str) -> Moment | None:
    """When a source appeared: to the minute, or a day; None if it does not say."""
    text = _text(values, "published_at")
    if not text:
        return None
    precision = Precision.DAY if _DAY.match(text) else Precision.MINUTE
    return moment_from_values(earliest=text, latest=None, precision=precision, zone=zone_of([text], zone))


def since_day(values: Mapping[str, Any]) -> date | None:
    """The day since which an asset is in use; None if the file does not say."""
    text = _text(values, "since")
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise Invalid(
            format_lazy(_("“{value}” is not a day. Write it like 2020-05-18."), value=text)
        ) from error
    check_year(day.year, "since")
    return day


def bounds_of(moment: Moment) -> dict[str, str]:
    """A moment's bounds as a case file writes them, in UTC; those it does not have are left out."""
    given = {"earliest": moment.earliest, "latest": moment.latest}
    return {name: at.isoformat() for name, at in given.items() if at is not None}


def _text(values: Mapping[str, Any], key: str) -> str | None:
    """A text, or None for everything else: the schema has named what is no text."""
    value = values.get(key)
    return value if isinstance(value, str) else None


def _precision(value: Any) -> Precision:
    return Precision(value) if isinstance(value, str) and value in Precision.values else Precision.UNKNOWN
