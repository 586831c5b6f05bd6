"""Readings that stand against each other: added, settled on evidence with a reason, taken back."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.policy import Action
from accounts.services.trail import writing
from incidents.derived import FactState
from incidents.models import Fact, Incident, Reading, Settlement, Source
from incidents.services.aggregate import grown, note, require, text_change
from incidents.services.clocks import shift_clocks
from incidents.services.entries import ReadingData
from incidents.services.fact_rows import add_reading_row, refresh
from incidents.services.facts import note_moved, subject_of, take_version
from incidents.services.standing import StandingFacts
from incidents.timing import require_happened
from incidents.vocabulary import ReadingOf
from lib.db.checks import checked
from lib.errors import Conflict, Invalid, Missing
from lib.texts import Text, given, text_in
from lib.wording import moment_words
from records.models import Evidence


def add_reading(
    *,
    actor: Actor,
    now: datetime,
    fact: Fact,
    version: int,
    data: ReadingData,
    facts: StandingFacts | None = None,
) -> Reading:
    """Add one way in which a source tells the fact; nothing overwrites a reading.

    The first other reading of a moment sets what the fact says itself beside it, as a reading of its own.
    Whether the fact is in dispute follows. `facts` is what the unit of work has read since it holds the
    incident, if it has. Raises `Missing`, `Refused`, `Invalid`, `Stale`.
    """
    incident = fact.incident
    require(actor, Action.FACT_RECORD, incident)
    if data.of == ReadingOf.MOMENT and data.moment is None:
        raise Invalid(_("Say when, as this source tells it."), field="moment")
    require_happened(data.moment, now, "moment")
    if data.of == ReadingOf.QUANTITY and not data.value.strip():
        raise Invalid(_("Say how many, as this source tells it."), field="value")
    with writing() as book:
        grown(incident, now=now)
        take_version(fact, version)
        facts = facts or StandingFacts(incident)
        facts.took(fact, version=fact.version)
        n = _next_reading(actor, now, facts, fact, data)
        reading = add_reading_row(actor=actor, now=now, incident=incident, fact=fact, n=n, data=data)
        facts.read(reading)
        found = facts.refreshed(fact)
        note(
            book,
            actor=actor,
            now=now,
            incident=incident,
            verb="fact.disputed" if found.states[fact.pk].disputed else "fact.reading_added",
            changes={
                "of": (None, str(data.of)),
                "value": (None, data.value or None),
                "moment": (None, moment_words(data.moment, incident.language) if data.moment else None),
                **text_change("text", Text(), data.text),
            },
            subjects=(subject_of(fact, incident),),
        )
        note_moved(book, actor=actor, now=now, incident=incident, moved=found.moved)
        facts.clocks.shift(actor=actor, now=now, states=found.states)
    return reading


def _next_reading(actor: Actor, now: datetime, facts: StandingFacts, fact: Fact, data: ReadingData) -> int:
    """Which reading of the fact this one becomes; its own words are set beside its first other moment."""
    known = facts.of(fact).readings
    n = max((each.n for each in known), default=0) + 1
    if data.of == ReadingOf.MOMENT and all(each.of != ReadingOf.MOMENT for each in known):
        n += _set_own_beside(actor, now, facts, fact, n)
    return n


def _set_own_beside(actor: Actor, now: datetime, facts: StandingFacts, fact: Fact, n: int) -> int:
    """What the fact says of its own moment becomes its `n`th reading, in the words it was told in.

    How many were set beside: one, or none for a fact without a moment of its own.
    """
    own, incident = facts.said(fact), facts.incident
    if own.moment is None or own.moment.span() == (None, None):
        return 0
    language = incident.language
    said = own.as_said or moment_words(own.moment, language)
    text = text_in(language, said)
    first = ReadingData(of=ReadingOf.MOMENT, text=text, source=own.source, moment=own.moment)
    facts.read(add_reading_row(actor=actor, now=now, incident=incident, fact=fact, n=n, data=first))
    return 1


def settle_fact(
    *,
    actor: Actor,
    now: datetime,
    fact: Fact,
    version: int,
    chosen: Reading,
    reason: str,
    evidence: Evidence | None = None,
    source: Source | None = None,
) -> Settlement:
    """Decide which reading stands, on evidence or on a source, with a reason; the others stay on record.

    A reading that comes later and contradicts the chosen one opens the dispute again.
    Raises `Missing`, `Refused`, `Invalid`, `Conflict`, `Stale`.
    """
    incident = fact.incident
    require(actor, Action.FACT_SETTLE, incident)
    if chosen.fact_id != fact.pk:
        raise Invalid(_("This reading belongs to another fact."), field="chosen")
    _check_ground(incident, evidence, source)
    words = given(reason, "reason", _("Say why this reading stands."))
    with writing() as book:
        grown(incident, now=now)
        take_version(fact, version)
        settlement = Settlement(
            fact=fact,
            of=chosen.of,
            chosen=chosen,
            evidence=evidence,
            source=source,
            reason=words,
            made_at=now,
            made_by_id=actor.person_id,
        )
        settlement.save(force_insert=True)
        found = refresh(incident, unversioned=[fact])
        note(
            book,
            actor=actor,
            now=now,
            incident=incident,
            verb="fact.settled",
            changes={
                "of": (None, str(chosen.of)),
                "chosen": (None, chosen.n),
                "evidence": (None, evidence.filename if evidence else None),
                "source": (None, source.number if source else None),
                "reason": ("", words),
            },
            subjects=(subject_of(fact, incident),),
        )
        note_moved(book, actor=actor, now=now, incident=incident, moved=found.moved)
        shift_clocks(actor=actor, now=now, incident=incident, states=found.states)
    return settlement


def withdraw_settlement(
    *, actor: Actor, now: datetime, fact: Fact, version: int, of: str, reason: str
) -> FactState:
    """Take a decision back: the readings stand against each other again. The decision stays on record.

    Raises `Missing`, `Refused`, `Invalid`, `Conflict` when none is in force, `Stale`.
    """
    incident = fact.incident
    require(actor, Action.FACT_SETTLE, incident)
    words = given(reason, "reason", _("Say why the decision is taken back."))
    with writing() as book:
        grown(incident, now=now)
        newest = fact.settlements.filter(of=of).order_by("-id").first()
        if newest is None or newest.chosen_id is None:
            raise Conflict(_("There is no decision to take back."), code="not_settled")
        take_version(fact, version)
        withdrawn = Settlement(fact=fact, of=of, reason=words, made_at=now, made_by_id=actor.person_id)
        checked(withdrawn, ["of"])
        withdrawn.save(force_insert=True)
        found = refresh(incident, unversioned=[fact])
        note(
            book,
            actor=actor,
            now=now,
            incident=incident,
            verb="fact.settlement_withdrawn",
            changes={"of": (str(of), None), "reason": ("", words)},
            subjects=(subject_of(fact, incident),),
        )
        note_moved(book, actor=actor, now=now, incident=incident, moved=found.moved)
        shift_clocks(actor=actor, now=now, incident=incident, states=found.states)
    return found.states[fact.pk]


def _check_ground(incident: Incident, evidence: Evidence | None, source: Source | None) -> None:
    """A decision rests on evidence of the incident or on one of its sources."""
    if evidence is None and source is None:
        raise Invalid(_("Name the evidence or the source that decides it."), field="evidence")
    if source is not None and source.incident_id != incident.pk:
        raise Invalid(_("This source belongs to another incident."), field="source")
    if evidence is None:
        return
    if not incident.evidence_links.filter(evidence=evidence).exists() or evidence.voided_at is not None:
        raise Missing(_("This evidence does not belong to the incident, or was voided."), field="evidence")
