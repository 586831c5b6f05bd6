"""Evidence and reports over REST: found, read, taken and voided by whoever may, each read on record."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.test import Client, RequestFactory
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request

from accounts.actors import SYSTEM
from accounts.services.tokens import issue_token
from lib.ids import new_public_id
from records import verify_codes
from records.api.serializers import EvidenceUploadSerializer
from records.services.handovers import record_handover
from records.services.reports import approve_report
from tests.records.conftest import SUBJECT_ID, printed, upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
ALL = ("evidence:write", "reports:write")


@pytest.fixture
def api(now) -> Callable[..., Client]:
    """`api(somebody, *scopes)`: a client with a token of a person or a service account."""

    def client(who, *scopes: str) -> Client:
        owner = {"service": who} if hasattr(who, "organisation_id") else {"person": who}
        _token, secret = issue_token(
            actor=SYSTEM,
            now=now,
            label="uji",
            scopes=scopes or ALL,
            expires_at=now + timedelta(days=1),
            **owner,
        )
        return Client(headers={"Authorization": f"Bearer {secret}"})

    return client


def body_of(response) -> bytes:
    return b"".join(response.streaming_content)


def test_a_program_finds_evidence_reads_its_record_and_takes_the_file(keeping, cast, api):
    evidence = keeping(b"log peladen", filename="log.txt", description="Dari peladen web")
    program = api(cast.service)
    listed = program.get("/api/v1/evidence").json()["results"]
    assert [each["id"] for each in listed] == [str(evidence.public_id)]
    response = program.get(f"/api/v1/evidence/{evidence.public_id}")
    record = response.json()
    assert response["ETag"] == '"1"'
    assert (record["filename"], record["size"], record["sha256"]) == ("log.txt", 11, evidence.blob.sha256)
    assert [each["verb"] for each in record["custody"]] == ["opened", "received"]
    assert record["custody_total"] == 2
    taken = program.get(f"/api/v1/evidence/{evidence.public_id}/download", headers={"Accept": "text/plain"})
    assert taken.status_code == 200
    assert taken["Content-Disposition"].startswith("attachment")
    assert taken["X-Content-Type-Options"] == "nosniff"
    assert taken["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert taken["Cache-Control"] == "private, no-store"
    assert body_of(taken) == b"log peladen"
    assert evidence.custody.last().actor_name == "Sistem tiket"
    assert evidence.custody.last().verb == "downloaded"


def test_hidden_missing_and_out_of_scope(keeping, cast, api):
    evidence = keeping()
    for path in ("", "/download"):
        answers = [
            api(cast.stranger).get(f"/api/v1/evidence/{each}{path}")
            for each in (evidence.public_id, new_public_id())
        ]
        assert [each.status_code for each in answers] == [404, 404]
        assert answers[0].content == answers[1].content
        assert answers[0]["Content-Type"] == "application/problem+json"
        assert (
            api(cast.service, "reports:read").get(f"/api/v1/evidence/{evidence.public_id}{path}").status_code
            == 403
        )
        assert Client().get(f"/api/v1/evidence/{evidence.public_id}{path}").status_code == 401
    assert evidence.custody.count() == 1
    assert api(cast.stranger).get("/api/v1/evidence").json()["results"] == []


def test_voiding_needs_the_version_and_a_reason(keeping, cast, api):
    evidence = keeping()
    address = f"/api/v1/evidence/{evidence.public_id}/void"

    def void(who, body, **headers):
        return api(who).post(address, json.dumps(body), content_type="application/json", headers=headers)

    assert void(cast.dpo, {"reason": "Salah"}).status_code == 428
    assert void(cast.dpo, {"reason": "Salah"}, **{"If-Match": '"7"'}).status_code == 412
    for body, pointer in (
        ({}, "/reason"),
        ({"reason": ""}, "/reason"),
        ({"reason": "x", "voided_at": 1}, "/voided_at"),
    ):
        refused = void(cast.dpo, body, **{"If-Match": '"1"'})
        assert refused.status_code == 400
        assert pointer in [each["pointer"] for each in refused.json()["errors"]]
    assert void(cast.responder, {"reason": "Salah"}, **{"If-Match": '"1"'}).status_code == 403
    done = void(cast.dpo, {"reason": "Salah unggah"}, **{"If-Match": '"1"'})
    assert done.status_code == 200
    assert done["ETag"] == '"2"'
    assert done.json()["void_reason"] == "Salah unggah"
    assert api(cast.service).get(f"/api/v1/evidence/{evidence.public_id}/download").status_code == 409


def test_a_damaged_file_is_a_problem_and_no_server_error(keeping, cast, api):
    evidence = keeping()
    Path(default_storage.path(evidence.blob.storage_name)).unlink()
    response = api(cast.service).get(f"/api/v1/evidence/{evidence.public_id}/download")
    assert (response.status_code, response.json()["code"]) == (409, "broken")


def test_what_changed_since_a_sequence_comes_once_and_in_order(keeping, cast, api):
    first, second = keeping(b"satu"), keeping(b"dua")
    program = api(cast.service)
    page = program.get("/api/v1/evidence?after=0").json()
    assert [each["id"] for each in page["results"]] == [str(first.public_id), str(second.public_id)]
    body_of(program.get(f"/api/v1/evidence/{first.public_id}/download"))
    later = program.get(f"/api/v1/evidence?after={page['next_after']}").json()
    assert [each["id"] for each in later["results"]] == [str(first.public_id)]
    assert program.get(f"/api/v1/evidence?after={later['next_after']}").json()["results"] == []


def test_a_report_is_read_and_taken_and_its_code_is_given_once_it_is_issued(drafting, cast, api, actor, now):
    draft = drafting()
    program = api(cast.service)
    shown = program.get(f"/api/v1/reports/{draft.public_id}").json()
    assert (shown["state"], shown["verify_code"], shown["verify_url"]) == ("draft", None, None)
    assert shown["subject"] == {"kind": "incident", "id": str(SUBJECT_ID), "label": "INS-2026-0007"}
    report = approve_report(actor=actor(cast.head), now=now, report=draft, render=printed)
    record_handover(
        actor=actor(cast.head), now=now, report=report, recipient="BSSN", channel="letter", moment=now
    )
    response = program.get(f"/api/v1/reports/{draft.public_id}")
    shown = response.json()
    assert response["ETag"] == '"2"'
    assert shown["verify_url"].endswith(f"/verify/{verify_codes.shown(report.verify_code)}")
    assert (shown["snapshot_sha256"], shown["file_sha256"]) == (report.snapshot_sha256, report.blob.sha256)
    assert [each["recipient"] for each in shown["handovers"]] == ["BSSN"]
    taken = program.get(f"/api/v1/reports/{draft.public_id}/download", headers={"Accept": "application/pdf"})
    assert taken["Content-Type"] == "application/pdf"
    assert 'filename="INS-2026-0007-v1-id.pdf"' in taken["Content-Disposition"]
    assert body_of(taken).startswith(b"%PDF")
    for path in ("", "/download"):
        assert api(cast.stranger).get(f"/api/v1/reports/{draft.public_id}{path}").status_code == 404
        assert (
            api(cast.service, "evidence:read").get(f"/api/v1/reports/{draft.public_id}{path}").status_code
            == 403
        )


def test_reports_are_listed_by_their_subject(drafting, cast, api):
    report = drafting()
    program = api(cast.service)
    found = program.get(f"/api/v1/reports?subject={SUBJECT_ID}").json()["results"]
    assert [each["id"] for each in found] == [str(report.public_id)]
    assert program.get(f"/api/v1/reports?subject={new_public_id()}").json()["results"] == []
    assert program.get("/api/v1/reports?subject=bukan").status_code == 400
    assert len(program.get("/api/v1/reports?after=0").json()["results"]) == 1


def test_endpoints_stay_within_their_budget(keeping, drafting, cast, api, actor, now, statements):
    for number in range(10):
        evidence = keeping(f"berkas {number}".encode())
    report = approve_report(actor=actor(cast.head), now=now, report=drafting(), render=printed)
    program = api(cast.service)
    for path in (
        "/api/v1/evidence",
        "/api/v1/evidence?after=0",
        f"/api/v1/evidence/{evidence.public_id}",
        f"/api/v1/evidence/{evidence.public_id}/download",
        "/api/v1/reports",
        f"/api/v1/reports/{report.public_id}",
        f"/api/v1/reports/{report.public_id}/download",
    ):
        with statements(12):
            assert program.get(path).status_code == 200


def test_the_part_for_uploads_takes_a_file_and_nothing_unknown():
    def sent(**fields):
        request = Request(RequestFactory().post("/", fields), parsers=[MultiPartParser()])
        serializer = EvidenceUploadSerializer(data=request.data)
        serializer.is_valid()
        return serializer

    good = sent(file=upload(b"isi", "../a.txt"), description="Layar")
    assert good.errors == {}
    assert good.validated_data["file"].size == 3
    assert set(sent(description="tanpa berkas").errors) == {"file"}
    assert set(sent(file=upload(b"isi"), filename="lain").errors) == {"filename"}
