"""The scale of a time chart: fine enough to read, with room for what is open."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lib.charts.svg import NARROW, WIDE, Layout, drawn
from lib.charts.timespan import STEPS, Nowhere, Row, TimeChart, scale_for

ZONE = "Asia/Jakarta"
EVENING = datetime(2023, 12, 12, 14, 0, tzinfo=UTC)
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def labels(*instants: datetime, language: str = "id", **room: list[datetime]) -> list[str]:
    """The labels of the scale these instants get."""
    scale = scale_for(instants, zone=ZONE, **room)
    assert scale
    return [tick.label for tick in scale.ticks(language)]


def test_an_evening_is_told_in_quarters_of_an_hour() -> None:
    end = EVENING + timedelta(minutes=80)
    assert labels(EVENING, end) == ["21.00", "21.15", "21.30", "21.45", "22.00", "22.15", "22.30"]


def test_an_open_end_near_the_edge_gets_room_for_its_arrow() -> None:
    end = EVENING + timedelta(minutes=80)
    with_room = labels(EVENING, end, open_past=[EVENING], open_future=[end], language="en")
    assert with_room[0] == "20:45"
    assert with_room[-1] == "22:45"


def test_days_are_told_as_days_of_the_zone() -> None:
    first = datetime(2020, 5, 18, 16, 30, tzinfo=UTC)
    last = datetime(2020, 5, 22, 11, 32, tzinfo=UTC)
    assert labels(first, last) == ["18 Mei", "19 Mei", "20 Mei", "21 Mei", "22 Mei", "23 Mei"]


def test_a_single_moment_stands_in_the_middle() -> None:
    scale = scale_for([EVENING], zone=ZONE)
    assert scale
    assert scale.position(EVENING) == 0.5


def test_without_instants_there_is_no_scale() -> None:
    assert scale_for([], zone=ZONE) is None


def test_years_are_told_with_their_year() -> None:
    told = labels(EVENING, EVENING + timedelta(days=1500))
    assert all(any(part.isdigit() and len(part) == 4 for part in label.split()) for label in told)


@given(st.lists(MOMENTS, min_size=1, max_size=8))
def test_every_instant_lies_on_a_scale_of_few_steps(instants: list[datetime]) -> None:
    scale = scale_for(instants, zone=ZONE)
    assert scale
    assert all(scale.holds(each) for each in instants)
    assert scale.step in STEPS
    assert 1 <= len(scale.ticks("id")) - 1 <= 9


@given(st.integers(1, 200))
def test_a_long_chart_is_cut_into_pieces_on_the_same_scale(count: int) -> None:
    rows = tuple(Row(f"F{number}", "Kejadian", "plain", Nowhere()) for number in range(count))
    parts = TimeChart("", (), rows, ()).parts()
    assert [row for part in parts for row in part.rows] == list(rows)
    assert all(len(part.rows) <= 27 for part in parts)
    assert len(parts) == 1 or len(parts[-1].rows) >= 4


@given(st.lists(MOMENTS, min_size=1, max_size=8), st.sampled_from([WIDE, NARROW]))
def test_no_label_of_the_scale_stands_over_another(instants: list[datetime], layout: Layout) -> None:
    scale = scale_for(instants, zone=ZONE)
    assert scale
    shown = drawn(TimeChart("", scale.ticks("id"), (), ()), layout, "")
    ends = 0.0
    for x, anchor, words in re.findall(r'<text x="([\d.]+)" y="[\d.]+" text-anchor="(\w+)">([^<]+)', shown):
        wide = 6 * len(words)
        begins = float(x) - {"start": 0, "middle": wide / 2, "end": wide}[anchor]
        assert begins >= ends
        ends = begins + wide
    assert ends
