"""Key figures from the timeline of the two real cases, and readings that stand against each other."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from incidents.timing import (
    Gap,
    KeyFigure,
    Reading,
    TimedFact,
    first_seen,
    moment_in_use,
    stands_against,
    time_to_contain,
    time_to_detect,
)
from incidents.vocabulary import Claim, FactKind, ReadingOf
from lib.durations import Certainty, Duration, bounds
from lib.moments import ABOUT_MARGIN, Moment, Precision, moment_from_values, overlaps, unknown_moment
from lib.wording import duration_words
from tests.strategies import moments

JAKARTA = "Asia/Jakarta"
NOON = datetime(2026, 11, 20, 5, tzinfo=UTC)


def at(earliest: str | None, latest: str | None = None, precision: str = "minute") -> Moment:
    return moment_from_values(earliest=earliest, latest=latest, precision=Precision(precision), zone=JAKARTA)


def fact(ref: str, kind: FactKind, moment: Moment, claim: Claim = Claim.REPORTED) -> TimedFact:
    return TimedFact(ref, kind, moment, claim)


COUNTED = [FactKind.OCCURRENCE, FactKind.AWARENESS, FactKind.CONTAINMENT]


@st.composite
def close_moments(draw: st.DrawFn) -> Moment:
    """Moments of every shape within some hours, so that they touch and overlap."""
    ends = st.integers(0, 24).map(lambda steps: NOON + steps * timedelta(minutes=5))
    start, stop = draw(st.none() | ends), draw(st.none() | ends)
    if start and stop and stop <= start:
        stop = None
    if start is None and stop is None:
        return unknown_moment(JAKARTA)
    return Moment(start, stop, draw(st.sampled_from(list(Precision))), JAKARTA)


def instants_of(moment: Moment) -> st.SearchStrategy[datetime]:
    """When it may truly have been, to the minute; an open end reaches a day further."""
    start, stop = bounds(moment)
    start = start or (stop or NOON) - timedelta(days=1)
    stop = stop or start + timedelta(days=1)
    last = max((stop - start) // timedelta(minutes=1) - 1, 0)
    return st.integers(0, last).map(lambda minutes: start + timedelta(minutes=minutes))


JAKI = [
    fact("F1", FactKind.BACKGROUND, at("2019-09-27", precision="day")),
    fact("F2", FactKind.BACKGROUND, at(None, "2023-12-12T21:00:00+07:00", "unknown")),
    fact("F3", FactKind.OCCURRENCE, at("2023-12-12T21:00:00+07:00", precision="about")),
    fact("F4", FactKind.ACTION, at("2023-12-12T22:03:00+07:00")),
    fact("F5", FactKind.CONTAINMENT, at("2023-12-12T22:20:00+07:00")),
]
EXPOSURE = at("2020-05-18T23:30:00+07:00", "2020-05-20T00:00:00+07:00", "about")
SIKM = [
    TimedFact("F1", FactKind.OCCURRENCE, EXPOSURE, Claim.REPORTED, disputed=True),
    TimedFact("F2", FactKind.DETECTION, EXPOSURE, Claim.REPORTED, disputed=True),
    fact("F6", FactKind.COMMUNICATION, at("2020-05-22T18:32:00+07:00"), Claim.CONFIRMED),
]


class TestJaki:
    def test_it_took_about_eighty_minutes_to_contain(self) -> None:
        figure = time_to_contain(JAKI)
        assert figure.duration.certainty is Certainty.ABOUT
        assert figure.duration.low == timedelta(minutes=80)
        assert figure.rests_on == ("F3", "F5")
        assert duration_words(figure.duration, "id") == "sekitar 80 menit"

    def test_nobody_says_when_the_operator_knew(self) -> None:
        figure = time_to_detect(JAKI)
        assert not figure.duration.is_known
        assert figure.gap is Gap.NO_AWARENESS
        assert first_seen(JAKI) is None


class TestSikm:
    def test_both_figures_are_unknown_and_say_why(self) -> None:
        assert time_to_detect(SIKM).gap is Gap.NO_AWARENESS
        contain = time_to_contain(SIKM)
        assert contain.gap is Gap.NO_CONTAINMENT
        assert contain.duration.certainty is Certainty.UNKNOWN
        assert contain.disputed

    def test_the_press_saw_it_first(self) -> None:
        seen = first_seen(SIKM)
        assert seen is not None
        assert (seen.ref, seen.kind) == ("F2", FactKind.DETECTION)

    def test_with_awareness_known_the_dispute_makes_it_a_range(self) -> None:
        aware = fact("F7", FactKind.AWARENESS, at("2020-05-20T06:00:00+07:00"))
        figure = time_to_detect([*SIKM, aware])
        assert figure.duration.certainty is Certainty.RANGE
        assert (figure.duration.low, figure.duration.high) == (timedelta(hours=6), timedelta(hours=30.5))
        assert figure.rests_on == ("F1", "F7")
        assert figure.disputed


class TestFigures:
    def test_refuted_facts_do_not_count(self) -> None:
        refuted = fact("F9", FactKind.OCCURRENCE, at("2023-12-12T20:00:00+07:00"), Claim.REFUTED)
        assert time_to_contain([refuted, *JAKI]).rests_on == ("F3", "F5")

    def test_it_is_contained_when_the_last_containment_is_done(self) -> None:
        later = fact("F6", FactKind.CONTAINMENT, at("2023-12-12T23:00:00+07:00"))
        assert time_to_contain([later, *JAKI]).duration.low == timedelta(hours=2)

    def test_a_containment_at_an_unknown_time_gives_no_figure(self) -> None:
        facts = [*JAKI[:4], fact("F5", FactKind.CONTAINMENT, unknown_moment(JAKARTA))]
        figure = time_to_contain(facts)
        assert (figure.gap, figure.rests_on) == (Gap.NO_CONTAINMENT, ("F3", "F5"))

    def test_an_occurrence_without_a_beginning_gives_no_figure(self) -> None:
        began_by = fact("F3", FactKind.OCCURRENCE, at(None, "2023-12-12T21:00:00+07:00", "unknown"))
        assert time_to_contain([began_by, JAKI[4]]).gap is Gap.NO_OCCURRENCE
        assert time_to_contain([JAKI[4]]).gap is Gap.NO_OCCURRENCE

    def test_containment_before_the_occurrence_is_a_contradiction(self) -> None:
        early = fact("F5", FactKind.CONTAINMENT, at("2023-12-12T19:00:00+07:00"))
        assert time_to_contain([JAKI[2], early]).gap is Gap.REVERSED

    @given(
        st.lists(
            st.tuples(st.sampled_from(list(FactKind)), moments(), st.sampled_from(list(Claim))), max_size=8
        )
    )
    def test_a_figure_is_known_or_says_why_not(self, rows: list[tuple[FactKind, Moment, Claim]]) -> None:
        facts = [fact(f"F{n}", *row) for n, row in enumerate(rows)]
        for figure in (time_to_detect(facts), time_to_contain(facts)):
            assert figure.duration.is_known == (figure.gap is None)
            assert not figure.duration.is_known or 2 <= len(figure.rests_on) <= 4
            assert set(figure.rests_on) <= {each.ref for each in facts}


MORNING = fact("F1", FactKind.OCCURRENCE, at("2026-11-20T08:00:00+07:00"))
NINE = fact("F3", FactKind.CONTAINMENT, at("2026-11-20T09:00:00+07:00"))


def in_words(figure: KeyFigure) -> tuple[str, tuple[str, ...]]:
    return duration_words(figure.duration, "en"), figure.rests_on


class TestSeveralFactsOfAKind:
    """What one fact says exactly, another of its kind may leave open."""

    def test_it_may_have_been_contained_later_on_the_day_that_another_fact_names(self) -> None:
        that_day = fact("F2", FactKind.CONTAINMENT, at("2026-11-20", precision="day"))
        assert in_words(time_to_contain([MORNING, NINE])) == ("60 minutes", ("F1", "F3"))
        figure = time_to_contain([MORNING, that_day, NINE])
        assert in_words(figure) == ("60 minutes – 16 h 00 m", ("F1", "F3", "F2"))
        assert figure.duration.certainty is Certainty.RANGE

    def test_it_may_have_begun_before_the_occurrence_with_a_time(self) -> None:
        by_eleven = fact("F2", FactKind.OCCURRENCE, at(None, "2026-11-20T11:00:00+07:00"))
        noon = fact("F4", FactKind.AWARENESS, at("2026-11-20T12:00:00+07:00"))
        figure = time_to_detect([MORNING, by_eleven, noon])
        assert in_words(figure) == ("unknown, at least 4 h 00 m", ("F2", "F1", "F4"))
        assert figure.gap is Gap.NO_OCCURRENCE

    def test_they_may_have_known_before_the_awareness_with_a_time(self) -> None:
        aware = [fact("F4", FactKind.AWARENESS, at("2026-11-20T12:00:00+07:00"))]
        aware.append(fact("F5", FactKind.AWARENESS, unknown_moment(JAKARTA)))
        assert in_words(time_to_detect([MORNING, *aware]))[0] == "unknown, at most 4 h 00 m"

    def test_facts_that_surely_lie_within_change_nothing(self) -> None:
        later = fact("F2", FactKind.OCCURRENCE, at("2026-11-20T08:30:00+07:00", precision="about"))
        before = fact("F4", FactKind.CONTAINMENT, at("2026-11-20T08:00:00+07:00", precision="hour"))
        figure = time_to_contain([MORNING, later, before, NINE])
        assert (figure.duration.certainty, figure.rests_on) == (Certainty.EXACT, ("F1", "F3"))

    def test_about_the_same_time_is_not_exact(self) -> None:
        nearly = fact("F2", FactKind.OCCURRENCE, at("2026-11-20T08:10:00+07:00", precision="about"))
        assert in_words(time_to_contain([MORNING, nearly, NINE])) == ("60–65 minutes", ("F2", "F1", "F3"))

    def test_a_dispute_over_any_fact_that_shapes_it_is_said(self) -> None:
        that_day = at("2026-11-20", precision="day")
        disputed = TimedFact("F2", FactKind.CONTAINMENT, that_day, Claim.REPORTED, disputed=True)
        assert time_to_contain([MORNING, disputed, NINE]).disputed

    @given(
        st.lists(st.tuples(st.sampled_from(COUNTED), close_moments()), min_size=1, max_size=7),
        st.data(),
    )
    def test_a_figure_contains_every_length_that_the_facts_allow(
        self, rows: list[tuple[FactKind, Moment]], data: st.DataObject
    ) -> None:
        facts = [fact(f"F{n}", *row) for n, row in enumerate(rows)]
        true = [(each.kind, data.draw(instants_of(each.moment))) for each in facts]
        begun = [instant for kind, instant in true if kind is FactKind.OCCURRENCE]
        aware = [instant for kind, instant in true if kind is FactKind.AWARENESS]
        contained = [instant for kind, instant in true if kind is FactKind.CONTAINMENT]
        for ended, figure in (
            (min(aware, default=None), time_to_detect(facts)),
            (max(contained, default=None), time_to_contain(facts)),
        ):
            if begun and ended is not None and ended >= min(begun):
                assert_contains(figure.duration, ended - min(begun))


def assert_contains(duration: Duration, length: timedelta) -> None:
    """An approximate length may be off by the margins of both its ends; all others hold to the minute."""
    leeway = 2 * ABOUT_MARGIN if duration.certainty is Certainty.ABOUT else timedelta(0)
    assert not duration.reversed or not length
    assert duration.low is None or duration.low - leeway <= length
    assert duration.high is None or length <= duration.high + leeway


def reading(ref: str, moment: Moment, *, settled: bool = False) -> Reading:
    return Reading(ref, ReadingOf.MOMENT, moment=moment, settled=settled)


def quantity(ref: str, low: int | None, high: int | None) -> Reading:
    return Reading(ref, ReadingOf.QUANTITY, low=low, high=high)


def cause(ref: str, words: str) -> Reading:
    return Reading(ref, ReadingOf.CAUSE, words=words)


def refs(readings: list[Reading]) -> list[tuple[str, str]]:
    return [(one.ref, other.ref) for one, other in stands_against(readings)]


class TestReadings:
    MONDAY = reading("A", at("2020-05-18T23:30:00+07:00", "2020-05-19T00:00:00+07:00"))
    TUESDAY = reading("B", at("2020-05-19T23:30:00+07:00", "2020-05-20T00:00:00+07:00"))

    def test_the_two_days_stand_against_each_other(self) -> None:
        assert refs([self.MONDAY, self.TUESDAY]) == [("A", "B")]

    def test_a_settled_reading_stands_against_nothing(self) -> None:
        settled = reading("A", self.MONDAY.moment or unknown_moment(JAKARTA), settled=True)
        assert refs([settled, self.TUESDAY]) == []

    def test_a_coarser_reading_agrees(self) -> None:
        that_week = reading("C", at("2020-05-18", "2020-05-20", "day"))
        assert refs([self.MONDAY, that_week]) == []

    def test_quantities_contradict_when_no_number_fits_both(self) -> None:
        assert refs([quantity("A", 1, 1), quantity("B", 2, 2)]) == [("A", "B")]
        assert refs([quantity("A", 1, 10), quantity("B", 10, 20)]) == []
        assert refs([quantity("A", 100, None), quantity("B", None, 50)]) == [("A", "B")]
        assert refs([quantity("A", None, None), quantity("B", 5, 5)]) == []

    def test_causes_contradict_when_their_words_differ(self) -> None:
        assert refs([cause("A", "Pemeliharaan situs"), cause("B", "pemeliharaan  situs.")]) == []
        assert refs([cause("A", "Pemeliharaan situs"), cause("B", "Modul diubah")]) == [("A", "B")]
        assert refs([cause("A", ""), cause("B", "Modul diubah")]) == []

    def test_readings_of_different_things_do_not_meet(self) -> None:
        assert refs([self.MONDAY, quantity("Q", 1, 1), cause("C", "Modul diubah")]) == []

    def test_while_in_dispute_all_readings_are_counted_with(self) -> None:
        assert self.MONDAY.moment is not None
        used = moment_in_use(self.MONDAY.moment, [self.MONDAY, self.TUESDAY])
        assert used.span() == EXPOSURE.span()
        assert moment_in_use(EXPOSURE, [self.MONDAY, self.TUESDAY]).span() == EXPOSURE.span()
        assert moment_in_use(self.MONDAY.moment, [self.MONDAY]) == self.MONDAY.moment

    @given(st.lists(moments(), max_size=5))
    def test_pairs_contradict_exactly_when_no_instant_fits_both(self, several: list[Moment]) -> None:
        readings = [reading(str(n), moment) for n, moment in enumerate(several)]
        pairs = {(int(one.ref), int(other.ref)) for one, other in stands_against(readings)}
        for i, one in enumerate(several):
            for j in range(i + 1, len(several)):
                assert ((i, j) in pairs) == (not overlaps(one, several[j]))
