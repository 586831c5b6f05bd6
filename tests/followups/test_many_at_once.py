"""Many things cost no more questions than few: handed over, moved together, or named in one body."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from rest_framework import serializers

from accounts.actors import SYSTEM
from accounts.api.fields import ManyByIdentity
from accounts.models import Access, AccessGrant, Person
from accounts.roles import Role
from accounts.services.access import create_access, grant
from accounts.services.leaving import deactivate_person
from accounts.services.moving import move_person
from accounts.services.people import assign_role, end_role
from accounts.services.trail import Subject
from accounts.told import MANY_GRANTS
from compliance.models import Asset, Control
from compliance.selectors import assets_seen
from compliance.services.assets import AssetSheet, create_asset
from compliance.services.controls import ControlSheet, create_control
from followups.models import FollowUp
from followups.services.followups import create_follow_up
from lib.texts import Text
from tests.api_client import Api
from tests.people import NOW, Cast, add_person, as_actor

FEW, MANY = 2, 8


def questions(work: Callable[[], Any]) -> int:
    """How many questions the work asks, without those that only hold rows: SQLite holds the file instead."""
    with CaptureQueriesContext(connection) as seen:
        work()
    asked = [each["sql"].lstrip().upper() for each in seen]
    return sum(each.startswith(("SELECT", "WITH")) and " FOR UPDATE" not in each for each in asked)


def closed(cast: Cast, *people: Person) -> Access:
    """An access of few, who are let in by name."""
    actor = as_actor(cast.isms_manager)
    access = create_access(actor=actor, now=NOW, organisation=cast.diskominfotik, restricted=True)
    for person in people:
        subject = Subject("person", person.pk, person.public_id)
        grant(actor=actor, now=NOW, access=access, person=person, subject=subject)
    return access


def task(cast: Cast, owner: Person, access: Access | None = None) -> FollowUp:
    return create_follow_up(
        actor=SYSTEM,
        now=NOW,
        organisation=cast.diskominfotik,
        access=access,
        owner=owner,
        due_at=NOW + timedelta(days=9),
        title_id="Perbarui kata sandi",
    )


def owing(cast: Cast, username: str, count: int, successor: Person) -> Person:
    """A responder with so many open and closed tasks, assets and controls."""
    person = add_person(username, f"Petugas {username}", cast.diskominfotik, Role.RESPONDER)
    for number in range(count):
        task(cast, person)
        task(cast, person, closed(cast, person, successor))
        asset = AssetSheet(Text(f"Portal {username} {number}"), owner=person)
        create_asset(actor=SYSTEM, now=NOW, organisation=cast.diskominfotik, sheet=asset)
        control = ControlSheet(Text(f"Kontrol {number}"), owner=person, review_due=NOW + timedelta(days=30))
        create_control(actor=SYSTEM, now=NOW, organisation=cast.diskominfotik, sheet=control)
    return person


def deactivated(cast: Cast, person: Person, successor: Person) -> None:
    deactivate_person(actor=SYSTEM, now=NOW, person=person, version=person.version, successor=successor)


def moved(cast: Cast, person: Person, successor: Person) -> None:
    move_person(
        actor=SYSTEM,
        now=NOW,
        person=person,
        home=cast.dpmptsp,
        keep_roles=False,
        version=person.version,
        successor=successor,
    )


def without_role(cast: Cast, person: Person, successor: Person) -> None:
    assign_role(actor=SYSTEM, now=NOW, person=person, organisation=cast.dpmptsp, role=Role.RESPONDER)
    end_role(
        actor=SYSTEM,
        now=NOW,
        membership=person.memberships.get(organisation=cast.diskominfotik),
        successor=successor,
    )


@pytest.mark.parametrize("leave", [deactivated, moved, without_role])
def test_whoever_takes_over_much_costs_no_more_questions(cast, leave):
    taker = cast.isms_manager
    few, many = (owing(cast, f"cadangan{count}", count, taker) for count in (FEW, MANY))
    asked = [questions(lambda each=each: leave(cast, each, taker)) for each in (few, many)]
    assert asked[0] == asked[1]
    for model in (Asset, Control):
        assert model.objects.filter(owner=taker).count() == FEW + MANY
    kept = FollowUp.objects.filter(owner__in=[few, many], access__isnull=False).count()
    given = FollowUp.objects.filter(owner=taker).count()
    assert (kept, given) == (FEW + MANY if leave is without_role else 0, 3 * (FEW + MANY) - kept)


@pytest.mark.parametrize("sent", [{"do": "reassign"}, {"do": "redate", "due_at": "2026-12-20T17:00"}])
def test_many_tasks_are_changed_together_for_no_more_questions(cast, portal, frozen, sent):
    browser, url = portal(cast.isms_manager), reverse("followups:bulk")
    asked = []
    for count in (FEW, MANY):
        rows = [task(cast, cast.responder) for _each in range(count)]
        rows += [task(cast, cast.responder, closed(cast, cast.responder, cast.dpo)) for _each in range(count)]
        picks = [f"{each.public_id}.{each.version}" for each in rows]
        body = {"apply": "yes", "pick": picks, "owner": str(cast.dpo.public_id), **sent}
        asked.append(questions(lambda body=body: browser.post(url, body)))
        assert (
            FollowUp.objects.exclude(version=1).filter(pk__in=[each.pk for each in rows]).count() == 2 * count
        )
    assert asked[0] == asked[1] <= 12


def test_many_that_may_not_be_changed_are_refused_for_no_more_questions(cast, portal, frozen):
    browser, url = portal(cast.auditor), reverse("followups:bulk")
    asked = []
    for count in (FEW, MANY):
        rows = [
            task(cast, cast.responder, closed(cast, cast.responder, cast.auditor)) for _each in range(count)
        ]
        picks = [f"{each.public_id}.{each.version}" for each in rows]
        body = {"do": "redate", "apply": "yes", "pick": picks, "due_at": "2026-12-20T17:00"}
        asked.append(questions(lambda body=body: browser.post(url, body)))
    assert asked[0] == asked[1] <= 12
    assert not FollowUp.objects.exclude(version=1).exists()


def test_whoever_has_more_grants_than_are_told_picks_many_for_no_more_questions(cast, portal, frozen):
    kept = {"organisation": cast.diskominfotik, "restricted": True, "needs_grant": True}
    accesses = Access.objects.bulk_create(Access(**kept) for _each in range(MANY_GRANTS + 1))
    given = [AccessGrant(access=each, person=cast.responder, granted_at=NOW) for each in accesses]
    AccessGrant.objects.bulk_create(given)
    browser, url, asked = portal(cast.responder), reverse("followups:bulk"), []
    for count in (FEW, MANY):
        rows = [task(cast, cast.responder, access) for access in accesses[:count]]
        body = {"do": "redate", "pick": [f"{each.public_id}.{each.version}" for each in rows]}
        asked.append(questions(lambda body=body: browser.post(url, body)))
    assert asked[0] == asked[1] <= 12


def test_a_body_that_names_many_assets_costs_no_more_questions(cast, frozen):
    api, asked = Api(cast.isms_manager), []
    for count in (FEW, MANY):
        needed = [
            create_asset(
                actor=SYSTEM,
                now=NOW,
                organisation=cast.diskominfotik,
                sheet=AssetSheet(Text(f"Basis data {count}-{number}")),
            )
            for number in range(count)
        ]
        body = {
            "organisation": str(cast.diskominfotik.public_id),
            "name": {"id": f"Portal {count}"},
            "depends_on": [str(each.public_id) for each in needed],
        }
        made = []
        asked.append(
            questions(lambda body=body, made=made: made.append(api.send("post", "/api/v1/assets", body)))
        )
        assert len(made[0].json()["depends_on"]) == count
    assert asked[0] == asked[1] <= 12


class OneAsset(serializers.Serializer):
    needs = ManyByIdentity(assets_seen, max_length=1)


def test_a_body_that_names_too_many_things_says_how_many_there_may_be(cast):
    sheets = [AssetSheet(Text(f"Basis data {number}")) for number in range(2)]
    named = [
        create_asset(actor=SYSTEM, now=NOW, organisation=cast.diskominfotik, sheet=sheet) for sheet in sheets
    ]
    data = {"needs": [str(each.public_id) for each in named]}
    body = OneAsset(data=data, context={"actor": as_actor(cast.isms_manager)})
    assert not body.is_valid()
    assert [each.code for each in body.errors["needs"]] == ["max_length"]
