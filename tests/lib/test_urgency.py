"""How urgent something due is: tints, remainders and bars of clocks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.urgency import due_words, remainder, tint, used

NOW = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
"""Saturday 21 November 2026, 11.00 in Jakarta."""
ZONE = "Asia/Jakarta"
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("left", "legal", "ordinary"),
    [
        (timedelta(minutes=-1), "crit", "crit"),
        (timedelta(), "high", "high"),
        (47 * HOUR, "high", "med"),
        (48 * HOUR, "med", "med"),
        (71 * HOUR, "med", "med"),
        (72 * HOUR, "", "med"),
        (73 * HOUR, "", ""),
    ],
)
def test_a_legal_clock_warns_by_hours_and_anything_else_by_days(
    left: timedelta, legal: str, ordinary: str
) -> None:
    assert tint(due=NOW + left, now=NOW, zone=ZONE, legal=True) == legal
    assert tint(due=NOW + left, now=NOW, zone=ZONE) == ordinary


def test_today_is_the_day_of_the_zone_and_not_of_utc() -> None:
    late_evening = datetime(2026, 11, 21, 16, 30, tzinfo=UTC)
    just_after_midnight = datetime(2026, 11, 21, 17, 30, tzinfo=UTC)
    assert tint(due=late_evening, now=NOW, zone=ZONE) == "high"
    assert tint(due=just_after_midnight, now=NOW, zone=ZONE) == "med"


@pytest.mark.parametrize(
    ("left", "big", "small", "brief"),
    [
        (41 * HOUR, "41 jam", "00 mnt lagi", "41 jam 00 mnt"),
        (timedelta(minutes=-25), "25 mnt", "terlambat", "Lewat 25 mnt"),
        (timedelta(days=6, hours=6), "6 hari", "lagi", "6 hari"),
        (timedelta(seconds=20), "sekarang", "", "Sekarang"),
    ],
)
def test_a_legal_clock_shows_large_and_small_figures(
    left: timedelta, big: str, small: str, brief: str
) -> None:
    shown = remainder(due=NOW + left, now=NOW, zone=ZONE, language="id", legal=True)
    assert (shown.big, shown.small, shown.brief) == (big, small, brief)


def test_what_is_due_later_today_says_so_in_both_languages() -> None:
    due = NOW + 5 * HOUR
    assert remainder(due=due, now=NOW, zone=ZONE, language="id").brief == "Hari ini"
    assert remainder(due=due, now=NOW, zone=ZONE, language="en").brief == "Today"


@given(st.integers(min_value=-10_000, max_value=10_000), st.booleans(), st.sampled_from(["id", "en"]))
def test_the_tint_and_the_words_agree_about_being_late(minutes: int, legal: bool, language: str) -> None:
    due = NOW + timedelta(minutes=minutes)
    shown = remainder(due=due, now=NOW, zone=ZONE, language=language, legal=legal)
    assert shown.late == (minutes < 0) == (shown.kind == "crit")
    assert shown.brief


def test_a_date_of_today_is_named_so_and_keeps_its_zone_where_asked() -> None:
    today, monday = NOW - timedelta(minutes=25), NOW + 41 * HOUR
    assert due_words(due=today, now=NOW, zone=ZONE, language="id") == "hari ini, 10.35"
    assert due_words(due=monday, now=NOW, zone=ZONE, language="id", zoned=True) == "Sen 23 Nov, 04.00 WIB"
    assert due_words(due=today, now=NOW, zone=ZONE, language="en", before="assess by") == "assess by 10:35"


@given(st.integers(min_value=0, max_value=200), st.integers(min_value=0, max_value=400))
def test_a_bar_never_overflows(whole: int, gone: int) -> None:
    value, top = used(started=NOW, due=NOW + whole * HOUR, now=NOW + gone * HOUR)
    assert 0 <= value <= top
    assert top >= 1
