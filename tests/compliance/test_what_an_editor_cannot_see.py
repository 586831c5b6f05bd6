"""Changing an asset whose owner left, that others run, and that needs what its editor cannot see."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import pytest
from django.urls import reverse

from accounts.actors import SYSTEM
from accounts.models import Person, TrailEntry
from accounts.roles import Role
from compliance.models import Asset, Control
from compliance.services.assets import AssetSheet, create_asset, edit_asset, sheet_of, void_asset
from compliance.services.controls import ControlSheet, create_control
from followups.models import FollowUp
from lib import clock
from lib.errors import Invalid
from lib.texts import Text
from tests.api_client import Api, pointers
from tests.people import NOW, Cast, add_person, as_actor

pytestmark = pytest.mark.django_db
HIDDEN = "Gudang data tetangga"


def added(organisation, name, **sheet) -> Asset:
    return create_asset(
        actor=SYSTEM, now=NOW, organisation=organisation, sheet=AssetSheet(Text(name), **sheet)
    )


@pytest.fixture
def theirs(cast: Cast) -> Asset:
    """An asset of the sibling, hidden from Diskominfotik."""
    return added(cast.dpmptsp, HIDDEN)


@pytest.fixture
def voided(cast: Cast) -> Asset:
    """One of our own, which leaves the inventory once it is needed."""
    return added(cast.diskominfotik, "Server lama")


@pytest.fixture
def asset(cast: Cast, theirs: Asset, voided: Asset) -> Asset:
    """Ours, with everything that its editor could not choose today."""
    made = added(
        cast.diskominfotik,
        "Portal perizinan",
        depends_on=(theirs, voided),
        operator=cast.dpmptsp,
        owner=cast.second_responder,
    )
    void_asset(actor=SYSTEM, now=NOW, asset=voided, version=1, reason="Dimatikan")
    Person.objects.filter(pk=cast.second_responder.pk).update(is_active=False)
    return made


@pytest.fixture
def manager(cast: Cast, portal):
    return portal(cast.isms_manager)


class _Filled(HTMLParser):
    """What a browser would send of the form that carries a version."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: dict[str, list[str]] = {}
        self.select, self.area = "", ""

    def handle_starttag(self, tag, attrs):
        have = dict(attrs)
        name = have.get("name") or ""
        ticked = have.get("type") not in {"checkbox", "radio"} or "checked" in have
        if tag == "input" and name and ticked:
            self.sent.setdefault(name, []).append(have.get("value") or "")
        self.select = name if tag == "select" else self.select
        self.area = name if tag == "textarea" else ""
        if tag == "option" and "selected" in have:
            self.sent.setdefault(self.select, []).append(have.get("value") or "")

    def handle_data(self, data):
        if self.area:
            self.sent.setdefault(self.area, []).append(data.lstrip("\n"))
            self.area = ""


def saved(browser, address: str, **typed: str) -> None:
    """Change these fields, and send the rest as the page shows it."""
    form = _Filled()
    form.feed(browser.get(address).content.decode())
    answer = browser.post(address, {**form.sent, **typed})
    assert answer.status_code == 303, answer.context["form"].errors


def edit_page(asset: Asset) -> str:
    return reverse("compliance:asset_edit", args=[asset.public_id])


def needed(asset: Asset) -> set[Asset]:
    return {each.needs for each in asset.dependencies.all()}


def test_saving_another_field_keeps_what_the_form_cannot_offer(cast, manager, asset, theirs, voided):
    page = manager.get(edit_page(asset)).content.decode()
    assert HIDDEN not in page and str(theirs.public_id) not in page
    saved(manager, edit_page(asset), name_id="Portal baru")
    asset.refresh_from_db()
    assert asset.name_id == "Portal baru"
    assert (asset.owner, asset.operator) == (cast.second_responder, cast.dpmptsp)
    assert needed(asset) == {theirs, voided}
    assert set(TrailEntry.objects.get(verb="asset.changed").detail.values) == {"name_id"}


def test_what_the_form_offers_can_be_taken_away(cast, manager, asset, theirs):
    saved(manager, edit_page(asset), owner="", operator="", depends_on=[])
    asset.refresh_from_db()
    assert (asset.owner, asset.operator, needed(asset)) == (None, cast.diskominfotik, {theirs})


def test_who_sees_all_that_is_needed_replaces_it(cast, asset):
    above = add_person("smki-provinsi", "Manajer SMKI Provinsi", cast.pemprov, Role.ISMS_MANAGER)
    sheet = AssetSheet(Text("Portal perizinan"))
    edit_asset(actor=as_actor(above), now=NOW, asset=asset, version=1, sheet=sheet)
    assert needed(asset) == set()


def test_a_change_over_rest_asks_nothing_about_what_was_not_sent(cast, asset, theirs, voided, frozen):
    api, path = Api(cast.isms_manager), f"/api/v1/assets/{asset.public_id}"
    answer = api.send("patch", path, {"name": {"id": "Baru"}}, version=1)
    assert answer.status_code == 200, answer.content
    again = {name: answer.json()[name] for name in ("owner", "depends_on")}
    assert again["depends_on"] == [str(voided.public_id)]
    assert api.send("patch", path, {**again, "vital": True}, version=2).status_code == 200
    asset.refresh_from_db()
    assert (asset.owner, needed(asset)) == (cast.second_responder, {theirs, voided})
    assert api.send("patch", path, {"depends_on": []}, version=3).status_code == 200
    assert needed(asset) == {theirs}


def test_a_new_owner_and_newly_needed_assets_are_asked_about(cast, asset, voided, frozen):
    api, path = Api(cast.isms_manager), f"/api/v1/assets/{asset.public_id}"
    assert pointers(api.send("patch", path, {"owner": str(cast.nobody.public_id)}, version=1)) == {"/owner"}
    other = added(cast.diskominfotik, "Lain")
    body = {"depends_on": [str(voided.public_id)]}
    answer = api.send("patch", f"/api/v1/assets/{other.public_id}", body, version=1)
    assert pointers(answer) == {"/depends_on"}
    new = {**body, "organisation": str(cast.diskominfotik.public_id), "name": {"id": "Baru"}}
    assert pointers(api.send("post", "/api/v1/assets", new)) == {"/depends_on"}
    with pytest.raises(Invalid):
        added(cast.diskominfotik, "Baru", owner=cast.second_responder)


def test_the_history_names_needed_assets_only_to_who_may_see_them(cast, portal, asset, theirs, voided):
    address = reverse("compliance:asset", args=[asset.public_id])
    ours = portal(cast.isms_manager).get(address).content.decode()
    assert HIDDEN not in ours and str(theirs.public_id) not in ours and "Server lama" in ours
    above = add_person("smki-provinsi", "Manajer SMKI Provinsi", cast.pemprov, Role.ISMS_MANAGER)
    assert HIDDEN in portal(above).get(address).content.decode()


def test_the_trail_keeps_needed_assets_of_others_by_identity(cast, theirs):
    unit = added(cast.smart_city, "Papan pantau")
    added(cast.diskominfotik, "Portal", depends_on=(theirs, unit))
    entry = TrailEntry.objects.filter(verb="asset.created").latest("sequence")
    assert entry.detail.values["depends_on"]["after"] == ["Papan pantau", str(theirs.public_id)]


def test_a_page_with_hidden_needs_costs_few_queries(manager, asset, django_assert_max_num_queries):
    for address in (reverse("compliance:asset", args=[asset.public_id]), edit_page(asset)):
        with django_assert_max_num_queries(12):
            manager.get(address)


def test_an_owner_who_left_stays_chosen_in_the_form_of_a_control(cast, manager):
    sheet = ControlSheet(Text("Uji isolasi"), owner=cast.second_responder)
    control = create_control(actor=SYSTEM, now=NOW, organisation=cast.diskominfotik, sheet=sheet)
    Person.objects.filter(pk=cast.second_responder.pk).update(is_active=False)
    address = reverse("compliance:control_edit", args=[control.public_id])
    saved(manager, address, title_id="Uji isolasi sesi")
    assert Control.objects.get().owner == cast.second_responder
    assert Control.objects.get().title_id == "Uji isolasi sesi"


def test_two_who_change_different_fields_lose_none_of_it(cast, manager, asset, theirs, voided):
    form = _Filled()
    form.feed(manager.get(edit_page(asset)).content.decode())
    stands = Asset.objects.get(pk=asset.pk)
    sheet = replace(sheet_of(stands), vital=True)
    edit_asset(actor=as_actor(cast.responder), now=NOW, asset=stands, version=1, sheet=sheet)
    assert manager.post(edit_page(asset), {**form.sent, "name_id": "Portal baru"}).status_code == 303
    asset.refresh_from_db()
    assert (asset.vital, asset.name_id, needed(asset)) == (True, "Portal baru", {theirs, voided})


def test_a_review_date_that_nobody_touched_stays_to_the_second(cast, manager, frozen):
    due = NOW + timedelta(days=30, seconds=17)
    sheet = ControlSheet(Text("Uji isolasi"), owner=cast.responder, review_due=due)
    control = create_control(actor=SYSTEM, now=NOW, organisation=cast.diskominfotik, sheet=sheet)
    address = reverse("compliance:control_edit", args=[control.public_id])
    with clock.frozen(NOW + timedelta(days=31)):
        saved(manager, address, title_id="Uji isolasi sesi")
    control.refresh_from_db()
    assert (control.title_id, control.review.due_at) == ("Uji isolasi sesi", due)
    saved(manager, address, review_due="2027-03-01T09:00")
    assert FollowUp.objects.get().due_at == datetime(2027, 3, 1, 2, 0, tzinfo=UTC)
