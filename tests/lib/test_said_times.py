"""Times as sources tell them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lib.calendar_words import day_words, weekday_words
from lib.errors import Invalid
from lib.moments import Precision, covers
from lib.said_times import Follows, SaidTime, read_said_time
from lib.wording import moment_words
from lib.zones import zone_info
from tests.strategies import INDONESIA, instants

PUBLISHED = date(2020, 5, 22)
JAKARTA = "Asia/Jakarta"


def read(words: str, reference: date = PUBLISHED, zone: str = JAKARTA) -> SaidTime:
    return read_said_time(words, zone=zone, reference=reference)


UNDERSTOOD = [
    ("18 Mei 2020 pukul 23.30 WIB", "18 Mei 2020 pukul 23.30 WIB", "minute"),
    ("12/12/2023 22:03", "12 Desember 2023 pukul 22.03 WIB", "minute"),
    ("18/5/20 23.30", "18 Mei 2020 pukul 23.30 WIB", "minute"),
    ("18.5.2020, 23.30", "18 Mei 2020 pukul 23.30 WIB", "minute"),
    ("18-5-2020 23:30:15", "18 Mei 2020 pukul 23.30 WIB", "minute"),
    ("2020-05-18T23:30", "18 Mei 2020 pukul 23.30 WIB", "minute"),
    ("2020-05-18T23:30+08:00", "18 Mei 2020 pukul 22.30 WIB", "minute"),
    ("18 Mei 2020 pukul 23.30 WITA", "18 Mei 2020 pukul 23.30 WITA", "minute"),
    ("May 18, 2020 at 11:30 pm", "18 Mei 2020 pukul 23.30 WIB", "minute"),
    ("Monday, 18th of May 2020, 11 pm", "18 Mei 2020 pukul 23.00–24.00 WIB", "hour"),
    ("sekitar pukul 23.30, 18 Mei 2020", "18 Mei 2020 sekitar pukul 23.30 WIB", "about"),
    ("18 May 2020, about 23:30", "18 Mei 2020 sekitar pukul 23.30 WIB", "about"),
    ("18 Mei 2020 ±23.30", "18 Mei 2020 sekitar pukul 23.30 WIB", "about"),
    ("pukul 23 18 Mei 2020", "18 Mei 2020 pukul 23.00–24.00 WIB", "hour"),
    ("jam 9 malam, 18 Mei 2020", "18 Mei 2020 pukul 21.00–22.00 WIB", "hour"),
    ("18 Mei 2020 pukul 9.30 malam", "18 Mei 2020 pukul 21.30 WIB", "minute"),
    ("12 siang, 18 Mei 2020", "18 Mei 2020 pukul 12.00–13.00 WIB", "hour"),
    ("12 malam, 18 Mei 2020", "19 Mei 2020 pukul 00.00–01.00 WIB", "hour"),
    ("Selasa malam (19/5)", "19 Mei 2020 sekitar pukul 18.00–24.00 WIB", "about"),
    ("Tuesday night, 19 May 2020", "19 Mei 2020 sekitar pukul 18.00–24.00 WIB", "about"),
    ("18 Mei 2020 dini hari", "18 Mei 2020 sekitar pukul 00.00–05.00 WIB", "about"),
    ("18 Mei 2020 23.30–24.00", "18 Mei 2020 pukul 23.30–24.00 WIB", "minute"),
    ("antara 9 dan 11 malam, 18 Mei 2020", "18 Mei 2020 pukul 21.00–23.00 WIB", "hour"),
    ("from 23:30 on 18 May 2020 to 01:00", "18 Mei 2020 pukul 23.30 – 19 Mei 2020 pukul 01.00 WIB", "minute"),
    ("18/5 23.30 sampai 01.00", "18 Mei 2020 pukul 23.30 – 19 Mei 2020 pukul 01.00 WIB", "minute"),
    (
        "18 Mei pukul 23.30 s.d. 19 Mei 2020 01.00",
        "18 Mei 2020 pukul 23.30 – 19 Mei 2020 pukul 01.00 WIB",
        "minute",
    ),
    ("18 Mei 2020", "18 Mei 2020", "day"),
    ("hari Senin tanggal 18 Mei 2020", "18 Mei 2020", "day"),
    ("18–19 Mei 2020", "18–19 Mei 2020", "day"),
    ("sekitar 18 Mei 2020", "sekitar 18 Mei 2020", "about"),
    ("Mei 2020", "Mei 2020", "month"),
    ("05/2020", "Mei 2020", "month"),
    ("paling lambat 22 Mei 2020", "tidak diketahui, paling lambat 22 Mei 2020 pukul 24.00 WIB", "unknown"),
    ("by 22 May 2020 18:32", "tidak diketahui, paling lambat 22 Mei 2020 pukul 18.32 WIB", "unknown"),
    ("s.d. 18.32, 22 Mei 2020", "tidak diketahui, paling lambat 22 Mei 2020 pukul 18.32 WIB", "unknown"),
    ("sebelum 22 Mei 2020", "tidak diketahui, paling lambat 21 Mei 2020 pukul 24.00 WIB", "unknown"),
    ("setelah 22 Mei 2020", "tidak diketahui, tidak lebih awal dari 23 Mei 2020 pukul 00.00 WIB", "unknown"),
    (
        "tidak lebih awal dari 22/5/2020 18.32",
        "tidak diketahui, tidak lebih awal dari 22 Mei 2020 pukul 18.32 WIB",
        "unknown",
    ),
]

REFUSED = [
    ("kemarin malam", "relative_time"),
    ("tadi pagi", "relative_time"),
    ("hari ini pukul 10.00", "relative_time"),
    ("yesterday at 10", "relative_time"),
    ("2 hari yang lalu", "time_not_understood"),
    ("", "time_not_understood"),
    ("   ", "time_not_understood"),
    ("entah", "time_not_understood"),
    ("<b>18 Mei 2020</b>", "time_not_understood"),
    ("18/5/2020 19/5/2020", "time_not_understood"),
    ("18 Mei 2020 WIB WITA", "time_not_understood"),
    ("antara 18 Mei 2020", "time_not_understood"),
    ("sebelum setelah 18 Mei 2020", "time_not_understood"),
    ("18/5/2020" + " " * 300 + "x" * 300, "time_not_understood"),
    ("Selasa malam", "date_missing"),
    ("23.30", "date_missing"),
    ("pukul 21 sampai 22", "date_missing"),
    ("31/2/2020", "no_such_day"),
    ("5/18/2020", "no_such_day"),
    ("0/0/2020", "no_such_day"),
    ("18/5/2020 25.00", "no_such_time"),
    ("18/5/2020 23.75", "no_such_time"),
    ("18/5/2020 24.01", "no_such_time"),
    ("18/5/2020 13:00 pm", "no_such_time"),
    ("18/5/2020 14.00 malam", "part_of_day_contradicts"),
    ("18/5/2020 pukul 1 malam", "part_of_day_contradicts"),
    ("18/5/0020", "year_out_of_range"),
    ("18/5/2020 23.30 sampai 17/5/2020 23.00", "end_before_beginning"),
    ("from 23:30 to 01:00, 18 May 2020", "end_before_beginning"),
    ("18/5/2020 23.30 sampai 23.30", "end_before_beginning"),
]


PIECES = (
    *("Selasa", "Senin", "18/5/2020", "18/5", "Mei", "2020", "23.30", "9", "pukul", "malam", "sampai", "dan"),
    *(
        "antara",
        "-",
        "WIB",
        "sekitar",
        "sebelum",
        "setelah",
        "kemarin",
        "31",
        ",",
        "(",
        ")",
        "24.00",
        "25.99",
    ),
    *("2020-05-18", "00/00", "s.d.", "am", "pm", "May", "18th", "at", "by"),
)


@pytest.mark.parametrize(("words", "understood", "precision"), UNDERSTOOD)
def test_what_sources_write_is_understood(words: str, understood: str, precision: str) -> None:
    said = read(words)
    assert not said.contradicts
    assert moment_words(said.moment, "id") == understood
    assert said.moment.precision == precision


@pytest.mark.parametrize(("words", "code"), REFUSED)
def test_what_is_not_understood_is_refused_with_its_reason(words: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        read(words)
    assert (refused.value.code, refused.value.field) == (code, "moment")


class TestAWeekdayThatContradictsItsDate:
    def test_both_days_are_offered_the_date_first(self) -> None:
        said = read("Selasa 18/5/2020, sekitar 23.30")
        assert said.contradicts
        by_date, by_weekday = said.candidates
        assert (by_date.follows, by_date.day) == (Follows.DATE, date(2020, 5, 18))
        assert (by_weekday.follows, by_weekday.day) == (Follows.WEEKDAY, date(2020, 5, 19))
        assert by_weekday.moment.earliest == datetime(2020, 5, 19, 16, 30, tzinfo=UTC)
        assert by_weekday.moment.precision is Precision.ABOUT

    def test_it_is_pointed_out_in_the_readers_language(self) -> None:
        said = read("Selasa 18/5/2020, sekitar 23.30")
        assert said.remark("id") == "18 Mei 2020 adalah hari Senin"
        assert said.remark("en") == "18 May 2020 was a Monday"
        assert read("Senin 18/5/2020").remark("id") == ""

    def test_the_sikm_article_reads_as_two_half_hours_that_a_range_covers(self) -> None:
        said = read("Selasa (18/5) malam, sekitar pukul 23.30 sampai pukul 24.00 WIB")
        spans = [candidate.moment.span() for candidate in said.candidates]
        assert spans == [
            (datetime(2020, 5, 18, 16, 30, tzinfo=UTC), datetime(2020, 5, 18, 17, tzinfo=UTC)),
            (datetime(2020, 5, 19, 16, 30, tzinfo=UTC), datetime(2020, 5, 19, 17, tzinfo=UTC)),
        ]
        covering = covers([candidate.moment for candidate in said.candidates])
        assert covering.span() == (spans[0][0], spans[1][1])

    def test_both_ends_of_a_range_move_to_their_weekdays(self) -> None:
        said = read("Selasa 18/5/2020 23.30 sampai Rabu 19/5/2020 01.00")
        assert said.candidates[1].moment.span() == (
            datetime(2020, 5, 19, 16, 30, tzinfo=UTC),
            datetime(2020, 5, 19, 18, tzinfo=UTC),
        )

    @given(st.dates(date(1971, 1, 1), date(2069, 1, 1)), st.integers(0, 6), st.sampled_from(["id", "en"]))
    def test_the_other_day_is_the_nearest_with_that_weekday(
        self, day: date, weekday: int, language: str
    ) -> None:
        name = weekday_words(date(2020, 5, 18) + timedelta(days=weekday), language)
        said = read(f"{name}, {day_words(day, language)}")
        assert said.contradicts == (day.weekday() != weekday)
        assert said.candidates[0].day == day
        if said.contradicts:
            other = said.candidates[1].day
            assert other.weekday() == weekday
            assert abs(other - day) <= timedelta(days=3)


class TestADateWithoutItsYear:
    @pytest.mark.parametrize(
        ("words", "reference", "day"),
        [
            ("18/5", date(2020, 5, 22), date(2020, 5, 18)),
            ("24/12", date(2020, 5, 22), date(2019, 12, 24)),
            ("31 Desember", date(2021, 1, 2), date(2020, 12, 31)),
            ("1 Januari", date(2020, 12, 31), date(2021, 1, 1)),
            ("29/2", date(2023, 5, 22), date(2020, 2, 29)),
        ],
    )
    def test_it_is_the_last_such_day_before_it_was_said(self, words: str, reference: date, day: date) -> None:
        assert read(words, reference).candidates[0].day == day


@given(
    instants,
    st.sampled_from(INDONESIA),
    st.sampled_from(["id", "en"]),
)
def test_what_the_portal_writes_it_can_read(at: datetime, zone: str, language: str) -> None:
    local = at.astimezone(zone_info(zone))
    dot = "." if language == "id" else ":"
    said = read(f"{day_words(local.date(), language)}, {local.hour}{dot}{local.minute:02d}", zone=zone)
    assert said.moment.earliest == at
    assert read(moment_words(said.moment, language), zone="UTC").moment == said.moment


@given(st.text(max_size=60))
@example("１８/５/２０２０")
@example("٢٠٢٠-٠٥-١٨")
@example("9999-12-31T23:59:59-14:00")
@example("0001-01-01T00:00:00+14:00")
def test_any_text_is_read_or_refused_and_never_breaks(text: str) -> None:
    try:
        assert read(text).candidates
    except Invalid as refused:
        assert str(refused)


@given(
    st.lists(
        st.sampled_from(PIECES),
        max_size=9,
    )
)
def test_any_mixture_of_known_words_is_read_or_refused(words: list[str]) -> None:
    try:
        said = read(" ".join(words))
    except Invalid as refused:
        assert refused.code
    else:
        assert 1 <= len(said.candidates) <= 2


def test_a_time_that_clocks_skipped_is_refused() -> None:
    with pytest.raises(Invalid) as refused:
        read("29/3/2020 02.30", zone="Europe/Berlin")
    assert refused.value.code == "skipped_time"
