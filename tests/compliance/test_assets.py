"""Assets: added, changed by version, voided; dependencies without circles; who sees them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from accounts.models import SearchDocument, TrailEntry
from compliance.models import Asset
from compliance.selectors import assets_for
from compliance.services.assets import AssetSheet, create_asset, edit_asset, sheet_of, void_asset
from lib.errors import Conflict, Invalid, Missing, Refused, Stale
from lib.texts import Text
from tests.people import NOW, as_actor

pytestmark = pytest.mark.django_db


def added(cast, who=None, **sheet) -> Asset:
    values = {"name": Text(id="Portal perizinan"), **sheet}
    return create_asset(
        actor=as_actor(who or cast.isms_manager),
        now=NOW,
        organisation=cast.diskominfotik,
        sheet=AssetSheet(**values),
    )


def changed(cast, asset, who=None, *, version=None, **changes) -> Asset:
    asset = Asset.objects.get(pk=asset.pk)
    return edit_asset(
        actor=as_actor(who or cast.responder),
        now=NOW,
        asset=asset,
        version=version or asset.version,
        sheet=replace(sheet_of(asset), **changes),
    )


def test_an_asset_is_kept_with_everything_that_was_said(cast):
    needed = added(cast, name=Text(en="Database"))
    asset = added(
        cast,
        key="jakevo",
        kind="service",
        purpose=Text(id="perizinan"),
        components=("login", " "),
        owner=cast.head,
        operator=cast.outside,
        url="https://izin.example",
        in_use_since=date(2019, 9, 27),
        confidentiality=4,
        personal_data=("nik", "phone"),
        depends_on=(needed,),
        vital=True,
    )
    again = sheet_of(Asset.objects.get(pk=asset.pk))
    assert (again.components, again.personal_data, again.depends_on) == (
        ("login",),
        ("nik", "phone"),
        (needed,),
    )
    assert (again.operator, again.confidentiality, again.vital) == (cast.outside, 4, True)
    assert "izin" in SearchDocument.objects.get(kind="asset", object_id=asset.pk).content


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("name", {"name": Text()}),
        ("url", {"url": "javascript:alert(1)"}),
        ("kind", {"kind": "castle"}),
        ("confidentiality", {"confidentiality": 5}),
        ("personal_data", {"personal_data": ("ktp",)}),
        ("components", {"components": ("x" * 201,)}),
        ("in_use_since", {"in_use_since": date(1, 1, 1)}),
        ("owner", {"owner": "stranger"}),
        ("name_id", {"name": Text(id="a\x00b")}),
    ],
)
def test_what_cannot_be_is_named_by_field(cast, field, given):
    given = {key: getattr(cast, value) if value == "stranger" else value for key, value in given.items()}
    with pytest.raises(Invalid) as refused:
        added(cast, **given)
    fields = {each.field for each in refused.value.problems} | {refused.value.field}
    assert field in fields
    assert not Asset.objects.exists()


def test_a_key_is_taken_once_in_an_organisation(cast):
    added(cast, key="jakevo")
    with pytest.raises(Conflict):
        added(cast, key="jakevo")


def test_a_change_raises_the_version_and_a_stale_one_is_refused(cast):
    asset = added(cast)
    assert changed(cast, asset, name=Text(id="JakEVO")).version == 2
    with pytest.raises(Stale) as stale:
        changed(cast, asset, version=1, vital=True)
    assert stale.value.current == 2
    assert TrailEntry.objects.filter(verb="asset.changed").count() == 1


def test_nothing_depends_on_itself_by_way_of_others(cast):
    one, two, three = added(cast), added(cast), added(cast)
    changed(cast, one, depends_on=(two,))
    changed(cast, two, depends_on=(three,))
    for asset, needs in ((three, one), (one, one)):
        with pytest.raises(Invalid) as refused:
            changed(cast, asset, depends_on=(needs,))
        assert refused.value.field == "depends_on"


def test_a_voided_asset_leaves_the_list_and_changes_no_more(cast):
    asset = added(cast)
    with pytest.raises(Invalid):
        void_asset(actor=as_actor(cast.responder), now=NOW, asset=asset, version=1, reason=" ")
    void_asset(actor=as_actor(cast.responder), now=NOW, asset=asset, version=1, reason="Dimatikan")
    actor = as_actor(cast.responder)
    assert not assets_for(actor).exists()
    assert assets_for(actor, with_voided=True).get() == asset
    with pytest.raises(Conflict):
        changed(cast, asset, vital=True)


@pytest.mark.parametrize("role", ["reporter", "auditor", "head", "dpo", "administrator", "stranger"])
def test_who_may_not_change_the_inventory(cast, role):
    with pytest.raises(Refused):
        added(cast, getattr(cast, role))
    asset = added(cast)
    with pytest.raises((Refused, Missing)):
        changed(cast, asset, getattr(cast, role), vital=True)


def test_an_asset_is_found_by_its_words_by_who_may_see_it(cast):
    portal = added(cast)
    added(cast, name=Text(id="Laptop"), kind="device")
    assert list(assets_for(as_actor(cast.reporter), query="perizin")) == [portal]
    assert not assets_for(as_actor(cast.stranger)).exists()
