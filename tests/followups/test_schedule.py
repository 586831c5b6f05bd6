"""Reminder schedules: elapsed hours, in every zone, whatever clocks do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followups.schedule import (
    DAY,
    HOUR,
    LEGAL,
    ORDINARY,
    Policy,
    due_from_anchor,
    key_offset,
    latest_passed,
    milestones,
    next_milestone,
    policy_for,
)
from followups.vocabulary import FollowUpKind
from lib.errors import Invalid
from lib.zones import zone_info
from tests.strategies import instants, zones

DUE = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
LONG_AGO = DUE - 90 * DAY
MINUTE = timedelta(minutes=1)

policies = st.sampled_from([ORDINARY, LEGAL])
spells = st.integers(0, 60 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes))


def keys(policy: Policy, number: int, created_at: datetime = LONG_AGO) -> list[str]:
    return [each.key for each in islice(milestones(policy, DUE, created_at), number)]


class TestPolicies:
    def test_the_ordinary_policy(self) -> None:
        assert keys(ORDINARY, 8) == [
            *("before-7d", "before-3d", "before-1d", "before-4h", "due", "after-1d", "after-2d", "after-3d"),
        ]

    def test_the_superior_is_told_from_two_days_late(self) -> None:
        told = {each.key: each.escalates for each in islice(milestones(ORDINARY, DUE, LONG_AGO), 8)}
        assert [key for key, escalates in told.items() if escalates] == ["after-2d", "after-3d"]

    def test_the_legal_policy(self) -> None:
        assert keys(LEGAL, 18) == [
            *("before-2d", "before-1d", "before-12h", "before-6h", "before-5h", "before-4h", "before-3h"),
            *("before-2h", "before-1h", "due", "after-1h", "after-2h", "after-3h", "after-4h", "after-5h"),
            *("after-6h", "after-1d", "after-2d"),
        ]

    def test_a_legal_duty_tells_the_superior_from_the_due_moment_on(self) -> None:
        for each in islice(milestones(LEGAL, DUE, LONG_AGO), 18):
            assert each.escalates == (each.at >= DUE)

    def test_only_legal_duties_have_the_legal_policy(self) -> None:
        assert [kind for kind in FollowUpKind if policy_for(kind) is LEGAL] == [FollowUpKind.LEGAL]


class TestElapsedHours:
    def test_three_times_24_hours_are_72_elapsed_hours(self) -> None:
        aware = datetime(2026, 11, 20, 4, 0, tzinfo=zone_info("Asia/Jakarta"))
        assert due_from_anchor(aware, 72) == datetime(2026, 11, 22, 21, 0, tzinfo=UTC)

    @given(instants, zones, st.integers(1, 24 * 60))
    def test_no_zone_and_no_change_of_clocks_stretches_a_period(
        self, anchor: datetime, zone: str, hours: int
    ) -> None:
        due = due_from_anchor(anchor.astimezone(zone_info(zone)), hours)
        assert due == due_from_anchor(anchor, hours)
        assert due.tzinfo is UTC
        assert due - anchor == hours * HOUR

    @given(instants, zones, policies)
    def test_milestones_are_the_same_instants_in_every_zone(
        self, due: datetime, zone: str, policy: Policy
    ) -> None:
        local = due.astimezone(zone_info(zone))
        created_at = due - 30 * DAY
        here = list(islice(milestones(policy, local, created_at.astimezone(zone_info(zone))), 25))
        assert here == list(islice(milestones(policy, due, created_at), 25))

    def test_naive_times_and_empty_periods_are_refused(self) -> None:
        naive = DUE.replace(tzinfo=None)
        for call in (
            lambda: due_from_anchor(naive, 72),
            lambda: due_from_anchor(DUE, 0),
            lambda: next_milestone(ORDINARY, naive, LONG_AGO, LONG_AGO),
        ):
            with pytest.raises(Invalid):
                call()


class TestMilestones:
    @given(policies, instants, spells)
    def test_they_come_in_order_each_key_once_and_never_before_creation(
        self, policy: Policy, due: datetime, ahead: timedelta
    ) -> None:
        created_at = due - ahead
        found = list(islice(milestones(policy, due, created_at), 40))
        assert all(one.at < other.at for one, other in pairwise(found))
        assert len({each.key for each in found}) == len(found)
        assert all(each.at > created_at for each in found)

    @given(policies, instants)
    def test_a_key_says_how_far_from_the_due_moment_it_lies(self, policy: Policy, due: datetime) -> None:
        for each in islice(milestones(policy, due, due - 30 * DAY), 40):
            assert due + key_offset(each.key) == each.at

    @pytest.mark.parametrize("key", ["", "after", "after-0", "soon", "before-1w", "due-1d"])
    def test_a_key_that_no_policy_makes_is_refused(self, key: str) -> None:
        with pytest.raises(Invalid):
            key_offset(key)

    def test_a_follow_up_due_in_a_minute_has_only_its_due_moment_ahead(self) -> None:
        created_at = DUE - MINUTE
        assert next_milestone(ORDINARY, DUE, created_at, created_at).key == "due"
        assert latest_passed(ORDINARY, DUE, created_at, DUE - timedelta(seconds=1)) is None
        found = latest_passed(ORDINARY, DUE, created_at, DUE)
        assert found is not None
        assert found.key == "due"

    def test_a_follow_up_created_late_starts_with_its_next_day(self) -> None:
        assert keys(ORDINARY, 2, created_at=DUE + HOUR) == ["after-1d", "after-2d"]

    def test_missed_milestones_collapse_to_the_latest(self) -> None:
        found = latest_passed(ORDINARY, DUE, LONG_AGO, DUE + 30 * DAY + HOUR)
        assert found is not None
        assert (found.key, found.escalates) == ("after-30d", True)

    @given(policies, instants, spells, spells)
    def test_next_and_latest_meet_without_gap_or_overlap(
        self, policy: Policy, due: datetime, ahead: timedelta, later: timedelta
    ) -> None:
        created_at = due - ahead
        now = created_at + later
        following = next_milestone(policy, due, created_at, now)
        passed = latest_passed(policy, due, created_at, now)
        assert following.at > now
        assert passed is None or created_at < passed.at <= now
        between = [each for each in islice(milestones(policy, due, created_at), 200) if each.at <= now]
        assert passed == (between[-1] if between else None)


class Sweep:
    """A follow-up's schedule as a sweep keeps it: it sleeps until its next milestone."""

    def __init__(self, policy: Policy, due: datetime, created_at: datetime) -> None:
        self.policy, self.due, self.created_at = policy, due, created_at
        self.wakes_at = next_milestone(policy, due, created_at, created_at).at
        self.sent: list[str] = []

    def run(self, now: datetime) -> None:
        if now >= self.wakes_at:
            passed = latest_passed(self.policy, self.due, self.created_at, now)
            assert passed is not None
            self.sent.append(passed.key)
            self.wakes_at = next_milestone(self.policy, self.due, self.created_at, now).at


class TestSweeping:
    @given(policies, instants, spells, st.lists(st.integers(-60, 60 * 24 * 30), max_size=40))
    def test_no_milestone_is_sent_twice_whatever_the_clock_does(
        self, policy: Policy, due: datetime, ahead: timedelta, jumps: list[int]
    ) -> None:
        """Each jump moves the clock: up to an hour back, up to 30 days forward."""
        now = due - ahead
        sweep = Sweep(policy, due, now)
        for jump in jumps:
            now += timedelta(minutes=jump)
            sweep.run(now)
        assert len(sweep.sent) == len(set(sweep.sent))

    @given(policies, instants, spells)
    def test_a_sweep_every_few_seconds_sends_each_milestone_once(
        self, policy: Policy, due: datetime, ahead: timedelta
    ) -> None:
        expected = list(islice(milestones(policy, due, due - ahead), 20))
        sweep = Sweep(policy, due, due - ahead)
        for each in expected:
            for now in (
                each.at - timedelta(seconds=5),
                each.at,
                each.at + timedelta(seconds=5),
                each.at - HOUR,
            ):
                sweep.run(now)
        assert sweep.sent == [each.key for each in expected]

    def test_thirty_days_away_brings_one_reminder_and_not_thirty(self) -> None:
        sweep = Sweep(ORDINARY, DUE, LONG_AGO)
        sweep.run(DUE - DAY)
        sweep.run(DUE + 30 * DAY)
        sweep.run(DUE + 30 * DAY)
        assert sweep.sent == ["before-1d", "after-30d"]

    def test_a_clock_set_back_an_hour_sends_nothing_again(self) -> None:
        sweep = Sweep(LEGAL, DUE, DUE - 2 * HOUR)
        for now in (DUE, DUE - HOUR, DUE - HOUR / 2, DUE):
            sweep.run(now)
        assert sweep.sent == ["due"]
