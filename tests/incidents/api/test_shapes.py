"""What the API answers is what its description promises: both real cases, field by field."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework import serializers

from accounts.roles import Role
from incidents.api.shapes import (
    CountsShape,
    FactRecordShape,
    FactShape,
    IncidentRowShape,
    IncidentShape,
    SourceShape,
)
from incidents.api.shown_events import EventShape
from incidents.services.review import confirm_cause
from incidents.vocabulary import BssnType
from lib.api.fields import TextField
from lib.texts import Text
from tests.api_client import Api
from tests.incidents.making import opened
from tests.people import NOW, add_person, as_actor

pytestmark = pytest.mark.django_db


def compare(shape: Any, value: Any, place: str = "") -> None:
    """Fail where a value has other fields, types or words than its shape."""
    if value is None:
        assert shape.allow_null, place
    elif isinstance(shape, serializers.ListSerializer | serializers.ListField):
        for n, each in enumerate(value):
            compare(shape.child, each, f"{place}/{n}")
    elif isinstance(shape, serializers.BaseSerializer):
        assert value.keys() == shape.fields.keys(), place
        for name, field in shape.fields.items():
            compare(field, value[name], f"{place}/{name}")
    elif isinstance(shape, TextField):
        assert set(value) <= {"id", "en"} and all(value.values()), place
    elif isinstance(shape, serializers.ChoiceField):
        assert value in shape.choices or (value == "" and shape.allow_blank), (place, value)
    elif isinstance(shape, serializers.BooleanField | serializers.IntegerField):
        assert isinstance(value, int), place
        assert isinstance(value, bool) == isinstance(shape, serializers.BooleanField), place
    else:
        shape.run_validation(value) if value != "" else None


def reader(incident) -> Api:
    """A program of whoever keeps the case."""
    return Api(add_person("pembaca", "Petugas Pembaca", incident.organisation, Role.RESPONDER))


@pytest.fixture(params=["sikm", "jaki"])
def case(request):
    return request.getfixturevalue(request.param)


def test_a_whole_case_is_told_as_promised(case):
    api, at = reader(case), f"/api/v1/incidents/{case.public_id}"
    for language in ("id", "en"):
        found = api.get(at, headers={"Accept-Language": language}).json()
        compare(IncidentShape(), found)
    for row in api.get("/api/v1/incidents").json()["results"]:
        compare(IncidentRowShape(), row)
        assert row.items() <= found.items()
    for row in api.get(f"{at}/sources").json()["results"]:
        compare(SourceShape(), row)
    compare(CountsShape(), api.get(f"/api/v1/incidents/counts?origin={case.origin}").json())


def test_every_fact_of_a_case_is_told_as_promised(case):
    api, at = reader(case), f"/api/v1/incidents/{case.public_id}/facts"
    rows = api.get(f"{at}?limit=100").json()["results"]
    assert len(rows) == case.facts.count()
    for row in rows:
        compare(FactShape(), row)
        whole = api.get(f"{at}/{row['id']}").json()
        compare(FactRecordShape(), whole)
        assert row.items() <= whole.items()


def test_an_event_is_told_as_promised(cast):
    api = Api(cast.responder)
    body = {"what": "Layar terkunci", "noticed": {"latest": "2026-11-20", "precision": "unknown"}}
    compare(EventShape(), api.send("post", "/api/v1/events", body).json())


def test_nothing_of_the_sikm_case_is_lost_on_the_way(sikm):
    api = reader(sikm)
    found = api.get(f"/api/v1/incidents/{sikm.public_id}").json()
    assert found["case_key"] == sikm.case_key and found["origin"] == "reconstructed"
    assert len(found["unknowns"]) == sikm.unknowns.count() > 0
    assert len(found["causes"]) == sikm.causes.count() > 0
    assert len(found["lessons"]) == sikm.lessons.count() > 0
    assert len(found["assets"]) == sikm.affected_assets.count() > 0
    assert len(found["parties"]) == sikm.parties.count() > 0
    assert len(found["sources"]) == sikm.sources.count() > 0
    assert any(each["requirements"] for each in found["lessons"])
    assert set(found["personal_data"]["categories"]) == set(
        sikm.affected_data.values_list("category", flat=True)
    )
    assert found["personal_data"]["subjects"] == "unknown"
    assert found["personal_data"]["subjects_min"] is None


def test_a_confirmed_cause_says_on_what_it_rests(cast):
    incident = opened(cast)
    common = {"actor": as_actor(cast.responder), "now": NOW, "incident": incident}
    confirm_cause(**common, text=Text(id="Salah konfigurasi"), basis="Riwayat konfigurasi")
    found = Api(cast.responder).get(f"/api/v1/incidents/{incident.public_id}").json()
    [cause] = found["causes"]
    assert (cause["claim"], cause["basis"]) == ("confirmed", "Riwayat konfigurasi")
    assert cause["confirmed_by"] == str(cast.responder.public_id)
    assert cause["confirmed_at"] == NOW.isoformat().replace("+00:00", "Z")


def test_jaki_was_contained_after_about_80_minutes_by_named_facts(jaki):
    found = reader(jaki).get(f"/api/v1/incidents/{jaki.public_id}").json()
    figure = found["figures"]["time_to_contain"]
    assert (figure["certainty"], figure["low_minutes"], figure["high_minutes"]) == ("about", 80, 80)
    assert set(figure["rests_on"]) <= {str(each) for each in jaki.facts.values_list("public_id", flat=True)}
    assert len(figure["rests_on"]) == 2


def test_types_that_bssn_names_in_indonesian_are_told_in_english() -> None:
    told = IncidentShape().fields["bssn"].help_text
    for each in (BssnType.DATA_LEAK, BssnType.ILLEGAL_ACCESS, BssnType.VULNERABILITY, BssnType.GAMBLING_SEO):
        assert f"“{each.value}”" in told
