"""Changing an incident: its sheet, personal data, assets, requirements; what others changed is merged."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from compliance.models import Requirement
from compliance.services.assets import AssetSheet, create_asset
from incidents.portal import touched
from incidents.services.incidents import Classification, edit_incident, set_classification
from incidents.services.review import add_unknown
from lib.texts import Text
from tests.incidents.making import fresh
from tests.incidents.portal.conftest import as_sent, at, form_of, words
from tests.people import NOW, as_actor

pytestmark = pytest.mark.django_db


def opened_twice(client, address):
    """The same form before two people."""
    return [as_sent(form_of(client.get(address))) for _each in range(2)]


def test_the_sheet_is_changed_in_both_languages(responder, live, fill):
    answer = fill(
        responder,
        at("edit", live),
        title_en="Applicants' data shown",
        summary_id="Satu orang melapor.",
        rsit="fraud",
        lost=["confidentiality"],
        impact="3",
        urgency="4",
        discovery="external",
        discoverer_id="pers",
    )
    assert answer.status_code == 303
    now = fresh(live)
    assert (now.title_id, now.title_en, now.severity) == (live.title_id, "Applicants' data shown", "critical")
    assert (now.rsit, now.lost_confidentiality, now.discoverer_id) == ("fraud", True, "pers")


def test_saving_without_a_change_changes_nothing(responder, live, fill):
    fill(responder, at("edit", live))
    assert fresh(live).version == live.version


def test_a_sheet_without_a_title_is_refused_and_keeps_the_rest(responder, live, fill):
    answer = fill(responder, at("edit", live), title_id="", summary_id="Ringkasan baru")
    assert answer.status_code == 422 and "Ringkasan baru" in words(answer)


def test_impact_without_urgency_is_refused_at_its_field(responder, live, fill):
    answer = fill(responder, at("edit", live), impact="2")
    assert answer.status_code == 422
    assert list(form_of(answer).errors) == ["urgency"]


def test_changes_of_different_fields_are_merged(responder, live):
    address = at("edit", live)
    theirs, mine = opened_twice(responder, address)
    responder.post(address, {**theirs, "rsit": "fraud"})
    assert responder.post(address, {**mine, "summary_id": "Ringkasan saya"}).status_code == 303
    assert (fresh(live).rsit, fresh(live).summary_id) == ("fraud", "Ringkasan saya")


def test_a_change_of_the_same_field_is_asked_about_and_nothing_typed_is_lost(responder, live):
    address = at("edit", live)
    theirs, mine = opened_twice(responder, address)
    responder.post(address, {**theirs, "summary_id": "Dari rekan", "rsit": "fraud"})
    answer = responder.post(address, {**mine, "summary_id": "Dari saya", "discoverer_id": "pers"})
    shown = words(answer)
    assert answer.status_code == 409
    assert "Dari rekan" in shown and "Dari saya" in shown and "Petugas Respons" in shown
    sent: dict[str, list[str]] = {}
    for name, value in answer.context["hidden"]:
        sent.setdefault(name, []).append(value)
    both = {**sent, "choice-summary_id": "both", "text-summary_id": "Dari rekan dan saya"}
    assert responder.post(address, both).status_code == 303
    now = fresh(live)
    assert (now.summary_id, now.rsit, now.discoverer_id) == ("Dari rekan dan saya", "fraud", "pers")


def test_each_field_names_who_changed_it_last_and_when(cast, live, portal, frozen):
    address = at("edit", live)
    manager = portal(cast.isms_manager)
    mine = opened_twice(manager, address)[0]
    common = {"actor": as_actor(cast.second_responder), "incident": live}
    edit_incident(**common, now=NOW, version=1, summary=Text(id="Dari petugas kedua"))
    later = NOW + timedelta(minutes=20)
    set_classification(
        actor=as_actor(cast.responder),
        now=later,
        incident=live,
        version=2,
        classification=Classification(lost=("integrity",)),
    )
    with CaptureQueriesContext(connection) as queries:
        answer = manager.post(address, {**mine, "summary_id": "Dari saya", "lost": ["confidentiality"]})
    assert answer.status_code == 409
    assert len([each for each in queries if "SAVEPOINT" not in each["sql"]]) <= 12
    context = answer.context
    asked = {each["name"]: each["change"] for each in context["conflicts"]}
    assert (asked["summary_id"].who, asked["summary_id"].at) == (cast.second_responder.name, NOW)
    assert (asked["lost"].who, asked["lost"].at) == (cast.responder.name, later)
    assert (context["last"].who, context["saved_version"]) == (cast.responder.name, 3)
    [earlier] = context["others"]
    assert earlier["change"] == asked["summary_id"]
    assert earlier["change"].url, "an ISMS manager reads the trail"


def test_what_was_added_elsewhere_meanwhile_stands_in_nobodys_way(responder, cast, live):
    address = at("edit", live)
    (mine,) = opened_twice(responder, address)[:1]
    add_unknown(
        actor=as_actor(cast.second_responder), now=NOW, incident=fresh(live), kind="other", text=Text(id="?")
    )
    assert responder.post(address, {**mine, "rsit": "fraud"}).status_code == 303


def test_a_damaged_form_is_refused_not_saved(responder, cast, live):
    address = at("edit", live)
    theirs, mine = opened_twice(responder, address)
    responder.post(address, {**theirs, "rsit": "fraud"})
    answer = responder.post(address, {**mine, "rsit": "vulnerable", "seen": "rusak"})
    assert answer.status_code == 422 and fresh(live).rsit == "fraud"


def test_people_are_a_number_a_range_or_unknown_but_never_zero_for_unknown(responder, live, fill):
    address = at("personal_data", live)
    fill(responder, address, categories=["nik", "phone"], exposed_to_id="pengguna lain")
    assert fresh(live).has_personal_data and fresh(live).personal_data.subjects == "unknown"
    assert "Tidak diketahui" in words(responder.get(at("incident", live)))
    fill(responder, address, subjects="range", low="100", high="200")
    assert "100–200" in words(responder.get(at("incident", live)))
    refused = fill(responder, address, subjects="range", low="5", high="5")
    assert refused.status_code == 422 and list(form_of(refused).errors) == ["high"]


@pytest.fixture
def asset(cast, frozen):
    return create_asset(
        actor=as_actor(cast.responder),
        now=NOW,
        organisation=cast.diskominfotik,
        sheet=AssetSheet(name=Text(id="Portal perizinan"), operator=cast.diskominfotik),
    )


def test_an_asset_is_named_changed_and_taken_out(responder, live, asset, fill):
    named = fill(
        responder, at("assets", live), asset=asset.public_id, lost=["availability"], state="affected"
    )
    assert named.status_code == 303
    assert "Portal perizinan" in words(responder.get(at("incident", live)))
    fill(responder, at("asset", live, asset.public_id), state="recovered", note="Pulih pukul 10")
    row = live.affected_assets.get()
    assert (row.state, row.note, row.lost_availability) == ("recovered", "Pulih pukul 10", True)
    assert responder.post(at("asset_remove", live, asset.public_id)).status_code == 303
    assert not live.affected_assets.exists()


def test_two_people_change_one_asset(responder, live, asset, fill):
    fill(responder, at("assets", live), asset=asset.public_id, state="affected")
    address = at("asset", live, asset.public_id)
    theirs, mine = opened_twice(responder, address)
    responder.post(address, {**theirs, "note": "Dari rekan"})
    assert responder.post(address, {**mine, "state": "contained"}).status_code == 303
    row = live.affected_assets.get()
    assert (row.note, row.state) == ("Dari rekan", "contained")


def test_a_requirement_failed_was_missing_or_worked(responder, live, catalogue, fill):
    assert fill(responder, at("requirements", live), code="a.8.16", verdict="missing").status_code == 303
    refused = fill(responder, at("requirements", live), code="Z.9", verdict="missing")
    assert refused.status_code == 422 and "Z.9" in words(refused)
    fill(responder, at("requirement", live, "A.8.16"), verdict="worked", note_id="Terpantau")
    row = live.requirements.get()
    assert (row.requirement, row.verdict) == (Requirement.objects.get(code="A.8.16"), "worked")
    assert "Terpantau" in words(responder.get(at("incident", live)))
    responder.post(at("requirement_remove", live, "A.8.16"))
    assert not live.requirements.exists()


def test_naming_a_requirement_again_leaves_what_a_colleague_said_of_it(responder, live, catalogue, fill):
    address = at("requirements", live)
    theirs, mine = opened_twice(responder, address)
    said = {"code": "A.8.16", "verdict": "failed", "note_id": "Pemantauan mati sejak Jumat"}
    assert responder.post(address, {**theirs, **said}).status_code == 303
    refused = responder.post(address, {**mine, "code": "a.8.16", "verdict": "worked"})
    assert refused.status_code == 422 and list(form_of(refused).errors) == ["code"]
    assert "A.8.16 sudah dicatat" in words(refused)
    row = live.requirements.get()
    assert (row.verdict, row.note_id) == ("failed", "Pemantauan mati sejak Jumat")


@pytest.mark.parametrize("named", ["assets", "requirements"])
def test_naming_at_the_very_moment_of_a_colleague_overwrites_nothing(
    responder, live, catalogue, asset, named, monkeypatch
):
    page = {"assets": touched.set_affected_asset, "requirements": touched.set_requirement}
    verb = page[named]
    typed = {"assets": {"asset": asset.public_id, "state": "affected"}}
    typed["requirements"] = {"code": "A.8.16", "verdict": "worked"}

    def after_somebody(**given: object) -> object:
        edit_incident(actor=given["actor"], now=NOW, incident=fresh(live), version=1, title=Text("Lain"))
        return verb(**given)

    monkeypatch.setattr(touched, verb.__name__, after_somebody)
    sent = as_sent(form_of(responder.get(at(named, live))))
    assert responder.post(at(named, live), {**sent, **typed[named]}).status_code == 422
    assert not live.requirements.exists() and not live.affected_assets.exists()


def test_who_only_reads_finds_no_way_to_change(portal, cast, live):
    auditor = portal(cast.auditor)
    shown = words(auditor.get(at("incident", live)))
    for page in ("edit", "team", "assets", "personal_data", "requirements", "unknown_add"):
        assert f'href="{at(page, live)}"' not in shown
        assert auditor.get(at(page, live)).status_code in {200, 403}
    assert auditor.get(at("edit", live)).status_code == 403


def test_whoever_found_it_is_named_also_without_the_kind_of_discovery(responder, live, fill):
    fill(responder, at("edit", live), discoverer_id="Warga Tebet")
    assert "<dd>Warga Tebet</dd>" in words(responder.get(at("incident", live)))
