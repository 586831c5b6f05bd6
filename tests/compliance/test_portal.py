"""Assets and the catalogue in the portal: pages, forms, conflicts, and what is hidden."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.urls import reverse

from accounts.actors import actor_for_person
from compliance.models import Asset
from compliance.services.assets import AssetSheet, create_asset, edit_asset, sheet_of
from compliance.services.controls import ControlSheet, create_control, edit_control
from followups.models import FollowUp
from lib.texts import Text
from tests.people import NOW, Cast, as_actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def asset(cast: Cast) -> Asset:
    sheet = AssetSheet(Text("Portal perizinan"), purpose=Text("Melayani izin."), personal_data=("nik",))
    return create_asset(
        actor=as_actor(cast.isms_manager), now=NOW, organisation=cast.diskominfotik, sheet=sheet
    )


@pytest.fixture
def manager(client, cast):
    client.force_login(cast.isms_manager)
    return client


def page(asset: Asset, name: str = "asset") -> str:
    return reverse(f"compliance:{name}", args=[asset.public_id])


def filled(client, asset: Asset, **changes) -> dict:
    """The edit form as a browser would send it, with changes."""
    form = client.get(page(asset, "asset_edit")).context["form"]
    sent = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in {**sent, **changes}.items() if value not in (None, False)}


def test_the_register_finds_an_asset_by_its_words_and_kind(manager, asset):
    address = reverse("compliance:assets")
    assert "Portal perizinan" in manager.get(address, {"q": "izin"}).content.decode()
    assert "Portal perizinan" not in manager.get(address, {"q": "gudang"}).content.decode()
    assert "Portal perizinan" not in manager.get(address, {"kind": "device"}).content.decode()
    assert "Portal perizinan" in manager.get(address, {"data": "nik"}).content.decode()


def test_an_asset_is_added_and_shown(manager, cast):
    sent = {
        "organisation": str(cast.diskominfotik.public_id),
        "name_id": "Situs <b>baru</b>",
        "kind": "service",
        "components": "depan\nbelakang",
        "confidentiality": "4",
    }
    answer = manager.post(reverse("compliance:asset_add"), sent)
    assert answer.status_code == 303
    made = Asset.objects.get()
    assert made.components == ["depan", "belakang"] and made.confidentiality == 4
    assert "Situs &lt;b&gt;baru&lt;/b&gt;" in manager.get(answer.url).content.decode()


def test_a_refused_form_keeps_what_was_typed(manager, cast):
    sent = {
        "organisation": str(cast.diskominfotik.public_id),
        "kind": "service",
        "purpose_id": "Panjang sekali",
    }
    answer = manager.post(reverse("compliance:asset_add"), sent)
    assert answer.status_code == 422
    assert "Panjang sekali" in answer.content.decode()
    assert not Asset.objects.exists()


def test_what_two_people_change_in_different_fields_is_merged(manager, asset, cast):
    mine = filled(manager, asset, name_id="Portal baru")
    edit_asset(
        actor=as_actor(cast.responder),
        now=NOW,
        asset=asset,
        version=1,
        sheet=AssetSheet(
            Text("Portal perizinan"), purpose=Text("Diubah orang lain."), personal_data=("nik",)
        ),
    )
    assert manager.post(page(asset, "asset_edit"), mine).status_code == 303
    asset.refresh_from_db()
    assert (asset.name_id, asset.purpose_id, asset.version) == ("Portal baru", "Diubah orang lain.", 3)


def test_one_field_changed_by_two_is_asked_about_and_the_answer_saves(manager, asset, cast):
    mine = filled(manager, asset, purpose_id="Melayani izin warga.")
    other = actor_for_person(cast.responder, now=NOW)
    sheet = sheet_of(asset)
    edit_asset(
        actor=other,
        now=NOW,
        asset=asset,
        version=1,
        sheet=AssetSheet(sheet.name, purpose=Text("Melayani izin cepat."), personal_data=("nik",)),
    )
    asked = manager.post(page(asset, "asset_edit"), mine)
    assert asked.status_code == 409
    assert cast.responder.name in asked.content.decode()
    answer = {}
    for name, value in asked.context["hidden"]:
        answer.setdefault(name, []).append(value)
    answer |= {"choice-purpose_id": "both", "text-purpose_id": "Melayani izin warga dengan cepat."}
    assert manager.post(page(asset, "asset_edit"), answer).status_code == 303
    asset.refresh_from_db()
    assert asset.purpose_id == "Melayani izin warga dengan cepat."


def test_an_asset_leaves_the_inventory_with_a_reason(manager, asset):
    assert manager.post(page(asset, "asset_void"), {"version": 1, "reason": ""}).status_code == 422
    assert manager.post(page(asset, "asset_void"), {"version": 1, "reason": "Dihentikan"}).status_code == 303
    assert "Portal perizinan" not in manager.get(reverse("compliance:assets")).content.decode()
    assert "Dihentikan" in manager.get(page(asset)).content.decode()


def test_hidden_and_missing_look_alike_and_readers_do_not_change(client, cast, asset):
    client.force_login(cast.stranger)
    hidden = client.get(page(asset))
    missing = client.get(reverse("compliance:asset", args=["01a1fd2d-0ae4-71d7-bbfd-af543d9fe2d8"]))
    assert hidden.status_code == missing.status_code == 404
    client.force_login(cast.auditor)
    assert client.get(page(asset)).status_code == 200
    assert client.get(page(asset, "asset_edit")).status_code == 403


def test_the_catalogue_is_shown_by_theme_in_both_languages(manager, cast):
    call_command("load_catalogue", verbosity=0)
    listed = manager.get(reverse("compliance:requirements")).content.decode()
    assert "Aktivitas pemantauan" in listed
    one = manager.get(reverse("compliance:requirement", args=["A.8.16"])).content.decode()
    assert "A.8.16" in one
    assert manager.get(reverse("compliance:requirement", args=["A.99"])).status_code == 404
    cast.isms_manager.language = "en"
    cast.isms_manager.save()
    assert "Monitoring activities" in manager.get(reverse("compliance:requirements")).content.decode()


@pytest.mark.parametrize("name", ["assets", "requirements"])
def test_a_list_costs_few_queries(manager, cast, asset, name, django_assert_max_num_queries):
    call_command("load_catalogue", verbosity=0)
    for n in range(8):
        create_asset(
            actor=as_actor(cast.isms_manager),
            now=NOW,
            organisation=cast.diskominfotik,
            sheet=AssetSheet(Text(f"Aset {n}"), depends_on=(asset,)),
        )
    with django_assert_max_num_queries(12):
        manager.get(reverse(f"compliance:{name}"))


def test_an_assets_page_costs_few_queries(manager, asset, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        manager.get(page(asset))


def test_a_control_is_added_with_a_review_that_becomes_a_task_of_its_owner(manager, cast):
    call_command("load_catalogue", verbosity=0)
    sent = {
        "organisation": str(cast.diskominfotik.public_id),
        "title_id": "Pemantauan kanal notifikasi",
        "status": "partial",
        "owner": str(cast.responder.public_id),
        "review_due": "2027-02-01T09:00",
        "review_every_months": "6",
        "requirements": ["A.8.16", "A.8.15"],
    }
    answer = manager.post(reverse("compliance:control_add"), sent)
    assert answer.status_code == 303
    shown = manager.get(answer.url).content.decode()
    assert "A.8.16" in shown and cast.responder.name in shown
    review = FollowUp.objects.get()
    assert (review.kind, review.owner) == ("review", cast.responder)
    assert review.due_at == datetime(2027, 2, 1, 2, 0, tzinfo=UTC)
    listed = manager.get(reverse("compliance:controls"), {"q": "A.8.16"}).content.decode()
    assert "Pemantauan kanal notifikasi" in listed


def test_a_controls_conflict_is_asked_about(manager, cast):
    made = create_control(
        actor=as_actor(cast.isms_manager),
        now=NOW,
        organisation=cast.diskominfotik,
        sheet=ControlSheet(Text("Kendali"), detail=Text("Semula.")),
    )
    address = reverse("compliance:control_edit", args=[made.public_id])
    form = manager.get(address).context["form"]
    mine = {name: form[name].value() for name in form.fields if form[name].value() not in (None, [])}
    edit_control(
        actor=as_actor(cast.isms_manager),
        now=NOW,
        control=made,
        version=1,
        sheet=ControlSheet(Text("Kendali"), detail=Text("Punya orang lain.")),
    )
    assert manager.post(address, {**mine, "detail_id": "Punya saya."}).status_code == 409
    assert manager.post(address, {**mine, "title_id": "Kendali baru"}).status_code == 303
