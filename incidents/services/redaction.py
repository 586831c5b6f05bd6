"""Taking out what must not have been written: words of facts and reports, their copies, drafts with them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from accounts.actors import Actor
from accounts.models import TrailEntry
from accounts.policy import Action
from accounts.services import search
from accounts.services.erasing import erase_values
from accounts.services.personal import erase_personal
from accounts.services.repeats import forget_words
from accounts.services.trail import Subject, at_the_end, writing
from incidents.models import Event, Fact, FactRevision, Incident, Reading, Settlement
from incidents.services import aggregate, events
from incidents.services.aggregate import grown, note, reindex, require
from incidents.services.fact_rows import refresh
from incidents.services.facts import note_moved, subject_of, take_version
from lib.canonical import canonical
from lib.errors import Conflict, Refused, Stale
from lib.texts import given
from records.models import IssuedReport
from records.services.reports import withdraw_drafts

_REVISION_TEXTS = ("what_id", "what_en", "speaker_role_id", "speaker_role_en", "as_said", "reason")
_READING_TEXTS = ("text_id", "text_en", "value", "note_id", "note_en")
_SETTLEMENT_TEXTS = ("reason",)
_EVENT_TEXTS = ("what", "where", "noticed_as_said", "assessment")
_FACT_WHY = _("A fact was redacted: {reason}")
_EVENT_WHY = _("A reported event was redacted: {reason}")


@dataclass(frozen=True, slots=True)
class Redacted:
    """Texts are gone: how many drafts went with them, what was issued with the words, what copies them."""

    withdrawn: int
    issued: tuple[IssuedReport, ...]
    copied: tuple[Fact, ...] = ()
    """Facts of the incident that a report became, which still say the same as it said."""


def reports_told(fact: Fact) -> QuerySet[Event]:
    """The reported events whose words a fact of their incident says, or said before it was corrected."""
    said = {text for row in fact.revisions.values_list("what_id", "what_en") for text in row if text}
    return Event.objects.filter(incident=fact.incident_id, what__in=said).order_by("pk")


def redact_fact(
    *, actor: Actor, now: datetime, fact: Fact, version: int, reason: str, with_reports: bool = False
) -> Redacted:
    """Empty the texts of a fact that must not have been written, such as somebody's name or NIK.

    All wordings, readings, reasons and their copies in the trail go, and so does every draft of a report on
    the incident; kinds, moments, sources and who wrote when stay, and so does this redaction. What was
    issued is locked and only named. What remains to be said is said by a correction. Only who may have the
    trail erased redacts; the copies go with it, whether or not they read it. `with_reports`: the reported
    events that say the same are redacted too.

    Raises `Missing`, `Refused`, `Invalid`, `Stale`.
    """
    incident = fact.incident
    require(actor, Action.FACT_RECORD, incident)
    _check_erasing(actor, incident.organisation_id)
    words = _why_of(reason)
    with writing() as book:
        reports = list(reports_told(fact)) if with_reports else []
        grown(incident, now=now)
        take_version(fact, version)
        said = _texts_of(fact)
        issued = _issued_with(incident, said, fact.created_at)
        FactRevision.objects.filter(fact=fact).update(**dict.fromkeys(_REVISION_TEXTS, ""))
        Reading.objects.filter(fact=fact).update(**dict.fromkeys(_READING_TEXTS, ""))
        Settlement.objects.filter(fact=fact).update(**dict.fromkeys(_SETTLEMENT_TEXTS, ""))
        found = refresh(incident, unversioned=[fact])
        reindex(incident)
        _forget(actor, now, subject_of(fact, incident), said, words)
        note(
            book,
            actor=actor,
            now=now,
            incident=incident,
            verb="fact.redacted",
            changes={"reason": ("", words)},
            subjects=(subject_of(fact, incident),),
        )
        note_moved(book, actor=actor, now=now, incident=incident, moved=found.moved)
        withdrawn = _withdrawn(actor, now, incident, _FACT_WHY, words)
        beside = [
            redact_event(actor=actor, now=now, event=each, version=each.version, reason=words)
            for each in reports
        ]
    every = dict.fromkeys(report for each in (issued, *(one.issued for one in beside)) for report in each)
    return Redacted(withdrawn, tuple(every))


def redact_event(*, actor: Actor, now: datetime, event: Event, version: int, reason: str) -> Redacted:
    """Empty what a reporter wrote and why it was judged so, and erase how the reporter is reached.

    Copies in the trail go, and so does every draft of a report on the incident that it became. When it was
    noticed and reported, its files, its outcome and who did what stay. Facts that still say the same are
    named. Who assesses events and may have the trail erased redacts.

    Raises `Missing`, `Refused`, `Invalid`, `Conflict` when nothing is left to redact, `Stale`.
    """
    events.require_assessing(actor, event)
    _check_erasing(actor, event.organisation_id)
    if event.incident is not None:
        aggregate.check_standing(event.incident)
    words = _why_of(reason)
    if not event.has_words:
        raise Conflict(_("This report was redacted already."), code="redacted")
    with writing() as book:
        if event.incident is not None:
            grown(event.incident, now=now)
        said = {getattr(event, name) for name in _EVENT_TEXTS} - {""}
        issued, copied = _told_elsewhere(event, said)
        _empty(event, version)
        if event.contact is not None:
            erase_personal(actor=actor, now=now, value=event.contact, subject=events.subject_of(event))
        events.index(event)
        _forget(actor, now, events.subject_of(event), said, words)
        book.record(
            actor=actor,
            now=now,
            verb="event.redacted",
            organisation=event.organisation,
            access=event.access,
            subjects=[events.subject_of(event)],
            changes={"redacted": (False, True), "reason": ("", words)},
        )
        withdrawn = _withdrawn(actor, now, event.incident, _EVENT_WHY, words) if event.incident else 0
    return Redacted(withdrawn, issued, copied)


def _empty(event: Event, version: int) -> None:
    rows = Event.objects.filter(pk=event.pk, version=version)
    if not rows.update(version=version + 1, **dict.fromkeys(_EVENT_TEXTS, "")):
        current = Event.objects.values_list("version", flat=True).get(pk=event.pk)
        raise Stale(_("Somebody else has changed this meanwhile."), current=current)
    event.refresh_from_db(fields=["version", *_EVENT_TEXTS])


def _told_elsewhere(event: Event, said: set[str]) -> tuple[tuple[IssuedReport, ...], tuple[Fact, ...]]:
    """What was issued with its words, and the facts that still say what it said."""
    if event.incident is None:
        return (), ()
    what = [event.what] if event.what else []
    same = Q(what_id__in=what) | Q(what_en__in=what)
    saying = FactRevision.objects.filter(same, fact__incident=event.incident)
    facts = Fact.objects.filter(pk__in=saying.values("fact")).order_by("sort_at", "pk")
    return _issued_with(event.incident, said, event.reported_at), tuple(facts)


def _check_erasing(actor: Actor, organisation_id: int) -> None:
    if not actor.may_in(organisation_id, Action.TRAIL_ERASE):
        raise Refused(_("Your role does not allow this here."))


def _why_of(reason: str) -> str:
    return given(reason, "reason", _("Say why the texts are redacted, without repeating them."))


def _forget(actor: Actor, now: datetime, subject: Subject, said: set[str], words: str) -> None:
    """Erase a thing's words from index, kept answers and trail; that and why it was redacted stays."""
    at_the_end("forget replaced", search.forget_replaced)
    forget_words(public_id=subject.public_id, words=said)
    told = TrailEntry.objects.about(subject.kind, subject.object_id)
    told = told.filter(verb__startswith=f"{subject.kind}.").exclude(verb=f"{subject.kind}.redacted")
    erase_values(actor=actor, now=now, entries=told, reason=words)


def _withdrawn(actor: Actor, now: datetime, incident: Incident, why: Promise, words: str) -> int:
    """Withdraw every draft on the incident, and say why in its language; how many there were."""
    with override(incident.language):
        reason = str(why).format(reason=words)
    return withdraw_drafts(actor=actor, now=now, subject=aggregate.subject_of(incident), reason=reason)


def _texts_of(fact: Fact) -> set[str]:
    """Every text of a fact."""
    return {
        text
        for rows, names in (
            (fact.revisions, _REVISION_TEXTS),
            (fact.readings, _READING_TEXTS),
            (fact.settlements, _SETTLEMENT_TEXTS),
        )
        for row in rows.values_list(*names)
        for text in row
        if text
    }


def _issued_with(incident: Incident, texts: Iterable[str], since: datetime) -> tuple[IssuedReport, ...]:
    """The issued reports drafted since then in whose content one of the texts stands, newest first."""
    printed = [canonical(text).decode() for text in texts]
    rows = IssuedReport.objects.of("incident", incident.pk).issued().filter(drafted_at__gte=since)
    return tuple(report for report in rows if any(text in report.snapshot for text in printed))
