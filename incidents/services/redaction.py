"""Taking out of a fact what must not have been written: wordings, their copies, and drafts that hold them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.models import TrailEntry
from accounts.policy import Action
from accounts.services.erasing import erase_values
from accounts.services.trail import writing
from incidents.models import Fact, FactRevision, Incident, Reading, Settlement
from incidents.services import aggregate
from incidents.services.aggregate import grown, note, reindex, require
from incidents.services.fact_rows import refresh
from incidents.services.facts import subject_of, take_version
from lib.canonical import canonical
from lib.errors import Refused
from lib.texts import given
from records.models import IssuedReport
from records.services.reports import withdraw_drafts

_REVISION_TEXTS = ("what_id", "what_en", "speaker_role_id", "speaker_role_en", "as_said", "reason")
_READING_TEXTS = ("text_id", "text_en", "value", "note_id", "note_en")
_SETTLEMENT_TEXTS = ("reason",)


@dataclass(frozen=True, slots=True)
class Redacted:
    """A fact whose texts are gone, how many drafts went with them, and what was issued with the words."""

    fact: Fact
    withdrawn: int
    issued: tuple[IssuedReport, ...]


def redact_fact(*, actor: Actor, now: datetime, fact: Fact, version: int, reason: str) -> Redacted:
    """Empty the texts of a fact that must not have been written, such as somebody's name or NIK.

    All wordings, readings, reasons and their copies in the trail go, and so does every draft of a report on
    the incident; kinds, moments, sources and who wrote when stay, and so does this redaction. What was
    issued is locked and only named. What remains to be said is said by a correction. Only who may have the
    trail erased redacts; the copies go with it, whether or not they read it.

    Raises `Missing`, `Refused`, `Invalid`, `Stale`.
    """
    incident = fact.incident
    require(actor, Action.FACT_RECORD, incident)
    if not actor.may_in(incident.organisation_id, Action.TRAIL_ERASE):
        raise Refused(_("Your role does not allow this here."))
    words = given(reason, "reason", _("Say why the texts are redacted, without repeating them."))
    with writing() as book:
        grown(incident, now=now)
        take_version(fact, version)
        issued = _issued_with(incident, fact)
        FactRevision.objects.filter(fact=fact).update(**dict.fromkeys(_REVISION_TEXTS, ""))
        Reading.objects.filter(fact=fact).update(**dict.fromkeys(_READING_TEXTS, ""))
        Settlement.objects.filter(fact=fact).update(**dict.fromkeys(_SETTLEMENT_TEXTS, ""))
        found = refresh(incident, unversioned=[fact])
        reindex(incident)
        told = TrailEntry.objects.about("fact", fact.pk).filter(verb__startswith="fact.")
        for entry in told.exclude(verb="fact.redacted").select_related("organisation", "access"):
            erase_values(actor=actor, now=now, entry=entry, reason=words)
        note(
            book,
            actor=actor,
            now=now,
            incident=incident,
            verb="fact.redacted",
            changes={"reason": ("", words)},
            subjects=(subject_of(fact, incident),),
        )
        withdrawn = withdraw_drafts(
            actor=actor, now=now, subject=aggregate.subject_of(incident), reason=_why(incident, words)
        )
    return Redacted(found[fact.pk].rows.fact, withdrawn, issued)


def _why(incident: Incident, words: str) -> str:
    """Why the drafts are withdrawn, in the incident's language."""
    with override(incident.language):
        return gettext("A fact was redacted: {reason}").format(reason=words)


def _issued_with(incident: Incident, fact: Fact) -> tuple[IssuedReport, ...]:
    """The issued reports in whose content one of the fact's texts stands, newest first."""
    texts = {
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
    printed = [canonical(text).decode() for text in texts]
    since = IssuedReport.objects.of("incident", incident.pk).issued().filter(drafted_at__gte=fact.created_at)
    return tuple(report for report in since if any(text in report.snapshot for text in printed))
