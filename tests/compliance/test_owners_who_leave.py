"""Whoever answers for assets and controls and leaves, moves or loses a role: what passes on, who reviews."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from accounts import hand_over
from accounts.actors import SYSTEM
from accounts.models import Membership, Person, TrailEntry
from accounts.roles import Role
from accounts.services.leaving import deactivate_person
from accounts.services.moving import move_person
from accounts.services.people import assign_role
from compliance.models import Asset, Control
from compliance.reviews import months_after
from compliance.services.assets import AssetSheet, create_asset
from compliance.services.controls import (
    ControlSheet,
    create_control,
    edit_control,
    plan_next_reviews,
    sheet_of,
)
from followups.models import FollowUp, Notice
from followups.services.followups import complete
from lib.errors import Conflict, Invalid
from lib.texts import Text
from tests.people import NOW, add_person, as_actor

pytestmark = pytest.mark.django_db
DUE = NOW + timedelta(days=30)


@pytest.fixture
def leaver(cast) -> Person:
    """One more responder, who will leave."""
    return add_person("cadangan", "Petugas Cadangan", cast.diskominfotik, Role.RESPONDER)


def asset_of(cast, owner, organisation=None) -> Asset:
    sheet = AssetSheet(Text("Portal perizinan"), owner=owner)
    return create_asset(actor=SYSTEM, now=NOW, organisation=organisation or cast.diskominfotik, sheet=sheet)


def control_of(cast, owner, **sheet) -> Control:
    values = {"review_every_months": 6, "review_due": DUE, **sheet}
    return create_control(
        actor=as_actor(cast.isms_manager),
        now=NOW,
        organisation=cast.diskominfotik,
        sheet=ControlSheet(Text("Uji isolasi sesi"), owner=owner, **values),
    )


def leaves(cast, person, successor=None) -> None:
    person.refresh_from_db()
    deactivate_person(
        actor=as_actor(cast.administrator),
        now=NOW,
        person=person,
        version=person.version,
        successor=successor,
    )


def left_behind(person) -> None:
    """As it stood before ownership passed on: closed without anybody taking over."""
    Person.objects.filter(pk=person.pk).update(is_active=False)


def reviewed(control, by) -> None:
    complete(actor=as_actor(by), now=NOW, follow_up=Control.objects.get(pk=control.pk).review, note="Diuji")


def changed(cast, control, **changes) -> Control:
    control = Control.objects.get(pk=control.pk)
    return edit_control(
        actor=as_actor(cast.isms_manager),
        now=NOW,
        control=control,
        version=control.version,
        sheet=replace(sheet_of(control), **changes),
    )


def test_whoever_leaves_passes_assets_and_controls_on(cast, leaver):
    asset, control = asset_of(cast, leaver), control_of(cast, leaver)
    assert hand_over.owed_by(leaver) == 3
    with pytest.raises(Conflict) as refused:
        leaves(cast, leaver)
    assert refused.value.field == "successor"
    leaves(cast, leaver, cast.responder)
    for thing, kind in ((asset, "asset"), (control, "control")):
        thing.refresh_from_db()
        assert (thing.owner, thing.version) == (cast.responder, 2)
        entry = TrailEntry.objects.get(verb=f"{kind}.handed_over")
        assert entry.detail.values["owner"] == {"before": leaver.name, "after": cast.responder.name}
        assert {each.kind for each in entry.subjects.all()} == {kind, "person"}
    assert control.review.owner == cast.responder


def test_what_left_the_inventory_is_nobodys_to_take_over(cast, leaver):
    asset_of(cast, leaver)
    Asset.objects.update(voided_at=NOW)
    leaves(cast, leaver)
    assert Asset.objects.get().owner == leaver


@pytest.mark.parametrize(("owned", "successor"), [(asset_of, "stranger"), (control_of, "reporter")])
def test_a_successor_who_cannot_answer_for_it_is_refused(cast, leaver, owned, successor):
    thing = owned(cast, leaver)
    with pytest.raises(Invalid) as refused:
        leaves(cast, leaver, getattr(cast, successor))
    assert refused.value.field == "successor"
    thing.refresh_from_db()
    assert thing.owner == leaver


def test_a_reporter_takes_over_an_asset(cast, leaver):
    asset_of(cast, leaver)
    leaves(cast, leaver, cast.reporter)
    assert Asset.objects.get().owner == cast.reporter


def test_an_owner_who_moves_keeps_what_their_roles_reach(cast, leaver):
    assign_role(actor=SYSTEM, now=NOW, person=leaver, organisation=cast.dpmptsp, role=Role.REPORTER)
    here, there = asset_of(cast, leaver), asset_of(cast, leaver, cast.dpmptsp)
    move_person(
        actor=as_actor(cast.province_administrator),
        now=NOW,
        person=leaver,
        home=cast.dpmptsp,
        keep_roles=False,
        version=leaver.version,
        successor=cast.responder,
    )
    here.refresh_from_db()
    there.refresh_from_db()
    assert (here.owner, there.owner) == (cast.responder, leaver)


def test_the_successor_gets_the_next_review(cast, leaver):
    control = control_of(cast, leaver)
    leaves(cast, leaver, cast.responder)
    reviewed(control, cast.responder)
    assert plan_next_reviews(actor=SYSTEM, now=NOW) == 1
    assert FollowUp.objects.open().get().owner == cast.responder


def test_a_review_whose_owner_is_gone_goes_to_who_changes_controls(cast, leaver):
    """Rows from before ownership passed on."""
    control, other = control_of(cast, leaver), control_of(cast, cast.responder)
    reviewed(control, leaver)
    reviewed(other, cast.responder)
    left_behind(leaver)
    assert plan_next_reviews(actor=SYSTEM, now=NOW) == 2
    review = Control.objects.get(pk=control.pk).review
    assert (review.owner, review.due_at) == (cast.isms_manager, months_after(DUE, 6, "Asia/Jakarta"))
    assert "Name its owner" in review.detail_en
    assert Notice.objects.filter(recipient=cast.isms_manager, follow_up=review).exists()
    assert Control.objects.get(pk=other.pk).review.owner == cast.responder


def test_a_review_that_nobody_can_do_is_proposed_until_an_owner_is_named(cast, leaver):
    control = control_of(cast, leaver)
    reviewed(control, leaver)
    left_behind(leaver)
    Membership.objects.filter(role=Role.ISMS_MANAGER).update(until=NOW - timedelta(days=1))
    assert plan_next_reviews(actor=SYSTEM, now=NOW) == 1
    assert plan_next_reviews(actor=SYSTEM, now=NOW) == 0
    control.refresh_from_db()
    assert (control.review.state, control.review.owner) == ("proposed", None)
    Membership.objects.filter(role=Role.ISMS_MANAGER).update(until=None)
    changed(cast, control, title=Text("Uji isolasi"))
    assert FollowUp.objects.get(pk=control.review_id).state == "proposed"
    changed(cast, control, owner=cast.responder)
    assert FollowUp.objects.open().get().owner == cast.responder
    assert FollowUp.objects.count() == 2


def test_a_proposed_review_without_a_date_is_declined(cast, leaver):
    control = control_of(cast, leaver)
    reviewed(control, leaver)
    left_behind(leaver)
    Membership.objects.filter(role=Role.ISMS_MANAGER).update(until=NOW - timedelta(days=1))
    plan_next_reviews(actor=SYSTEM, now=NOW)
    Membership.objects.filter(role=Role.ISMS_MANAGER).update(until=None)
    control.refresh_from_db()
    changed(cast, control, review_due=None, review_every_months=None)
    assert FollowUp.objects.get(pk=control.review_id).state == "cancelled"


def test_a_control_that_is_refused_keeps_no_other_waiting(cast, leaver, caplog):
    far, other = control_of(cast, cast.responder), control_of(cast, cast.responder)
    for each in (far, other):
        reviewed(each, cast.responder)
    FollowUp.objects.filter(pk=far.review_id).update(due_at=NOW.replace(year=2199))
    assert plan_next_reviews(actor=SYSTEM, now=NOW, most=1) == 1
    other.refresh_from_db()
    assert other.review.state == "open"
    assert str(far.public_id) in caplog.text


def test_a_review_that_a_colleague_has_stays_theirs_while_the_owner_is_the_same(cast, leaver):
    control = control_of(cast, leaver)
    FollowUp.objects.filter(pk=control.review_id).update(owner=cast.responder)
    left_behind(leaver)
    changed(cast, control, title=Text("Uji isolasi"))
    assert FollowUp.objects.get(pk=control.review_id).owner == cast.responder
