"""Reporting an event on a phone, its receipt, and its assessment."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from compliance.services.assets import AssetSheet, create_asset
from incidents.models import Event, Incident
from lib.texts import Text
from records.models import Evidence, PendingUpload
from tests.incidents.portal.conftest import as_sent, at, words
from tests.people import NOW, as_actor

pytestmark = pytest.mark.django_db

WHAT = "Kolom formulir sudah terisi nama orang lain."


@pytest.fixture
def reporter(portal, cast, frozen):
    return portal(cast.reporter)


def test_one_sentence_is_enough(reporter, cast):
    answer = reporter.post(at("report_event"), {"what": WHAT})
    event = Event.objects.get()
    assert answer.status_code == 303 and answer["Location"] == f"{at('event', event)}?received"
    assert (event.organisation, event.reported_by) == (cast.diskominfotik, cast.reporter)
    receipt = words(reporter.get(answer["Location"]))
    assert "terima kasih" in receipt and WHAT in receipt


def test_the_list_of_ones_reports_misses_a_place_only_where_none_was_chosen(reporter, cast):
    asset = create_asset(
        actor=as_actor(cast.isms_manager),
        now=NOW,
        organisation=cast.diskominfotik,
        sheet=AssetSheet(name=Text("Portal perizinan")),
    )
    reporter.post(at("report_event"), {"what": WHAT, "asset": asset.public_id})
    assert Event.objects.get().asset == asset
    assert "Tempat tidak disebutkan" not in words(reporter.get("/incidents/?view=reported"))
    reporter.post(at("report_event"), {"what": "Layar lain padam."})
    assert "Tempat tidak disebutkan" in words(reporter.get("/incidents/?view=reported"))


def test_everything_that_was_said_is_kept(reporter):
    sent = {
        "what": WHAT,
        "where": "Loket dua",
        "ongoing": "earlier",
        "day": "2026-11-22",
        "time": "23.40",
        "about": "on",
        "personal_data": "yes",
        "files": SimpleUploadedFile("layar.jpg", b"gambar"),
    }
    assert reporter.post(at("report_event"), sent).status_code == 303
    event = Event.objects.get()
    assert (event.where, event.personal_data_seen, event.noticed_precision) == ("Loket dua", "yes", "about")
    assert event.noticed_earliest.isoformat() == "2026-11-22T16:40:00+00:00"
    assert event.evidence_links.get().evidence.filename == "layar.jpg"


def test_a_time_to_come_is_refused_with_its_likely_repair_and_nothing_is_lost(reporter):
    sent = {
        "what": WHAT,
        "ongoing": "earlier",
        "time": "23.40",
        "files": SimpleUploadedFile("layar.jpg", b"gambar"),
    }
    answer = reporter.post(at("report_event"), sent)
    shown = words(answer)
    assert answer.status_code == 422 and not Event.objects.exists()
    assert WHAT in shown and "layar.jpg" in shown and "Belum terkirim" in shown
    assert answer.context["repair"]["value"] == "2026-11-22"
    token = answer.context["kept"][0].token
    again = {"what": WHAT, "ongoing": "earlier", "time": "23.40", "repair": "2026-11-22", "kept": token}
    assert reporter.post(at("report_event"), again).status_code == 303
    event = Event.objects.get()
    assert event.noticed_earliest.isoformat() == "2026-11-22T16:40:00+00:00"
    assert event.evidence_links.get().evidence.filename == "layar.jpg"
    assert not PendingUpload.objects.exists()


@pytest.mark.parametrize("day", ["0001-01-01", "1800-01-01", "9999-12-31"])
@pytest.mark.parametrize("time", ["00.30", ""])
def test_a_year_nobody_can_mean_is_refused_at_the_day_and_nothing_is_lost(reporter, day, time):
    answer = reporter.post(at("report_event"), {"what": WHAT, "ongoing": "earlier", "day": day, "time": time})
    assert answer.status_code == 422 and not Event.objects.exists()
    assert list(answer.context["form"].errors) == ["day"]
    assert WHAT in words(answer) and f"Tahun {int(day[:4])}" in words(answer)


def test_an_empty_report_keeps_its_files(reporter):
    answer = reporter.post(at("report_event"), {"files": SimpleUploadedFile("log.txt", b"isi")})
    assert answer.status_code == 422 and "log.txt" in words(answer)
    assert [each.name for each in answer.context["kept"]] == ["log.txt"]


def test_a_kept_file_can_be_taken_out_again(reporter):
    first = reporter.post(at("report_event"), {"files": SimpleUploadedFile("log.txt", b"isi")})
    token = first.context["kept"][0].token
    answer = reporter.post(at("report_event"), {"what": WHAT, "kept": token, "drop": token})
    assert answer.status_code == 200 and not answer.context["kept"] and WHAT in words(answer)
    assert not PendingUpload.objects.exists() and not Event.objects.exists()


def test_looking_for_an_asset_sends_nothing(reporter):
    answer = reporter.post(at("report_event"), {"what": WHAT, "search": "formulir", "look": "1"})
    assert answer.status_code == 200 and WHAT in words(answer)
    assert not Event.objects.exists()


def test_the_report_goes_to_the_body_whose_asset_it_is(portal, cast, sikm, frozen):
    asset = sikm.affected_assets.first().asset
    stranger = portal(_member_of(cast, asset.organisation))
    stranger.post(at("report_event"), {"what": WHAT, "asset": str(asset.public_id)})
    assert Event.objects.get().organisation == asset.organisation


def _member_of(cast, organisation):
    people = (cast.stranger, cast.reporter)
    return next((each for each in people if each.home_id == organisation.pk), cast.province_head)


def test_whoever_has_no_role_cannot_report(portal, cast, frozen):
    assert portal(cast.nobody).get(at("report_event")).status_code == 403


def test_ones_own_reports_stand_in_a_list(reporter):
    reporter.post(at("report_event"), {"what": WHAT})
    shown = words(reporter.get(at("list")))
    assert WHAT in shown and "Laporan saya" in shown


@pytest.fixture
def event(reporter) -> Event:
    reporter.post(at("report_event"), {"what": WHAT})
    return Event.objects.get()


def judge(client, event, **typed):
    shown = client.get(at("event", event)).context["assess"]["form"]
    return client.post(at("assess", event), as_sent(shown, **typed))


def test_an_event_becomes_an_incident_with_its_commander(responder, cast, event):
    answer = judge(
        responder,
        event,
        outcome="incident",
        title="Data pemohon terlihat",
        rsit="information-content-security",
        impact="2",
        urgency="3",
        commander=cast.second_responder.public_id,
    )
    incident = Incident.objects.get()
    assert answer.status_code == 303 and answer["Location"] == at("incident", incident)
    assert (incident.number, incident.severity) == ("INS-2026-0001", "medium")
    assert incident.members.get().person == cast.second_responder
    assert incident.facts.count() == 2


def test_an_incident_without_a_title_is_refused_with_all_that_was_typed(responder, event):
    answer = judge(responder, event, outcome="incident", words="Sudah dicek di loket")
    assert answer.status_code == 422 and "Sudah dicek di loket" in words(answer)
    assert not Incident.objects.exists()


def test_one_for_named_people_alone_that_is_refused_keeps_all_that_was_typed(responder, event):
    shown = responder.get(at("event", event)).context["assess"]["form"]
    typed = {"outcome": "incident", "title": "Rahasia", "tlp": "RED", "impact": "2"}
    answer = responder.post(at("assess", event), as_sent(shown, **typed))
    form = answer.context["assess"]["form"]
    assert answer.status_code == 422 and list(form.errors) == ["urgency"]
    assert form["title"].value() == "Rahasia"
    assert list(form.fields["commander"].choices) == list(shown.fields["commander"].choices)


def test_no_incident_wants_a_reason_that_the_reporter_reads(responder, reporter, event):
    assert judge(responder, event, outcome="no_incident").status_code == 422
    assert judge(responder, event, outcome="no_incident", words="Fitur yang benar").status_code == 303
    assert "Fitur yang benar" in words(reporter.get(at("event", event)))


def test_a_report_of_something_known_is_added_to_its_incident(responder, live, event):
    answer = judge(responder, event, outcome="duplicate", incident=live.public_id, words="Sudah ditangani")
    assert answer.status_code == 303
    event.refresh_from_db()
    assert event.incident == live and live.sources.count() == 1


def test_an_event_that_waits_stands_above_the_register_without_a_number(responder, event):
    shown = words(responder.get(at("list")))
    assert "belum bernomor" in shown and WHAT in shown


def test_a_reporter_sees_the_own_event_but_no_assessment_form(reporter, portal, cast, event):
    assert reporter.get(at("event", event)).context["assess"] is None
    assert portal(cast.stranger).get(at("event", event)).status_code == 404


def test_files_of_a_report_are_evidence_of_the_incident(responder, reporter):
    reporter.post(at("report_event"), {"what": WHAT, "files": SimpleUploadedFile("log.txt", b"isi")})
    judge(responder, Event.objects.get(), outcome="incident", title="Data terlihat")
    assert Incident.objects.get().evidence_links.get().evidence == Evidence.objects.get()
