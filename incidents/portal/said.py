"""A time as a source says it: read, said back, and asked about where weekday and date disagree."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from followups.wording import reader_language
from lib.calendar_words import weekday_words
from lib.errors import Invalid
from lib.said_times import Candidate, Follows, SaidTime, read_said_time
from lib.wording import moment_words
from lib.zones import zone_info

BOTH = "both"
CHOICES = (BOTH, Follows.DATE.value, Follows.WEEKDAY.value)


@dataclass(frozen=True, slots=True)
class Clock:
    """The zone that times are meant in, and the day they are told on: "18/5" is the last one up to it."""

    zone: str
    told_on: date


def clock_of(zone: str, told_at: datetime) -> Clock:
    """Times meant in that zone, told at that moment."""
    return Clock(zone, told_at.astimezone(zone_info(zone)).date())


def read(words: str, clock: Clock) -> SaidTime | None:
    """What was said; None for no words. Raises `Invalid`."""
    return read_said_time(words, zone=clock.zone, reference=clock.told_on) if words.strip() else None


def said_context(words: str, clock: Clock) -> dict[str, Any]:
    """The context of `incidents/_said.html` for words that somebody is typing."""
    try:
        said = read(words, clock)
    except Invalid as error:
        return {"problem": str(error)}
    return {} if said is None else told_back(said)


def told_back(said: SaidTime) -> dict[str, Any]:
    """What was understood, or the question which of two readings is meant."""
    language = reader_language()
    understood = moment_words(said.moment, language)
    if not said.contradicts:
        return {"understood": understood}
    choices = [{"value": BOTH, "label": _("Both")}]
    choices += [{"value": each.follows.value, "label": _named(each)} for each in said.candidates]
    return {
        "understood": understood,
        "contradicts": True,
        "words": said.words,
        "message": f"{capfirst(said.remark(language))}.",
        "choices": choices,
    }


def _named(candidate: Candidate) -> str:
    """ "Monday 18": enough to tell two days of one week apart."""
    return f"{weekday_words(candidate.day, reader_language())} {candidate.day.day}"
