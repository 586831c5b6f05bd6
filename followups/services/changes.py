"""Changing a follow-up while it is owed: wording, owner, deadline; giving it up, and taking it up again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.actors import Actor
from accounts.models import Person
from accounts.policy import Action
from accounts.services.trail import Book, Change, writing
from followups import lifecycle
from followups.lifecycle import Step
from followups.models import FollowUp
from followups.schedule import due_from_anchor
from followups.services import notices
from followups.services.holding import (
    asleep,
    check_columns,
    hold,
    index,
    name_of,
    schedule_from,
    stamp_of,
    subjects_of,
    write,
)
from followups.services.owners import require_owner
from followups.vocabulary import FollowUpState
from lib.errors import Conflict, Invalid
from lib.texts import bare
from lib.zones import check_year

EDITABLE = ("title_id", "title_en", "detail_id", "detail_en")


def require_step(step: Step, current: FollowUp, *, room: str = "") -> None:
    """Pass if the step is possible from the state and free for whoever asks. Raises `Conflict`."""
    lifecycle.require_step(step, current.state)
    lifecycle.require_free(
        step,
        managed_by=current.managed_by,
        due_locked=current.due_locked,
        reason=str(current.due_reason),
        room=room,
    )


def change(
    *,
    actor: Actor,
    now: datetime,
    follow_up: FollowUp,
    texts: Mapping[str, str] | None = None,
    owner: Person | None = None,
    due_at: datetime | None = None,
    version: int | None = None,
    room: str = "",
) -> FollowUp:
    """Change what is given of wording (`EDITABLE`), owner and deadline, all of it or nothing.

    A new owner is told, also of a duty by law; a deadline moves to a moment ahead, its reminders are planned
    anew and the owner is told. Raises `Missing`, `Refused`, `Invalid` (also when it does not reach the new
    owner), `Conflict` (`due_locked`, `managed`, `wrong_state`), `Stale`.
    """
    policy.require(actor, Action.FOLLOW_UP_EDIT, follow_up)
    wanted = _wording(texts or {})
    if owner is not None:
        require_owner(owner, [follow_up], now=now)
    if due_at is not None:
        lifecycle.require_future(due_at, now)
        check_year(due_at.year, "due_at")
    with writing() as book:
        current = hold(follow_up, version)
        if wanted:
            require_step(Step.EDIT, current, room=room)
            _reword(book, actor, now, current, wanted)
        if owner is not None:
            require_step(Step.REASSIGN, current)
            _give(book, actor, now, current, owner)
        if due_at is not None:
            require_step(Step.REDATE, current, room=room)
            _redate(book, actor, now, current, due_at)
    return current


def edit(
    *,
    actor: Actor,
    now: datetime,
    follow_up: FollowUp,
    version: int | None = None,
    room: str = "",
    **texts: str,
) -> FollowUp:
    """Change title or detail (`title_id`, `title_en`, `detail_id`, `detail_en`). Raises as `change` does."""
    return change(actor=actor, now=now, follow_up=follow_up, texts=texts, version=version, room=room)


def reassign(
    *, actor: Actor, now: datetime, follow_up: FollowUp, owner: Person, version: int | None = None
) -> FollowUp:
    """Give it to somebody else, who is told. A duty by law may change hands too. Raises as `change` does."""
    return change(actor=actor, now=now, follow_up=follow_up, owner=owner, version=version)


def redate(
    *,
    actor: Actor,
    now: datetime,
    follow_up: FollowUp,
    due_at: datetime,
    version: int | None = None,
    room: str = "",
) -> FollowUp:
    """Move the deadline to a later or earlier moment ahead. Raises as `change` does."""
    return change(actor=actor, now=now, follow_up=follow_up, due_at=due_at, version=version, room=room)


def _wording(texts: Mapping[str, str]) -> dict[str, str]:
    """The texts as they are kept. Raises `Invalid`."""
    if set(texts) - set(EDITABLE):
        raise Invalid(_("That cannot be changed here."))
    wanted = {key: bare(value) for key, value in texts.items()}
    check_columns(FollowUp, wanted)
    return wanted


def _reword(book: Book, actor: Actor, now: datetime, current: FollowUp, wanted: dict[str, str]) -> None:
    titles = {key: wanted.get(key, getattr(current, key)) for key in ("title_id", "title_en")}
    if not any(titles.values()):
        raise Invalid(_("Say what is to be done."), code="required", field="title")
    changes = {key: (getattr(current, key), value) for key, value in wanted.items()}
    write(current, wanted)
    index(current)
    _record(book, actor, now, "follow_up.edited", current, changes)


def _give(book: Book, actor: Actor, now: datetime, current: FollowUp, owner: Person) -> None:
    before = current.owner
    if before == owner:
        return
    write(current, {"owner": owner})
    changes = {"owner": (name_of(before), name_of(owner))}
    _record(book, actor, now, "follow_up.reassigned", current, changes, before, owner)
    notices.assigned([current], actor=actor, owner=owner, now=now)


def _redate(book: Book, actor: Actor, now: datetime, current: FollowUp, due_at: datetime) -> None:
    if current.due_at == due_at:
        return
    changes: dict[str, Change] = {"due_at": (stamp_of(current.due_at), stamp_of(due_at))}
    _move(current, due_at, now)
    _record(book, actor, now, "follow_up.redated", current, changes)
    notices.moved([current], actor=actor, now=now)


def shift_clock(
    *,
    actor: Actor,
    now: datetime,
    follow_up: FollowUp,
    room: str,
    clock_from: datetime,
    clock_hours: int | None = None,
) -> FollowUp:
    """Let a duty's clock run from another moment, because the fact it hangs on was corrected.

    Only the managing room may, and the new due moment may have passed: the law does not wait for us.
    Raises `Conflict` for anybody else, `Missing`, `Refused`, `Invalid`.
    """
    policy.require(actor, Action.FOLLOW_UP_EDIT, follow_up)
    with writing():
        current = hold(follow_up, None)
        shift_held(
            actor=actor, now=now, held=current, room=room, clock_from=clock_from, clock_hours=clock_hours
        )
    return current


def shift_held(
    *,
    actor: Actor,
    now: datetime,
    held: FollowUp,
    room: str,
    clock_from: datetime,
    clock_hours: int | None = None,
) -> None:
    """The same of one whose row is held, by whoever holds it and asked the policy. Raises `Conflict`."""
    if not room or room != held.managed_by or not held.is_legal:
        raise Conflict(lifecycle.KEPT, code="managed")
    hours = clock_hours or held.clock_hours or 0
    due_at = due_from_anchor(clock_from, hours)
    if (held.clock_from, held.clock_hours) == (clock_from, hours):
        return
    changes = {
        "clock_from": (stamp_of(held.clock_from), stamp_of(clock_from)),
        "clock_hours": (held.clock_hours, hours),
        "due_at": (stamp_of(held.due_at), stamp_of(due_at)),
    }
    with writing() as book:
        _move(held, due_at, now, clock_from=clock_from, clock_hours=hours)
        _record(book, actor, now, "follow_up.clock_shifted", held, changes)
        notices.moved([held], actor=actor, now=now)


def _move(current: FollowUp, due_at: datetime, now: datetime, **more: object) -> None:
    """Write the due moment; the reminders of an open follow-up start anew from `now`."""
    opened = current.state == FollowUpState.OPEN
    schedule = schedule_from(current, due_at, now) if opened else {}
    write(current, {"due_at": due_at, **more, **schedule})


def cancel(
    *,
    actor: Actor,
    now: datetime,
    follow_up: FollowUp,
    reason: str,
    version: int | None = None,
    room: str = "",
) -> FollowUp:
    """Give an open follow-up up, with a reason that stays. Raises as `change` does."""
    policy.require(actor, Action.FOLLOW_UP_EDIT, follow_up)
    words = lifecycle.require_reason(reason)
    check_columns(FollowUp, {"cancel_reason": words})
    with writing() as book:
        current = hold(follow_up, version)
        require_step(Step.CANCEL, current, room=room)
        given_up = {"state": FollowUpState.CANCELLED, "cancelled_at": now, "cancel_reason": words}
        write(current, {**given_up, **asleep()})
        changes: dict[str, Change] = {"state": ("open", "cancelled"), "reason": ("", words)}
        _record(book, actor, now, "follow_up.cancelled", current, changes)
    return current


def reopen_follow_up(
    *,
    actor: Actor,
    now: datetime,
    follow_up: FollowUp,
    reason: str,
    due_at: datetime | None = None,
    owner: Person | None = None,
    version: int | None = None,
    room: str = "",
) -> FollowUp:
    """Take up again what was done, verified or given up: open, or proposed if it never had owner and date.

    What was written at completion stays in the trail, the proofs stay attached. `due_at` moves the deadline
    and `owner` gives it to somebody else at the same time; whoever owned it may have left since, and is then
    refused. Raises as `change` does.
    """
    policy.require(actor, Action.FOLLOW_UP_EDIT, follow_up)
    words = lifecycle.require_reason(reason)
    if due_at is not None:
        lifecycle.require_future(due_at, now)
        check_year(due_at.year, "due_at")
    with writing() as book:
        current = hold(follow_up, version)
        require_step(Step.REOPEN, current, room=room)
        if due_at is not None:
            require_free_date(current, room)
        due, before, taker = due_at or current.due_at, current.owner, owner or current.owner
        if owner is not None and due is None:
            raise Invalid(_("It needs a deadline."), code="required", field="due_at")
        state = FollowUpState.OPEN if taker and due else FollowUpState.PROPOSED
        if taker is not None and state == FollowUpState.OPEN:
            require_owner(taker, [current], now=now)
        schedule = schedule_from(current, due if state == FollowUpState.OPEN else None, now)
        changes = {
            "state": (str(current.state), str(state)),
            "reason": ("", words),
            "due_at": (stamp_of(current.due_at), stamp_of(due)),
            "owner": (name_of(before), name_of(taker)),
            "done_note": (current.done_note, ""),
        }
        write(current, {"state": state, "owner": taker, "due_at": due, **_unfinished(), **schedule})
        _record(book, actor, now, "follow_up.reopened", current, changes, before, taker)
        if taker is not None and state == FollowUpState.OPEN:
            notices.assigned([current], actor=actor, owner=taker, now=now)
    return current


def require_free_date(current: FollowUp, room: str) -> None:
    """Pass if the due moment is not locked for whoever asks. Raises `Conflict`."""
    lifecycle.require_free(
        Step.REDATE,
        managed_by=current.managed_by,
        due_locked=current.due_locked,
        reason=str(current.due_reason),
        room=room,
    )


def _unfinished() -> dict[str, object]:
    """The columns of completion, verification and giving up, emptied."""
    return {
        "done_at": None,
        "done_by": None,
        "done_note": "",
        "verified_at": None,
        "verified_by": None,
        "verified_note": "",
        "cancelled_at": None,
        "cancel_reason": "",
    }


def _record(
    book: Book,
    actor: Actor,
    now: datetime,
    verb: str,
    current: FollowUp,
    changes: dict[str, Change],
    *people: Person | None,
) -> None:
    book.record(
        actor=actor,
        now=now,
        verb=verb,
        organisation=current.organisation,
        access=current.access,
        subjects=subjects_of(current, *people),
        changes=changes,
    )
