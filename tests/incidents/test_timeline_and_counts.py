"""What doors ask about a timeline and about numbers of incidents."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from incidents.selectors.counts import counts_by_class_and_month
from incidents.selectors.timeline import histories_of, timeline_of
from incidents.services.incidents import Classification, open_incident
from lib.texts import Text
from tests.incidents.making import minute, opened, recorded
from tests.incidents.test_facts import corrected
from tests.people import as_actor

pytestmark = pytest.mark.django_db


def test_facts_are_numbered_in_order_and_figures_name_them(jaki, django_assert_num_queries):
    with django_assert_num_queries(1):
        timeline = timeline_of(jaki)
    kinds = [state.rows.fact.key for state in timeline.states]
    assert kinds[:3] == ["launch", "debate", "message"]
    assert timeline.to_contain.rests_on == ("3", "5")
    assert [state.rows.fact.key for state in timeline.key_facts()][:2] == ["message", "gone"]


def test_a_long_timeline_takes_no_more_queries(cast, django_assert_num_queries):
    incident = opened(cast)
    for number in range(12):
        recorded(cast, incident, moment=minute(number))
    with django_assert_num_queries(1):
        assert len(timeline_of(incident).states) == 12


def test_one_with_other_readings_takes_no_more(sikm, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert any(state.disputed for state in timeline_of(sikm).states)


def test_older_wordings_stand_newest_first(cast):
    incident = opened(cast)
    fact, other = recorded(cast, incident), recorded(cast, incident)
    corrected(cast, fact, what=Text(id="Dengan kata lain"))
    histories = histories_of(incident)
    assert [row.n for row in histories[fact.pk]] == [2, 1]
    assert other.pk not in histories


def test_months_begin_at_midnight_where_the_actor_is(cast, django_assert_num_queries):
    for at in (datetime(2026, 10, 31, 16, 59, tzinfo=UTC), datetime(2026, 10, 31, 17, 0, tzinfo=UTC)):
        open_incident(
            actor=as_actor(cast.responder),
            now=at,
            organisation=cast.diskominfotik,
            title=Text(id="Pengelabuan"),
            classification=Classification(rsit="fraud"),
        )
    opened(cast, origin="exercise")
    actor = as_actor(cast.auditor)
    with django_assert_num_queries(2):
        rows = counts_by_class_and_month(actor)
    assert [(row.month, row.rsit, row.count) for row in rows] == [
        ("2026-10", "fraud", 1),
        ("2026-11", "fraud", 1),
    ]
    november = datetime(2026, 10, 31, 17, 0, tzinfo=UTC)
    assert [row.month for row in counts_by_class_and_month(actor, since=november)] == ["2026-11"]
    assert [row.month for row in counts_by_class_and_month(actor, until=november)] == ["2026-10"]


def test_what_is_counted_is_what_may_be_seen(cast):
    opened(cast, classification=Classification(rsit="fraud"))
    opened(cast, cast.isms_manager, tlp="RED", classification=Classification(rsit="fraud"))
    opened(cast)
    assert classes_seen_by(cast.isms_manager) == {"": 1, "fraud": 2}
    assert classes_seen_by(cast.auditor) == {"": 1, "fraud": 1}
    assert classes_seen_by(cast.stranger) == {}


def classes_seen_by(person):
    return {row.rsit: row.count for row in counts_by_class_and_month(as_actor(person))}
