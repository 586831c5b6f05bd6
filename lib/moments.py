"""Moments that are known only so well: earliest, latest, precision, and the zone they were said in.

A moment holds what was *said*; `span()` is what that allows, a half-open pair of UTC instants. Nothing
here reads a clock.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from django.db.models import TextChoices
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from lib.errors import Invalid
from lib.zones import check_year, day_end, day_start, month_end, month_start, zone_info

ABOUT_MARGIN = timedelta(minutes=15)
"""How far "about 21:00" reaches to either side when it is compared with other moments."""

_MINUTE, _TICK = timedelta(minutes=1), timedelta(microseconds=1)
_DAY_FORM = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
_MONTH_FORM = re.compile(r"\d{4}-\d{2}\Z")

Span = tuple[datetime | None, datetime | None]
Given = str | date | datetime | None


class Precision(TextChoices):
    """How exactly a moment was told."""

    MINUTE = "minute", _("To the minute")
    ABOUT = "about", _("Approximate")
    HOUR = "hour", _("To the hour")
    DAY = "day", _("To the day")
    MONTH = "month", _("To the month")
    UNKNOWN = "unknown", _("Unknown")


_COARSENESS = {precision: number for number, precision in enumerate(Precision)}


@dataclass(frozen=True, slots=True)
class Moment:
    """What was said about when something happened.

    `earliest` and `latest` are aware instants, kept in UTC; `latest` is not part of the span. Either may
    be missing. `earliest` alone is one point told with that precision, or a lower bound when the
    precision is unknown; `latest` alone is "by then". `zone` is the IANA zone it was said in.

    Raises `Invalid` for a naive time, an unknown zone, an end that is not after the beginning, a year
    that cannot be meant, or a precision without any time.
    """

    earliest: datetime | None
    latest: datetime | None
    precision: Precision
    zone: str

    def __post_init__(self) -> None:
        zone_info(self.zone)
        object.__setattr__(self, "precision", Precision(self.precision))
        object.__setattr__(self, "earliest", _checked(self.earliest, "earliest"))
        object.__setattr__(self, "latest", _checked(self.latest, "latest"))
        if self.earliest is not None and self.latest is not None and self.latest <= self.earliest:
            raise Invalid(
                _("The end must come after the beginning. For a single moment, leave the end empty."),
                code="end_before_beginning",
                field="latest",
            )
        if self.earliest is None and self.latest is None and self.precision is not Precision.UNKNOWN:
            raise Invalid(
                _("A time is missing. If nobody knows it, choose “unknown” as its precision."),
                code="moment_missing",
                field="earliest",
            )

    @property
    def is_point(self) -> bool:
        """One clock time, told to the minute or approximately, without an end of its own."""
        single = self.earliest is not None and self.latest is None
        return single and self.precision in (Precision.MINUTE, Precision.ABOUT)

    def span(self) -> Span:
        """The half-open pair of UTC instants that the words allow; None where an end is open."""
        if self.earliest is None:
            return None, self.latest
        start, stop = self._point_span(self.earliest)
        return start, self.latest or stop

    def _point_span(self, at: datetime) -> Span:
        local = at.astimezone(zone_info(self.zone))
        below_minute = timedelta(seconds=at.second, microseconds=at.microsecond)
        match self.precision:
            case Precision.MINUTE:
                start = at if self.latest else at - below_minute
                return start, start + _MINUTE
            case Precision.ABOUT:
                return (at, None) if self.latest else (at - ABOUT_MARGIN, at + ABOUT_MARGIN)
            case Precision.HOUR:
                start = at - timedelta(
                    minutes=local.minute, seconds=local.second, microseconds=local.microsecond
                )
                return start, start + timedelta(hours=1)
            case Precision.DAY:
                day = local.date()
                return day_start(day, self.zone), day_end(day, self.zone)
            case Precision.MONTH:
                day = local.date()
                return month_start(day, self.zone), month_end(day, self.zone)
            case Precision.UNKNOWN:
                return at, None

    def sort_at(self, fallback: datetime) -> datetime:
        """Where it stands in a timeline; never None.

        A moment that is only bounded from above sorts at the last instant before that bound, so that
        "by 21:00" comes before "at 21:00". With no time at all it is `fallback`.
        """
        if self.earliest is not None:
            return self.earliest
        return fallback if self.latest is None else self.latest - _TICK

    def loosened(self, precision: Precision) -> Moment:
        """The same moment told more loosely ("on the same day as …"); it is never made more exact."""
        if self.precision is Precision.UNKNOWN:
            return self
        if precision is Precision.UNKNOWN:
            return Moment(*self.span(), Precision.UNKNOWN, self.zone)
        coarser = max(self.precision, precision, key=lambda each: _COARSENESS[each])
        loose = replace(self, precision=coarser)
        if self.latest is None and _reaches_beyond(self, loose):
            loose = covers([self, loose])
        latest = None if loose.latest is None else _ceiling(loose.latest, coarser, self.zone)
        return replace(loose, latest=latest)


def _checked(value: datetime | None, field: str) -> datetime | None:
    if value is None:
        return None
    if value.tzinfo is None or value.utcoffset() is None:
        raise Invalid(
            _("A time needs its zone, for example 2020-05-18T23:30:00+07:00."), code="naive_time", field=field
        )
    check_year(value.year, field)
    return value.astimezone(UTC)


def _reaches_beyond(moment: Moment, loose: Moment) -> bool:
    """Whether "about midnight" may be a day, or a month, other than the one its clock time lies in."""
    (start, stop), (loose_start, loose_stop) = moment.span(), loose.span()
    before = start is not None and loose_start is not None and start < loose_start
    return before or (stop is not None and loose_stop is not None and stop > loose_stop)


def _ceiling(at: datetime, precision: Precision, zone: str) -> datetime:
    """The first boundary of an hour, day or month at or after an instant."""
    if precision not in (Precision.HOUR, Precision.DAY, Precision.MONTH):
        return at
    start, stop = Moment(at, None, precision, zone).span()
    return at if start == at or stop is None else stop


def unknown_moment(zone: str) -> Moment:
    """Nobody says when."""
    return Moment(None, None, Precision.UNKNOWN, zone)


def moment_from_values(*, earliest: Given, latest: Given, precision: Precision, zone: str) -> Moment:
    """A moment from what a case file or a request holds: ISO 8601 with offset, or days, or months.

    A day as `earliest` begins at its first instant in `zone`; a day as `latest` is still part of the
    span, which ends with it. A day or month told to the day or month needs no `latest`. Raises `Invalid`
    with the field at fault.
    """
    start, start_unit = _read(earliest, "earliest")
    stop, stop_unit = _read(latest, "latest")
    if {start_unit, stop_unit} & {Precision.DAY, Precision.MONTH} and precision in (
        Precision.MINUTE,
        Precision.HOUR,
    ):
        raise Invalid(
            _("A date without a clock time cannot be exact to the minute or the hour."),
            code="precision_without_time",
            field="precision",
        )
    begin = start if isinstance(start, datetime) or start is None else day_start(start, zone)
    if stop is None and start is not None and precision is not Precision.UNKNOWN:
        unit = precision if precision in (Precision.DAY, Precision.MONTH) else start_unit
        stop, stop_unit = (start, unit) if not isinstance(start, datetime) else (None, None)
    end = stop if isinstance(stop, datetime) or stop is None else _end_of(stop, stop_unit, zone)
    return Moment(begin, end, precision, zone)


def _end_of(day: date, unit: Precision | None, zone: str) -> datetime:
    return month_end(day, zone) if unit is Precision.MONTH else day_end(day, zone)


def _read(value: Given, field: str) -> tuple[datetime | date | None, Precision | None]:
    """A time as a datetime, a day or the first day of a month as a date, each with its unit."""
    if value is None or value == "":
        return None, None
    if isinstance(value, str):
        value, unit = _parsed(value, field)
    else:
        unit = None if isinstance(value, datetime) else Precision.DAY
    check_year(value.year, field)
    return value, unit


def _parsed(text: str, field: str) -> tuple[datetime | date, Precision | None]:
    try:
        if _MONTH_FORM.match(text):
            return date.fromisoformat(f"{text}-01"), Precision.MONTH
        if _DAY_FORM.match(text):
            return date.fromisoformat(text), Precision.DAY
        return datetime.fromisoformat(text), None
    except ValueError as error:
        raise Invalid(
            format_lazy(
                _("“{value}” is not a time. Write it like 2020-05-18T23:30:00+07:00, or a day: 2020-05-18."),
                value=text,
            ),
            code="not_a_time",
            field=field,
        ) from error


def overlaps(one: Moment, other: Moment) -> bool:
    """Whether some instant fits both; an open end reaches as far as needed."""
    (a_start, a_stop), (b_start, b_stop) = one.span(), other.span()
    a_before_b_ends = a_start is None or b_stop is None or a_start < b_stop
    b_before_a_ends = b_start is None or a_stop is None or b_start < a_stop
    return a_before_b_ends and b_before_a_ends


def covers(moments: Sequence[Moment]) -> Moment:
    """The narrowest moment that includes all of these: what is in use while readings are in dispute.

    An open end stays open. Precision is the coarsest of them (unknown as soon as an end is open), the
    zone is the first one's. A single moment is returned as it is. Raises `Invalid` for none.
    """
    if not moments:
        raise Invalid(_("There is no reading of the time yet."), code="no_reading")
    first = moments[0]
    if all(moment == first for moment in moments):
        return first
    starts, stops = zip(*(moment.span() for moment in moments), strict=True)
    start = None if None in starts else min(each for each in starts if each)
    stop = None if None in stops else max(each for each in stops if each)
    if start is None or stop is None:
        return Moment(start, stop, Precision.UNKNOWN, first.zone)
    precision = max((moment.precision for moment in moments), key=lambda each: _COARSENESS[each])
    return Moment(start, stop, precision, first.zone)
