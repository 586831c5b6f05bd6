"""Ways around the front door: naming hidden things in requests, and what a grant does not carry."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.actors import SYSTEM
from accounts.models import Person
from accounts.roles import Role
from accounts.services.access import change_access
from accounts.services.people import assign_role
from accounts.services.trail import Subject
from config.frame import counts_of
from followups.models import FollowUp
from followups.selectors import my_open
from followups.services.followups import complete
from incidents.services.reports import approve_post_incident
from incidents.services.sharing import share_with_person
from lib.errors import Invalid, Refused
from records.services.vault import void_evidence
from tests.access.identities import FAR_LEAD, OFFICER, STRANGER
from tests.access.knocking import Answer, Sent, ask, leaving_no_trace
from tests.access.things import Matter
from tests.access.world import MISSING, World
from tests.people import NOW, add_person, as_actor

pytestmark = pytest.mark.django_db

DUE = (NOW + timedelta(days=9)).isoformat()


def named(world: World, identity: str, address: str, body: dict, thing: object) -> Answer:
    """A request of the API whose body names `thing` where `None` stands in it."""
    filled = {name: _put(value, thing) for name, value in body.items()}
    headers = {}
    version = ask(world, identity, "GET", address.rpartition("/")[0], api=True).headers.get("ETag")
    if version:
        headers["If-Match"] = version
    return ask(world, identity, "POST", address, Sent(filled, headers, json=True), api=True)


def _put(value: object, thing: object) -> object:
    if value is None:
        return str(thing)
    if isinstance(value, dict):
        return {name: _put(each, thing) for name, each in value.items()}
    return [_put(each, thing) for each in value] if isinstance(value, list) else value


def requests_that_name(world: World, red: Matter) -> list[tuple[str, dict, object]]:
    """Every body in which an identity of another thing stands, with one that is hidden."""
    task, event = world.amber.follow_up.public_id, world.event.public_id
    fact = f"/api/v1/incidents/{world.amber.incident.public_id}/facts/{world.amber.disputed.public_id}"
    new = {"title": {"id": "Ganti kabel"}, "owner": str(world.cast.dpo.public_id), "due_at": DUE}
    told = {"kind": "action", "claim": "confirmed", "what": {"id": "Diputus"}}
    chosen = {"chosen": str(world.amber.reading.public_id), "reason": "Pasti"}
    facts = f"/api/v1/incidents/{world.amber.incident.public_id}/facts"
    return [
        ("/api/v1/follow-ups", {**new, "subject": {"kind": "incident", "id": None}}, red.incident.public_id),
        (
            f"/api/v1/follow-ups/{task}/complete",
            {"note": "Selesai", "evidence": [None]},
            red.evidence.public_id,
        ),
        (
            f"/api/v1/events/{event}/assess",
            {"outcome": "duplicate", "reason": "Sama", "incident": None},
            red.incident.public_id,
        ),
        (facts, {**told, "same_as": None}, red.fact.public_id),
        (facts, {**told, "source": None}, red.source.public_id),
        (f"{fact}/settle", {**chosen, "evidence": None}, red.evidence.public_id),
        (f"{fact}/settle", {"chosen": None, "reason": "Pasti"}, red.reading.public_id),
    ]


@pytest.mark.parametrize("number", range(7))
def test_naming_what_is_hidden_is_answered_as_naming_what_is_not_there(world: World, number: int) -> None:
    address, body, hidden = requests_that_name(world, world.red)[number]
    there = named(world, OFFICER, address, body, hidden)
    gone = named(world, OFFICER, address, body, MISSING)
    assert there.status in {400, 404, 422}, there.body
    assert not there.changed
    assert there.but_for({"id": hidden}) == gone.but_for({"id": MISSING})


def test_many_at_once_leaves_out_what_is_hidden(world: World) -> None:
    def picked(identity: object) -> Answer:
        data = {"pick": f"{identity}.1", "do": "redate", "apply": "1", "due_at": "2026-12-02T17:00"}
        return ask(world, OFFICER, "POST", "/tasks/many/", Sent(data))

    there, gone = picked(world.red.follow_up.public_id), picked(MISSING)
    assert there.but_for({}) == gone.but_for({})
    assert "followups_followup" not in there.wrote


def test_a_ticket_of_a_sibling_can_be_noted_by_everybody_else(world: World) -> None:
    """References are unique within one organisation only, so that none is found out from outside."""
    body = {
        "organisation": str(world.cast.dpmptsp.public_id),
        "title": {"id": "Ganti kabel"},
        "owner": str(world.cast.stranger.public_id),
        "due_at": DUE,
        "external_links": [{"system": "tiket", "reference": world.amber.link.reference}],
    }
    answer = ask(world, STRANGER, "POST", "/api/v1/follow-ups", Sent(body, json=True), api=True)
    assert answer.status == 201, answer.body


def test_proof_of_a_task_comes_from_the_same_matter(world: World) -> None:
    """Its name stands on the task's page and in its trail, before everybody who sees the task."""
    by = {"actor": as_actor(world.cast.isms_manager), "now": NOW, "note": "Selesai"}
    with leaving_no_trace():
        for task in (world.amber.follow_up, world.follow_up):
            with pytest.raises(Invalid):
                complete(**by, follow_up=task, evidence=[world.red.evidence])
        complete(**by, follow_up=world.follow_up, evidence=[world.amber.evidence])
        complete(**by, follow_up=world.red.follow_up, evidence=[world.red.evidence])
    assert FollowUp.objects.get(pk=world.follow_up.pk).state == "open"


def test_numbers_count_only_what_is_seen(world: World) -> None:
    """The officer still owns tasks in an incident of another body, but was shut out of it."""
    officer = as_actor(world.cast.dpo)
    owned = FollowUp.objects.open().owned_by(world.cast.dpo.pk).count()
    assert counts_of(officer, NOW).badges.open == len(my_open(officer)) < owned
    assert counts_of(as_actor(world.cast.administrator), NOW).badges.dead == 1
    assert counts_of(as_actor(world.people[FAR_LEAD]), NOW).badges.dead == 0


@pytest.fixture
def guest_lead(world: World) -> Person:
    """Head and manager of the organisation with which the incident was shared."""
    person = add_person("pimpinan-dinkes", "Kepala Dinas Kesehatan", world.shared_with, Role.HEAD)
    assign_role(actor=SYSTEM, now=NOW, person=person, organisation=world.shared_with, role=Role.ISMS_MANAGER)
    return person


def test_a_guest_never_decides_for_the_organisation_that_keeps_the_incident(
    world: World, guest_lead: Person
) -> None:
    amber, by = world.amber, {"actor": as_actor(guest_lead), "now": NOW}
    access = amber.incident.access
    about = Subject("incident", amber.incident.pk, amber.incident.public_id, amber.incident.number)
    assert by["actor"].may("incident.edit", amber.incident), "takes part"
    with pytest.raises(Refused):
        approve_post_incident(**by, report=amber.draft)
    with pytest.raises(Refused):
        share_with_person(**by, incident=amber.incident, person=guest_lead)
    with pytest.raises(Refused):
        change_access(**by, access=access, version=access.version, tlp="RED", subject=about)
    with pytest.raises(Refused):
        void_evidence(**by, evidence=amber.evidence, reason="Keliru", version=amber.evidence.version)
