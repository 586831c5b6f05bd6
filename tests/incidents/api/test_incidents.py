"""Incidents over REST: registered, read, changed, stepped through, found, counted."""

from __future__ import annotations

from collections import Counter

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import KeptAnswer
from incidents.models import Incident
from lib.api.pages import NewestFirst
from lib.texts import Text
from tests.api_client import Api, pointers, problem_of
from tests.incidents.making import opened
from tests.people import Cast

pytestmark = pytest.mark.django_db
LIST = "/api/v1/incidents"


def numbers(answer) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [row["number"] for row in answer.json()["results"]]


def test_an_incident_is_registered_with_its_number_and_read_back(api, cast):
    body = {
        "title": {"id": "Situs dinas menampilkan iklan judi", "en": "Gambling ads on the agency's site"},
        "summary": {"id": "Halaman depan mengarahkan ke situs lain."},
        "rsit": "intrusions",
        "bssn": "judi online",
        "lost": ["integrity"],
        "discovery": "external",
        "impact": 2,
        "urgency": 3,
        "tlp": "GREEN",
    }
    made = api.send("post", LIST, body)
    assert made.status_code == 201
    found = made.json()
    assert found["number"] == f"INS-{timezone.now().year}-0001"
    assert found["organisation"] == str(cast.diskominfotik.public_id)
    assert {name: found[name] for name in body} == body
    assert (found["severity"], found["phase"], found["origin"]) == ("medium", "triage", "live")
    assert made["Location"].endswith(f"{LIST}/{found['id']}")
    read = api.get(f"{LIST}/{found['id']}")
    assert (read.json(), read["ETag"]) == (found, made["ETag"]) and read["ETag"].startswith('"1-')


def test_the_same_key_registers_once(api):
    body = {"title": {"id": "Sekali saja"}}
    first, again = (api.send("post", LIST, body, **{"Idempotency-Key": "satu"}) for _ in range(2))
    assert first.json()["id"] == again.json()["id"]
    assert again["Idempotency-Replayed"] == "true"
    assert (again["Location"], again["ETag"]) == (first["Location"], first["ETag"])
    assert Incident.objects.count() == KeptAnswer.objects.count() == 1


def test_a_change_takes_what_is_sent_and_leaves_the_rest(api, incident, path):
    change = {
        "summary": {"id": "Kata sandi bocor.", "en": "Passwords leaked."},
        "lost": ["confidentiality"],
        "impact": 3,
        "urgency": 4,
        "personal_data": {
            "categories": ["nik", "name"],
            "subjects_min": None,
            "subjects_max": None,
            "exposed_to": {"id": "Pemohon lain"},
        },
    }
    changed = api.send("patch", path, change, version=1)
    assert changed.status_code == 200, changed.content
    found = changed.json()
    assert found["title"] == incident["title"] and found["rsit"] == incident["rsit"]
    assert (found["summary"], found["lost"]) == (change["summary"], ["confidentiality"])
    assert (found["impact"], found["urgency"], found["severity"]) == (3, 4, "critical")
    assert found["personal_data"]["subjects"] == "unknown"
    assert found["personal_data"]["categories"] == ["nik", "name"] and found["has_personal_data"]
    assert changed["ETag"] == api.get(path)["ETag"] and changed["ETag"].startswith(f'"{found["version"]}-')


def test_a_change_against_an_old_version_changes_nothing(api, incident, path):
    api.send("patch", path, {"title": {"id": "Judul kedua"}}, version=1)
    assert problem_of(api.send("patch", path, {"impact": 1, "urgency": 1}), 428)["code"] == "version_needed"
    stale = problem_of(
        api.send("patch", path, {"title": {"id": "Ketiga"}, "impact": 1, "urgency": 1}, version=1), 412
    )
    now = api.get(path).json()
    assert stale["current_version"] == now["version"] > 1
    assert now["title"] == {"id": "Judul kedua"} and now["impact"] is None


def test_a_change_that_is_half_wrong_changes_nothing(api, incident, path):
    answer = api.send("patch", path, {"title": {"id": "Judul baru"}, "impact": 4}, version=1)
    assert pointers(answer) == {"/urgency"}
    assert api.get(path).json() == incident


def test_a_responder_makes_the_label_stricter_and_who_shares_it_wider(api, cast, incident, path):
    stricter = api.send("patch", path, {"tlp": "AMBER+STRICT", "impact": 1, "urgency": 1}, version=1).json()
    assert (stricter["tlp"], stricter["severity"]) == ("AMBER+STRICT", "low")
    wider = {"tlp": "GREEN", "title": {"id": "Tidak boleh"}}
    problem_of(api.send("patch", path, wider, version=stricter["version"]), 403)
    assert api.get(path).json() == stricter
    manager = Api(cast.isms_manager)
    assert manager.send("patch", path, wider, version=stricter["version"]).json()["tlp"] == "GREEN"


def test_an_unchanged_incident_is_not_sent_again(api, incident, path):
    tag = api.get(path)["ETag"]
    same = api.get(path, headers={"If-None-Match": f'"1", W/{tag}'})
    assert (same.status_code, same.content, same["ETag"]) == (304, b"", tag)
    assert api.get(path, headers={"If-None-Match": '"1"'}).status_code == 200


def test_what_hangs_on_an_incident_makes_it_another_answer_and_no_other_version(api, incident, path):
    moment = {"earliest": "2020-05-18T23:30:00+07:00", "precision": "minute"}
    said = {"claim": "confirmed", "what": {"id": "x"}, "moment": moment}
    for address, body in (
        ("sources", {"title": {"id": "Log peladen"}}),
        ("facts", {**said, "kind": "occurrence"}),
        ("facts", {**said, "kind": "awareness"}),
    ):
        before = api.get(path)
        assert api.send("post", f"{path}/{address}", body).status_code == 201
        now = api.get(path, headers={"If-None-Match": before["ETag"]})
        assert now.status_code == 200 and now.json() != before.json()


def test_a_change_is_made_against_the_etag_that_was_read_whatever_was_added_since(api, incident, path):
    tag = api.get(path)["ETag"]
    added = {"kind": "action", "claim": "confirmed", "what": {"id": "Server dimatikan"}}
    assert api.send("post", f"{path}/facts", added).status_code == 201
    assert api.get(path)["ETag"] != tag
    change = {"title": {"id": "Judul kedua"}}
    assert api.send("patch", path, change, **{"If-Match": tag}).status_code == 200
    problem_of(api.send("patch", path, change, **{"If-Match": tag}), 412)
    problem_of(api.send("patch", path, change, **{"If-Match": '"2-lain"'}), 400)


def test_it_goes_through_its_phases_and_closing_names_what_is_unfinished(api, incident, path):
    step = api.send("post", f"{path}/phase", {"phase": "containment"}, version=1)
    assert step.json()["phase"] == "containment"
    back = api.send("post", f"{path}/phase", {"phase": "triage"}, version=2)
    assert pointers(back) == {"/reason"}
    for version, phase in enumerate(("eradication", "recovery", "review"), 2):
        assert api.send("post", f"{path}/phase", {"phase": phase}, version=version).status_code == 200
    api.send("patch", path, {"rsit": ""}, version=5)
    version = api.get(path).json()["version"]
    refused = problem_of(api.send("post", f"{path}/close", {}, version=version), 400)
    assert [each["code"] for each in refused["errors"]] == ["missing_class"]
    closed = api.send("post", f"{path}/close", {"reason": "Tidak dapat dikelaskan"}, version=version).json()
    assert closed["phase"] == "closed" and closed["closed_at"] and closed["close_reason"]
    again = problem_of(api.send("post", f"{path}/close", {"reason": "Lagi"}, version=closed["version"]), 409)
    assert again["code"] == "same_phase"
    open_again = api.send(
        "post", f"{path}/reopen", {"reason": "Penyerang kembali"}, version=closed["version"]
    ).json()
    assert (open_again["phase"], open_again["reopened_count"]) == ("review", 1)


def test_what_was_registered_twice_is_voided_and_leaves_the_list_but_not_the_feed(api, cast, incident, path):
    manager, reason = Api(cast.isms_manager), {"reason": "Sama dengan INS-2026-0009"}
    assert problem_of(api.send("post", f"{path}/void", reason, version=1), 403)["code"] == "refused"
    assert problem_of(manager.send("post", f"{path}/void", reason), 428)["code"] == "version_needed"
    assert problem_of(manager.send("post", f"{path}/void", reason, version=7), 412)["current_version"] == 1
    assert pointers(manager.send("post", f"{path}/void", {"reason": " "}, version=1)) == {"/reason"}
    start = api.get(f"{LIST}?after=0").json()["next_after"]
    answer = manager.send("post", f"{path}/void", reason, version=1)
    found = answer.json()
    assert found["voided_at"] and found["void_reason"] == reason["reason"]
    assert answer["ETag"].startswith('"2-')
    assert api.get(LIST).json()["results"] == api.get(f"{LIST}?status=open").json()["results"] == []
    for asked, listed in (
        ("voided=true", [incident["id"]]),
        ("voided=false", []),
        ("voided=true&status=open", []),
    ):
        assert [row["id"] for row in api.get(f"{LIST}?{asked}").json()["results"]] == listed
    assert [row["id"] for row in api.get(f"{LIST}?after={start}").json()["results"]] == [incident["id"]]
    assert api.get(path).json()["void_reason"] == reason["reason"]
    again = problem_of(manager.send("post", f"{path}/void", reason, version=2), 409)
    assert again["code"] == "voided"


@pytest.mark.parametrize("closing", [{"tlp": "RED"}, {"restricted": True}])
def test_who_closes_an_incident_gets_it_in_the_answer_and_a_service_account_is_told_why_it_cannot(
    cast, incident, path, closing
):
    manager, service = Api(cast.isms_manager), Api(cast.service)
    (field,) = closing
    before = Incident.objects.count()
    assert pointers(service.send("post", LIST, {"title": {"id": "x"}, **closing})) == {f"/{field}"}
    assert pointers(service.send("patch", path, closing, version=1)) == {f"/{field}"}
    assert Incident.objects.count() == before
    answer = manager.send("patch", path, closing, version=1)
    assert answer.status_code == 200, answer.content
    assert answer.json()[field] == closing[field]


@pytest.fixture
def several(cast: Cast) -> None:
    opened(cast, title=Text(id="Surel penipuan"))
    opened(cast, title=Text(en="Server down"), origin="exercise")
    opened(cast, who=cast.isms_manager, title=Text(id="Server terkunci"), tlp="RED")
    opened(cast, who=cast.stranger, organisation=cast.dpmptsp, title=Text(id="Server tetangga"))


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ("", 2),
        ("status=open", 2),
        ("status=closed", 0),
        ("phase=triage", 2),
        ("phase=review", 0),
        ("origin=exercise", 1),
        ("tlp=AMBER", 2),
        ("tlp=RED", 0),
        ("tlp=AMBER%2BSTRICT", 0),
        ("q=server", 1),
        ("q=surel+penip", 1),
        ("q=tetangga", 0),
        ("rsit=fraud", 0),
        ("severity=high", 0),
        ("personal_data=true", 0),
        ("personal_data=false", 2),
        ("year=1999", 0),
        ("number=lat-2026-0001", 1),
        ("case_key=sikm-2020", 0),
        ("registered_from=2020-01-01", 2),
        ("registered_to=2020-01-01", 0),
        ("registered_from=2020-01-01T00:00:00%2B07:00&registered_to=2199-01-01", 2),
    ],
)
def test_a_list_is_narrowed_and_never_holds_what_is_hidden(api, several, asked, count):
    assert len(numbers(api.get(f"{LIST}?{asked}"))) == count


def test_a_list_is_narrowed_to_one_organisation(cast, several):
    above = Api(cast.province_head)
    assert len(numbers(above.get(f"{LIST}?organisation={cast.dpmptsp.public_id}"))) == 1
    assert len(numbers(above.get(LIST))) == 3


def test_pages_follow_each_other_while_incidents_are_added(api, cast):
    made = [opened(cast).number for _ in range(5)]
    first = api.get(f"{LIST}?limit=2").json()
    opened(cast)
    second = api.get(first["next"]).json()
    third = api.get(second["next"]).json()
    seen = [row["number"] for page in (first, second, third) for row in page["results"]]
    assert seen == made[::-1] and third["next"] is None
    assert api.get(second["previous"]).json()["results"] == first["results"]


def test_no_page_is_larger_than_the_cap(api, cast, monkeypatch):
    assert NewestFirst.max_page_size == 100
    monkeypatch.setattr(NewestFirst, "max_page_size", 3)
    for _ in range(4):
        opened(cast)
    page = api.get(f"{LIST}?limit=5000").json()
    assert len(page["results"]) == 3 and page["next"]
    assert len(api.get(f"{LIST}?after=0&limit=5000").json()["results"]) == 3


def test_the_feed_tells_each_change_once_and_voided_ones_too(api, cast, incident, path):
    start = api.get(f"{LIST}?after=0").json()
    assert [row["id"] for row in start["results"]] == [incident["id"]]
    other = opened(cast)
    api.send("patch", path, {"impact": 1, "urgency": 1}, version=1)
    later = api.get(f"{LIST}?after={start['next_after']}").json()
    assert [row["id"] for row in later["results"]] == [str(other.public_id), incident["id"]]
    assert api.get(f"{LIST}?after={later['next_after']}").json()["results"] == []


def test_a_siblings_incident_answers_like_a_missing_one(cast, path):
    stranger = Api(cast.stranger)
    missing = path[:-12] + "000000000000"
    for method, tail, body in (
        ("get", "", None),
        ("patch", "", {"impact": 1, "urgency": 1}),
        ("post", "/phase", {"phase": "containment"}),
        ("post", "/close", {"reason": "x"}),
        ("get", "/facts", None),
        ("post", "/facts", {"kind": "action", "claim": "stated", "what": {"id": "x"}}),
        ("get", "/evidence", None),
        ("get", "/reports", None),
        ("get", "/follow-ups", None),
        ("get", "/sources", None),
    ):
        answers = [
            stranger.send(method, each + tail, body, version=1)
            if body
            else getattr(stranger, method)(each + tail)
            for each in (path, missing)
        ]
        assert {answer.status_code for answer in answers} == {404}, (method, tail)
        assert answers[0].content == answers[1].content


def test_counts_by_class_and_month_leave_out_exercises_and_what_is_hidden(api, cast, several, incident):
    found = api.get(f"{LIST}/counts").json()
    assert found["total"] == 2
    assert {(each["rsit"], each["count"]) for each in found["counts"]} == {
        ("", 1),
        ("information-content-security", 1),
    }
    assert found["counts"] == sorted(found["counts"], key=lambda each: (each["month"], each["rsit"]))
    assert api.get(f"{LIST}/counts?origin=exercise").json()["total"] == 1
    assert api.get(f"{LIST}/counts?registered_to=2000-01-01").json() == {"total": 0, "counts": []}


def test_a_reading_token_does_not_write(cast, incident, path):
    reader = Api(cast.responder, scopes=["incidents:read"])
    assert reader.get(path).status_code == 200
    assert problem_of(reader.send("patch", path, {"impact": 1, "urgency": 1}, version=1), 403)
    assert problem_of(reader.send("post", LIST, {"title": {"id": "x"}}), 403)
    assert reader.get(f"{path}/evidence").status_code == 403


def test_reading_costs_the_same_however_much_there_is(api, cast, path, django_assert_max_num_queries):
    for _ in range(15):
        opened(cast)
    for address in (LIST, f"{LIST}?q=data", f"{LIST}?after=0", f"{LIST}/counts", path):
        with django_assert_max_num_queries(12):
            assert api.get(address).status_code == 200


def test_registering_asks_five_questions_and_writes_each_table_once(api):
    api.send("post", LIST, {"title": {"id": "Yang pertama"}})
    with CaptureQueriesContext(connection) as seen:
        made = api.send("post", LIST, {"title": {"id": "Yang kedua"}}, **{"Idempotency-Key": "dua"})
    assert made.status_code == 201
    verbs = Counter(each["sql"].split()[0] for each in seen.captured_queries)
    assert verbs["SELECT"] == 5, "token, organisation, head of the chain, answer, its facts"
    assert verbs["INSERT"] + verbs["UPDATE"] == 12, "the key and its answer, the incident, the trail"
    assert verbs["SAVEPOINT"] == 1, "that of the test, where a transaction begins elsewhere"
