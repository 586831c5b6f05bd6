"""Follow-ups over REST: a ticket system's round trip, filters, versions, refusals, and what is hidden."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.test import Client

from accounts.actors import SYSTEM
from accounts.policy import scopes_there_are
from accounts.services.access import create_access
from accounts.services.tokens import issue_token
from accounts.services.trail import Subject
from followups import subjects
from followups.models import FollowUp
from followups.services import followups as verbs
from followups.subjects import About
from followups.vocabulary import FollowUpKind, FollowUpState
from lib import clock
from tests.people import NOW, as_actor

pytestmark = pytest.mark.usefixtures("frozen")
EVERYTHING = scopes_there_are()
LIST = "/api/v1/follow-ups"
DUE = "2026-12-04T10:00:00Z"
DAY = timedelta(days=1)


class Api(Client):
    """A client of one token that sends and reads JSON."""

    def __init__(self, who, scopes=EVERYTHING):
        now = clock.now()
        owner = {"service": who} if hasattr(who, "organisation_id") else {"person": who}
        _token, secret = issue_token(
            actor=SYSTEM, now=now, label="test", scopes=scopes, expires_at=now + DAY, **owner
        )
        super().__init__(headers={"Authorization": f"Bearer {secret}"})

    def send(self, path, body, *, method="post", version=None, **headers):
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        return getattr(self, method)(path, json.dumps(body), content_type="application/json", headers=headers)


@pytest.fixture
def api(cast) -> Api:
    return Api(cast.service)


@pytest.fixture
def body(cast) -> dict:
    return {
        "organisation": str(cast.diskominfotik.public_id),
        "title": {"id": "Perbarui sertifikat"},
        "owner": str(cast.responder.public_id),
        "due_at": DUE,
    }


@pytest.fixture
def incident(cast, monkeypatch) -> About:
    """A thing of a room above that follow-ups can be about, as `config` would register it."""
    access = create_access(actor=SYSTEM, now=NOW, organisation=cast.diskominfotik, tlp="AMBER")
    subject = Subject("incident", 7, cast.pemprov.public_id, "INS-2026-0007")
    about = About(subject, cast.diskominfotik, access, "exercise")
    monkeypatch.setitem(subjects._finders, "incident", lambda actor, public_id: about)
    return about


def test_a_ticket_system_creates_finds_by_reference_and_completes(api, incident, cast):
    created = api.send(
        LIST,
        {
            "subject": {"kind": "incident", "id": str(incident.subject.public_id)},
            "title": {"id": "Tutup celah", "en": "Close the hole"},
            "owner": str(cast.responder.public_id),
            "due_at": DUE,
            "external_links": [{"system": "redmine", "reference": "4711", "url": "https://t.example/4711"}],
        },
    )
    assert created.status_code == 201, created.content
    assert created["Location"].endswith(f"{LIST}/{created.json()['id']}")
    assert created.json()["origin"] == "exercise"
    found = api.get(LIST, {"system": "redmine", "reference": "4711"}).json()["results"]
    assert [each["id"] for each in found] == [created.json()["id"]]
    by_incident = api.get(LIST, {"incident": str(incident.subject.public_id)}).json()["results"]
    assert [each["id"] for each in by_incident] == [created.json()["id"]]
    done = api.send(
        f"{LIST}/{found[0]['id']}/complete", {"note": "Ditutup lewat tiket 4711"}, version=found[0]["version"]
    )
    assert done.status_code == 200, done.content
    assert (done.json()["state"], done["ETag"]) == ("done", '"2"')


def test_what_was_created_is_read_back(api, body):
    created = api.send(LIST, body)
    read = api.get(f"{LIST}/{created.json()['id']}")
    assert read.json() == created.json()
    assert read["ETag"] == created["ETag"] == '"1"'
    assert api.get(f"{LIST}/{created.json()['id']}", headers={"If-None-Match": '"1"'}).status_code == 304


def test_the_same_key_creates_once(api, body):
    first = api.send(LIST, body, **{"Idempotency-Key": "a1"})
    again = api.send(LIST, body, **{"Idempotency-Key": "a1"})
    other = api.send(LIST, {**body, "title": {"id": "Lain"}}, **{"Idempotency-Key": "a1"})
    assert first.json() == again.json()
    assert other.status_code == 422
    assert FollowUp.objects.count() == 1


def test_a_change_needs_the_version_it_was_made_against(api, given):
    follow_up = given()
    path = f"{LIST}/{follow_up.public_id}"
    change = {"title": {"id": "Judul baru"}}
    assert api.send(path, change, method="patch").status_code == 428
    assert api.send(path, change, method="patch", version=1).status_code == 200
    late = api.send(path, change, method="patch", version=1)
    assert (late.status_code, late.json()["current_version"]) == (412, 2)


def test_wording_owner_and_deadline_change_together_or_not_at_all(api, given, cast):
    follow_up = given()
    path = f"{LIST}/{follow_up.public_id}"
    change = {"title": {"en": "New"}, "owner": str(cast.dpo.public_id), "due_at": "2020-01-01T00:00:00Z"}
    refused = api.send(path, change, method="patch", version=1)
    assert refused.status_code == 400
    assert refused.json()["errors"][0]["pointer"] == "/due_at"
    follow_up.refresh_from_db()
    assert (follow_up.version, follow_up.title_id, follow_up.owner) == (1, str(follow_up), cast.responder)
    taken = api.send(path, {**change, "due_at": DUE}, method="patch", version=1)
    assert taken.status_code == 200
    assert taken.json()["title"] == {"en": "New"}
    assert taken.json()["owner"] == str(cast.dpo.public_id)


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"title": {}}, "/title"),
        ({"title": "Teks"}, "/title"),
        ({"owner": "tidak-ada"}, "/owner"),
        ({"due_at": "besok"}, "/due_at"),
        ({"due_at": "2020-01-01T00:00:00Z"}, "/due_at"),
        ({"kind": "legal"}, "/kind"),
        ({"state": "done"}, "/state"),
        ({"version": 7}, "/version"),
        ({"organisation": None, "subject": None}, "/subject"),
        ({"subject": {"kind": "planet", "id": "00000000-0000-7000-8000-000000000000"}}, "/subject/kind"),
        ({"external_links": [{"system": "x", "reference": ""}]}, "/external_links/0/reference"),
        (
            {"external_links": [{"system": "x", "reference": "1", "url": "javascript:alert(1)"}]},
            "/external_links/0/url",
        ),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_written(change, pointer, api, body):
    sent = {key: value for key, value in {**body, **change}.items() if value is not None}
    answer = api.send(LIST, sent)
    assert answer.status_code == 400, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert pointer in [each["pointer"] for each in answer.json()["errors"]], answer.json()
    assert FollowUp.objects.count() == 0


def test_an_outside_reference_belongs_to_one_follow_up(api, body):
    link = {"external_links": [{"system": "Redmine", "reference": "1"}]}
    assert api.send(LIST, {**body, **link}).status_code == 201
    second = api.send(LIST, {**body, **link})
    assert (second.status_code, second.json()["code"]) == (409, "reference_taken")


def test_references_are_noted_and_taken_off(api, given):
    path = f"{LIST}/{given().public_id}/links"
    link = {"system": "rt", "reference": "17/3"}
    assert api.send(path, link).json()["external_links"] == [{**link, "url": ""}]
    assert api.send(path, link).json()["version"] == 2
    off = api.delete(f"{path}?system=rt&reference=17/3")
    assert (off.status_code, off.json()["external_links"]) == (200, [])
    assert api.delete(f"{path}?system=rt&reference=17/3").status_code == 404


def test_the_list_is_narrowed(api, given, cast):
    soon = given("Segera", due_at=NOW + DAY)
    given("Nanti", due_at=NOW + 20 * DAY, owner=cast.dpo)
    done = given("Selesai", kind=FollowUpKind.CORRECTIVE)
    verbs.complete(actor=as_actor(cast.responder), now=NOW, follow_up=done, note="Sudah")

    def titles(**query) -> list[str]:
        answer = api.get(LIST, query)
        assert answer.status_code == 200, answer.content
        return [each["title"]["id"] for each in answer.json()["results"]]

    assert titles() == ["Selesai", "Nanti", "Segera"]
    assert titles(state="done") == ["Selesai"]
    assert titles(kind="corrective") == ["Selesai"]
    assert titles(owner=str(cast.dpo.public_id)) == ["Nanti"]
    assert titles(due_before="2026-11-30") == ["Segera"]
    assert titles(due_after="2026-12-05") == ["Nanti"]
    assert titles(q="seger") == ["Segera"]
    assert titles(limit="1") == ["Selesai"]
    assert soon.title_id in titles(state="open", due_before="2026-11-30")


@pytest.mark.parametrize(
    "query",
    [{"status": "open"}, {"state": "late"}, {"reference": "1"}, {"due_before": "besok"}, {"limit": "x"}],
)
def test_a_filter_that_means_nothing_is_an_error(query, api):
    assert api.get(LIST, query).status_code == 400


def test_the_feed_tells_each_change_once_in_order(api, given, cast):
    first, second = given("Satu"), given("Dua")
    start = api.get(LIST, {"after": "0"}).json()
    assert [each["title"]["id"] for each in start["results"]] == ["Satu", "Dua"]
    verbs.edit(actor=as_actor(cast.dpo), now=NOW, follow_up=first, title_id="Satu lagi")
    then = api.get(LIST, {"after": str(start["next_after"])}).json()
    assert [each["title"]["id"] for each in then["results"]] == ["Satu lagi"]
    assert second.public_id


def test_each_step_has_its_address(api, given, cast):
    manager = Api(cast.isms_manager)
    proposal = given(state=FollowUpState.PROPOSED, owner=None, due_at=None, kind=FollowUpKind.CORRECTIVE)
    path = f"{LIST}/{proposal.public_id}"
    steps = [
        (api, "accept", {"owner": str(cast.responder.public_id), "due_at": DUE}, "open"),
        (api, "reassign", {"owner": str(cast.dpo.public_id)}, "open"),
        (api, "complete", {"note": "Sudah"}, "done"),
        (manager, "verify", {"note": "Terbukti"}, "verified"),
        (api, "reopen", {"reason": "Kambuh"}, "open"),
        (api, "cancel", {"reason": "Diganti tindakan lain"}, "cancelled"),
    ]
    for version, (client, step, sent, state) in enumerate(steps, start=1):
        answer = client.send(f"{path}/{step}", sent, version=version)
        assert (answer.status_code, answer.json()["state"]) == (200, state), answer.content


def test_a_duty_by_law_says_that_its_room_keeps_it(api, given, monkeypatch):
    monkeypatch.setattr("followups.keepers._keepers", {})
    duty = given(
        kind=FollowUpKind.LEGAL,
        due_at=None,
        clock_from=NOW,
        clock_hours=72,
        managed_by="incidents",
        due_locked=True,
        due_reason_id="3×24 jam",
    )
    path = f"{LIST}/{duty.public_id}"
    moved = api.send(path, {"due_at": DUE}, method="patch", version=1)
    assert (moved.status_code, moved.json()["code"]) == (409, "due_locked")
    done = api.send(f"{path}/complete", {"note": "Sudah"}, version=1)
    assert (done.status_code, done.json()["code"]) == (409, "managed")


def test_a_token_for_reading_does_not_write(cast, given, body):
    reader = Api(cast.service, ["follow-ups:read"])
    assert reader.get(LIST).status_code == 200
    assert reader.send(LIST, body).status_code == 403
    follow_up = given()
    assert reader.send(f"{LIST}/{follow_up.public_id}/complete", {"note": "x"}, version=1).status_code == 403


@pytest.mark.parametrize("who", ["stranger", "sibling_manager"])
def test_hidden_and_missing_give_the_same_bytes(who, cast, given):
    outsider = Api(getattr(cast, who))
    hidden = outsider.get(f"{LIST}/{given().public_id}")
    absent = outsider.get(f"{LIST}/{cast.pemprov.public_id}")
    assert (hidden.status_code, hidden.content) == (404, absent.content)
    assert outsider.get(LIST).json()["results"] == []
    for step in ("accept", "complete", "verify", "cancel", "reopen", "reassign", "decline"):
        hidden = outsider.send(f"{LIST}/{given().public_id}/{step}", {}, version=1)
        absent = outsider.send(f"{LIST}/{cast.pemprov.public_id}/{step}", {}, version=1)
        assert hidden.status_code in {403, 404}
        assert hidden.content == absent.content


def test_without_a_token_nothing_answers(given, client):
    assert client.get(LIST).status_code == 401
    assert client.get(f"{LIST}/{given().public_id}").status_code == 401


def test_reading_costs_twelve_queries_at_most(api, given, cast, django_assert_max_num_queries):
    for number in range(30):
        one = given(f"Tugas {number}")
        verbs.complete(actor=as_actor(cast.responder), now=NOW, follow_up=one, note="Sudah")
    with django_assert_max_num_queries(12):
        assert len(api.get(LIST).json()["results"]) == 30
    with django_assert_max_num_queries(12):
        assert api.get(f"{LIST}/{one.public_id}").status_code == 200
    with django_assert_max_num_queries(12):
        assert api.get(LIST, {"after": "0"}).status_code == 200
