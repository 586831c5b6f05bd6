"""From event to incident to its end."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.lifecycle import (
    OPEN_PHASES,
    EventState,
    Named,
    ObstacleKind,
    Phase,
    StandardActivity,
    allowed,
    assessable,
    check_closing,
    check_step,
    closing_obstacles,
    is_reopening,
    needs_reason,
    next_phases,
)
from lib.errors import Conflict, Invalid

phases = st.sampled_from(list(Phase))
NOTHING_OPEN = {"open_follow_ups": 0, "has_class": True, "unsettled_disputes": 0, "unknowns": 0}


def test_only_a_reported_event_is_assessed() -> None:
    assert [state for state in EventState if assessable(state)] == [EventState.REPORTED]


def test_the_usual_way_needs_no_reason() -> None:
    way = list(Phase)
    for here, there in pairwise(way):
        assert next_phases(here)[0] == there
        check_step(here, there, reason="")


@pytest.mark.parametrize(
    ("here", "there"),
    [
        (Phase.TRIAGE, Phase.RECOVERY),
        (Phase.TRIAGE, Phase.CLOSED),
        (Phase.RECOVERY, Phase.CONTAINMENT),
        (Phase.CLOSED, Phase.TRIAGE),
        (Phase.CLOSED, Phase.REVIEW),
    ],
)
def test_leaving_out_going_back_and_reopening_want_a_reason(here: Phase, there: Phase) -> None:
    for empty in ("", "   \n"):
        with pytest.raises(Invalid) as refused:
            check_step(here, there, reason=empty)
        assert refused.value.field == "reason"
    check_step(here, there, reason="Penyerang kembali lewat jalur yang sama.")


@given(phases, phases)
def test_a_step_is_allowed_exactly_when_it_is_offered(here: Phase, there: Phase) -> None:
    assert allowed(here, there) == (there in next_phases(here))
    assert allowed(here, there) == (here != there)


@given(phases)
def test_standing_still_is_a_conflict(phase: Phase) -> None:
    with pytest.raises(Conflict):
        check_step(phase, phase, reason="karena")


@given(phases, phases)
def test_every_path_leads_on_no_incident_is_stuck(here: Phase, there: Phase) -> None:
    assert here == there or there in next_phases(here)
    assert len(next_phases(here)) == len(Phase) - 1


def test_only_from_closed_is_it_reopening() -> None:
    assert {here for here in Phase for there in Phase if is_reopening(here, there)} == {Phase.CLOSED}
    assert all(
        is_reopening(Phase.CLOSED, phase) and needs_reason(Phase.CLOSED, phase) for phase in OPEN_PHASES
    )


def test_phases_follow_the_activities_of_the_standard() -> None:
    assert [phase.activity for phase in Phase] == sorted(
        (phase.activity for phase in Phase), key=list(StandardActivity).index
    )
    assert Phase.CONTAINMENT.activity is StandardActivity.RESPOND


class TestClosing:
    def test_a_finished_incident_closes_after_its_review_without_reason(self) -> None:
        assert closing_obstacles(**NOTHING_OPEN) == []  # type: ignore[arg-type]
        check_closing(Phase.REVIEW, [], reason="")

    def test_whatever_is_unfinished_is_named_with_its_number(self) -> None:
        found = closing_obstacles(open_follow_ups=2, has_class=False, unsettled_disputes=1, unknowns=6)
        assert [(each.kind, each.count) for each in found] == [
            (ObstacleKind.OPEN_FOLLOW_UPS, 2),
            (ObstacleKind.MISSING_CLASS, 1),
            (ObstacleKind.UNSETTLED_DISPUTES, 1),
            (ObstacleKind.UNKNOWNS, 6),
        ]
        assert "2" in str(found[0].message)
        assert "6" in str(found[3].message)

    def test_some_of_them_are_called_by_name_and_the_others_counted(self) -> None:
        named = {ObstacleKind.OPEN_FOLLOW_UPS: [Named(f"Tugas {{{n}}}") for n in range(7)]}
        (found,) = closing_obstacles(**{**NOTHING_OPEN, "open_follow_ups": 9}, named=named)  # type: ignore[arg-type]
        assert [each.words for each in found.named] == [f"Tugas {{{n}}}" for n in range(5)]
        assert str(found.told).endswith(
            "Tugas {0}; Tugas {1}; Tugas {2}; Tugas {3}; Tugas {4}; dan 4 lainnya."
        )
        (nameless,) = closing_obstacles(**{**NOTHING_OPEN, "unknowns": 2})  # type: ignore[arg-type]
        assert nameless.told == nameless.message

    def test_unfinished_things_want_a_reason_and_the_error_names_each(self) -> None:
        found = closing_obstacles(open_follow_ups=2, has_class=False, unsettled_disputes=0, unknowns=0)
        with pytest.raises(Invalid) as refused:
            check_closing(Phase.REVIEW, found, reason=" ")
        assert [problem.code for problem in refused.value.problems] == ["open_follow_ups", "missing_class"]
        check_closing(
            Phase.REVIEW, found, reason="Sisa pekerjaan dilanjutkan lewat rencana perlakuan risiko."
        )

    def test_what_is_unfinished_is_named_also_where_phases_are_left_out(self) -> None:
        found = closing_obstacles(open_follow_ups=1, has_class=False, unsettled_disputes=1, unknowns=0)
        with pytest.raises(Invalid) as refused:
            check_closing(Phase.TRIAGE, found, reason="")
        codes = [problem.code for problem in refused.value.problems]
        assert codes == ["open_follow_ups", "missing_class", "unsettled_disputes", "reason_missing"]
        with pytest.raises(Conflict):
            check_closing(Phase.CLOSED, found, reason="")

    def test_closing_before_the_review_wants_a_reason_even_when_nothing_is_open(self) -> None:
        with pytest.raises(Invalid):
            check_closing(Phase.TRIAGE, [], reason="")
        check_closing(Phase.TRIAGE, [], reason="Ternyata bukan insiden.")

    @given(st.integers(0, 50), st.booleans(), st.integers(0, 50), st.integers(0, 50))
    def test_nothing_unfinished_goes_unnamed(
        self, follow_ups: int, has_class: bool, disputes: int, unknowns: int
    ) -> None:
        found = closing_obstacles(
            open_follow_ups=follow_ups, has_class=has_class, unsettled_disputes=disputes, unknowns=unknowns
        )
        assert len(found) == sum([follow_ups > 0, not has_class, disputes > 0, unknowns > 0])
        assert all(str(each.message) for each in found)
