"""The receipt of a report, as its reporter sees it."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from incidents.models import Incident
from incidents.services.assessment import Opening, assess_event
from incidents.services.events import EventData, report_event
from incidents.services.impact import DataImpact, PeopleCount, set_personal_data
from lib.texts import Text
from tests.incidents.portal.conftest import at, words
from tests.people import NOW, Cast, as_actor


def test_reporter_without_a_right_to_read_evidence_sees_the_receipt_with_the_file(
    cast: Cast, portal, frozen
) -> None:
    """The name of the file, so that they know it arrived; no link to its record."""
    browser = portal(cast.reporter)
    sent = {"what": "Layar login berubah", "files": SimpleUploadedFile("foto.png", b"foto", "image/png")}
    receipt = browser.post("/events/report/", sent, follow=True)
    assert receipt.status_code == 200
    assert "foto.png" in receipt.content.decode()
    assert "/evidence/" not in receipt.content.decode()


def became(cast: Cast, **seen: str) -> Incident:
    """The incident that a report of the reporter became."""
    event = report_event(
        actor=as_actor(cast.reporter),
        now=NOW,
        organisation=cast.diskominfotik,
        data=EventData(what="Layar menampilkan data orang lain", **seen),
    )
    judged = assess_event(
        actor=as_actor(cast.responder),
        now=NOW,
        event=event,
        version=event.version,
        outcome="incident",
        opening=Opening(title=Text(id="Data pemohon terlihat")),
    )
    assert judged.incident is not None
    return judged.incident


def test_the_reporter_reads_the_number_of_what_the_report_became(cast: Cast, portal, frozen) -> None:
    incident = became(cast)
    page = words(portal(cast.reporter).get(at("event", incident.events.get())))
    assert f"Laporan Anda kini menjadi insiden {incident.number}." in page
    assert str(incident.public_id) not in page, "the incident itself is not theirs to read"


def test_an_incident_names_the_report_that_it_came_from(cast: Cast, portal, frozen) -> None:
    incident = became(cast)
    page = words(portal(cast.responder).get(at("incident", incident)))
    assert f'href="{at("event", incident.events.get())}">Dari laporan 23 November 2026' in page


def test_an_incident_tells_personal_data_that_was_seen_from_none_and_from_silence(
    cast: Cast, portal, frozen
) -> None:
    seen, silent = became(cast, personal_data_seen="yes"), became(cast)
    browser = portal(cast.responder)
    assert "jenisnya belum ada yang menyebutkan" in words(browser.get(at("incident", seen)))
    assert "Belum ada keterangan tentang data pribadi" in words(browser.get(at("incident", silent)))
    none = DataImpact(people=PeopleCount(0, 0))
    who, version = as_actor(cast.responder), Incident.objects.get(pk=seen.pk).version
    set_personal_data(actor=who, now=NOW, incident=seen, version=version, impact=none)
    assert "Tidak ada data pribadi yang terdampak." in words(browser.get(at("incident", seen)))
