"""Moments in the margin of a timeline."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from lib.margin_words import margin_words
from lib.moments import Moment, Precision

ZONE = "Asia/Jakarta"


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=ZoneInfo(ZONE))


@pytest.mark.parametrize(
    ("moment", "big", "small"),
    [
        (Moment(at(2020, 5, 22, 18, 32), None, Precision.MINUTE, ZONE), "18.32", "22 Mei 2020"),
        (Moment(at(2023, 12, 12, 21), None, Precision.ABOUT, ZONE), "sekitar 21.00", "12 Des 2023"),
        (
            Moment(at(2020, 5, 18, 23, 30), at(2020, 5, 19), Precision.MINUTE, ZONE),
            "23.30–24.00",
            "18 Mei 2020",
        ),
        (
            Moment(at(2020, 5, 18, 23, 30), at(2020, 5, 20), Precision.ABOUT, ZONE),
            "18–19 Mei",
            "2020, 23.30\N{NO-BREAK SPACE}–\N{WORD JOINER}\N{NO-BREAK SPACE}24.00",
        ),
        (
            Moment(at(2026, 11, 30, 23), at(2026, 12, 1, 1), Precision.MINUTE, ZONE),
            "30 Nov – 1 Des",
            "2026, 23.00\N{NO-BREAK SPACE}–\N{WORD JOINER}\N{NO-BREAK SPACE}01.00",
        ),
        (Moment(at(2020, 5, 22), at(2020, 5, 23), Precision.DAY, ZONE), "22 Mei", "2020"),
        (Moment(None, at(2020, 5, 22, 18, 32), Precision.UNKNOWN, ZONE), "s.d. 18.32", "22 Mei 2020"),
        (Moment(None, None, Precision.UNKNOWN, ZONE), "—", "tidak diketahui"),
    ],
)
def test_the_most_telling_part_of_a_moment_stands_large(moment: Moment, big: str, small: str) -> None:
    shown = margin_words(moment, "id")
    assert (shown.big, shown.small) == (big, small)


def test_english_margins_are_written_the_english_way() -> None:
    shown = margin_words(Moment(at(2023, 12, 12, 21), None, Precision.ABOUT, ZONE), "en")
    assert (shown.big, shown.small) == ("about 21:00", "12 Dec 2023")
