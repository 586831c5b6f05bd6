"""Readings that stand against each other, and the decisions about them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incidents.derived import states
from incidents.models import Settlement
from incidents.selectors.rows import rows_of
from incidents.services.disputes import settle_fact, withdraw_settlement
from lib.errors import Conflict, Invalid, Missing, Refused
from lib.moments import overlaps
from lib.texts import Text
from tests.incidents.making import (
    fresh,
    minute,
    opened,
    read,
    recorded,
    settled,
    sourced,
    span,
    with_file,
)
from tests.people import NOW, as_actor

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=5)


def in_use(fact):
    return states(rows_of(fresh(fact).incident))[fact.pk].in_use


def withdrawn(cast, fact, who=None):
    return withdraw_settlement(
        actor=as_actor(who or cast.responder),
        now=LATER,
        fact=fresh(fact),
        version=fresh(fact).version,
        of="moment",
        reason="Log ternyata dari peladen lain",
    )


def test_disputing_sets_the_facts_own_moment_beside_the_other(cast):
    fact = recorded(cast, opened(cast), moment=minute(0), as_said="pukul delapan")
    read(cast, fact, minute(600))
    assert [each.text_id for each in fact.readings.all()] == ["pukul delapan", "menurut sumber lain"]
    assert fresh(fact).disputed
    assert in_use(fact).span() == (minute(0).earliest, minute(600).span()[1])


def test_readings_that_agree_dispute_nothing(cast):
    fact = recorded(cast, opened(cast), moment=span(0, 60))
    read(cast, fact, minute(30))
    assert not fresh(fact).disputed


def test_quantities_and_causes_stand_against_each_other_too(cast):
    fact = recorded(cast, opened(cast), moment=minute(0))
    read(cast, fact, of="quantity", value="100-200")
    read(cast, fact, of="quantity", value="150")
    assert not fresh(fact).disputed
    read(cast, fact, of="quantity", value="5000")
    read(cast, fact, of="cause", value="pemeliharaan")
    read(cast, fact, of="cause", value="Kesalahan konfigurasi.")
    state = states(rows_of(fact.incident))[fact.pk]
    assert state.disputed_of == ("quantity", "cause")


@pytest.mark.parametrize("value", ["banyak", "200-100", "-5", "1.5"])
def test_a_quantity_is_a_number_or_two(cast, value):
    fact = recorded(cast, opened(cast), moment=minute(0))
    with pytest.raises(Invalid):
        read(cast, fact, of="quantity", value=value)


def test_settling_makes_one_reading_count_and_keeps_the_others(cast):
    incident = opened(cast)
    fact = recorded(cast, incident, moment=minute(0))
    other = read(cast, fact, minute(600))
    settled(cast, fact, other, sourced(cast, incident))
    assert not fresh(fact).disputed
    assert in_use(fact) == minute(600)
    assert fact.readings.count() == 2


def test_settling_rests_on_evidence_or_a_source_of_the_incident(cast):
    incident = opened(cast)
    fact = recorded(cast, incident, moment=minute(0))
    chosen = read(cast, fact, minute(600))
    ground = {"chosen": chosen, "reason": "Log"}
    actor = as_actor(cast.responder)
    with pytest.raises(Invalid):
        settle_fact(actor=actor, now=NOW, fact=fresh(fact), version=fresh(fact).version, **ground)
    elsewhere = with_file(cast, opened(cast)).evidence
    with pytest.raises(Missing):
        settle_fact(
            actor=actor,
            now=NOW,
            fact=fresh(fact),
            version=fresh(fact).version,
            evidence=elsewhere,
            **ground,
        )
    own = with_file(cast, incident, b"log peladen").evidence
    settle_fact(actor=actor, now=NOW, fact=fresh(fact), version=fresh(fact).version, evidence=own, **ground)
    assert Settlement.objects.get().evidence == own


def test_a_later_reading_against_the_chosen_one_opens_the_dispute_again(cast):
    incident = opened(cast)
    fact = recorded(cast, incident, moment=minute(0))
    other = read(cast, fact, minute(600))
    settled(cast, fact, other, sourced(cast, incident))
    read(cast, fact, minute(900), now=LATER)
    assert fresh(fact).disputed
    assert in_use(fact).span() == (minute(600).earliest, minute(900).span()[1])


def test_a_decision_can_be_taken_back_and_stays_on_record(cast):
    incident = opened(cast)
    fact = recorded(cast, incident, moment=minute(0))
    other = read(cast, fact, minute(600))
    settled(cast, fact, other, sourced(cast, incident))
    withdrawn(cast, fact)
    assert fresh(fact).disputed and Settlement.objects.count() == 2
    with pytest.raises(Conflict):
        withdrawn(cast, fact)


def test_who_only_reads_decides_nothing(cast):
    incident = opened(cast)
    fact = recorded(cast, incident, moment=minute(0))
    other = read(cast, fact, minute(600))
    settled(cast, fact, other, sourced(cast, incident))
    with pytest.raises(Refused):
        withdrawn(cast, fact, cast.auditor)
    with pytest.raises(Missing):
        withdrawn(cast, fact, cast.stranger)


def test_the_database_refuses_to_rewrite_a_decision(cast):
    incident = opened(cast)
    fact = recorded(cast, incident, moment=minute(0))
    settled(cast, fact, read(cast, fact, minute(600)), sourced(cast, incident))
    with pytest.raises(DatabaseError), transaction.atomic():
        Settlement.objects.update(reason="lain")
    with pytest.raises(DatabaseError), transaction.atomic():
        Settlement.objects.update(reason="", chosen=None)
    with pytest.raises(DatabaseError), transaction.atomic():
        fact.readings.all().update(text_id="lain")


@given(points=st.lists(st.integers(0, 1000), min_size=1, max_size=5))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_fact_is_disputed_exactly_while_two_readings_cannot_both_be_right(cast, points):
    with transaction.atomic():
        fact = recorded(cast, opened(cast), moment=minute(points[0]))
        for point in points:
            read(cast, fact, minute(point), text=Text(id=f"pukul {point}"))
        told = [minute(point) for point in points]
        wanted = any(not overlaps(one, other) for one in told for other in told)
        assert fresh(fact).disputed is wanted
        start, stop = in_use(fact).span()
        assert all(start <= each.span()[0] and each.span()[1] <= stop for each in told)
        transaction.set_rollback(True)
