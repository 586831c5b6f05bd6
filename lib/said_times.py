"""Reading a time as a source tells it: "Selasa 18/5/2020, sekitar 23.30" becomes candidate moments.

What is not understood is refused with examples of what is. A weekday that contradicts its date gives two
candidates, the date first and then the nearest day with that weekday, for a person to choose from.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import TextChoices
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from lib.calendar_words import day_words, language_of, weekday_words
from lib.errors import Invalid
from lib.moments import Moment, Precision
from lib.said_sides import Side, Told, begin, finish, sort_out, with_days
from lib.said_words import Kind, tokens
from lib.zones import check_year, zone_info

LONGEST = 200
"""More characters than this are a story and not a time."""


class Follows(TextChoices):
    """What a candidate goes by where weekday and date disagree."""

    DATE = "date", _("The date")
    WEEKDAY = "weekday", _("The weekday")


@dataclass(frozen=True, slots=True)
class Candidate:
    """One way to read what was said; `day` is the first day it names."""

    moment: Moment
    day: date
    follows: Follows = Follows.DATE


@dataclass(frozen=True, slots=True)
class SaidTime:
    """What was understood: one candidate, or two when the weekday contradicts the date."""

    words: str
    candidates: tuple[Candidate, ...]

    @property
    def contradicts(self) -> bool:
        """Whether somebody has to choose."""
        return len(self.candidates) > 1

    @property
    def moment(self) -> Moment:
        """The moment that follows the date."""
        return self.candidates[0].moment

    def remark(self, language: str) -> str:
        """What does not fit: "18 Mei 2020 adalah hari Senin"; empty when everything does."""
        if not self.contradicts:
            return ""
        code, day = language_of(language), self.candidates[0].day
        said, weekday = day_words(day, code), weekday_words(day, code)
        return f"{said} adalah hari {weekday}" if code == "id" else f"{said} was a {weekday}"


def read_said_time(words: str, *, zone: str, reference: date) -> SaidTime:
    """The candidates for what was said, in `zone` unless a zone is named.

    `reference` is when it was said (the day an article appeared, or today): a date without a year is the
    last such day up to it. Raises `Invalid`, which says what can be written, for words that are not
    understood, that hang on another day ("kemarin"), or that name a day or time that does not exist.
    """
    said = words.strip()
    stamped = _iso_instant(said, zone)
    if stamped:
        return SaidTime(said, (stamped,))
    found = tokens(said) if 0 < len(said) <= LONGEST else None
    if not found:
        raise _not_understood(said)
    if any(token.kind is Kind.RELATIVE for token in found):
        raise Invalid(
            _("Words such as “yesterday” hang on the day they were said. Write the date, like 18/5/2020."),
            code="relative_time",
            field="moment",
        )
    told = sort_out(found, zone)
    if told is None:
        raise _not_understood(said)
    return SaidTime(said, _candidates(with_days(told, reference)))


def _candidates(told: Told) -> tuple[Candidate, ...]:
    by_date = Candidate(_moment(told), told.start.meant)
    ends = [side for side in (told.start, told.end) if side]
    if not any(side.shift for side in ends):
        return (by_date,)
    end = told.end.following_weekday() if told.end else None
    shifted = replace(told, start=told.start.following_weekday(), end=end)
    return (by_date, Candidate(_moment(shifted), shifted.start.meant, Follows.WEEKDAY))


def _moment(told: Told) -> Moment:
    start, end, zone = told.start, told.end, told.zone
    match told.limit:
        case Kind.BY:
            return Moment(None, finish(start, zone), Precision.UNKNOWN, zone)
        case Kind.BEFORE:
            return Moment(None, begin(start, zone), Precision.UNKNOWN, zone)
        case Kind.AFTER:
            return Moment(finish(start, zone), None, Precision.UNKNOWN, zone)
        case Kind.NOT_BEFORE:
            return Moment(begin(start, zone), None, Precision.UNKNOWN, zone)
    precision = Precision.ABOUT if told.about else _precision(start, end)
    if end is None and start.clock:
        return Moment(begin(start, zone), None, precision, zone)
    first, last = begin(start, zone), finish(end or start, zone)
    if last <= first:
        raise Invalid(
            _("The end comes before the beginning. Write the date of each end, like 18/5/2020 23:30."),
            code="end_before_beginning",
            field="moment",
        )
    return Moment(first, last, precision, zone)


def _precision(start: Side, end: Side | None) -> Precision:
    """As exact as the words: a clock time without minutes is told to the hour, "malam" approximately."""
    clocks = [side.clock for side in (start, end) if side and side.clock]
    if clocks:
        return Precision.MINUTE if any(c.minute is not None for c in clocks) else Precision.HOUR
    if start.part or (end and end.part):
        return Precision.ABOUT
    return Precision.MONTH if start.is_month else Precision.DAY


def _iso_instant(said: str, zone: str) -> Candidate | None:
    """A machine's time stamp with its offset."""
    try:
        at = datetime.fromisoformat(said)
    except ValueError:
        return None
    if at.tzinfo is None:
        return None
    check_year(at.year, "moment")
    moment = Moment(at, None, Precision.MINUTE, zone)
    return Candidate(moment, at.astimezone(zone_info(zone)).date())


def _not_understood(said: str) -> Invalid:
    return Invalid(
        format_lazy(
            _(
                "“{words}” is not understood as a time. Write it like 18/5/2020 23:30, "
                "18 May 2020 about 23:30, 18 May 2020 from 23:30 to 24:00, 18 May 2020, May 2020, "
                "or no later than 22 May 2020."
            ),
            words=said if len(said) <= LONGEST else f"{said[:LONGEST]}…",
        ),
        code="time_not_understood",
        field="moment",
    )
