"""What is learnt and what is not known: causes, unknowns, lessons (ISO/IEC 27001 A.5.27)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.policy import Action
from accounts.services.trail import Change, Subject, writing
from compliance.models import Requirement
from followups.services.followups import create_follow_up
from followups.vocabulary import FollowUpKind, FollowUpState
from incidents.models import Cause, Incident, Lesson, LessonRequirement, Source, Unknown
from incidents.services.aggregate import hold, note, reindex, require, subject_of, text_change, touched
from incidents.services.impact import requirement_subject
from incidents.vocabulary import Claim
from lib.db.checks import checked
from lib.errors import Conflict, Invalid, Missing
from lib.texts import Text, given, required, text_of

LESSON_LIMIT = 300
"""A lesson is the title of the follow-up that it proposes."""


def say_cause(
    *,
    actor: Actor,
    now: datetime,
    incident: Incident,
    text: Text,
    claim: str,
    basis: str = "",
    source: Source | None = None,
) -> Cause:
    """Note a cause as it is claimed, or as found where the claim is that it is confirmed, on a basis.

    Raises as `add_cause` does.
    """
    said: dict[str, Any] = {"actor": actor, "now": now, "incident": incident, "text": text, "source": source}
    if claim == Claim.CONFIRMED:
        return confirm_cause(**said, basis=basis)
    if basis:
        raise Invalid(_("Only a confirmed cause rests on something here."), field="basis")
    return add_cause(**said, claim=claim)


def add_cause(
    *,
    actor: Actor,
    now: datetime,
    incident: Incident,
    text: Text,
    claim: str,
    source: Source | None = None,
) -> Cause:
    """Note a cause as somebody claims it; what was found out is confirmed by `confirm_cause`.

    Raises `Missing`, `Refused`, `Invalid`.
    """
    require(actor, Action.FACT_RECORD, incident)
    if claim == Claim.CONFIRMED:
        raise Invalid(_("Say on what the confirmation rests."), field="basis")
    with writing() as book:
        touched(incident, now=now)
        cause = add_cause_row(incident, text, claim, source)
        reindex(incident)
        changes: dict[str, Change] = {"claim": (None, str(claim)), **text_change("text", Text(), text)}
        note(book, actor=actor, now=now, incident=incident, verb="cause.added", changes=changes)
    return cause


def confirm_cause(
    *,
    actor: Actor,
    now: datetime,
    incident: Incident,
    text: Text,
    basis: str,
    source: Source | None = None,
) -> Cause:
    """Note what the cause is, as found by the actor at `now`, on a basis (ISO/IEC 27001 10.2 b).

    It stands beside what was claimed: no claim is turned into a finding. Raises as `add_cause` does.
    """
    require(actor, Action.FACT_RECORD, incident)
    rests_on = given(basis, "basis", _("Say on what the confirmation rests."))
    with writing() as book:
        touched(incident, now=now)
        cause = add_cause_row(incident, text, Claim.CONFIRMED, source)
        cause.confirmed_by_id, cause.confirmed_at, cause.basis = actor.person_id, now, rests_on
        cause.save(update_fields=["confirmed_by", "confirmed_at", "basis"])
        reindex(incident)
        changes: dict[str, Change] = {
            "claim": (None, str(Claim.CONFIRMED)),
            **text_change("text", Text(), text),
            "rests_on": ("", rests_on),
        }
        note(book, actor=actor, now=now, incident=incident, verb="cause.confirmed", changes=changes)
    return cause


def add_cause_row(incident: Incident, text: Text, claim: str, source: Source | None) -> Cause:
    """Write the row. Raises `Invalid`."""
    said = required(text, "text", _("Say what the cause is."))
    if source is not None and source.incident_id != incident.pk:
        raise Invalid(_("This source belongs to another incident."), field="source")
    cause = Cause(incident=incident, **said.fields("text"), claim=claim, source=source)
    checked(cause, ["text_id", "text_en", "claim"])
    cause.save(force_insert=True)
    return cause


def void_cause(
    *,
    actor: Actor,
    now: datetime,
    incident: Incident,
    cause: Cause,
    reason: str,
    version: int | None = None,
) -> None:
    """Take a cause back: it turned out to be none. It stays in the trail.

    Who saw the incident in a `version` gives it. Raises as `add_cause` does, `Conflict`, `Stale`.
    """
    require(actor, Action.FACT_RECORD, incident)
    _belongs(incident, cause)
    words = given(reason, "reason", _("Say why this cause is taken back."))
    with writing() as book:
        hold(incident, now, version)
        if not Cause.objects.filter(pk=cause.pk, voided_at__isnull=True).update(voided_at=now):
            raise Conflict(_("This cause was already taken back."))
        reindex(incident)
        changes: dict[str, Change] = {"reason": ("", words), "text": (str(cause), None)}
        note(book, actor=actor, now=now, incident=incident, verb="cause.voided", changes=changes)
    cause.refresh_from_db()


def _belongs(incident: Incident, row: Cause | Unknown) -> None:
    if row.incident_id != incident.pk:
        raise Missing(_("There is nothing here, or you may not see it."))


def add_unknown(*, actor: Actor, now: datetime, incident: Incident, kind: str, text: Text) -> Unknown:
    """Note what nobody has said yet; its kind tells what it holds up.

    Raises `Missing`, `Refused`, `Invalid`.
    """
    require(actor, Action.FACT_RECORD, incident)
    with writing() as book:
        touched(incident, now=now)
        unknown = add_unknown_row(incident, kind, text)
        reindex(incident)
        changes: dict[str, Change] = {"unknown_kind": (None, str(kind)), **text_change("text", Text(), text)}
        note(book, actor=actor, now=now, incident=incident, verb="unknown.added", changes=changes)
    return unknown


def add_unknown_row(incident: Incident, kind: str, text: Text) -> Unknown:
    """Write the row. Raises `Invalid`."""
    said = required(text, "text", _("Say what is not known."))
    unknown = Unknown(incident=incident, kind=kind, **said.fields("text"))
    checked(unknown, ["kind", "text_id", "text_en"])
    unknown.save(force_insert=True)
    return unknown


def resolve_unknown(
    *,
    actor: Actor,
    now: datetime,
    incident: Incident,
    unknown: Unknown,
    answer: str,
    version: int | None = None,
) -> Unknown:
    """Write down what was found out; it holds nothing up any more.

    Who saw the incident in a `version` gives it. Raises `Missing`, `Refused`, `Invalid`, `Stale`, and
    `Conflict` when it was answered already.
    """
    require(actor, Action.FACT_RECORD, incident)
    _belongs(incident, unknown)
    words = answer.strip()
    if not words:
        raise Invalid(_("Write down what was found out."), field="answer")
    checked(Unknown(answer=words), ["answer"])
    with writing() as book:
        hold(incident, now, version)
        open_rows = Unknown.objects.filter(pk=unknown.pk, resolved_at__isnull=True)
        if not open_rows.update(resolved_at=now, resolved_by_id=actor.person_id, answer=words):
            raise Conflict(_("This was answered meanwhile."))
        reindex(incident)
        changes: dict[str, Change] = {"answer": ("", words), "text": (str(unknown), str(unknown))}
        note(book, actor=actor, now=now, incident=incident, verb="unknown.resolved", changes=changes)
    unknown.refresh_from_db()
    return unknown


def reopen_unknown(
    *,
    actor: Actor,
    now: datetime,
    incident: Incident,
    unknown: Unknown,
    reason: str,
    version: int | None = None,
) -> Unknown:
    """The answer does not hold: it is unknown again. The old answer stays in the trail.

    Who saw the incident in a `version` gives it. Raises `Missing`, `Refused`, `Invalid`, `Stale`, and
    `Conflict` when it is not answered.
    """
    require(actor, Action.FACT_RECORD, incident)
    _belongs(incident, unknown)
    words = given(reason, "reason", _("Say why the answer does not hold."))
    with writing() as book:
        hold(incident, now, version)
        before = Unknown.objects.get(pk=unknown.pk)
        if before.resolved_at is None:
            raise Conflict(_("This is not answered yet."))
        Unknown.objects.filter(pk=unknown.pk).update(resolved_at=None, resolved_by=None, answer="")
        reindex(incident)
        changes: dict[str, Change] = {"answer": (before.answer, ""), "reason": ("", words)}
        note(book, actor=actor, now=now, incident=incident, verb="unknown.reopened", changes=changes)
    unknown.refresh_from_db()
    return unknown


def add_lesson(
    *,
    actor: Actor,
    now: datetime,
    incident: Incident,
    text: Text,
    requirements: Sequence[Requirement] = (),
) -> Lesson:
    """Write down a lesson; it stands as a proposed follow-up until somebody takes it on or declines it.

    Raises `Missing`, `Refused`, `Invalid`.
    """
    require(actor, Action.FACT_RECORD, incident)
    named = list(dict.fromkeys(requirements))
    with writing() as book:
        touched(incident, now=now)
        lesson = add_lesson_row(actor, now, incident, text, named)
        codes = [each.code for each in named]
        note(
            book,
            actor=actor,
            now=now,
            incident=incident,
            verb="lesson.added",
            changes={"requirements": (None, codes), **text_change("text", Text(), text_of(lesson, "text"))},
            subjects=tuple(requirement_subject(each) for each in named),
        )
    return lesson


def add_lesson_row(
    actor: Actor, now: datetime, incident: Incident, text: Text, requirements: Sequence[Requirement]
) -> Lesson:
    """Write the lesson, its requirements and its proposed follow-up. Raises `Invalid`."""
    said = required(text, "text", _("Say what is to be learnt."))
    if max(len(said.id), len(said.en)) > LESSON_LIMIT:
        raise Invalid(
            _("A lesson has at most 300 characters; the rest belongs into its follow-up."), field="text"
        )
    last = Lesson.objects.filter(incident=incident).aggregate(last=Max("n"))["last"] or 0
    subjects: list[Subject] = [subject_of(incident), *(requirement_subject(each) for each in requirements)]
    follow_up = create_follow_up(
        actor=actor,
        now=now,
        organisation=incident.organisation,
        access=incident.access,
        kind=FollowUpKind.CORRECTIVE,
        state=FollowUpState.PROPOSED,
        subjects=subjects,
        origin=str(incident.origin),
        title_id=said.id,
        title_en=said.en,
    )
    lesson = Lesson(incident=incident, n=last + 1, **said.fields("text"), follow_up=follow_up)
    lesson.save(force_insert=True)
    LessonRequirement.objects.bulk_create(
        LessonRequirement(lesson=lesson, requirement=each) for each in requirements
    )
    return lesson
