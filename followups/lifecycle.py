"""Which step a follow-up may take from which state, and who may not take it: pure rules."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from followups.vocabulary import FollowUpKind, FollowUpState
from lib.errors import Conflict, Invalid, Message, Refused
from lib.texts import PROSE_LIMIT, bare, given

_UNFINISHED = frozenset({FollowUpState.PROPOSED, FollowUpState.OPEN})
_FINISHED = frozenset({FollowUpState.DONE, FollowUpState.VERIFIED, FollowUpState.CANCELLED})


class Step(StrEnum):
    """Everything that can happen to a follow-up after it was created."""

    ACCEPT = "accept"
    DECLINE = "decline"
    EDIT = "edit"
    REASSIGN = "reassign"
    REDATE = "redate"
    COMPLETE = "complete"
    VERIFY = "verify"
    CANCEL = "cancel"
    REOPEN = "reopen"


FROM: dict[Step, frozenset[FollowUpState]] = {
    Step.ACCEPT: frozenset({FollowUpState.PROPOSED}),
    Step.DECLINE: frozenset({FollowUpState.PROPOSED}),
    Step.EDIT: _UNFINISHED,
    Step.REASSIGN: _UNFINISHED,
    Step.REDATE: _UNFINISHED,
    Step.COMPLETE: frozenset({FollowUpState.OPEN}),
    Step.VERIFY: frozenset({FollowUpState.DONE}),
    Step.CANCEL: frozenset({FollowUpState.OPEN}),
    Step.REOPEN: _FINISHED,
}
"""The states in which each step may be taken."""

MANAGED = frozenset({Step.DECLINE, Step.EDIT, Step.REDATE, Step.COMPLETE, Step.CANCEL, Step.REOPEN})
"""The steps that a follow-up with a managing room takes only by that room's own verbs."""

KEPT = _(
    "The record that this follow-up belongs to keeps it: here it is completed or handed over, nothing else."
)
"""What is said to whoever asks for a step that only the managing room takes."""

_REFUSALS = {
    Step.ACCEPT: _("Only a proposal can be accepted; this follow-up is “{state}”."),
    Step.DECLINE: _("Only a proposal can be declined; this follow-up is “{state}”."),
    Step.EDIT: _("A follow-up that is “{state}” is no longer changed. Reopen it first."),
    Step.REASSIGN: _("A follow-up that is “{state}” is no longer handed over. Reopen it first."),
    Step.REDATE: _("A follow-up that is “{state}” has no deadline to move. Reopen it first."),
    Step.COMPLETE: _("Only an open follow-up can be completed; this one is “{state}”."),
    Step.VERIFY: _("Only what was done can be verified; this follow-up is “{state}”."),
    Step.CANCEL: _("Only an open follow-up can be cancelled; this one is “{state}”."),
    Step.REOPEN: _("Only a finished follow-up can be reopened; this one is “{state}”."),
}


def possible(step: Step, state: str) -> bool:
    """Whether the step can be taken from the state."""
    return FollowUpState(state) in FROM[step]


def require_step(step: Step, state: str) -> None:
    """Pass if the step can be taken from the state, else raise `Conflict`."""
    if not possible(step, state):
        message = format_lazy(_REFUSALS[step], state=FollowUpState(state).label)
        raise Conflict(message, code="wrong_state")


def is_locked(step: Step, *, managed_by: str, due_locked: bool, room: str = "") -> bool:
    """Whether the step belongs to a managing room, or the due moment to a rule; `room` is who asks."""
    if managed_by and room == managed_by:
        return False
    return (bool(managed_by) and step in MANAGED) or (due_locked and step is Step.REDATE)


def require_free(
    step: Step, *, managed_by: str, due_locked: bool, reason: Message = "", room: str = ""
) -> None:
    """Pass if the step is free for whoever asks, else raise `Conflict` (`due_locked`, `managed`).

    A duty by law is not re-dated by hand: its deadline follows the fact that it runs from.
    """
    if not is_locked(step, managed_by=managed_by, due_locked=due_locked, room=room):
        return
    if step is Step.REDATE and due_locked:
        words = _("This deadline is locked. It moves when the time it is counted from is put right. {reason}")
        raise Conflict(format_lazy(words, reason=reason), code="due_locked", field="due_at")
    raise Conflict(KEPT, code="managed")


def require_other_person(*, kind: str, verifier: int | None, done_by: int | None, owner: int | None) -> None:
    """Pass if the verifier is a person and not the one whose work it is, else raise `Refused`.

    A corrective action's effect is reviewed by somebody else (ISO/IEC 27001 10.2 d), so neither who marked
    it as done nor who owned it may verify it.
    """
    if verifier is None:
        raise Refused(_("Only a person can verify."), code="not_a_person")
    own = {done_by, owner} if kind == FollowUpKind.CORRECTIVE else {done_by}
    if verifier in own:
        raise Refused(_("Somebody other than who did it has to verify this."), code="own_work")


def require_future(due_at: datetime, now: datetime) -> None:
    """Pass if a new deadline lies ahead, else raise `Invalid` at `due_at`."""
    if due_at.tzinfo is None:
        raise Invalid(_("A due moment needs its zone."), code="naive_time", field="due_at")
    if due_at <= now:
        raise Invalid(_("This moment has passed. Choose a later one."), code="past", field="due_at")


def require_reason(reason: str) -> str:
    """The reason without space around it; `Invalid` when there is none, or none that can be kept."""
    words = _("Please give a reason.")
    if not bare(reason):
        raise Invalid(words, code="required", field="reason")
    return given(reason, "reason", words, limit=PROSE_LIMIT)
