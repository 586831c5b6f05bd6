"""Owners who left or lost their role: what they finished, what they still owe, and who hears of it."""

from __future__ import annotations

import threading
import time
from datetime import timedelta

import pytest
from django.db import connections, transaction
from django.urls import reverse

from accounts.actors import SYSTEM
from accounts.models import Membership, Person
from accounts.services.leaving import deactivate_person
from accounts.services.people import assign_role, end_role
from followups.models import FollowUp, Notice
from followups.services import followups as verbs
from followups.services import planning
from followups.services.followups import create_follow_up
from followups.services.holding import held
from followups.services.planning import plan_reminders
from followups.vocabulary import FollowUpState, NoticeKind
from lib.errors import Conflict, Invalid
from tests.api_client import Api, pointers
from tests.people import NOW, add_person, as_actor
from tests.people import cast as everybody

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def left(person: Person) -> None:
    person.refresh_from_db()
    deactivate_person(actor=SYSTEM, now=NOW, person=person, version=person.version)


@pytest.fixture
def orphan(given, cast) -> FollowUp:
    """Something done by a responder who has left since."""
    follow_up = given(owner=cast.second_responder)
    verbs.complete(actor=as_actor(cast.second_responder), now=NOW, follow_up=follow_up, note="Sudah")
    left(cast.second_responder)
    follow_up.refresh_from_db()
    return follow_up


def told(milestone: str) -> list[tuple[str, str]]:
    rows = Notice.objects.filter(milestone=milestone).order_by("pk")
    return [(row.kind, row.recipient.username) for row in rows]


def test_what_is_reopened_needs_an_owner_who_is_still_there(orphan, cast):
    reopen = {"actor": as_actor(cast.isms_manager), "now": NOW, "follow_up": orphan, "reason": "Kambuh"}
    with pytest.raises(Invalid) as refused:
        verbs.reopen_follow_up(**reopen)
    assert refused.value.field == "owner"
    again = verbs.reopen_follow_up(**reopen, owner=cast.responder)
    assert (again.state, again.owner) == (FollowUpState.OPEN, cast.responder)
    assert Notice.objects.get(recipient=cast.responder, kind=NoticeKind.ASSIGNED).follow_up == again


def test_the_portal_asks_who_takes_it_up_again(orphan, cast, portal, frozen):
    browser, url = portal(cast.isms_manager), reverse("followups:step", args=[orphan.public_id, "reopen"])
    assert cast.responder.name in browser.get(url).content.decode()
    sent = {"version": orphan.version, "reason": "Kambuh"}
    assert browser.post(url, {**sent, "owner": ""}).status_code == 422
    assert browser.post(url, {**sent, "owner": str(cast.responder.public_id)}).status_code == 303
    orphan.refresh_from_db()
    assert (orphan.state, orphan.owner) == (FollowUpState.OPEN, cast.responder)


def test_over_rest_the_new_owner_is_named(orphan, cast, frozen):
    path, api = f"/api/v1/follow-ups/{orphan.public_id}/reopen", Api(cast.isms_manager)
    refused = api.send("post", path, {"reason": "Kambuh"}, version=orphan.version)
    assert pointers(refused) == {"/owner"}
    body = {"reason": "Kambuh", "owner": str(cast.responder.public_id)}
    answer = api.send("post", path, body, version=orphan.version)
    assert (answer.status_code, answer.json()["owner"]) == (200, str(cast.responder.public_id))


def test_a_role_does_not_end_while_what_hangs_on_it_has_nobody_else(given, cast):
    follow_up, role = given(), cast.responder.memberships.get()
    with pytest.raises(Conflict) as refused:
        end_role(actor=SYSTEM, now=NOW, membership=role)
    assert refused.value.field == "successor"
    assert Membership.objects.current(NOW).filter(pk=role.pk).exists()
    end_role(actor=SYSTEM, now=NOW, membership=role, successor=cast.second_responder)
    follow_up.refresh_from_db()
    assert follow_up.owner == cast.second_responder


def test_what_another_role_still_reaches_stays_with_its_owner(given, cast):
    follow_up = given()
    assign_role(
        actor=SYSTEM, now=NOW, person=cast.responder, organisation=cast.diskominfotik, role="isms_manager"
    )
    end_role(actor=SYSTEM, now=NOW, membership=cast.responder.memberships.get(role="responder"))
    follow_up.refresh_from_db()
    assert follow_up.owner == cast.responder


def test_the_page_asks_who_takes_over_when_a_role_ends(given, cast, portal, frozen):
    follow_up, role = given(), cast.responder.memberships.get()
    browser = portal(cast.administrator)
    url = reverse("accounts:person_role_end", args=[cast.responder.public_id])
    asked = browser.post(url, {"membership": role.pk})
    assert asked.status_code == 422 and cast.second_responder.name in asked.content.decode()
    assert "boleh kosong" not in asked.content.decode()
    answer = {"membership": role.pk, "successor": str(cast.second_responder.public_id)}
    assert browser.post(url, answer).status_code == 303
    follow_up.refresh_from_db()
    assert follow_up.owner == cast.second_responder


def test_it_offers_those_of_the_place_where_the_role_was(cast, portal):
    guest = add_person("tamu", "Analis DPMPTSP", cast.diskominfotik)
    role = assign_role(actor=SYSTEM, now=NOW, person=guest, organisation=cast.dpmptsp, role="responder")
    follow_up = create_follow_up(
        actor=SYSTEM,
        now=NOW,
        organisation=cast.dpmptsp,
        owner=guest,
        due_at=NOW + 3 * DAY,
        title_id="Perbarui kata sandi",
    )
    url = reverse("accounts:person_role_end", args=[guest.public_id])
    browser = portal(cast.province_administrator)
    asked = browser.post(url, {"membership": role.pk})
    offered = set(asked.context["form"].fields["successor"].queryset)
    assert cast.stranger in offered and cast.responder not in offered
    answer = {"membership": role.pk, "successor": str(cast.stranger.public_id)}
    assert browser.post(url, answer).status_code == 303
    follow_up.refresh_from_db()
    assert follow_up.owner == cast.stranger


def test_superiors_hear_at_once_of_what_an_owner_whose_role_has_ended_cannot_do(given, cast):
    given(due_at=NOW + 8 * DAY)
    cast.responder.memberships.update(until=NOW + DAY)
    plan_reminders(now=NOW + DAY + MINUTE)
    assert told("before-7d") == [("escalation", "kepala")]


def test_where_nobody_stands_above_those_hear_who_could_take_it_over(given, cast):
    given(due_at=NOW + 8 * DAY)
    Membership.objects.filter(role="head").delete()
    cast.responder.memberships.update(until=NOW + DAY)
    plan_reminders(now=NOW + DAY + MINUTE)
    named = dict(told("before-7d"))
    assert set(named) == {"escalation"}
    who = {row.recipient for row in Notice.objects.filter(milestone="before-7d")}
    assert cast.second_responder in who and cast.isms_manager in who and cast.responder not in who


def test_a_reminder_goes_to_whoever_owns_it_when_it_is_planned(given, cast, monkeypatch):
    follow_up = given(due_at=NOW + 8 * DAY)
    real = planning.next_milestone

    def meanwhile(*arguments):
        monkeypatch.setattr(planning, "next_milestone", real)
        verbs.reassign(
            actor=as_actor(cast.isms_manager), now=NOW, follow_up=follow_up, owner=cast.second_responder
        )
        return real(*arguments)

    monkeypatch.setattr(planning, "next_milestone", meanwhile)
    plan_reminders(now=NOW + DAY)
    assert told("before-7d") == [("reminder", "respons-kedua")]


@pytest.mark.django_db(transaction=True)
def test_who_waited_for_a_hand_over_sees_the_new_owner():
    """On the database in use; on PostgreSQL the row that was waited for is joined anew."""
    people = everybody()
    follow_up = create_follow_up(
        actor=SYSTEM,
        now=NOW,
        organisation=people.diskominfotik,
        owner=people.responder,
        due_at=NOW + 3 * DAY,
        title_id="Perbarui kata sandi",
    )
    handed_over, seen = threading.Event(), []

    def take_next() -> None:
        try:
            handed_over.wait(10)
            with transaction.atomic():
                seen.append(held([follow_up.pk])[follow_up.pk].owner)
        finally:
            connections.close_all()

    other = threading.Thread(target=take_next)
    other.start()
    with transaction.atomic():
        FollowUp.objects.filter(pk=follow_up.pk).update(owner=people.second_responder)
        handed_over.set()
        time.sleep(0.3)
    other.join()
    assert seen == [people.second_responder]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_whoever_loses_their_role_while_something_is_waited_for_takes_nothing_over(postgresql):
    people = everybody()
    leaver, heir = people.responder, people.second_responder
    follow_up = create_follow_up(
        actor=SYSTEM,
        now=NOW,
        organisation=people.diskominfotik,
        owner=leaver,
        due_at=NOW + DAY,
        title_id="Perbarui kata sandi",
    )
    seen: list[str] = []

    def leave() -> None:
        try:
            deactivate_person(actor=SYSTEM, now=NOW, person=leaver, version=leaver.version, successor=heir)
        except Invalid as refused:
            seen.append(str(refused.field))
        finally:
            connections.close_all()

    other = threading.Thread(target=leave)
    with transaction.atomic():
        held([follow_up.pk])
        other.start()
        time.sleep(1)
        Membership.objects.filter(person=heir).update(until=NOW - DAY)
    other.join()
    assert seen == ["successor"]
    assert FollowUp.objects.get().owner == leaver
    assert Person.objects.get(pk=leaver.pk).is_active
