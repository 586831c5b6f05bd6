"""A ticket system's round trip, as the README tells it: create, find by the ticket's reference, complete."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from followups.models import FollowUp
from tests.api_client import Api, pointers, problem_of
from tests.incidents.making import opened

pytestmark = pytest.mark.django_db
TICKET = {"system": "redmine", "reference": "4711", "url": "https://tiket.example/issues/4711"}


@pytest.fixture
def tickets(cast) -> Api:
    """The ticket system's own service account, with no more scopes than it needs."""
    return Api(cast.service, scopes=["incidents:read", "people:read", "follow-ups:write"])


def body(cast, incident, **more) -> dict:
    return {
        "subject": {"kind": "incident", "id": str(incident.public_id)},
        "title": {"id": "Tutup celah pada formulir permohonan"},
        "owner": str(cast.responder.public_id),
        "due_at": (timezone.now() + timedelta(days=7)).isoformat(),
        "external_links": [TICKET],
        **more,
    }


def test_a_ticket_system_goes_round(cast, tickets):
    incident = opened(cast)
    key = {"Idempotency-Key": "redmine-4711"}
    owner = tickets.get("/api/v1/people?role=responder&active=true").json()["results"][0]["id"]
    created = tickets.send("post", "/api/v1/follow-ups", body(cast, incident, owner=owner), **key)
    assert created.status_code == 201, created.content

    found = tickets.get("/api/v1/follow-ups?system=redmine&reference=4711").json()["results"]
    assert [row["id"] for row in found] == [created.json()["id"]]
    (row,) = found
    assert row["external_links"] == [TICKET]
    assert [(each["kind"], each["id"]) for each in row["subjects"]] == [("incident", str(incident.public_id))]

    at = f"/api/v1/follow-ups/{row['id']}"
    done = tickets.send("post", f"{at}/complete", {"note": "Tiket 4711 selesai"}, version=row["version"])
    assert done.status_code == 200, done.content
    assert (done.json()["state"], done.json()["done_note"]) == ("done", "Tiket 4711 selesai")
    assert tickets.get(at)["ETag"] == done["ETag"] == f'"{done.json()["version"]}"'


def test_a_connection_that_broke_leaves_one_follow_up(cast, tickets):
    sent = body(cast, opened(cast))
    answers = [
        tickets.send("post", "/api/v1/follow-ups", sent, **{"Idempotency-Key": "redmine-4711"})
        for _ in range(3)
    ]
    assert {answer.json()["id"] for answer in answers} == {str(FollowUp.objects.get().public_id)}


def test_the_same_ticket_belongs_to_one_follow_up(cast, tickets):
    incident = opened(cast)
    tickets.send("post", "/api/v1/follow-ups", body(cast, incident))
    taken = tickets.send("post", "/api/v1/follow-ups", body(cast, incident))
    assert problem_of(taken, 409)["code"] == "reference_taken"
    assert FollowUp.objects.count() == 1


def test_somebody_elses_incident_is_none(cast, tickets):
    hidden = opened(cast, who=cast.stranger, organisation=cast.dpmptsp)
    answer = tickets.send("post", "/api/v1/follow-ups", body(cast, hidden))
    assert pointers(answer, answer.status_code) == {"/subject/id"}
    assert not FollowUp.objects.exists()


def test_completing_twice_or_late_says_how_it_stands(cast, tickets):
    row = tickets.send("post", "/api/v1/follow-ups", body(cast, opened(cast))).json()
    at = f"/api/v1/follow-ups/{row['id']}/complete"
    assert problem_of(tickets.send("post", at, {"note": "Selesai"}), 428)
    assert tickets.send("post", at, {"note": "Selesai"}, version=1).status_code == 200
    assert problem_of(tickets.send("post", at, {"note": "Lagi"}, version=1), 412)["current_version"] == 2
    assert problem_of(tickets.send("post", at, {"note": "Lagi"}, version=2), 409)["code"] == "wrong_state"
