"""At most twelve questions for a form that is sent, also where a colleague was faster or it is refused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from compliance.models import Asset, Control, Requirement
from compliance.services.assets import AssetSheet, create_asset
from compliance.services.controls import ControlSheet, create_control
from lib.texts import Text
from tests.catalogue import loaded_framework
from tests.people import NOW, as_actor
from tests.questions import MOST, questions

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


def opened(client, address) -> dict[str, Any]:
    """What a browser sends for the form as it is open now."""
    form = client.get(address).context["form"]
    sent: dict[str, Any] = {}
    for name, field in form.fields.items():
        value = form[name].value()
        shown = field.widget.format_value(value) if hasattr(field.widget, "format_value") else value
        sent[name] = shown[0] if isinstance(shown, list) and not isinstance(value, list) else shown
    return {name: value for name, value in sent.items() if value not in (None, False)}


def asked(client, address, sent, status: int) -> int:
    """How many questions the form asks that is sent."""
    with questions() as found:
        answer = client.post(address, sent)
    assert answer.status_code == status, answer.content
    return len(found)


@pytest.fixture
def manager(portal, cast):
    return portal(cast.isms_manager)


@pytest.fixture
def colleague(portal, cast):
    return portal(cast.isms_manager)


@pytest.fixture
def made(cast):
    """`made(name)`: an asset of Diskominfotik, or of the unit below it."""

    def make(name: str, *, below: bool = False, **said: Any) -> Asset:
        body = cast.smart_city if below else cast.diskominfotik
        sheet = AssetSheet(Text(name), **said)
        return create_asset(actor=as_actor(cast.isms_manager), now=NOW, organisation=body, sheet=sheet)

    return make


def named(*things: Any) -> list[str]:
    return [str(each.public_id) for each in things]


def test_an_asset_with_all_its_sides(manager, colleague, cast, made):
    needed, wanted, below = made("Basis data"), made("Jaringan"), made("Loket", below=True)
    made("Lain", key="terpakai")
    asset = made(
        "Portal", owner=cast.responder, operator=cast.smart_city, depends_on=(needed,), personal_data=("nik",)
    )
    address = reverse("compliance:asset_edit", args=[asset.public_id])
    mine = {"purpose_id": "Melayani izin", "personal_data": ["nik", "phone"]}
    theirs = {
        "owner": str(cast.isms_manager.public_id),
        "operator": str(cast.diskominfotik.public_id),
        "depends_on": named(needed, wanted, below),
    }
    counted = {}
    first = opened(manager, address)
    assert colleague.post(address, opened(colleague, address) | theirs).status_code == 303
    counted["refused"] = asked(manager, address, first | mine | {"key": "terpakai"}, 422)
    counted["merged"] = asked(manager, address, first | mine, 303)
    stands = Asset.objects.get(pk=asset.pk)
    assert (stands.purpose_id, stands.owner) == ("Melayani izin", cast.isms_manager)
    assert stands.dependencies.count() == 3
    rival = first | {"owner": str(cast.second_responder.public_id), "depends_on": [], "operator": ""}
    counted["conflict"] = asked(manager, address, rival, 409)
    assert max(counted.values()) <= MOST, counted


def test_what_is_no_key_is_refused_at_its_field(manager, made):
    asset = made("Portal")
    address = reverse("compliance:asset_edit", args=[asset.public_id])
    for wrong in ("bukan-kunci", "0197d2f4-0000-7000-8000-000000000000", "a\x00b"):
        answer = manager.post(address, opened(manager, address) | {"owner": wrong, "depends_on": [wrong]})
        assert answer.status_code == 422
        assert {"owner", "depends_on"} <= set(answer.context["form"].errors)


def test_what_is_no_requirement_is_refused_at_its_field(manager, cast):
    loaded_framework()
    sheet = ControlSheet(Text("Pemantauan"))
    control = create_control(
        actor=as_actor(cast.isms_manager), now=NOW, organisation=cast.diskominfotik, sheet=sheet
    )
    address = reverse("compliance:control_edit", args=[control.public_id])
    for wrong in ("A.99", "a.8.16", "A.8.16\x00"):
        answer = manager.post(address, opened(manager, address) | {"requirements": ["A.8.15", wrong]})
        assert answer.status_code == 422
        assert "requirements" in answer.context["form"].errors


def test_a_control_with_its_review(manager, colleague, cast):
    loaded_framework()
    control = create_control(
        actor=as_actor(cast.isms_manager),
        now=NOW,
        organisation=cast.diskominfotik,
        sheet=ControlSheet(
            Text("Pemantauan"),
            owner=cast.responder,
            requirements=tuple(Requirement.objects.filter(code__in=["A.8.15", "A.8.16"])),
            review_due=NOW + timedelta(days=30),
        ),
    )
    address = reverse("compliance:control_edit", args=[control.public_id])
    first = opened(manager, address)
    theirs = {"owner": str(cast.second_responder.public_id), "requirements": ["A.8.16"]}
    assert colleague.post(address, opened(colleague, address) | theirs).status_code == 303
    mine = first | {"detail_id": "Setiap hari", "review_due": "2027-03-01T09:00"}
    counted = {"merged": asked(manager, address, mine, 303)}
    stands = Control.objects.get(pk=control.pk)
    assert (stands.detail_id, stands.owner) == ("Setiap hari", cast.second_responder)
    assert [each.requirement.code for each in stands.requirements.all()] == ["A.8.16"]
    assert stands.review is not None and stands.review.owner == cast.second_responder
    rival = first | {"owner": str(cast.isms_manager.public_id), "requirements": ["A.8.15"]}
    counted["conflict"] = asked(manager, address, rival, 409)
    assert max(counted.values()) <= MOST, counted
