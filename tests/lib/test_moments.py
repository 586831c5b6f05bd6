"""Moments: what was said, what it allows, and how moments compare."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lib.errors import Invalid
from lib.moments import (
    ABOUT_MARGIN,
    Moment,
    Precision,
    covers,
    moment_from_values,
    overlaps,
    unknown_moment,
)
from lib.zones import day_end, day_start, zone_info, zone_words
from tests.strategies import INDONESIA, instants, lengths, moments, told, zones

JAKARTA = "Asia/Jakarta"
MINUTE = timedelta(minutes=1)
FALLBACK = datetime(2026, 1, 1, tzinfo=UTC)


def value(earliest: object, latest: object, precision: str, zone: str = JAKARTA) -> Moment:
    return moment_from_values(
        earliest=earliest,  # type: ignore[arg-type]
        latest=latest,  # type: ignore[arg-type]
        precision=Precision(precision),
        zone=zone,
    )


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]


class TestWhatIsGiven:
    def test_a_time_with_offset_is_kept_as_an_instant_and_its_zone(self) -> None:
        moment = value("2023-12-12T22:03:00+07:00", None, "minute")
        assert moment.earliest == utc(2023, 12, 12, 15, 3)
        assert moment.zone == JAKARTA
        assert moment.span() == (utc(2023, 12, 12, 15, 3), utc(2023, 12, 12, 15, 4))

    def test_a_day_runs_from_its_midnight_to_the_next_in_its_zone(self) -> None:
        assert value("2019-09-27", None, "day").span() == (utc(2019, 9, 26, 17), utc(2019, 9, 27, 17))
        assert value("2019-09-27", None, "day", "Asia/Jayapura").span() == (
            utc(2019, 9, 26, 15),
            utc(2019, 9, 27, 15),
        )

    def test_a_day_may_end_before_it_is_over(self) -> None:
        moment = value("2020-05-22", "2020-05-22T18:32:00+07:00", "day")
        assert moment.span() == (utc(2020, 5, 21, 17), utc(2020, 5, 22, 11, 32))

    def test_a_day_given_as_the_latest_is_still_part_of_the_span(self) -> None:
        assert value(None, "2020-05-22", "unknown").latest == utc(2020, 5, 22, 17)

    def test_a_month_runs_to_the_first_of_the_next(self) -> None:
        assert value("2020-05", None, "month").span() == (utc(2020, 4, 30, 17), utc(2020, 5, 31, 17))
        assert value("2020-12-24", None, "month").span()[1] == utc(2020, 12, 31, 17)

    def test_an_hour_is_the_whole_clock_hour(self) -> None:
        moment = value("2020-05-18T23:17:00+07:00", None, "hour")
        assert moment.span() == (utc(2020, 5, 18, 16), utc(2020, 5, 18, 17))

    def test_about_reaches_a_little_to_both_sides(self) -> None:
        moment = value("2023-12-12T21:00:00+07:00", None, "about")
        at = utc(2023, 12, 12, 14)
        assert moment.span() == (at - ABOUT_MARGIN, at + ABOUT_MARGIN)

    def test_nobody_knows(self) -> None:
        assert unknown_moment(JAKARTA).span() == (None, None)

    @pytest.mark.parametrize(
        ("earliest", "latest", "precision", "code", "field"),
        [
            ("2020-05-18T23:30:00", None, "minute", "naive_time", "earliest"),
            ("2020-05-20", "2020-05-18", "day", "end_before_beginning", "latest"),
            ("2020-05-18T10:00Z", "2020-05-18T10:00Z", "minute", "end_before_beginning", "latest"),
            ("2020-02-30", None, "day", "not_a_time", "earliest"),
            ("yesterday", None, "day", "not_a_time", "earliest"),
            (None, "2020-13-01T00:00Z", "unknown", "not_a_time", "latest"),
            ("2020-05-18", None, "minute", "precision_without_time", "precision"),
            ("0020-05-18", None, "day", "year_out_of_range", "earliest"),
            ("9999-12-31", None, "day", "year_out_of_range", "earliest"),
            (None, None, "day", "moment_missing", "earliest"),
            (None, None, "minute", "moment_missing", "earliest"),
        ],
    )
    def test_what_cannot_be_right_is_refused_at_its_field(
        self, earliest: object, latest: object, precision: str, code: str, field: str
    ) -> None:
        with pytest.raises(Invalid) as refused:
            value(earliest, latest, precision)
        assert (refused.value.code, refused.value.field) == (code, field)

    @pytest.mark.parametrize("zone", ["Asia/Nowhere", "", "../etc/passwd", "Asia", "WIB\0"])
    def test_an_unknown_zone_is_refused(self, zone: str) -> None:
        with pytest.raises(Invalid) as refused:
            Moment(None, None, Precision.UNKNOWN, zone)
        assert refused.value.code == "unknown_zone"

    @given(st.text(max_size=40), st.sampled_from(list(Precision)))
    def test_any_text_is_read_or_refused_and_never_breaks(self, text: str, precision: Precision) -> None:
        try:
            moment = value(text, None, precision)
        except Invalid:
            return
        assert moment.zone == JAKARTA

    @given(st.dates(), zones, st.sampled_from(list(Precision)))
    def test_any_day_is_read_or_refused_in_every_zone(
        self, day: date, zone: str, precision: Precision
    ) -> None:
        try:
            moment = value(day, None, precision, zone)
        except Invalid:
            return
        start, stop = moment.span()
        assert start == day_start(day if precision != "month" else day.replace(day=1), zone)
        assert stop is None or start < stop


class TestSpans:
    @given(moments())
    def test_a_span_is_never_empty(self, moment: Moment) -> None:
        start, stop = moment.span()
        assert start is None or stop is None or start < stop

    @given(moments())
    def test_what_was_said_lies_in_the_span(self, moment: Moment) -> None:
        start, stop = moment.span()
        assert moment.earliest is None or (start is not None and start <= moment.earliest)
        assert moment.latest is None or stop == moment.latest

    @given(st.dates(date(1970, 1, 1), date(2070, 1, 1)), zones)
    def test_days_follow_each_other_without_gap_in_every_zone(self, day: date, zone: str) -> None:
        assert day_end(day, zone) == day_start(day + timedelta(days=1), zone)
        assume(day_start(day, zone) < day_end(day, zone))
        moment = value(day, None, "day", zone)
        assert moment.span() == (day_start(day, zone), day_end(day, zone))
        assert moment.earliest is not None
        assert moment.earliest.astimezone(zone_info(zone)).date() == day

    def test_a_day_that_a_zone_skipped_is_refused(self) -> None:
        with pytest.raises(Invalid):
            value(date(2011, 12, 30), None, "day", "Pacific/Apia")

    @given(instants, zones, told)
    def test_every_precision_allows_the_time_itself(
        self, at: datetime, zone: str, precision: Precision
    ) -> None:
        start, stop = Moment(at, None, precision, zone).span()
        assert start is not None
        assert stop is not None
        assert start <= at < stop

    @given(instants, st.sampled_from(INDONESIA))
    def test_a_day_in_indonesia_has_24_hours(self, at: datetime, zone: str) -> None:
        start, stop = Moment(at, None, Precision.DAY, zone).span()
        assert start is not None
        assert stop is not None
        assert stop - start == timedelta(hours=24)

    @given(instants, zones, told)
    def test_zone_does_not_change_what_minute_and_about_allow(
        self, at: datetime, zone: str, precision: Precision
    ) -> None:
        assume(precision in (Precision.MINUTE, Precision.ABOUT))
        assert Moment(at, None, precision, zone).span() == Moment(at, None, precision, "UTC").span()


class TestOrder:
    def test_by_sorts_before_at_the_same_instant(self) -> None:
        at = utc(2023, 12, 12, 14)
        by = Moment(None, at, Precision.UNKNOWN, JAKARTA)
        about = Moment(at, None, Precision.ABOUT, JAKARTA)
        assert by.sort_at(FALLBACK) < about.sort_at(FALLBACK)

    @given(moments(), instants)
    def test_there_is_always_a_place_in_the_timeline(self, moment: Moment, fallback: datetime) -> None:
        place = moment.sort_at(fallback)
        assert place.tzinfo is not None
        assert moment.span() != (None, None) or place == fallback

    @given(instants, lengths, zones)
    def test_what_is_over_before_another_begins_sorts_first(
        self, at: datetime, length: timedelta, zone: str
    ) -> None:
        one = Moment(at, at + length, Precision.MINUTE, zone)
        other = Moment(at + length, None, Precision.MINUTE, zone)
        assert one.sort_at(FALLBACK) < other.sort_at(FALLBACK)


class TestTheSameMomentToldMoreLoosely:
    def test_the_same_day_as_a_range_covers_both_days(self) -> None:
        exposure = value("2020-05-18T23:30:00+07:00", "2020-05-20T00:00:00+07:00", "about")
        assert exposure.loosened(Precision.DAY).span() == (utc(2020, 5, 17, 17), utc(2020, 5, 19, 17))

    def test_an_end_in_the_middle_of_a_day_reaches_to_its_midnight(self) -> None:
        statement = value("2020-05-22T08:00:00+07:00", "2020-05-22T18:32:00+07:00", "minute")
        assert statement.loosened(Precision.DAY).span()[1] == utc(2020, 5, 22, 17)

    def test_the_day_of_about_midnight_may_be_either_day(self) -> None:
        midnight = value("2020-05-19T00:00:00+07:00", None, "about")
        assert midnight.loosened(Precision.DAY).span() == (utc(2020, 5, 17, 17), utc(2020, 5, 19, 17))
        shortly_before = value("2020-05-18T23:50:00+07:00", None, "about")
        assert shortly_before.loosened(Precision.DAY).span() == (utc(2020, 5, 17, 17), utc(2020, 5, 19, 17))

    @given(moments(), st.sampled_from(list(Precision)))
    def test_it_never_becomes_more_exact(self, moment: Moment, precision: Precision) -> None:
        start, stop = moment.span()
        loose_start, loose_stop = moment.loosened(precision).span()
        assert loose_start is None or (start is not None and loose_start <= start)
        assert loose_stop is None or (stop is not None and loose_stop >= stop)


class TestComparing:
    READING_A = value("2020-05-18T23:30:00+07:00", "2020-05-19T00:00:00+07:00", "minute")
    READING_B = value("2020-05-19T23:30:00+07:00", "2020-05-20T00:00:00+07:00", "minute")

    def test_the_two_sikm_readings_have_no_instant_in_common(self) -> None:
        assert not overlaps(self.READING_A, self.READING_B)

    def test_the_range_in_use_covers_both_sikm_readings(self) -> None:
        assert covers([self.READING_A, self.READING_B]).span() == (
            utc(2020, 5, 18, 16, 30),
            utc(2020, 5, 19, 17),
        )

    def test_ends_that_only_touch_do_not_overlap(self) -> None:
        after = value("2020-05-19T00:00:00+07:00", None, "minute")
        assert not overlaps(self.READING_A, after)

    def test_nothing_covers_nothing(self) -> None:
        with pytest.raises(Invalid):
            covers([])

    @given(moments(), moments())
    def test_overlap_goes_both_ways(self, one: Moment, other: Moment) -> None:
        assert overlaps(one, other) == overlaps(other, one)

    @given(moments())
    def test_a_moment_overlaps_itself_and_what_is_unknown(self, moment: Moment) -> None:
        assert overlaps(moment, moment)
        assert overlaps(moment, unknown_moment(moment.zone))

    @given(st.lists(moments(), min_size=1, max_size=5))
    def test_what_covers_leaves_nothing_out(self, several: list[Moment]) -> None:
        start, stop = covers(several).span()
        for moment in several:
            own_start, own_stop = moment.span()
            assert start is None or (own_start is not None and start <= own_start)
            assert stop is None or (own_stop is not None and stop >= own_stop)

    @given(moments())
    def test_what_covers_one_is_that_one(self, moment: Moment) -> None:
        assert covers([moment]) == moment
        assert covers([moment, moment]) == moment


@pytest.mark.parametrize(
    ("zone", "word"),
    [
        ("Asia/Jakarta", "WIB"),
        ("Asia/Pontianak", "WIB"),
        ("Asia/Makassar", "WITA"),
        ("Asia/Jayapura", "WIT"),
        ("UTC", "UTC"),
        ("Asia/Singapore", "UTC+8"),
        ("Asia/Kolkata", "UTC+5:30"),
        ("America/Bogota", "UTC−5"),
    ],
)
def test_zones_have_the_names_that_people_use(zone: str, word: str) -> None:
    assert zone_words(FALLBACK, zone) == word
