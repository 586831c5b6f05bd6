"""Taking out what must not have been written: words of facts and reports, their copies, drafts with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from accounts.actors import Actor
from accounts.policy import Action
from accounts.services.erasing import erase_values
from accounts.services.personal import erase_personal
from accounts.services.trail import Book, writing
from incidents.models import Event, Fact, FactRevision, Incident
from incidents.services import aggregate, events
from incidents.services.aggregate import grown, note, reindex, require
from incidents.services.fact_rows import refresh
from incidents.services.facts import note_moved, take_version
from incidents.services.lost_words import Lost, emptied_event, emptied_fact, forgotten, issued_with
from lib.errors import Conflict, Refused
from lib.texts import given
from records.models import IssuedReport
from records.services.reports import withdraw_drafts
from records.services.worded import worded_reports

if TYPE_CHECKING:
    from accounts.services.erasing import NamingEntry

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
    said = fact.revisions.order_by()
    same = Q(what__in=said.values("what_id")) | Q(what__in=said.values("what_en"))
    return Event.objects.filter(same, incident=fact.incident_id).exclude(what="").order_by("pk")


def redact_fact(
    *, actor: Actor, now: datetime, fact: Fact, version: int, reason: str, with_reports: bool = False
) -> Redacted:
    """Empty the texts of a fact that must not have been written, such as somebody's name or NIK.

    All wordings, readings, reasons and their copies in the trail go, and so does every draft of a report on
    the incident; kinds, moments, sources and who wrote when stay, and so does this redaction. What was
    issued is locked and only named. What remains to be said is said by a correction. Only who may have the
    trail erased redacts; the copies go with it, whether or not they read it. `with_reports`: the reported
    events that say the same are redacted too; however many there are, nothing is asked once more for each.

    Raises `Missing`, `Refused`, `Invalid`, `Stale`.
    """
    incident = fact.incident
    require(actor, Action.FACT_RECORD, incident)
    _check_erasing(actor, incident.organisation_id)
    words = _why_of(reason)
    with writing() as book:
        grown(incident, now=now)
        take_version(fact, version)
        beside = _reports_beside(actor, fact) if with_reports else []
        lost, rows = emptied_fact(fact, incident)
        others = [emptied_event(each, each.version) for each in beside]
        found = refresh(incident, unversioned=[fact], rows=rows)
        reindex(incident)
        told = forgotten([lost, *others])
        erase_values(actor=actor, now=now, entries=told[lost.subject], reason=words)
        note(
            book,
            actor=actor,
            now=now,
            incident=incident,
            verb="fact.redacted",
            changes={"reason": ("", words)},
            subjects=(lost.subject,),
        )
        note_moved(book, actor=actor, now=now, incident=incident, moved=found.moved)
        withdrawn, issued = _withdrawn(actor, now, incident, _FACT_WHY, words, [lost, *others])
        for event, other in zip(beside, others, strict=True):
            _note_event(book, actor, now, event, told[other.subject], words)
    return Redacted(withdrawn, issued)


def redact_event(*, actor: Actor, now: datetime, event: Event, version: int, reason: str) -> Redacted:
    """Empty what a reporter wrote and why it was judged so, and erase how the reporter is reached.

    Copies in the trail go, and so does every draft of a report on the incident that it became. When it was
    noticed and reported, its files, its outcome and who did what stay. Facts that still say the same are
    named. Who assesses events and may have the trail erased redacts.

    Raises `Missing`, `Refused`, `Invalid`, `Conflict` when nothing is left to redact, `Stale`.
    """
    _check_event(actor, event)
    if event.incident is not None:
        aggregate.check_standing(event.incident)
    words = _why_of(reason)
    if not event.has_words:
        raise Conflict(_("This report was redacted already."), code="redacted")
    with writing() as book:
        if event.incident is not None:
            grown(event.incident, now=now)
        copied = _copied(event)
        lost = emptied_event(event, version)
        told = forgotten([lost])
        _note_event(book, actor, now, event, told[lost.subject], words)
        if event.incident is None:
            return Redacted(0, ())
        withdrawn, issued = _withdrawn(actor, now, event.incident, _EVENT_WHY, words, [lost])
    return Redacted(withdrawn, issued, copied)


def _reports_beside(actor: Actor, fact: Fact) -> list[Event]:
    """The reported events that are redacted with the fact, as far as the actor may. Raises like that verb."""
    rows = reports_told(fact).select_related(
        "organisation", "access", "asset", "contact__organisation", "contact__access"
    )
    found = list(rows)
    for each in found:
        each.incident = fact.incident
        _check_event(actor, each)
    return found


def _note_event(
    book: Book, actor: Actor, now: datetime, event: Event, told: list[NamingEntry], words: str
) -> None:
    """What follows for an event without words: contact and trail lose them too, and it is found by none."""
    subject = events.subject_of(event)
    if event.contact is not None:
        erase_personal(actor=actor, now=now, value=event.contact, subject=subject)
    events.index(event)
    erase_values(actor=actor, now=now, entries=told, reason=words)
    book.record(
        actor=actor,
        now=now,
        verb="event.redacted",
        organisation=event.organisation,
        access=event.access,
        subjects=[subject],
        changes={"redacted": (False, True), "reason": ("", words)},
    )


def _copied(event: Event) -> tuple[Fact, ...]:
    """The facts of its incident that still say what it said."""
    if event.incident is None:
        return ()
    what = [event.what] if event.what else []
    same = Q(what_id__in=what) | Q(what_en__in=what)
    saying = FactRevision.objects.filter(same, fact__incident=event.incident)
    return tuple(Fact.objects.filter(pk__in=saying.values("fact")).order_by("sort_at", "pk"))


def _check_event(actor: Actor, event: Event) -> None:
    events.require_assessing(actor, event)
    _check_erasing(actor, event.organisation_id)


def _check_erasing(actor: Actor, organisation_id: int) -> None:
    if not actor.may_in(organisation_id, Action.TRAIL_ERASE):
        raise Refused(_("Your role does not allow this here."))


def _why_of(reason: str) -> str:
    return given(reason, "reason", _("Say why the texts are redacted, without repeating them."))


def _withdrawn(
    actor: Actor, now: datetime, incident: Incident, why: Promise, words: str, lost: Sequence[Lost]
) -> tuple[int, tuple[IssuedReport, ...]]:
    """Withdraw every draft on the incident, and say why in its language: how many there were.

    With them what was issued with the words, in the order of what lost them, each report once.
    """
    subject = aggregate.subject_of(incident)
    reports = worded_reports(subject, min(each.since for each in lost))
    with override(incident.language):
        reason = str(why).format(reason=words)
    drafts = withdraw_drafts(actor=actor, now=now, subject=subject, reason=reason, reports=reports)
    return drafts, tuple(dict.fromkeys(one for each in lost for one in issued_with(each, reports)))
