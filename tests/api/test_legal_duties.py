"""A duty by law over REST and in the portal: its incident keeps it, so that nobody talks the law away."""

from __future__ import annotations

import pytest
from django.urls import reverse

from followups.models import FollowUp
from incidents.services.clocks import start_legal_clock
from lib.texts import Text
from tests.api_client import Api, problem_of
from tests.incidents.making import fresh, minute, opened, recorded
from tests.people import NOW, as_actor

pytestmark = pytest.mark.django_db
KEPT = "here it is completed or handed over, nothing else"


@pytest.fixture
def duty(cast, frozen) -> FollowUp:
    """3×24 hours run from the moment of awareness."""
    fact = fresh(recorded(cast, opened(cast), kind="awareness", moment=minute(0)))
    return start_legal_clock(
        actor=as_actor(cast.responder),
        now=NOW,
        incident=fact.incident,
        fact=fact,
        owner=cast.dpo,
        title=Text(id="Beri tahu lembaga PDP", en="Notify the PDP agency"),
    )


@pytest.fixture
def tickets(cast, frozen) -> Api:
    return Api(cast.service, ["follow-ups:write"])


@pytest.mark.parametrize(
    ("method", "step", "body", "code", "words"),
    [
        ("patch", "", {"due_at": "2030-12-31T16:00:00+07:00"}, "due_locked", "counted from is put right"),
        ("patch", "", {"title": {"en": "Never mind"}}, "managed", KEPT),
        ("post", "/cancel", {"reason": "Too much work"}, "managed", KEPT),
    ],
)
def test_no_ticket_system_moves_or_drops_it(duty, tickets, method, step, body, code, words) -> None:
    at = f"/api/v1/follow-ups/{duty.public_id}{step}"
    told = problem_of(tickets.send(method, at, body, version=1, **{"Accept-Language": "en"}), 409)
    assert told["code"] == code and words in told["detail"]
    duty.refresh_from_db()
    assert (duty.version, duty.state) == (1, "open")


@pytest.mark.parametrize(
    ("step", "words"),
    [("redate", "waktu awal hitungannya diperbaiki"), ("edit", "dikelola"), ("cancel", "dikelola")],
)
def test_nobody_moves_or_drops_it_in_the_portal(duty, portal, cast, step, words) -> None:
    at = reverse("followups:step", args=[duty.public_id, step])
    browser = portal(cast.isms_manager)
    shown = browser.get(at).context["row"].form
    sent = {name: shown[name].value() for name in ("version", "seen") if name in shown.fields}
    wish = {"reason": "Terlalu banyak", "due_at": "2030-12-31T16:00", "title_id": "Tidak jadi"}
    answer = browser.post(at, sent | wish)
    assert answer.status_code in {409, 422}
    assert words in answer.content.decode()
    duty.refresh_from_db()
    assert (duty.version, duty.state) == (1, "open")


def test_what_was_done_stays_done(duty, cast, frozen) -> None:
    api = Api(cast.dpo)
    at = f"/api/v1/follow-ups/{duty.public_id}"
    assert api.send("post", f"{at}/complete", {"note": "Sent"}, version=1).status_code == 200
    assert (
        problem_of(api.send("post", f"{at}/reopen", {"reason": "Again"}, version=2), 409)["code"] == "managed"
    )


@pytest.mark.parametrize("scopes", [["follow-ups:write"], ["incidents:read", "follow-ups:write"]])
def test_a_token_that_may_not_change_its_incident_is_told_what_it_takes(duty, cast, scopes) -> None:
    at = f"/api/v1/follow-ups/{duty.public_id}/complete"
    told = problem_of(Api(cast.service, scopes).send("post", at, {"note": "Sent"}, version=1), 403)
    assert "incidents:write" in told["detail"]
    duty.refresh_from_db()
    assert duty.state == "open"


def test_with_both_scopes_its_room_completes_it(duty, cast, frozen) -> None:
    api = Api(cast.service, ["incidents:write", "follow-ups:write"])
    at = f"/api/v1/follow-ups/{duty.public_id}/complete"
    assert api.send("post", at, {"note": "Sent"}, version=1).json()["state"] == "done"


def test_who_does_not_see_it_learns_nothing(duty, cast, frozen) -> None:
    at = f"/api/v1/follow-ups/{duty.public_id}/complete"
    problem_of(Api(cast.stranger).send("post", at, {"note": "Sent"}, version=1), 404)
