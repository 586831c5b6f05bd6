"""What is still to come is no fact: the portal, REST and a case file say so; clocks differ by minutes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from accounts.actors import SYSTEM
from incidents.cases.loader import load_case
from incidents.cases.reader import read_file
from incidents.models import Fact, Incident
from incidents.services.clocks import start_legal_clock
from incidents.services.facts import correct_fact, data_of, record_fact
from lib.errors import Invalid
from lib.moments import Moment, Precision
from lib.texts import Text
from tests.api_client import Api, pointers
from tests.incidents.conftest import CASES
from tests.incidents.making import ZONE, fact_data, fresh, minute, opened, read, recorded
from tests.incidents.portal.conftest import as_sent, at, form_of
from tests.people import NOW, as_actor

pytestmark = pytest.mark.django_db
SAID = "Waktu ini ada di masa depan."


def ahead(**by: float) -> Moment:
    """So far after the moment at which tests happen."""
    return Moment(NOW + timedelta(**by), None, Precision.MINUTE, ZONE)


def stored_ahead(cast, incident) -> Fact:
    """A fact that was taken while nobody asked: its year is a typing error."""
    data = fact_data(moment=ahead(days=365))
    late = NOW + timedelta(days=366)
    return fresh(record_fact(actor=as_actor(cast.responder), now=late, incident=incident, data=data))


@pytest.mark.parametrize("origin", ["live", "exercise", "reconstructed"])
def test_what_is_still_to_come_is_no_fact(cast, origin):
    incident = opened(cast, origin=origin)
    with pytest.raises(Invalid) as refused:
        recorded(cast, incident, moment=ahead(minutes=6))
    assert (refused.value.field, refused.value.code) == ("moment", "in_future")
    assert not Fact.objects.exists()


@pytest.mark.parametrize(
    "moment",
    [
        ahead(minutes=4),
        Moment(NOW, NOW + timedelta(days=1), Precision.ABOUT, ZONE),
        Moment(NOW, None, Precision.DAY, ZONE),
        Moment(None, NOW + timedelta(days=1), Precision.UNKNOWN, ZONE),
    ],
)
def test_what_may_have_happened_is_taken_also_by_a_clock_that_goes_before(cast, moment):
    assert recorded(cast, opened(cast), moment=moment)


def test_no_reading_and_no_correction_moves_a_fact_ahead(cast):
    fact = recorded(cast, opened(cast), moment=minute(0))
    with pytest.raises(Invalid):
        read(cast, fact, ahead(days=1))
    with pytest.raises(Invalid):
        correct(cast, fact, moment=ahead(days=365))
    assert fresh(fact).span_from == minute(0).earliest


def correct(cast, fact, **changes) -> Fact:
    fact = fresh(fact)
    return correct_fact(
        actor=as_actor(cast.responder),
        now=NOW,
        fact=fact,
        version=fact.version,
        data=replace(data_of(fact), **changes),
        reason="Tahunnya keliru",
    )


def test_what_was_stored_ahead_is_corrected_in_its_words_and_in_its_time(cast):
    fact = stored_ahead(cast, opened(cast))
    correct(cast, fact, what=Text(id="Diberitahukan kepada kepala dinas."))
    assert correct(cast, fact, moment=minute(5)).span_from == minute(5).earliest


def test_no_legal_clock_runs_from_what_is_still_to_come(cast):
    incident = opened(cast)
    fact = stored_ahead(cast, incident)
    with pytest.raises(Invalid) as refused:
        start_legal_clock(
            actor=as_actor(cast.dpo),
            now=NOW,
            incident=fresh(incident),
            fact=fact,
            owner=cast.dpo,
            title=Text(id="Pemberitahuan kepada subjek data"),
        )
    assert refused.value.field == "fact"


def test_the_portal_says_so_at_the_time(cast, portal, frozen):
    incident, browser = opened(cast), portal(cast.responder)
    shown = browser.get(at("fact_add", incident))
    typed = {"what_id": "Data terlihat.", "when": "18 Mei 2099 pukul 23.30"}
    answer = browser.post(at("fact_add", incident), as_sent(form_of(shown), **typed))
    assert answer.status_code == 422
    assert form_of(answer).errors == {"when": [SAID]}


def test_the_portal_says_so_at_the_time_of_a_reading(cast, portal, frozen):
    fact, browser = recorded(cast, opened(cast), moment=minute(0)), portal(cast.responder)
    shown = browser.get(at("fact_reading", fact.incident, fact.public_id))
    typed = {"of": "moment", "when": "18 Mei 2099 pukul 23.30"}
    answer = browser.post(at("fact_reading", fact.incident, fact.public_id), as_sent(form_of(shown), **typed))
    assert form_of(answer).errors == {"when": [SAID]}


def test_a_program_is_told_where(cast, frozen):
    incident = opened(cast)
    moment = {"earliest": "2199-05-18T23:30:00+07:00", "precision": "minute"}
    body = {"kind": "awareness", "claim": "reported", "what": {"id": "Diketahui."}, "moment": moment}
    answer = Api(cast.responder).send("post", f"/api/v1/incidents/{incident.public_id}/facts", body)
    assert pointers(answer) == {"/moment"}


def test_a_case_file_names_the_place_of_what_is_still_to_come(catalogue):
    case = read_file(CASES / "jaki-2023.yaml")
    with pytest.raises(Invalid) as refused:
        load_case(actor=SYSTEM, now=NOW.replace(year=2020), case=case)
    assert any("moment" in problem.field or "earliest" in problem.field for problem in refused.value.problems)
    assert not Incident.objects.exists()
