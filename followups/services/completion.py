"""Saying that something is done, with proof, and somebody else's verifying it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.actors import Actor
from accounts.policy import Action
from accounts.services.trail import Subject, writing
from followups import lifecycle
from followups.lifecycle import Step
from followups.models import FollowUp, FollowUpProof
from followups.services.changes import require_step
from followups.services.holding import asleep, check_columns, hold, subjects_of, write
from followups.vocabulary import FollowUpState
from lib.errors import Invalid
from lib.texts import bare
from records.models import Evidence


def complete(
    *,
    actor: Actor,
    now: datetime,
    follow_up: FollowUp,
    note: str = "",
    evidence: Sequence[Evidence] = (),
    version: int | None = None,
    room: str = "",
) -> FollowUp:
    """Mark an open follow-up as done, with a note, with evidence, or with both; its reminders end.

    Evidence stands and belongs to the same matter, or to the organisation as a whole. Raises `Missing`,
    `Refused`, `Invalid`, `Conflict` (`wrong_state`, `managed`), `Stale`.
    """
    policy.require(actor, Action.FOLLOW_UP_COMPLETE, follow_up)
    words = _proven(note, evidence)
    with writing() as book:
        current = hold(follow_up, version)
        require_step(Step.COMPLETE, current, room=room)
        _attach(current, evidence)
        done = {"done_at": now, "done_by_id": actor.person_id, "done_note": words}
        write(current, {"state": FollowUpState.DONE, **done, **asleep()})
        book.record(
            actor=actor,
            now=now,
            verb="follow_up.completed",
            organisation=current.organisation,
            access=current.access,
            subjects=[*subjects_of(current), *(_evidence_subject(each) for each in evidence)],
            changes={
                "state": ("open", "done"),
                "note": ("", words),
                "evidence": (None, [each.filename for each in evidence] or None),
            },
        )
    return current


def _proven(note: str, evidence: Sequence[Evidence]) -> str:
    """The note without space around it. Raises `Invalid` when there is neither note nor evidence."""
    words = bare(note)
    check_columns(FollowUp, {"done_note": words})
    if not words and not evidence:
        message = _("Say what was done, or attach what shows it.")
        raise Invalid(message, code="required", field="note")
    return words


def _attach(current: FollowUp, evidence: Sequence[Evidence]) -> None:
    for each in evidence:
        if each.voided_at is not None or not _belongs(each, current):
            message = _("This evidence does not belong here, or was voided.")
            raise Invalid(message, field="evidence")
    FollowUpProof.objects.bulk_create(
        [FollowUpProof(follow_up=current, evidence=each) for each in evidence], ignore_conflicts=True
    )


def _belongs(evidence: Evidence, current: FollowUp) -> bool:
    """Whether nobody sees the follow-up who may not know of the evidence: page and trail give its name."""
    if evidence.organisation_id != current.organisation_id:
        return False
    access = evidence.access
    if access is None or access.pk == current.access_id:
        return True
    return current.access_id is None and not access.needs_grant


def _evidence_subject(evidence: Evidence) -> Subject:
    return Subject("evidence", evidence.pk, evidence.public_id, evidence.filename)


def verify(
    *, actor: Actor, now: datetime, follow_up: FollowUp, note: str = "", version: int | None = None
) -> FollowUp:
    """Confirm that what was done has its effect; for a corrective action never by who did or owned it.

    Whoever is not satisfied reopens it. Raises `Missing`, `Refused` (`own_work`), `Conflict`, `Stale`.
    """
    policy.require(actor, Action.FOLLOW_UP_VERIFY, follow_up)
    words = bare(note)
    check_columns(FollowUp, {"verified_note": words})
    with writing() as book:
        current = hold(follow_up, version)
        require_step(Step.VERIFY, current)
        lifecycle.require_other_person(
            kind=current.kind,
            verifier=actor.person_id,
            done_by=current.done_by_id,
            owner=current.owner_id,
        )
        seen = {"verified_at": now, "verified_by_id": actor.person_id, "verified_note": words}
        write(current, {"state": FollowUpState.VERIFIED, **seen})
        book.record(
            actor=actor,
            now=now,
            verb="follow_up.verified",
            organisation=current.organisation,
            access=current.access,
            subjects=subjects_of(current),
            changes={"state": ("done", "verified"), "note": ("", words)},
        )
    return current
