"""Durations between moments that are known only so well."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given

from lib.durations import UNKNOWN_DURATION, Certainty, Duration, bounds, duration_between
from lib.moments import Moment, Precision, unknown_moment
from tests.strategies import instants, lengths, moments, zones

JAKARTA = "Asia/Jakarta"
AT = datetime(2023, 12, 12, 14, tzinfo=UTC)
MINUTES, HOURS = timedelta(minutes=1), timedelta(hours=1)


def at(offset: timedelta, precision: Precision = Precision.MINUTE) -> Moment:
    return Moment(AT + offset, None, precision, JAKARTA)


def between(first: timedelta, last: timedelta, precision: Precision = Precision.MINUTE) -> Moment:
    return Moment(AT + first, AT + last, precision, JAKARTA)


def test_two_minutes_give_an_exact_length() -> None:
    assert duration_between(at(0 * HOURS), at(2 * HOURS)) == Duration(Certainty.EXACT, 2 * HOURS, 2 * HOURS)


def test_about_nine_to_twenty_past_ten_is_about_eighty_minutes() -> None:
    found = duration_between(at(0 * HOURS, Precision.ABOUT), at(80 * MINUTES))
    assert found == Duration(Certainty.ABOUT, 80 * MINUTES, 80 * MINUTES)


def test_a_range_gives_the_shortest_and_the_longest() -> None:
    found = duration_between(between(0 * HOURS, 24 * HOURS, Precision.ABOUT), at(91 * HOURS))
    assert found == Duration(Certainty.RANGE, 67 * HOURS, 91 * HOURS)


def test_an_hour_and_a_day_are_ranges() -> None:
    assert duration_between(at(0 * HOURS, Precision.HOUR), at(3 * HOURS)).certainty is Certainty.RANGE
    assert duration_between(at(0 * HOURS, Precision.DAY), at(72 * HOURS)).certainty is Certainty.RANGE


def test_an_open_end_is_unknown_and_never_zero() -> None:
    began_by = Moment(None, AT, Precision.UNKNOWN, JAKARTA)
    assert duration_between(began_by, at(3 * HOURS)) == Duration(Certainty.UNKNOWN, 3 * HOURS, None)
    assert duration_between(began_by, at(0 * HOURS)) == UNKNOWN_DURATION
    assert duration_between(at(0 * HOURS), None) == UNKNOWN_DURATION
    assert duration_between(None, at(0 * HOURS)) == UNKNOWN_DURATION
    assert duration_between(unknown_moment(JAKARTA), at(0 * HOURS)) == UNKNOWN_DURATION


def test_an_end_wholly_before_its_start_is_a_contradiction_without_length() -> None:
    assert duration_between(at(2 * HOURS), at(0 * HOURS)) == Duration(Certainty.UNKNOWN, reversed=True)
    ranged = duration_between(between(5 * HOURS, 6 * HOURS), between(1 * HOURS, 2 * HOURS))
    assert ranged == Duration(Certainty.UNKNOWN, reversed=True)


def test_an_end_that_is_over_when_it_begins_is_a_contradiction_and_not_a_length_of_zero() -> None:
    found = duration_between(between(2 * HOURS, 3 * HOURS), between(1 * HOURS, 2 * HOURS))
    assert found == Duration(Certainty.UNKNOWN, reversed=True)
    assert duration_between(at(2 * HOURS), between(1 * HOURS, 2 * HOURS)).reversed


def test_a_minute_in_which_it_can_only_just_have_begun_is_no_bare_zero() -> None:
    found = duration_between(between(2 * HOURS, 3 * HOURS), at(2 * HOURS))
    assert found == Duration(Certainty.RANGE, 0 * MINUTES, 1 * MINUTES)


def test_an_approximate_time_beside_a_span_reaches_to_either_side() -> None:
    about = at(0 * HOURS, Precision.ABOUT)
    assert duration_between(about, between(1 * HOURS, 2 * HOURS)) == Duration(
        Certainty.RANGE, 45 * MINUTES, 135 * MINUTES
    )
    assert duration_between(between(5 * MINUTES, 1 * HOURS), about).high == 10 * MINUTES


def test_overlapping_ranges_begin_at_zero() -> None:
    found = duration_between(between(0 * HOURS, 2 * HOURS), between(1 * HOURS, 3 * HOURS))
    assert found == Duration(Certainty.RANGE, 0 * HOURS, 3 * HOURS)


def test_two_nearly_equal_approximate_times_are_a_short_range_and_not_zero() -> None:
    found = duration_between(at(5 * MINUTES, Precision.ABOUT), at(0 * MINUTES))
    assert found == Duration(Certainty.RANGE, 0 * MINUTES, 10 * MINUTES)


def test_two_equal_minutes_last_no_time() -> None:
    assert duration_between(at(0 * HOURS), at(0 * HOURS)) == Duration(Certainty.EXACT, 0 * HOURS, 0 * HOURS)


@given(moments(), moments())
def test_lengths_are_never_negative_and_low_is_never_above_high(start: Moment, end: Moment) -> None:
    found = duration_between(start, end)
    for length in (found.low, found.high):
        assert length is None or length >= timedelta(0)
    if found.low is not None and found.high is not None:
        assert found.low <= found.high


@given(moments(), moments())
def test_a_known_length_has_both_limits_and_an_unknown_one_at_most_one(start: Moment, end: Moment) -> None:
    found = duration_between(start, end)
    assert found.is_known == (found.low is not None and found.high is not None)
    assert found.is_known or timedelta(0) not in (found.low, found.high)


@given(moments(), moments())
def test_only_two_times_told_to_the_same_minute_last_no_time(start: Moment, end: Moment) -> None:
    if duration_between(start, end).high == timedelta(0):
        assert bounds(start) == bounds(end)


@given(moments(), moments())
def test_an_open_span_never_gives_a_known_length(start: Moment, end: Moment) -> None:
    if start.span()[0] is None or start.span()[1] is None or None in end.span():
        assert not duration_between(start, end).is_known


@given(instants, lengths, zones, zones)
def test_elapsed_time_is_the_same_in_every_zone(
    begin: datetime, length: timedelta, one: str, other: str
) -> None:
    start = Moment(begin, None, Precision.MINUTE, one)
    end = Moment(begin + length, None, Precision.MINUTE, other)
    assert duration_between(start, end) == Duration(Certainty.EXACT, length, length)
