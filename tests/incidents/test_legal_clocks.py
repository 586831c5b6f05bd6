"""The clock of a duty by law: started from a fact, shifted with it, fulfilled with a receipt."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from accounts.models import TrailEntry
from followups.services.followups import complete, redate
from incidents.models import Fact
from incidents.services.clocks import cancel_legal_clock, start_legal_clock
from incidents.services.facts import correct_fact, data_of
from incidents.services.follow_ups import finish_duty
from incidents.services.incidents import void_incident
from lib.errors import Conflict, Invalid, Missing, Refused
from lib.moments import Moment, Precision
from lib.texts import Text
from tests.incidents.making import (
    DAY,
    ZONE,
    fresh,
    minute,
    opened,
    read,
    recorded,
    settled,
    sourced,
    with_file,
)
from tests.people import NOW, as_actor

pytestmark = pytest.mark.django_db
TITLE = Text(id="Beri tahu lembaga PDP", en="Notify the PDP agency")


def aware(cast, incident, **more) -> Fact:
    return fresh(recorded(cast, incident, kind="awareness", **{"moment": minute(0), **more}))


def started(cast, fact, who=None, **more):
    return start_legal_clock(
        actor=as_actor(who or cast.responder),
        now=NOW,
        incident=fact.incident,
        fact=fact,
        owner=more.pop("owner", cast.dpo),
        title=TITLE,
        **more,
    )


def corrected(cast, fact, moment):
    return correct_fact(
        actor=as_actor(cast.responder),
        now=NOW,
        fact=fresh(fact),
        version=fresh(fact).version,
        data=replace(data_of(fact), moment=moment),
        reason="Log menunjukkan waktu lain",
    )


def test_three_times_24_hours_run_from_the_fact(cast):
    clock = started(cast, aware(cast, opened(cast)))
    assert (clock.due_at, clock.legal_basis) == (DAY + timedelta(hours=72), "UU 27/2022 Pasal 46")
    assert (clock.managed_by, clock.due_locked, clock.owner) == ("incidents", True, cast.dpo)


def test_from_a_time_that_is_known_only_so_well_it_runs_from_the_earliest(cast):
    about = Moment(DAY, None, Precision.ABOUT, ZONE)
    clock = started(cast, aware(cast, opened(cast), moment=about))
    assert clock.clock_from == DAY - timedelta(minutes=15)


def test_it_moves_with_the_fact_even_into_the_past(cast):
    fact = aware(cast, opened(cast))
    clock = started(cast, fact)
    corrected(cast, fact, minute(-3000))
    assert fresh(clock).due_at == DAY + timedelta(hours=72, minutes=-3000)
    assert TrailEntry.objects.filter(verb="follow_up.clock_shifted").count() == 1


def test_it_runs_from_what_the_fact_says_now_and_not_from_what_was_loaded_before(cast):
    fact = aware(cast, opened(cast))
    corrected(cast, fact, minute(-600))
    assert started(cast, fact).clock_from == minute(-600).earliest


def test_none_runs_in_an_incident_that_was_voided_meanwhile(cast):
    fact = aware(cast, opened(cast))
    void_incident(
        actor=as_actor(cast.isms_manager), now=NOW, incident=fresh(fact.incident), version=1, reason="Ganda"
    )
    with pytest.raises(Conflict) as refused:
        started(cast, fact)
    assert refused.value.code == "voided"


def test_it_moves_when_the_fact_is_disputed_and_when_that_is_settled(cast):
    incident = opened(cast)
    fact = aware(cast, incident)
    clock = started(cast, fact)
    earlier = read(cast, fact, minute(-600))
    assert fresh(clock).clock_from == minute(-600).earliest
    own = fact.readings.exclude(pk=earlier.pk).get()
    settled(cast, fact, own, sourced(cast, incident))
    assert fresh(clock).clock_from == DAY


def test_a_fact_that_lost_its_time_leaves_the_clock_running(cast):
    fact = aware(cast, opened(cast))
    clock = started(cast, fact)
    corrected(cast, fact, None)
    assert fresh(clock).due_at == DAY + timedelta(hours=72)


@pytest.mark.parametrize("origin", ["exercise", "reconstructed"])
def test_what_is_not_live_runs_no_legal_clock(cast, origin):
    fact = aware(cast, opened(cast, origin=origin))
    with pytest.raises(Conflict):
        started(cast, fact)


def test_no_clock_runs_from_a_fact_without_a_time_or_of_another_incident(cast):
    incident = opened(cast)
    with pytest.raises(Invalid):
        started(cast, aware(cast, incident, moment=None))
    with pytest.raises(Invalid):
        start_legal_clock(
            actor=as_actor(cast.responder),
            now=NOW,
            incident=incident,
            fact=aware(cast, opened(cast)),
            owner=cast.dpo,
            title=TITLE,
        )
    with pytest.raises(Invalid):
        started(cast, aware(cast, incident), hours=0)
    with pytest.raises(Refused):
        started(cast, aware(cast, incident), cast.auditor)


def test_the_general_verbs_keep_their_hands_off(cast):
    clock = started(cast, aware(cast, opened(cast)))
    actor = as_actor(cast.dpo)
    with pytest.raises(Conflict):
        complete(actor=actor, now=NOW, follow_up=clock, note="Sudah")
    with pytest.raises(Conflict):
        redate(actor=actor, now=NOW, follow_up=clock, due_at=NOW + timedelta(days=9))


def test_it_is_fulfilled_with_a_receipt_or_found_not_to_apply(cast):
    incident = opened(cast)
    fact = aware(cast, incident)
    clock, other = started(cast, fact), started(cast, fact)
    receipt = with_file(cast, incident, b"tanda terima").evidence
    done = {"actor": as_actor(cast.dpo), "now": NOW}
    finish_duty(**done, follow_up=clock, note="Surat 12", evidence=[receipt], version=clock.version)
    assert fresh(clock).state == "done" and fresh(clock).proofs.get().evidence == receipt
    with pytest.raises(Missing):
        cancel_legal_clock(**done, incident=opened(cast), follow_up=other, reason="Bukan data pribadi")
    cancel_legal_clock(**done, incident=incident, follow_up=other, reason="Bukan data pribadi")
    assert fresh(other).state == "cancelled"
