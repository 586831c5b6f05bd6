"""Evidence and reports in the portal: always an attachment, never for strangers, each read on record."""

from __future__ import annotations

import io
from pathlib import Path
from urllib.parse import quote

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from accounts.actors import SYSTEM
from accounts.services.access import create_access
from accounts.services.leaving import deactivate_person, erase_person
from lib import panels
from lib.ids import new_public_id
from records.models import CustodyVerb, Evidence
from records.services.custody import log_custody
from records.services.handovers import record_handover
from records.services.reports import approve_report, withdraw_draft
from records.services.vault import void_evidence
from tests.incidents.making import opened, with_file
from tests.records.conftest import printed
from tests.records.test_vault import EVIL

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


def page_of(evidence: Evidence, name: str = "evidence") -> str:
    return reverse(f"records:{name}", args=[evidence.public_id])


def body_of(response) -> bytes:
    return b"".join(response.streaming_content)


@pytest.mark.parametrize("name", EVIL)
def test_whatever_was_kept_is_only_ever_saved_by_the_browser(keeping, cast, portal, name):
    evidence = keeping(EVIL[name], filename=name)
    response = portal(cast.responder).get(page_of(evidence, "evidence_download"))
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment; filename=")
    assert f"filename*=UTF-8''{quote(evidence.filename, safe='')}" in response["Content-Disposition"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["Cache-Control"] == "private, no-store"
    assert response["Content-Type"] not in {"text/html", "image/svg+xml"}
    assert int(response["Content-Length"]) == len(EVIL[name])
    assert body_of(response) == EVIL[name]


def test_each_look_and_each_download_stands_in_the_custody_log(keeping, cast, portal):
    evidence = keeping()
    browser = portal(cast.auditor)
    page = browser.get(page_of(evidence))
    body_of(browser.get(page_of(evidence, "evidence_download")))
    again = browser.get(page_of(evidence))
    verbs = list(evidence.custody.values_list("verb", "actor_name"))
    assert verbs == [
        ("received", "Petugas Respons"),
        ("opened", "Auditor Internal"),
        ("downloaded", "Auditor Internal"),
        ("opened", "Auditor Internal"),
    ]
    assert page.status_code == 200
    assert evidence.blob.sha256 in again.content.decode()
    assert "Auditor Internal" in again.content.decode()


def test_hidden_and_missing_evidence_answer_with_the_same_bytes(keeping, cast, portal, now):
    restricted = create_access(actor=SYSTEM, now=now, organisation=cast.diskominfotik, restricted=True)
    hidden = keeping(b"rahasia", actor=SYSTEM, access=restricted)
    elsewhere = keeping(b"di tempat lain")
    for person, evidence in (
        (cast.responder, hidden),
        (cast.stranger, elsewhere),
        (cast.reporter, elsewhere),
    ):
        browser = portal(person)
        for name in ("evidence", "evidence_download", "evidence_void"):
            ask = browser.post if name == "evidence_void" else browser.get
            answers = [
                ask(reverse(f"records:{name}", args=[each])) for each in (evidence.public_id, new_public_id())
            ]
            assert [each.status_code for each in answers] == [404, 404]
            assert without_token(answers[0]) == without_token(answers[1])
        assert evidence.custody.count() == 1


def without_token(response) -> list[bytes]:
    """The lines of a page but those that differ with every answer: CSRF tokens and its own address."""
    lines = response.content.splitlines()
    return [line for line in lines if b"csrfmiddlewaretoken" not in line and b'name="next"' not in line]


def test_who_is_not_signed_in_is_sent_to_sign_in(keeping, client):
    evidence = keeping()
    for name in ("evidence", "evidence_download"):
        response = client.get(page_of(evidence, name))
        assert response.status_code == 302
        assert response["Location"].startswith(reverse("accounts:signin"))
    assert evidence.custody.count() == 1


def test_a_damaged_file_is_a_calm_page_and_no_download(keeping, cast, portal):
    evidence = keeping(b"utuh")
    Path(default_storage.path(evidence.blob.storage_name)).write_bytes(b"rusak")
    response = portal(cast.responder).get(page_of(evidence, "evidence_download"))
    assert response.status_code == 409
    assert "Content-Disposition" not in response
    page = portal(cast.responder).get(page_of(evidence)).content.decode()
    assert "chip crit" in page


def test_voiding_asks_for_a_reason_and_keeps_what_was_typed(keeping, cast, portal):
    evidence = keeping()
    browser = portal(cast.dpo)
    assert b"<textarea" in browser.get(page_of(evidence) + "?void=1").content
    refused = browser.post(page_of(evidence, "evidence_void"), {"version": 1, "reason": " "})
    assert refused.status_code == 422
    too_long = browser.post(page_of(evidence, "evidence_void"), {"version": 1, "reason": "panjang " * 40})
    assert too_long.status_code == 422
    assert "panjang panjang" in too_long.content.decode()
    done = browser.post(page_of(evidence, "evidence_void"), {"version": 1, "reason": "Salah unggah"})
    assert done.status_code == 303
    page = browser.get(page_of(evidence)).content.decode()
    assert "Salah unggah" in page
    assert page_of(evidence, "evidence_download") not in page
    again = browser.post(page_of(evidence, "evidence_void"), {"version": 2, "reason": "Lagi"})
    assert again.status_code == 303
    evidence.refresh_from_db()
    assert evidence.void_reason == "Salah unggah"


def test_who_may_not_void_is_not_offered_it_and_is_refused(keeping, cast, portal):
    evidence = keeping()
    browser = portal(cast.responder)
    assert b"void" not in browser.get(page_of(evidence) + "?void=1").content.split(b"<main")[1]
    refused = browser.post(page_of(evidence, "evidence_void"), {"version": 1, "reason": "Salah"})
    assert refused.status_code == 403
    evidence.refresh_from_db()
    assert evidence.voided_at is None


def test_voided_evidence_is_not_handed_out(keeping, cast, portal, actor, now):
    evidence = keeping()
    void_evidence(actor=actor(cast.dpo), now=now, evidence=evidence, reason="Data orang lain")
    assert portal(cast.responder).get(page_of(evidence, "evidence_download")).status_code == 409


def test_what_people_wrote_is_shown_as_text(keeping, cast, portal):
    evidence = keeping(filename="<img src=x onerror=alert(1)>.png", description="<script>alert(2)</script>")
    page = portal(cast.responder).get(page_of(evidence)).content
    assert b"<img src=x" not in page
    assert b"<script>alert(2)" not in page


def test_the_page_names_what_the_evidence_belongs_to(keeping, cast, portal, monkeypatch):
    monkeypatch.setattr(panels, "_answers", {})
    panels.register("evidence.subjects", lambda actor, about: [{"label": "INS-2026-0007", "url": "/go/x"}])
    page = portal(cast.responder).get(page_of(keeping())).content.decode()
    assert page.count('<a href="/go/x">INS-2026-0007</a>') == 2


def test_a_file_of_an_incident_leads_back_to_it_for_whoever_may_see_it(cast, portal, actor, now):
    incident = opened(cast)
    evidence = with_file(cast, incident).evidence
    page = portal(cast.responder).get(page_of(evidence))
    assert [each["url"] for each in page.context["subjects"]] == [f"/go/incident/{incident.public_id}"]
    assert incident.number in page.content.decode()
    assert panels.ask("evidence.subjects", actor(cast.stranger), evidence, otherwise=None) == []


def test_an_erased_person_stands_without_a_name_in_custody(keeping, cast, portal, now):
    evidence = keeping()
    gone = cast.responder
    deactivate_person(actor=SYSTEM, now=now, person=gone, version=gone.version)
    gone.refresh_from_db()
    erase_person(actor=SYSTEM, now=now, person=gone, version=gone.version)
    entry = evidence.custody.get()
    assert (entry.actor_name, entry.actor_id) == ("", gone.public_id)
    assert b"Petugas Respons</span>" not in portal(cast.auditor).get(page_of(evidence)).content


def test_a_long_custody_log_is_turned_over_page_by_page(keeping, cast, portal, actor, now):
    evidence = keeping()
    browser = portal(cast.auditor)
    log_custody(actor=actor(cast.auditor), now=now, evidence=[evidence] * 60, verb=CustodyVerb.OPENED)
    first = browser.get(page_of(evidence))
    assert len(first.context["custody"]) == 50
    assert first.context["custody_total"] == 62
    second = browser.get(first.context["older_url"])
    assert second.context["custody"][-1].verb == "received"
    assert browser.get(page_of(evidence) + "?before=abc").status_code == 200


def test_pages_stay_within_their_budget(keeping, drafting, cast, portal, actor, now, statements):
    for number in range(8):
        evidence = keeping(f"berkas {number}".encode())
    report = approve_report(actor=actor(cast.head), now=now, report=drafting(), render=printed)
    for _number in range(4):
        record_handover(
            actor=actor(cast.head), now=now, report=report, recipient="BSSN", channel="email", moment=now
        )
    browser = portal(cast.dpo)
    for address in (
        page_of(evidence),
        page_of(evidence, "evidence_download"),
        reverse("records:report", args=[report.public_id]),
        reverse("records:report_download", args=[report.public_id]),
    ):
        with statements(12):
            assert browser.get(address).status_code == 200


def test_a_report_is_taken_as_an_attachment_and_its_page_shows_what_proves_it(
    drafting, cast, portal, actor, now
):
    draft = drafting()
    browser = portal(cast.head)
    page = browser.get(reverse("records:report", args=[draft.public_id]))
    assert page.status_code == 200
    assert "/verify/" not in page.content.decode()
    report = approve_report(actor=actor(cast.head), now=now, report=draft, render=printed)
    page = browser.get(reverse("records:report", args=[report.public_id])).content.decode()
    assert "/verify/" in page
    assert f"/go/incident/{report.subject_public_id}" in page
    taken = browser.get(reverse("records:report_download", args=[report.public_id]))
    assert taken["Content-Type"] == "application/pdf"
    assert "INS-2026-0007-v1-id.pdf" in taken["Content-Disposition"]
    assert body_of(taken).startswith(b"%PDF")
    for name in ("report", "report_download"):
        assert (
            portal(cast.stranger).get(reverse(f"records:{name}", args=[report.public_id])).status_code == 404
        )


def test_a_withdrawn_draft_has_a_page_and_no_file(drafting, cast, portal, actor, now):
    report = withdraw_draft(actor=actor(cast.head), now=now, report=drafting())
    browser = portal(cast.head)
    assert browser.get(reverse("records:report", args=[report.public_id])).status_code == 200
    assert browser.get(reverse("records:report_download", args=[report.public_id])).status_code == 409


def test_an_upload_over_the_limit_never_fills_the_disk(settings, cast, portal, rf):
    settings.EVIDENCE_LIMIT = 1000
    request = rf.post("/", {"files": io.BytesIO(b"x" * 5000)})
    upload = request.FILES["files"]
    assert upload.size == 5000
    assert Path(upload.temporary_file_path()).stat().st_size == 1000
