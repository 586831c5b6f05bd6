"""Moments, durations and remainders in words, as the report and the portal show them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.calendar_words import day_words, days_words, language_of, months_words, short_instant_words
from lib.durations import Certainty, Duration
from lib.moments import Moment, Precision, moment_from_values
from lib.wording import (
    MomentLines,
    duration_words,
    instant_words,
    length_words,
    moment_lines,
    moment_words,
    relative_words,
)
from tests.strategies import instants, moments, zones

JAKARTA = "Asia/Jakarta"
NOW = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
MINUTES, HOURS, DAYS = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

SAID = [
    (
        ("2020-05-22T18:32:00+07:00", None, "minute"),
        "22 Mei 2020 pukul 18.32 WIB",
        "22 May 2020, 18:32 WIB",
    ),
    (
        ("2023-12-12T21:00:00+07:00", None, "about"),
        "12 Desember 2023 sekitar pukul 21.00 WIB",
        "12 December 2023, about 21:00 WIB",
    ),
    (
        ("2020-05-18T23:30:00+07:00", "2020-05-19T00:00:00+07:00", "minute"),
        "18 Mei 2020 pukul 23.30–24.00 WIB",
        "18 May 2020, 23:30–24:00 WIB",
    ),
    (
        ("2020-05-18T23:30:00+07:00", "2020-05-19T00:00:00+07:00", "unknown"),
        "18 Mei 2020 pukul 23.30–24.00 WIB",
        "18 May 2020, 23:30–24:00 WIB",
    ),
    (
        ("2020-05-18T23:30:00+07:00", "2020-05-20T00:00:00+07:00", "minute"),
        "18 Mei 2020 pukul 23.30 – 19 Mei 2020 pukul 24.00 WIB",
        "18 May 2020, 23:30 – 19 May 2020, 24:00 WIB",
    ),
    (
        ("2020-05-18T23:30:00+07:00", "2020-05-20T00:00:00+07:00", "about"),
        "sekitar 18 Mei 2020 pukul 23.30 – 19 Mei 2020 pukul 24.00 WIB",
        "about 18 May 2020, 23:30 – 19 May 2020, 24:00 WIB",
    ),
    (
        ("2020-05-22", "2020-05-22T18:32:00+07:00", "day"),
        "22 Mei 2020, sebelum pukul 18.32 WIB",
        "22 May 2020, before 18:32 WIB",
    ),
    (
        (None, "2020-05-22T18:32:00+07:00", "unknown"),
        "tidak diketahui, paling lambat 22 Mei 2020 pukul 18.32 WIB",
        "unknown, by 22 May 2020, 18:32 WIB",
    ),
    (
        ("2023-12-12T22:20:00+07:00", None, "unknown"),
        "tidak diketahui, tidak lebih awal dari 12 Desember 2023 pukul 22.20 WIB",
        "unknown, not before 12 December 2023, 22:20 WIB",
    ),
    ((None, None, "unknown"), "tidak diketahui", "unknown"),
    (
        (None, "2020-05-22", "day"),
        "tidak diketahui, paling lambat 22 Mei 2020",
        "unknown, by 22 May 2020",
    ),
    (("2019-09-27", None, "day"), "27 September 2019", "27 September 2019"),
    (("2020-05-18", "2020-05-19", "day"), "18–19 Mei 2020", "18–19 May 2020"),
    (("2020-05-18", None, "about"), "sekitar 18 Mei 2020", "about 18 May 2020"),
    (("2020-05", None, "month"), "Mei 2020", "May 2020"),
    (("2019-12", "2020-01", "month"), "Desember 2019 – Januari 2020", "December 2019 – January 2020"),
    (
        ("2020-05-18T21:00:00+07:00", None, "hour"),
        "18 Mei 2020 pukul 21.00–22.00 WIB",
        "18 May 2020, 21:00–22:00 WIB",
    ),
]


def value(earliest: str | None, latest: str | None, precision: str) -> Moment:
    return moment_from_values(earliest=earliest, latest=latest, precision=Precision(precision), zone=JAKARTA)


class TestMoments:
    @pytest.mark.parametrize(("said", "indonesian", "english"), SAID)
    def test_a_moment_reads_as_people_write_it(
        self, said: tuple[str | None, str | None, str], indonesian: str, english: str
    ) -> None:
        assert moment_words(value(*said), "id") == indonesian
        assert moment_words(value(*said), "en") == english

    def test_the_margin_of_a_timeline_has_day_time_and_remark(self) -> None:
        exposure = value("2020-05-18T23:30:00+07:00", "2020-05-20T00:00:00+07:00", "about")
        assert moment_lines(exposure, "id") == MomentLines(
            "18–19 Mei 2020", "18 Mei 23.30 – 19 Mei 24.00 WIB", "waktu kira-kira"
        )
        message = value("2023-12-12T21:00:00+07:00", None, "about")
        assert moment_lines(message, "id") == MomentLines("12 Desember 2023", "sekitar pukul 21.00 WIB")
        assert moment_lines(message, "en") == MomentLines("12 December 2023", "about 21:00 WIB")
        assert moment_lines(value(None, None, "unknown"), "id") == MomentLines("tidak diketahui")

    def test_a_range_over_a_change_of_clocks_names_both_zones(self) -> None:
        night = Moment(
            datetime(2020, 3, 29, 0, 30, tzinfo=UTC),
            datetime(2020, 3, 29, 2, 30, tzinfo=UTC),
            Precision.MINUTE,
            "Europe/Berlin",
        )
        assert moment_words(night, "en") == "29 March 2020, 01:30 UTC+1–04:30 UTC+2"

    @given(moments(), st.sampled_from(["id", "en", "en-us", "fr"]))
    def test_every_moment_has_words(self, moment: Moment, language: str) -> None:
        words, lines = moment_words(moment, language), moment_lines(moment, language)
        assert words.strip() == words != ""
        assert lines.day
        assert "None" not in words + lines.time

    @given(instants, zones)
    def test_only_the_end_of_a_span_is_written_as_24(self, at: datetime, zone: str) -> None:
        assert "24.00" not in instant_words(at, zone, "id")


class TestDurations:
    @pytest.mark.parametrize(
        ("duration", "indonesian", "english"),
        [
            (Duration(Certainty.ABOUT, 80 * MINUTES, 80 * MINUTES), "sekitar 80 menit", "about 80 minutes"),
            (Duration(Certainty.EXACT, MINUTES, MINUTES), "1 menit", "1 minute"),
            (Duration(Certainty.EXACT, 0 * MINUTES, 0 * MINUTES), "kurang dari 1 menit", "under 1 minute"),
            (Duration(Certainty.EXACT, 41 * HOURS, 41 * HOURS), "41 jam 00 mnt", "41 h 00 m"),
            (Duration(Certainty.EXACT, 99 * HOURS, 99 * HOURS), "4 hari 3 jam", "4 days 3 hours"),
            (
                Duration(Certainty.RANGE, 66 * HOURS + 32 * MINUTES, 91 * HOURS + 2 * MINUTES),
                "66½–91 jam",
                "66½–91 hours",
            ),
            (Duration(Certainty.RANGE, 80 * MINUTES, 95 * MINUTES), "80–95 menit", "80–95 minutes"),
            (
                Duration(Certainty.RANGE, 0 * HOURS, 30 * MINUTES),
                "paling lama 30 menit",
                "at most 30 minutes",
            ),
            (
                Duration(Certainty.RANGE, 30 * MINUTES, 5 * HOURS),
                "30 menit – 5 jam 00 mnt",
                "30 minutes – 5 h 00 m",
            ),
            (Duration(Certainty.RANGE, 238 * DAYS, 239 * DAYS), "238–239 hari", "238–239 days"),
            (Duration(Certainty.UNKNOWN), "tidak diketahui", "unknown"),
            (Duration(Certainty.UNKNOWN, reversed=True), "tidak diketahui", "unknown"),
            (
                Duration(Certainty.UNKNOWN, 3 * HOURS),
                "tidak diketahui, paling singkat 3 jam 00 mnt",
                "unknown, at least 3 h 00 m",
            ),
            (
                Duration(Certainty.UNKNOWN, None, 3 * HOURS),
                "tidak diketahui, paling lama 3 jam 00 mnt",
                "unknown, at most 3 h 00 m",
            ),
        ],
    )
    def test_a_duration_says_how_well_it_is_known(
        self, duration: Duration, indonesian: str, english: str
    ) -> None:
        assert duration_words(duration, "id") == indonesian
        assert duration_words(duration, "en") == english

    @given(st.timedeltas(timedelta(0), timedelta(days=5000)))
    def test_every_length_has_words(self, length: timedelta) -> None:
        assert length_words(length, "id")
        assert length_words(length, "en")


class TestRemainders:
    @pytest.mark.parametrize(
        ("ahead", "indonesian", "english"),
        [
            (41 * HOURS, "41 jam 00 mnt lagi", "41 h 00 m left"),
            (-25 * MINUTES, "lewat 25 mnt", "25 m late"),
            (-42 * HOURS, "lewat 2 hari", "2 days late"),
            (6 * DAYS + 6 * HOURS, "6 hari lagi", "6 days left"),
            (40 * MINUTES, "40 mnt lagi", "40 m left"),
            (-38 * DAYS, "lewat 38 hari", "38 days late"),
            (timedelta(seconds=20), "sekarang", "now"),
        ],
    )
    def test_what_is_left_counts_hours_near_the_end_and_days_far_from_it(
        self, ahead: timedelta, indonesian: str, english: str
    ) -> None:
        assert relative_words(NOW + ahead, NOW, "id", zone=JAKARTA) == indonesian
        assert relative_words(NOW + ahead, NOW, "en", zone=JAKARTA) == english

    def test_a_legal_clock_counts_hours_for_its_whole_period(self) -> None:
        left = relative_words(NOW + 71 * HOURS, NOW, "id", zone=JAKARTA, hours_below=73)
        assert left == "71 jam 00 mnt lagi"
        assert relative_words(NOW + 41 * HOURS, NOW, "id", zone=JAKARTA, bare=True) == "41 jam 00 mnt"


class TestCalendar:
    def test_days_of_one_month_share_it(self) -> None:
        assert days_words(date(2020, 4, 30), date(2020, 5, 1), "id") == "30 April – 1 Mei 2020"
        assert days_words(date(2019, 12, 31), date(2020, 1, 1), "en") == "31 December 2019 – 1 January 2020"
        assert days_words(date(2020, 5, 1), date(2020, 5, 1), "en") == "1 May 2020"
        assert months_words(date(2020, 4, 1), date(2020, 5, 1), "id") == "April–Mei 2020"

    def test_weekdays_and_short_forms(self) -> None:
        assert day_words(date(2020, 5, 18), "id", weekday=True) == "Senin, 18 Mei 2020"
        assert instant_words(NOW, JAKARTA, "id", weekday=True) == "Sabtu, 21 November 2026 pukul 11.00 WIB"
        assert short_instant_words(NOW, JAKARTA, "id") == "Sab 21 Nov, 11.00"
        assert short_instant_words(NOW, JAKARTA, "en") == "Sat 21 Nov, 11:00"

    def test_other_languages_read_indonesian(self) -> None:
        assert [language_of(code) for code in ("id", "en-GB", "fr", "ID-id")] == ["id", "en", "id", "id"]
