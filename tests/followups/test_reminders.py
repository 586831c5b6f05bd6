"""The planning sweep: who is told when, each milestone once, whatever the clock and other sweeps do."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import hypothesis
import pytest
from django.db import connection
from hypothesis import strategies

from accounts.actors import SYSTEM
from accounts.models import Membership
from accounts.services.access import create_access, grant
from accounts.services.people import assign_role
from accounts.services.trail import Subject
from followups.models import Delivery, FollowUp, Notice
from followups.schedule import latest_passed
from followups.services import followups as verbs
from followups.services import planning
from followups.services.holding import subject_of
from followups.services.planning import plan_reminders
from followups.vocabulary import DeliveryState, FollowUpKind, FollowUpState, NoticeKind
from tests.people import NOW, as_actor

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def told(**wanted) -> list[tuple[str, str]]:
    """Reminders and escalations so far, oldest first, as (milestone, sign-in name)."""
    rows = Notice.objects.filter(kind__in=[NoticeKind.REMINDER, NoticeKind.ESCALATION], **wanted)
    return [(row.milestone, row.recipient.username) for row in rows.order_by("pk")]


def sweep_through(start: datetime, end: datetime, step: timedelta) -> None:
    """Let the sweep run at every step from start to end."""
    at = start
    while at <= end:
        plan_reminders(now=at)
        at += step


def test_a_task_due_in_a_minute_gives_one_notice_and_one_mail_when_it_is_due(given):
    follow_up = given(due_at=NOW + MINUTE)
    sweep_through(NOW, NOW + 3 * MINUTE, timedelta(seconds=5))
    assert told() == [("due", "respons")]
    reminder = Notice.objects.get(follow_up=follow_up, kind=NoticeKind.REMINDER)
    assert reminder.deliveries.count() == 1
    assert (
        reminder.dedupe_key
        == f"fu:{follow_up.public_id}:{int(follow_up.due_at.timestamp())}:due:{reminder.recipient_id}"
    )


def test_an_ordinary_task_is_reminded_of_before_at_and_daily_after_and_from_two_days_also_above(given):
    given(due_at=NOW + 8 * DAY)
    sweep_through(NOW, NOW + 11 * DAY, HOUR)
    assert told() == [
        ("before-7d", "respons"),
        ("before-3d", "respons"),
        ("before-1d", "respons"),
        ("before-4h", "respons"),
        ("due", "respons"),
        ("after-1d", "respons"),
        ("after-2d", "respons"),
        ("after-2d", "kepala"),
        ("after-3d", "respons"),
        ("after-3d", "kepala"),
    ]


def test_a_legal_duty_is_reminded_of_by_the_hour_at_its_end_and_above_once_it_is_due(given):
    given(kind=FollowUpKind.LEGAL, due_at=None, clock_from=NOW - 65 * HOUR, clock_hours=72)
    sweep_through(NOW, NOW + 9 * HOUR, 10 * MINUTE)
    assert told() == [
        *((f"before-{hours}h", "respons") for hours in (6, 5, 4, 3, 2, 1)),
        ("due", "respons"),
        ("due", "kepala"),
        ("after-1h", "respons"),
        ("after-1h", "kepala"),
        ("after-2h", "respons"),
        ("after-2h", "kepala"),
    ]


def test_after_a_month_away_only_the_latest_milestone_is_told(given):
    given(due_at=NOW + 8 * DAY)
    plan_reminders(now=NOW + 30 * DAY)
    assert told() == [("after-22d", "respons"), ("after-22d", "kepala")]


def test_a_clock_set_back_an_hour_tells_nothing_twice(given):
    given(due_at=NOW + 4 * HOUR + MINUTE)
    sweep_through(NOW, NOW + 10 * MINUTE, MINUTE)
    sweep_through(NOW - HOUR, NOW + 10 * MINUTE, MINUTE)
    assert told() == [("before-4h", "respons")]


def test_a_clock_that_runs_ahead_a_month_and_back_still_tells_each_milestone_once(given):
    given(due_at=NOW + 8 * DAY)
    plan_reminders(now=NOW + 30 * DAY)
    sweep_through(NOW, NOW + 31 * DAY, 6 * HOUR)
    assert told() == [
        ("after-22d", "respons"),
        ("after-22d", "kepala"),
        ("after-23d", "respons"),
        ("after-23d", "kepala"),
    ]


@hypothesis.given(
    hours=strategies.lists(strategies.integers(0, 24 * 20), min_size=1, max_size=12),
    kind=strategies.sampled_from([FollowUpKind.TASK, FollowUpKind.LEGAL]),
)
@hypothesis.settings(
    max_examples=15, deadline=None, suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture]
)
def test_whenever_the_sweep_runs_no_milestone_is_told_twice_and_the_latest_is_told(hours, kind, given):
    clock = {"due_at": NOW + 8 * DAY}
    if kind == FollowUpKind.LEGAL:
        clock = {"due_at": None, "clock_from": NOW, "clock_hours": 192}
    follow_up = given(kind=kind, **clock)
    for each in hours:
        plan_reminders(now=NOW + each * HOUR)
    mine = told(follow_up=follow_up, recipient=follow_up.owner)
    assert len(mine) == len(set(mine))
    last = latest_passed(follow_up.policy, follow_up.due_at, NOW, NOW + max(hours) * HOUR)
    assert (last is None and not mine) or last.key in {milestone for milestone, _name in mine}


@pytest.mark.parametrize("zone", ["Asia/Jakarta", "Asia/Jayapura", "America/New_York", "Pacific/Apia"])
def test_steps_are_elapsed_hours_in_every_zone(zone, given):
    due = datetime(2027, 3, 14, 9, 0, tzinfo=ZoneInfo(zone))
    follow_up = given(due_at=due, now=due - 30 * DAY)
    plan_reminders(now=due - DAY)
    assert told() == [("before-1d", "respons")]
    follow_up.refresh_from_db()
    assert follow_up.next_reminder_at == due - 4 * HOUR


def test_what_is_finished_or_proposed_reminds_nobody(given, cast):
    done, proposed = given(due_at=NOW + DAY), given(state=FollowUpState.PROPOSED, due_at=NOW + DAY)
    verbs.complete(actor=as_actor(cast.responder), now=NOW, follow_up=done, note="Sudah")
    plan_reminders(now=NOW + 3 * DAY)
    assert told() == []
    proposed.refresh_from_db()
    assert proposed.next_reminder_at is None


def test_a_new_deadline_plans_anew(given, cast):
    follow_up = given(due_at=NOW + 8 * DAY)
    plan_reminders(now=NOW + DAY)
    verbs.redate(actor=as_actor(cast.dpo), now=NOW + DAY, follow_up=follow_up, due_at=NOW + 20 * DAY)
    sweep_through(NOW + DAY, NOW + 14 * DAY, HOUR)
    assert told() == [("before-7d", "respons"), ("before-7d", "respons")]


def test_a_new_owner_is_told_of_what_comes_and_the_old_one_no_more(given, cast):
    follow_up = given(due_at=NOW + 8 * DAY)
    plan_reminders(now=NOW + DAY)
    verbs.reassign(actor=as_actor(cast.dpo), now=NOW + DAY, follow_up=follow_up, owner=cast.second_responder)
    plan_reminders(now=NOW + 5 * DAY)
    assert told() == [("before-7d", "respons"), ("before-3d", "respons-kedua")]


def escalated(given, owner, **more) -> set[str]:
    given(owner=owner, due_at=NOW + DAY, **more)
    plan_reminders(now=NOW + 4 * DAY)
    return {name for milestone, name in told(kind=NoticeKind.ESCALATION)}


def test_a_head_answers_to_the_head_above(given, cast):
    assert escalated(given, cast.head) == {"kepala-daerah"}


def test_where_an_organisation_has_no_head_the_nearest_above_is_told(given, cast):
    Membership.objects.filter(person=cast.head).update(until=NOW)
    assert escalated(given, cast.responder) == {"kepala-daerah"}


def test_the_highest_head_answers_to_nobody(given, cast):
    assert escalated(given, cast.province_head) == set()


def test_two_heads_are_both_told(given, cast):
    assign_role(actor=SYSTEM, now=NOW, person=cast.isms_manager, organisation=cast.diskominfotik, role="head")
    assert escalated(given, cast.responder) == {"kepala", "smki"}


def test_a_superior_who_was_not_let_in_does_not_learn_of_what_is_red(given, cast):
    access = create_access(actor=SYSTEM, now=NOW, organisation=cast.diskominfotik, tlp="RED")
    about = Subject("access", access.pk, cast.diskominfotik.public_id)
    grant(actor=SYSTEM, now=NOW, access=access, person=cast.responder, subject=about)
    assert escalated(given, cast.responder, access=access) == set()
    grant(actor=SYSTEM, now=NOW, access=access, person=cast.head, subject=about)
    plan_reminders(now=NOW + 5 * DAY)
    assert told(kind=NoticeKind.ESCALATION) == [("after-4d", "kepala")]


def test_one_that_cannot_be_planned_does_not_hold_up_the_others(given, monkeypatch):
    bad, good = given("Rusak", due_at=NOW + DAY), given("Baik", due_at=NOW + DAY)
    original = planning._advance

    def advance(row: FollowUp, now: datetime):
        if row.pk == bad.pk:
            raise ValueError("broken")
        return original(row, now)

    monkeypatch.setattr(planning, "_advance", advance)
    assert plan_reminders(now=NOW + DAY) == 1
    assert Notice.objects.filter(kind=NoticeKind.REMINDER).get().follow_up == good


def test_planning_many_costs_few_statements(given, django_assert_max_num_queries):
    for number in range(30):
        given(f"Tugas {number}", due_at=NOW + DAY)
    with django_assert_max_num_queries(30 + 12):
        assert plan_reminders(now=NOW + DAY) == 30


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_plan_each_milestone_once(cast, given):
    for number in range(40):
        given(f"Tugas {number}", due_at=NOW + DAY)
    start = threading.Barrier(4)
    planned: list[int] = []

    def sweep() -> None:
        start.wait()
        try:
            planned.append(plan_reminders(now=NOW + DAY, batch=7))
        finally:
            connection.close()

    threads = [threading.Thread(target=sweep) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(planned) == 40
    assert Notice.objects.filter(kind=NoticeKind.REMINDER).count() == 40
    assert Delivery.objects.filter(notice__kind=NoticeKind.REMINDER).count() == 40


def test_a_void_mail_is_owed_again_when_the_old_deadline_comes_back(given, cast):
    follow_up = given(due_at=NOW + DAY)
    plan_reminders(now=NOW + DAY)
    Delivery.objects.filter(notice__kind=NoticeKind.REMINDER).update(state=DeliveryState.VOID)
    FollowUp.objects.filter(pk=follow_up.pk).update(next_reminder_at=NOW + DAY)
    plan_reminders(now=NOW + DAY)
    assert Delivery.objects.get(notice__kind=NoticeKind.REMINDER).state == DeliveryState.PLANNED


def test_the_trail_names_a_follow_up_by_its_title(given):
    assert subject_of(given("Tinjau kendali akses")).label == "Tinjau kendali akses"
