"""Facts over REST: recorded, corrected, disputed, settled, listed as a timeline."""

from __future__ import annotations

import pytest

from accounts.models import KeptAnswer, TrailEntry
from incidents.models import Fact
from incidents.services.redaction import redact_fact
from lib.texts import Text
from tests.api_client import Api, pointers, problem_of
from tests.incidents.making import minute, opened, recorded
from tests.people import NOW, as_actor

pytestmark = pytest.mark.django_db
FACT = {
    "kind": "occurrence",
    "claim": "reported",
    "what": {"id": "Data pemohon mulai terlihat."},
    "moment": {"earliest": "2020-05-18T23:30:00+07:00", "precision": "minute"},
}


@pytest.fixture
def fact(api: Api, path: str) -> dict:
    """One fact, as the API answered it."""
    answer = api.send("post", f"{path}/facts", FACT)
    assert answer.status_code == 201, answer.content
    return answer.json()


@pytest.fixture
def at(path: str, fact: dict) -> str:
    """Where it lives."""
    return f"{path}/facts/{fact['id']}"


@pytest.fixture
def source(api: Api, path: str) -> str:
    """The identity of a source of the incident."""
    answer = api.send(
        "post", f"{path}/sources", {"title": {"id": "Log peladen web"}, "url": "https://log.example/"}
    )
    assert answer.status_code == 201 and answer.json()["number"] == 1
    return answer.json()["id"]


def dispute(api: Api, at: str, version: int, **more):
    body = {
        "of": "moment",
        "text": {"id": "Selasa 18/5/2020 malam"},
        "moment": {"earliest": "2020-05-19", "precision": "day"},
        **more,
    }
    return api.send("post", f"{at}/readings", body, version=version)


def test_a_fact_is_recorded_and_read_back_with_its_moment_as_told(api, at, fact):
    assert fact["moment"] == {
        "earliest": "2020-05-18T16:30:00Z",
        "latest": None,
        "precision": "minute",
        "zone": "Asia/Jakarta",
    }
    assert fact["span"] == {"start": "2020-05-18T16:30:00Z", "end": "2020-05-18T16:31:00Z"}
    assert fact["when"] == "18 Mei 2020 pukul 23.30 WIB"
    read = api.get(at, headers={"Accept-Language": "en"})
    assert read.json() == {**fact, "when": "18 May 2020, 23:30 WIB"}
    assert read["ETag"] == '"1"'
    assert api.get(at, headers={"If-None-Match": '"1"'}).status_code == 304


def test_a_correction_keeps_the_old_wording_and_says_why(api, at, fact):
    change = {"what": {"id": "Data pemohon terlihat."}, "reason": "Awalnya tidak diketahui"}
    corrected = api.send("patch", at, change, version=1)
    found = corrected.json()
    assert (corrected["ETag"], found["revision"], found["reason"]) == ('"2"', 2, "Awalnya tidak diketahui")
    assert [each["what"]["id"] for each in found["revisions"]] == [
        "Data pemohon terlihat.",
        "Data pemohon mulai terlihat.",
    ]
    assert found["moment"] == fact["moment"]
    assert problem_of(api.send("patch", at, change), 428)
    stale = api.send("patch", at, {"claim": "refuted", "reason": "Terlambat"}, version=1)
    assert problem_of(stale, 412)["current_version"] == 2
    assert pointers(api.send("patch", at, {"claim": "confirmed"}, version=2)) == {"/reason"}


def test_a_fact_may_share_the_moment_of_another(api, path, fact):
    body = {
        "kind": "detection",
        "claim": "stated",
        "what": {"id": "Warga melapor pada hari yang sama."},
        "same_as": fact["id"],
        "precision": "day",
    }
    shared = api.send("post", f"{path}/facts", body).json()
    assert (shared["moment"], shared["same_as"], shared["when"]) == (None, fact["id"], "18 Mei 2020")
    own = {"moment": {"earliest": "2020-05-20", "precision": "day"}, "reason": "Harinya lain"}
    parted = api.send("patch", f"{path}/facts/{shared['id']}", own, version=1).json()
    assert (parted["same_as"], parted["when"]) == (None, "20 Mei 2020")


@pytest.mark.parametrize(
    ("precision", "words"),
    [("minute", "18 Mei 2020 pukul 23.30 WIB"), ("about", "18 Mei 2020 sekitar pukul 23.30 WIB")],
)
def test_a_shared_clock_time_is_told_as_one(api, path, fact, precision, words):
    body = {"kind": "detection", "claim": "stated", "what": {"id": "Saat itu juga."}}
    body |= {"same_as": fact["id"], "precision": precision}
    assert api.send("post", f"{path}/facts", body).json()["when"] == words


def test_programs_that_follow_facts_are_told_of_those_that_move_along(api, at, path, fact):
    body = {"kind": "detection", "claim": "stated", "what": {"id": "Warga melapor."}}
    body |= {"same_as": fact["id"], "precision": "day"}
    shared = [api.send("post", f"{path}/facts", body).json() for _each in range(2)]
    after = api.get(f"{path}/facts?after=0").json()["next_after"]
    change = {"moment": {"earliest": "2020-05-17T23:30:00+07:00", "precision": "minute"}, "reason": "Log"}
    assert api.send("patch", at, change, version=1).status_code == 200
    told, page = [], {"results": [None]}
    while page["results"]:
        page = api.get(f"{path}/facts?after={after}&limit=1").json()
        told, after = told + page["results"], page["next_after"]
    assert {each["id"]: (each["version"], each["when"]) for each in told} == {
        fact["id"]: (2, "17 Mei 2020 pukul 23.30 WIB"),
        shared[0]["id"]: (2, "17 Mei 2020"),
        shared[1]["id"]: (2, "17 Mei 2020"),
    }
    entry = TrailEntry.objects.about("fact", Fact.objects.get(public_id=shared[1]["id"]).pk).last()
    assert (entry.verb, entry.detail.values["earliest"]) == (
        "fact.moved",
        {"before": "2020-05-17T17:00:00+00:00", "after": "2020-05-16T17:00:00+00:00"},
    )


def test_readings_put_a_fact_in_dispute_until_one_is_chosen(api, at, path, fact, source):
    disputed = dispute(api, at, 1, source=source)
    assert disputed.status_code == 201, disputed.content
    found = disputed.json()
    assert found["disputed"] and len(found["readings"]) == 2
    assert found["when"] == "18–19 Mei 2020"
    chosen = found["readings"][0]["id"]
    settle = {"chosen": chosen, "reason": "Log peladen", "source": source}
    assert pointers(api.send("post", f"{at}/settle", {**settle, "source": None}, version=2)) == {"/evidence"}
    settled = api.send("post", f"{at}/settle", settle, version=2).json()
    assert not settled["disputed"] and settled["when"] == fact["when"]
    assert [each["chosen"] for each in settled["settlements"]] == [chosen]
    taken_back = api.send("post", f"{at}/unsettle", {"of": "moment", "reason": "Jam peladen"}, version=3)
    assert taken_back.json()["disputed"]
    assert [each["chosen"] for each in taken_back.json()["settlements"]] == [None, chosen]
    assert api.get(path).json()["version"] == 1


def test_the_same_reading_sent_again_stands_once(api, at, fact):
    body = {"of": "quantity", "text": {"id": "sekitar seratus"}, "value": "90-110"}
    answers = [
        api.send("post", f"{at}/readings", body, version=1, **{"Idempotency-Key": "baca"}) for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert len(answers[1].json()["readings"]) == 1


def test_the_timeline_comes_in_its_order_page_by_page(api, cast, path):
    incident = opened(cast)
    for minutes in (50, 10, 40, 20, 30):
        recorded(cast, incident, moment=minute(minutes), what=Text(id=f"Menit {minutes}"))
    recorded(cast, incident, what=Text(id="Entah kapan"))
    address, told = f"/api/v1/incidents/{incident.public_id}/facts?limit=2", []
    while address:
        page = api.get(address).json()
        told += [row["what"]["id"] for row in page["results"]]
        address = page["next"]
    assert told[:5] == [f"Menit {minutes}" for minutes in (10, 20, 30, 40, 50)]
    assert told[5:] == ["Entah kapan"]


def test_the_feed_of_a_timeline_tells_what_changed(api, path, at, fact):
    start = api.get(f"{path}/facts?after=0").json()
    assert [row["id"] for row in start["results"]] == [fact["id"]]
    api.send("patch", at, {"claim": "confirmed", "reason": "Log"}, version=1)
    later = api.get(f"{path}/facts?after={start['next_after']}").json()
    assert [(row["claim"], row["version"]) for row in later["results"]] == [("confirmed", 2)]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"kind": "gossip"}, "/kind"),
        ({"kind": 7}, "/kind"),
        ({"what": {}}, "/what"),
        ({"what": "bare"}, "/what"),
        ({"what": {"id": 5}}, "/what"),
        ({"moment": "yesterday"}, "/moment"),
        ({"moment": {"precision": "minute"}}, "/moment/earliest"),
        ({"moment": {"earliest": "2020-05-18T23:30:00", "precision": "minute"}}, "/moment/earliest"),
        ({"moment": {"earliest": "2020-13-45", "precision": "day"}}, "/moment/earliest"),
        ({"moment": {"earliest": "2020-05-18", "precision": "minute"}}, "/moment/precision"),
        (
            {"moment": {"earliest": "2020-05-19", "latest": "2020-05-18", "precision": "day"}},
            "/moment/latest",
        ),
        ({"moment": {"earliest": "2020-05-18", "precision": "day", "zone": "Asia/Batavia"}}, "/moment/zone"),
        ({"moment": {"earliest": "9999-12-31", "precision": "day"}}, "/moment/earliest"),
        ({"moment": {"earliest": "2020-05-18", "precision": "day", "colour": "red"}}, "/moment/colour"),
        ({"same_as": "00000000-0000-0000-0000-000000000000", "moment": None}, "/same_as"),
        ({"source": "00000000-0000-0000-0000-000000000000"}, "/source"),
        ({"as_said": "x" * 301}, "/as_said"),
        ({"disputed": True}, "/disputed"),
    ],
)
def test_what_is_wrong_is_named_and_no_fact_is_written(api, path, change, pointer):
    answer = api.send("post", f"{path}/facts", {**FACT, **change})
    assert pointers(answer) == {pointer}
    assert not Fact.objects.exists()


TWO_WAYS = "Selasa 18/5/2020 23.30"


def test_words_that_can_be_read_in_two_ways_ask_which_one_is_meant(api, path):
    plain = {name: value for name, value in FACT.items() if name != "moment"}
    for body in ({**plain, "as_said": TWO_WAYS}, {**plain, "as_said": TWO_WAYS, "moment": None}):
        answer = api.send("post", f"{path}/facts", body, **{"Accept-Language": "id"})
        assert pointers(answer) == {"/as_said"}
        told = problem_of(answer, 400)["errors"][0]["detail"]
        for words in ("18 Mei 2020 adalah hari Senin", "18 Mei 2020 pukul 23.30", "19 Mei 2020 pukul 23.30"):
            assert words in told
    assert not Fact.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"as_said": TWO_WAYS},
        {"as_said": TWO_WAYS, "moment": {"precision": "unknown"}},
        {"as_said": "Senin 18/5/2020 23.30", "moment": None},
        {"as_said": "menjelang sahur", "moment": None},
    ],
)
def test_words_go_with_a_moment_that_was_sent_or_with_none_where_they_are_plain(api, path, change):
    assert api.send("post", f"{path}/facts", {**FACT, **change}).status_code == 201


def test_a_correction_asks_too_unless_the_fact_has_a_moment(api, path, at, fact):
    words = {"as_said": TWO_WAYS, "reason": "Kata sumbernya"}
    assert api.send("patch", at, words, version=fact["version"]).status_code == 200
    bare = api.send("post", f"{path}/facts", {**FACT, "moment": None}).json()
    answer = api.send("patch", f"{path}/facts/{bare['id']}", words, version=bare["version"])
    assert pointers(answer) == {"/as_said"}


def test_facts_cost_the_same_however_many(api, cast, django_assert_max_num_queries):
    incident = opened(cast)
    for minutes in range(25):
        recorded(cast, incident, moment=minute(minutes))
    at = f"/api/v1/incidents/{incident.public_id}"
    for address in (f"{at}/facts?limit=100", f"{at}/facts?after=0", at, f"{at}/sources"):
        with django_assert_max_num_queries(12):
            assert api.get(address).status_code == 200


def test_a_redacted_fact_leaves_its_words_in_no_answer_kept_for_a_repeated_request(api, cast, path):
    sent, nik = {**FACT, "what": {"id": "NIK 3171015503900001 terlihat."}}, "3171015503900001"
    fact = api.send("post", f"{path}/facts", sent, **{"Idempotency-Key": "satu"}).json()
    at, read = f"{path}/facts/{fact['id']}/readings", {"of": "quantity", "text": {"id": nik}, "value": "1"}
    told = api.send("post", at, read, version=1, **{"Idempotency-Key": "dua"})
    assert told.status_code == 201, told.content
    row = Fact.objects.select_related("incident__organisation", "incident__access").get(public_id=fact["id"])
    redact_fact(actor=as_actor(cast.dpo), now=NOW, fact=row, version=row.version, reason="Memuat NIK")
    assert [nik in str(each.body) for each in KeptAnswer.objects.all()] == [False, False]
    again = api.send("post", f"{path}/facts", sent, **{"Idempotency-Key": "satu"})
    assert (again.json()["id"], again["Idempotency-Replayed"]) == (fact["id"], "true")
