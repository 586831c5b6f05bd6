"""Facts whose words can be read in two ways: written down with both readings at once, or not at all."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext, override

from accounts.actors import Actor
from accounts.services.trail import writing
from incidents.models import Fact, Incident
from incidents.services.disputes import add_reading
from incidents.services.entries import FactData, ReadingData
from incidents.services.facts import corrected, recorded
from incidents.services.standing import StandingFacts
from incidents.vocabulary import ReadingOf
from lib.moments import Moment
from lib.texts import text_in


def record_said(
    *, actor: Actor, now: datetime, incident: Incident, data: FactData, second: Moment | None = None
) -> Fact:
    """Record a fact; with a second way to read its words, both stand as readings. Raises as `record_fact`."""
    with writing():
        fact, facts = recorded(actor=actor, now=now, incident=incident, data=data)
        if second is not None:
            _read_by_weekday(actor, now, fact, data, second, facts)
    return fact


def correct_said(
    *,
    actor: Actor,
    now: datetime,
    fact: Fact,
    version: int,
    data: FactData,
    reason: str,
    second: Moment | None = None,
) -> Fact:
    """Correct a fact; a second way to read its words stands beside the first. Raises as `correct_fact`."""
    with writing():
        stands, facts = corrected(actor=actor, now=now, fact=fact, version=version, data=data, reason=reason)
        if second is not None:
            _read_by_weekday(actor, now, stands, data, second, facts)
    return stands


def _read_by_weekday(
    actor: Actor, now: datetime, fact: Fact, data: FactData, second: Moment, facts: StandingFacts
) -> None:
    """The reading that follows the weekday; the one that follows the date is set beside it."""
    language = fact.incident.language
    with override(language):
        note = gettext("The weekday is followed.")
    reading = ReadingData(
        of=ReadingOf.MOMENT,
        text=text_in(language, data.as_said),
        source=data.source,
        moment=second,
        note=text_in(language, note),
    )
    add_reading(actor=actor, now=now, fact=fact, version=fact.version, data=reading, facts=facts)
