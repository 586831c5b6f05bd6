"""Events over REST: reported by anybody, assessed once."""

from __future__ import annotations

import pytest

from incidents.models import Event, Incident
from tests.api_client import Api, pointers, problem_of
from tests.incidents.making import opened

pytestmark = pytest.mark.django_db
LIST = "/api/v1/events"
REPORT = {
    "what": "Surel meminta kata sandi beredar di unit kami.",
    "where": "Loket pelayanan",
    "noticed": {"earliest": "2026-11-20T09:00:00+07:00", "precision": "about"},
    "as_said": "tadi pagi sekitar jam sembilan",
    "contact": "0812-0000-0000",
}


@pytest.fixture
def event(cast) -> dict:
    """A report by somebody with no other role."""
    answer = Api(cast.reporter).send("post", LIST, REPORT)
    assert answer.status_code == 201, answer.content
    return answer.json()


def assess(api: Api, event: dict, **body):
    return api.send("post", f"{LIST}/{event['id']}/assess", body, version=1)


def test_a_report_is_taken_in_and_read_by_its_reporter(cast, event):
    assert event["state"] == "reported" and event["where"] == "Loket pelayanan"
    assert event["noticed"]["earliest"] == "2026-11-20T02:00:00Z"
    mine = Api(cast.reporter)
    assert mine.get(f"{LIST}/{event['id']}").json() == event
    assert [row["id"] for row in mine.get(LIST).json()["results"]] == [event["id"]]
    assert Api(cast.stranger).get(f"{LIST}/{event['id']}").status_code == 404


def test_a_report_whose_words_can_be_read_in_two_ways_asks_which_one_is_meant(cast, frozen):
    body = {**REPORT, "as_said": "Selasa 18/5/2020 23.30", "noticed": None}
    answer = Api(cast.reporter).send("post", LIST, body)
    assert pointers(answer) == {"/as_said"}
    assert "“noticed”" in problem_of(answer, 400)["errors"][0]["detail"]


def test_how_to_reach_the_reporter_is_not_told(event):
    assert event["has_contact"] is True
    assert "0812" not in str(event)


def test_it_becomes_an_incident(api, event):
    known = {"title": {"id": "Surel penipuan"}, "rsit": "fraud", "impact": 2, "urgency": 2}
    judged = assess(api, event, outcome="incident", **known)
    assert judged.status_code == 200, judged.content
    assert judged.json()["state"] == "incident"
    incident = api.get(f"/api/v1/incidents/{judged.json()['incident']}").json()
    assert (incident["title"], incident["rsit"], incident["severity"]) == (
        {"id": "Surel penipuan"},
        "fraud",
        "medium",
    )
    no = {"outcome": "no_incident", "reason": "Ternyata bukan"}
    again = api.send("post", f"{LIST}/{event['id']}/assess", no, version=2)
    assert problem_of(again, 409)["code"] == "assessed"


def test_it_is_no_incident_or_one_already_known(api, cast, event):
    assert pointers(assess(api, event, outcome="no_incident")) == {"/reason"}
    known = opened(cast)
    body = {"outcome": "duplicate", "incident": str(known.public_id), "reason": "Sudah ditangani"}
    judged = assess(api, event, **body).json()
    assert (judged["state"], judged["incident"]) == ("duplicate", str(known.public_id))
    assert known.facts.count() == 2


def test_an_incident_that_is_hidden_is_none_to_join(cast, event):
    hidden = opened(cast, who=cast.stranger, organisation=cast.dpmptsp)
    body = {"outcome": "duplicate", "incident": str(hidden.public_id), "reason": "Sama"}
    assert pointers(assess(Api(cast.responder), event, **body)) == {"/incident"}
    assert Event.objects.get().state == "reported"


def test_a_reporter_does_not_assess(cast, event):
    mine = Api(cast.reporter)
    problem_of(assess(mine, event, outcome="no_incident", reason="x"), 403)
    assert not Incident.objects.exists()


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ("", 1),
        ("state=reported", 1),
        ("state=incident", 0),
        ("q=surel", 1),
        ("q=banjir", 0),
        ("reported_from=2020-01-01", 1),
        ("reported_to=2020-01-01", 0),
        ("after=0", 1),
    ],
)
def test_events_are_found(api, event, asked, count):
    assert len(api.get(f"{LIST}?{asked}").json()["results"]) == count


def test_one_organisation_is_named_or_the_tokens_own(cast):
    above = Api(cast.province_head)
    body = {"what": "Situs tidak dapat dibuka", "organisation": str(cast.dpmptsp.public_id)}
    assert above.send("post", LIST, body).json()["organisation"] == str(cast.dpmptsp.public_id)
    problem_of(Api(cast.reporter).send("post", LIST, body), 400)
    outside = {"what": "x", "organisation": str(cast.outside.public_id)}
    assert above.send("post", LIST, outside).status_code in {400, 403}


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"what": "  "}, "/what"),
        ({"what": "a\x00b"}, "/what"),
        ({"noticed": {"earliest": "2199-01-01", "precision": "day"}}, "/noticed"),
        ({"noticed": {"earliest": "2026-11-20T09:00:00", "precision": "minute"}}, "/noticed/earliest"),
        ({"asset": "00000000-0000-0000-0000-000000000000"}, "/asset"),
        ({"personal_data_seen": "perhaps"}, "/personal_data_seen"),
        ({"ongoing": "yes"}, "/ongoing"),
        ({"state": "incident"}, "/state"),
        ({"reported_by": "me"}, "/reported_by"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_reported(api, change, pointer):
    assert pointers(api.send("post", LIST, {**REPORT, **change})) == {pointer}
    assert not Event.objects.exists()


def test_a_list_costs_the_same_however_long(api, django_assert_max_num_queries):
    for n in range(12):
        api.send("post", LIST, {"what": f"Peristiwa {n}"})
    with django_assert_max_num_queries(12):
        assert len(api.get(LIST).json()["results"]) == 12
