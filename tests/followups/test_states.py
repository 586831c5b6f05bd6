"""The states of a follow-up: which step leads where, and what keeps a step from being taken."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.actors import SYSTEM
from accounts.models import TrailEntry
from followups.lifecycle import FROM, Step
from followups.models import FollowUp, Notice
from followups.services import followups as verbs
from followups.vocabulary import FollowUpKind, FollowUpState
from lib.errors import Conflict, Invalid, Missing, Refused, Stale
from tests.people import NOW, as_actor

LATER = NOW + timedelta(days=4)
DAY = timedelta(days=1)


def take(step: Step, follow_up: FollowUp, cast, **more):
    """Take a step as the one who may: the ISMS manager, who owns and did nothing."""
    common = {"actor": as_actor(cast.isms_manager), "now": NOW, "follow_up": follow_up, **more}
    calls = {
        Step.ACCEPT: lambda: verbs.accept(**common, owner=cast.responder, due_at=LATER),
        Step.DECLINE: lambda: verbs.decline(**common, reason="Sudah ada aturannya"),
        Step.EDIT: lambda: verbs.edit(**common, title_id="Judul lain"),
        Step.REASSIGN: lambda: verbs.reassign(**common, owner=cast.second_responder),
        Step.REDATE: lambda: verbs.redate(**common, due_at=LATER),
        Step.COMPLETE: lambda: verbs.complete(**common, note="Sudah"),
        Step.VERIFY: lambda: verbs.verify(**common),
        Step.CANCEL: lambda: verbs.cancel(**common, reason="Tidak perlu lagi"),
        Step.REOPEN: lambda: verbs.reopen_follow_up(**common, reason="Belum berhasil"),
    }
    return calls[step]()


def in_state(state: str, given, cast) -> FollowUp:
    """A follow-up that was brought into the state by its verbs."""
    if state == FollowUpState.PROPOSED:
        return given(state=state, owner=None, due_at=None)
    made = given()
    doer = as_actor(cast.responder)
    if state in {FollowUpState.DONE, FollowUpState.VERIFIED}:
        verbs.complete(actor=doer, now=NOW, follow_up=made, note="Sudah dipasang")
    if state == FollowUpState.VERIFIED:
        verbs.verify(actor=as_actor(cast.isms_manager), now=NOW, follow_up=made)
    if state == FollowUpState.CANCELLED:
        verbs.cancel(actor=doer, now=NOW, follow_up=made, reason="Ganda")
    made.refresh_from_db()
    return made


@pytest.mark.parametrize("state", FollowUpState.values)
@pytest.mark.parametrize("step", list(Step))
def test_a_step_is_possible_only_from_its_states(step, state, given, cast):
    follow_up = in_state(state, given, cast)
    before = TrailEntry.objects.count()
    if FollowUpState(state) in FROM[step]:
        changed = take(step, follow_up, cast, version=follow_up.version)
        assert changed.version == follow_up.version + 1
        assert TrailEntry.objects.count() == before + 1
    else:
        with pytest.raises(Conflict) as refusal:
            take(step, follow_up, cast)
        assert refusal.value.code == "wrong_state"
        assert TrailEntry.objects.count() == before


def test_an_accepted_proposal_gets_owner_date_and_reminders(given, cast):
    proposal = given(state=FollowUpState.PROPOSED, owner=None, due_at=None)
    assert proposal.next_reminder_at is None
    accepted = take(Step.ACCEPT, proposal, cast)
    assert (accepted.owner, accepted.due_at) == (cast.responder, LATER)
    assert accepted.next_milestone == "before-3d"
    assert Notice.objects.get(follow_up=accepted, kind="assigned").recipient == cast.responder


def test_what_is_finished_wakes_nobody_and_what_is_reopened_does(given, cast):
    follow_up = given()
    done = take(Step.COMPLETE, follow_up, cast)
    assert done.next_reminder_at is None
    again = take(Step.REOPEN, done, cast)
    assert again.state == FollowUpState.OPEN
    assert again.next_milestone == "before-7d"
    assert (again.done_at, again.done_by, again.done_note) == (None, None, "")


def test_a_declined_proposal_reopens_as_a_proposal(given, cast):
    proposal = given(state=FollowUpState.PROPOSED, owner=None, due_at=None)
    take(Step.DECLINE, proposal, cast)
    assert take(Step.REOPEN, proposal, cast).state == FollowUpState.PROPOSED


def test_nothing_is_done_without_a_word_or_a_file(given, cast):
    with pytest.raises(Invalid) as refusal:
        verbs.complete(actor=as_actor(cast.responder), now=NOW, follow_up=given(), note="  ")
    assert refusal.value.field == "note"


@pytest.mark.parametrize("unseen", [" ", "\u200b", "a\0b"])
@pytest.mark.parametrize("verb", [verbs.cancel, verbs.decline, verbs.reopen_follow_up])
def test_giving_up_and_taking_up_again_need_a_reason_that_can_be_read(verb, unseen, given, cast):
    with pytest.raises(Invalid) as refusal:
        verb(actor=as_actor(cast.responder), now=NOW, follow_up=given(), reason=unseen)
    assert refusal.value.field == "reason"


def test_words_of_which_nothing_would_be_seen_are_none(given, cast):
    with pytest.raises(Invalid):
        given("\u200b")
    by = {"actor": as_actor(cast.responder), "now": NOW, "follow_up": given()}
    with pytest.raises(Invalid):
        verbs.edit(**by, title_id="\u200b")
    with pytest.raises(Invalid):
        verbs.complete(**by, note="\u200b")


def test_a_corrective_action_is_verified_by_somebody_else(given, cast):
    follow_up = given(kind=FollowUpKind.CORRECTIVE, owner=cast.isms_manager)
    verbs.complete(actor=as_actor(cast.dpo), now=NOW, follow_up=follow_up, note="Sudah")
    for own in (cast.dpo, cast.isms_manager):
        with pytest.raises(Refused) as refusal:
            verbs.verify(actor=as_actor(own), now=NOW, follow_up=follow_up)
        assert refusal.value.code == "own_work"
    verified = verbs.verify(actor=as_actor(cast.head), now=NOW, follow_up=follow_up, note="Berhasil")
    assert (verified.state, verified.verified_by_id) == (FollowUpState.VERIFIED, cast.head.pk)


def test_a_program_does_not_verify(given, cast):
    follow_up = in_state(FollowUpState.DONE, given, cast)
    with pytest.raises(Refused):
        verbs.verify(actor=SYSTEM, now=NOW, follow_up=follow_up)


def legal(given, cast, **more):
    return given(
        "Beri tahu subjek data",
        kind=FollowUpKind.LEGAL,
        clock_from=NOW,
        clock_hours=72,
        due_at=None,
        managed_by="incidents",
        due_locked=True,
        due_reason_id="Kewajiban hukum: 3×24 jam sejak insiden diketahui.",
        legal_basis="UU PDP Pasal 46",
        **more,
    )


def test_a_legal_duty_is_due_so_many_elapsed_hours_after_its_fact(given, cast):
    duty = legal(given, cast)
    assert duty.due_at == NOW + timedelta(hours=72)
    assert duty.next_milestone == "before-2d"


@pytest.mark.parametrize(
    ("step", "code"),
    [
        (Step.REDATE, "due_locked"),
        (Step.COMPLETE, "managed"),
        (Step.CANCEL, "managed"),
        (Step.EDIT, "managed"),
    ],
)
def test_a_legal_duty_is_changed_by_its_own_room_alone(step, code, given, cast):
    duty = legal(given, cast)
    with pytest.raises(Conflict) as refusal:
        take(step, duty, cast)
    assert refusal.value.code == code
    with pytest.raises(Conflict):
        take(step, duty, cast, room="compliance")
    assert take(step, duty, cast, room="incidents").version == 2


def test_a_locked_date_says_why(given, cast):
    with pytest.raises(Conflict, match="3×24 jam"):
        take(Step.REDATE, legal(given, cast), cast)


def test_a_legal_duty_may_change_hands(given, cast):
    assert take(Step.REASSIGN, legal(given, cast), cast).owner == cast.second_responder


def test_an_exercise_runs_no_legal_clock(given, cast):
    with pytest.raises(Conflict) as refusal:
        legal(given, cast, origin="exercise")
    assert refusal.value.code == "not_live"


def test_correcting_the_fact_shifts_the_clock_and_tells_the_owner(given, cast):
    duty = legal(given, cast)
    shifted = verbs.shift_clock(
        actor=as_actor(cast.dpo), now=NOW, follow_up=duty, room="incidents", clock_from=NOW - 2 * DAY
    )
    assert shifted.due_at == NOW + DAY
    assert shifted.next_milestone == "before-12h"
    assert Notice.objects.get(follow_up=duty, kind="message").due_at == shifted.due_at
    with pytest.raises(Conflict):
        verbs.shift_clock(actor=as_actor(cast.dpo), now=NOW, follow_up=duty, room="", clock_from=NOW)


def test_two_people_at_once_do_not_overwrite_each_other(given, cast):
    follow_up = given()
    verbs.redate(actor=as_actor(cast.dpo), now=NOW, follow_up=follow_up, due_at=LATER, version=1)
    with pytest.raises(Stale) as refusal:
        verbs.redate(actor=as_actor(cast.head), now=NOW, follow_up=follow_up, due_at=LATER + DAY, version=1)
    assert refusal.value.current == 2


@pytest.mark.parametrize("who", ["stranger", "nobody", "administrator", "reporter"])
def test_nobody_without_a_role_for_it_learns_that_it_exists(who, given, cast):
    with pytest.raises(Missing):
        verbs.complete(actor=as_actor(getattr(cast, who)), now=NOW, follow_up=given(), note="Sudah")


def test_an_auditor_reads_but_does_not_change(given, cast):
    with pytest.raises(Refused):
        verbs.complete(actor=as_actor(cast.auditor), now=NOW, follow_up=given(), note="Sudah")


@pytest.mark.parametrize("who", ["stranger", "nobody", "administrator", "reporter"])
def test_an_owner_must_be_able_to_reach_it(who, given, cast):
    with pytest.raises(Invalid) as refusal:
        given(owner=getattr(cast, who))
    assert (refusal.value.field, refusal.value.code) == ("owner", "owner_cannot_reach")


def test_a_new_follow_up_names_everything_that_is_missing(given):
    with pytest.raises(Invalid) as refusal:
        given(" ", owner=None, due_at=None)
    assert [each.field for each in refusal.value.problems] == ["title", "owner", "due_at"]


def test_a_deadline_lies_ahead(given, cast):
    with pytest.raises(Invalid) as refusal:
        given(due_at=NOW)
    assert refusal.value.field == "due_at"
