"""Facts of the timeline: recorded, corrected by a new revision; never deleted. See also `redaction`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.policy import Action
from accounts.selectors import missing
from accounts.services.trail import Book, Change, Subject, writing
from incidents.derived import FactRows
from incidents.models import Fact, FactRevision, Incident
from incidents.services.aggregate import grown, note, reindex, require
from incidents.services.entries import FactData
from incidents.services.fact_rows import Moved, add_fact, add_revision
from incidents.services.standing import StandingFacts, data_from
from incidents.timing import require_happened
from incidents.vocabulary import ReadingOf
from lib.errors import Conflict, Stale
from lib.moments import Precision
from lib.texts import given


def subject_of(fact: Fact, incident: Incident) -> Subject:
    """How the trail and follow-ups name a fact: by its incident's number, which gives nothing away."""
    return Subject("fact", fact.pk, fact.public_id, incident.number)


def record_fact(*, actor: Actor, now: datetime, incident: Incident, data: FactData) -> Fact:
    """Add a fact to the timeline. It asks for no version: facts do not contradict each other by being many.

    Raises `Missing`, `Refused`, `Invalid`.
    """
    return recorded(actor=actor, now=now, incident=incident, data=data)[0]


def recorded(
    *, actor: Actor, now: datetime, incident: Incident, data: FactData
) -> tuple[Fact, StandingFacts]:
    """The same with all facts as they stand then, for a verb that goes on with them in its unit of work."""
    require(actor, Action.FACT_RECORD, incident)
    with writing() as book:
        grown(incident, now=now)
        fact = add_fact(actor=actor, now=now, incident=incident, data=data).fact
        facts = StandingFacts(incident)
        found = facts.refreshed(fact)
        reindex(incident)
        note(
            book,
            actor=actor,
            now=now,
            incident=incident,
            verb="fact.recorded",
            changes=_changes(None, data),
            subjects=(subject_of(fact, incident),),
        )
        note_moved(book, actor=actor, now=now, incident=incident, moved=found.moved)
    return facts.of(fact).fact, facts


def data_of(fact: Fact) -> FactData:
    """What a fact says now, to be changed in part with `dataclasses.replace`: one query."""
    newest = FactRevision.objects.filter(fact=fact).select_related("same_as", "source").order_by("-n").first()
    if newest is None:
        raise missing()
    return data_from(newest, fact.key, newest.same_as, newest.source)


def correct_fact(
    *, actor: Actor, now: datetime, fact: Fact, version: int, data: FactData, reason: str
) -> Fact:
    """Say anew what a fact says; the old wording stays as its revision, with the reason for the new one.

    Facts that share its moment and legal clocks that run from it move along. A moment that was settled
    among readings is changed by settling anew. Raises `Missing`, `Refused`, `Invalid`, `Conflict`, `Stale`.
    """
    return corrected(actor=actor, now=now, fact=fact, version=version, data=data, reason=reason)[0]


def corrected(
    *, actor: Actor, now: datetime, fact: Fact, version: int, data: FactData, reason: str
) -> tuple[Fact, StandingFacts]:
    """The same with all facts as they stand then, for a verb that goes on with them in its unit of work."""
    incident = fact.incident
    require(actor, Action.FACT_RECORD, incident)
    words = given(reason, "reason", _("Say why the fact is corrected."), limit=300)
    with writing() as book:
        grown(incident, now=now)
        facts = StandingFacts(incident)
        before = facts.said(fact)
        if _same(before, data):
            return fact, facts
        _check_settled(facts.of(fact), before, data)
        if data.moment != before.moment:
            require_happened(data.moment, now, "moment")
        columns = {
            "revision_count": fact.revision_count + 1,
            "kind": str(data.kind),
            "claim": str(data.claim),
        }
        take_version(fact, version, **columns)
        facts.took(fact, version=fact.version, **columns)
        revision = add_revision(
            actor=actor,
            now=now,
            incident=incident,
            fact=fact,
            data=data,
            reason=words,
            shared=facts.shared(),
        )
        facts.revised(revision, data.source)
        found = facts.refreshed(fact)
        reindex(incident)
        note(
            book,
            actor=actor,
            now=now,
            incident=incident,
            verb="fact.corrected",
            changes={**_changes(before, data), "reason": ("", words)},
            subjects=(subject_of(fact, incident),),
        )
        note_moved(book, actor=actor, now=now, incident=incident, moved=found.moved)
        facts.clocks.shift(actor=actor, now=now, states=found.states)
    return facts.of(fact).fact, facts


def note_moved(
    book: Book, *, actor: Actor, now: datetime, incident: Incident, moved: Iterable[Moved]
) -> None:
    """Tell of each fact that moved along with another, in an entry of its own, so that programs learn of it.

    The entry about the other fact does not name them: redacting one of them would empty what it says.
    """
    for each in moved:
        after = (each.fact.span_from, each.fact.span_to)
        told = zip(("earliest", "latest"), each.before, after, strict=True)
        note(
            book,
            actor=actor,
            now=now,
            incident=incident,
            verb="fact.moved",
            changes={name: (_stamp(old), _stamp(new)) for name, old, new in told},
            subjects=(subject_of(each.fact, incident),),
        )


def take_version(fact: Fact, version: int, **fields: Any) -> None:
    """Set columns of a fact if it still has that version. Raises `Stale` with the present one."""
    rows = Fact.objects.filter(pk=fact.pk, version=version)
    if not rows.update(version=version + 1, **fields):
        current = Fact.objects.only("version").get(pk=fact.pk)
        raise Stale(_("Somebody else has changed this meanwhile."), current=current.version)
    for name, value in {"version": version + 1, **fields}.items():
        setattr(fact, name, value)


def _check_settled(stands: FactRows, before: FactData, after: FactData) -> None:
    """A moment that was settled stands until it is settled anew or the settlement is withdrawn."""
    if (before.moment, before.same_as) == (after.moment, after.same_as):
        return
    if stands.settlement(ReadingOf.MOMENT) is not None:
        raise Conflict(
            _("The time of this fact was settled among readings. Withdraw the settlement first."),
            code="settled",
            field="moment",
        )


def _same(before: FactData, after: FactData) -> bool:
    """Whether a correction says nothing new; the key belongs to the case file and never changes."""
    return _as_kept(before) == _as_kept(after)


def _as_kept(data: FactData) -> FactData:
    """What its row would hold: a moment of its own brings its precision, and no moment is an unknown one."""
    known = data.moment is not None and data.moment.span() != (None, None)
    return replace(
        data,
        what=data.what.stripped(),
        speaker_role=data.speaker_role.stripped(),
        moment=data.moment if known else None,
        precision=data.precision if data.same_as else Precision.UNKNOWN,
        as_said=data.as_said.strip(),
        key="",
    )


def _changes(before: FactData | None, after: FactData) -> dict[str, Change]:
    """The fields of a trail entry."""
    old = _plain(before) if before else {}
    return {name: (old.get(name), value) for name, value in _plain(after).items()}


def _plain(data: FactData) -> dict[str, Any]:
    moment = data.moment
    return {
        "fact_kind": str(data.kind),
        "claim": str(data.claim),
        **data.what.fields("what"),
        **data.speaker_role.fields("speaker_role"),
        "earliest": _stamp(moment.earliest if moment else None),
        "latest": _stamp(moment.latest if moment else None),
        "precision": str(moment.precision if moment else data.precision),
        "same_as": str(data.same_as.public_id) if data.same_as else None,
        "source": data.source.number if data.source else None,
        "as_said": data.as_said,
    }


def _stamp(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat() if at else None
