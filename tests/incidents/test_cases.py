"""The two real cases from end to end: nothing is lost, nothing is made up."""

from __future__ import annotations

import pytest

from incidents.derived import states
from incidents.selectors.rows import rows_of
from incidents.timing import time_to_contain, time_to_detect

pytestmark = pytest.mark.django_db


def by_key(incident):
    return {state.rows.fact.key: state for state in states(rows_of(incident)).values()}


def test_the_sikm_date_is_disputed_with_both_readings(sikm):
    exposure = by_key(sikm)["exposure"]
    assert exposure.disputed_of == ("moment",)
    assert [reading.text_id[:6] for reading in exposure.rows.readings] == ["Selasa", "Selasa"]
    assert sikm.facts.disputed().count() == 1
    assert by_key(sikm)["outage"].moment_is_disputed


def test_jaki_was_contained_after_about_80_minutes(jaki):
    timed = [state.timed(key) for key, state in by_key(jaki).items()]
    figure = time_to_contain(timed)
    assert (figure.duration.certainty, figure.duration.low.total_seconds()) == ("about", 80 * 60)
    assert figure.rests_on == ("message", "gone")
    assert not time_to_detect(timed).duration.is_known


def test_the_number_of_people_of_sikm_is_unknown_and_never_zero(sikm):
    assert sikm.personal_data.subjects == "unknown"
    assert sikm.personal_data.subjects_min is None
