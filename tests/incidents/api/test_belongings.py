"""What belongs to an incident over REST: evidence, reports, follow-ups."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from followups.services.followups import create_follow_up
from incidents.services.aggregate import subject_of
from incidents.services.incidents import void_incident
from records.models import CustodyEntry, Evidence
from tests.api_client import Api, pointers, problem_of
from tests.incidents.making import opened, recorded, with_file
from tests.people import NOW, as_actor

pytestmark = pytest.mark.django_db
LOG = b"18/May/2020:23:30:01 GET /pemohon/1"


def upload(api: Api, path: str, content: bytes = LOG, key: str = "", **more):
    headers = {"Idempotency-Key": key} if key else {}
    file = SimpleUploadedFile("akses.log", content)
    return api.post(f"{path}/evidence", {"file": file, **more}, headers=headers)


def test_a_file_is_kept_whole_and_taken_again(api, cast, path):
    incident = path.rpartition("/")[2]
    fact = api.send(
        "post", f"{path}/facts", {"kind": "detection", "claim": "confirmed", "what": {"id": "Log"}}
    ).json()
    kept = upload(api, path, description="Log akses", fact=fact["id"])
    assert kept.status_code == 201, kept.content
    found = kept.json()
    assert found["sha256"] == hashlib.sha256(LOG).hexdigest()
    assert (found["filename"], found["size"], found["fact"]) == ("akses.log", len(LOG), fact["id"])
    assert [row["id"] for row in api.get(f"{path}/evidence").json()["results"]] == [found["id"]]
    taken = api.get(f"/api/v1/evidence/{found['id']}/download")
    assert b"".join(taken.streaming_content) == LOG
    assert taken["Content-Disposition"].startswith("attachment")
    assert list(CustodyEntry.objects.values_list("verb", flat=True)) == ["received", "downloaded"]
    assert kept["Location"].endswith(f"/api/v1/evidence/{found['id']}") and incident


def test_the_same_upload_sent_again_is_kept_once(api, path):
    first, again = upload(api, path, key="unggah"), upload(api, path, key="unggah")
    assert first.json()["id"] == again.json()["id"] and Evidence.objects.count() == 1
    problem_of(upload(api, path, b"isi lain", key="unggah"), 422)


def test_of_several_files_in_one_request_none_is_kept(api, path):
    files = [SimpleUploadedFile("akses.log", LOG), SimpleUploadedFile("galat.log", b"isi lain")]
    answer = api.post(f"{path}/evidence", {"file": files}, headers={"Accept-Language": "id"})
    assert pointers(answer) == {"/file"}
    assert problem_of(answer, 400)["errors"][0]["detail"].startswith("Hanya satu berkas")
    assert not Evidence.objects.exists()


def test_what_is_no_file_is_refused_by_name(api, path, settings):
    assert pointers(api.post(f"{path}/evidence", {"description": "tanpa berkas"})) == {"/file"}
    assert pointers(api.post(f"{path}/evidence", {"file": "teks"})) == {"/file"}
    assert pointers(upload(api, path, colour="red")) == {"/colour"}
    assert pointers(upload(api, path, fact="00000000-0000-0000-0000-000000000000")) == {"/fact"}
    assert problem_of(upload(api, path, b""), 400)
    settings.EVIDENCE_LIMIT = 10
    assert problem_of(upload(api, path), 413)["code"] == "too_large"
    assert problem_of(api.send("post", f"{path}/evidence", {"file": "x"}), 415)
    assert not Evidence.objects.exists()


def test_a_fact_is_settled_on_evidence_of_the_incident_only(api, cast, path):
    fact = api.send(
        "post", f"{path}/facts", {"kind": "occurrence", "claim": "reported", "what": {"id": "Bocor"}}
    ).json()
    at = f"{path}/facts/{fact['id']}"
    for value, version in (("100", 1), ("200", 2)):
        body = {"of": "quantity", "text": {"id": f"{value} orang"}, "value": value}
        readings = api.send("post", f"{at}/readings", body, version=version).json()["readings"]
    mine = upload(api, path).json()["id"]
    elsewhere = with_file(cast, opened(cast)).evidence.public_id
    body = {"chosen": readings[1]["id"], "reason": "Dihitung dari log", "evidence": str(elsewhere)}
    assert pointers(api.send("post", f"{at}/settle", body, version=3)) == {"/evidence"}
    settled = api.send("post", f"{at}/settle", {**body, "evidence": mine}, version=3).json()
    assert not settled["disputed"] and settled["settlements"][0]["evidence"] == mine


def test_a_report_is_drafted_once_for_the_same_content_and_taken(api, path):
    made = api.send("post", f"{path}/reports", {"language": "en", "audience": "internal"})
    assert made.status_code == 201, made.content
    report = made.json()
    assert (report["state"], report["language"], report["audience"]) == ("draft", "en", "internal")
    again = api.send("post", f"{path}/reports", {"language": "en", "audience": "internal"}).json()
    assert again["id"] == report["id"]
    assert [row["id"] for row in api.get(f"{path}/reports").json()["results"]] == [report["id"]]
    file = api.get(f"/api/v1/reports/{report['id']}/download")
    data = b"".join(file.streaming_content)
    assert data.startswith(b"%PDF-") and hashlib.sha256(data).hexdigest() == report["file_sha256"]
    assert pointers(api.send("post", f"{path}/reports", {"language": "fr"})) == {"/language"}


def test_what_is_owed_because_of_it(api, cast):
    incident = opened(cast)
    create_follow_up(
        actor=as_actor(cast.responder),
        now=NOW,
        organisation=cast.diskominfotik,
        access=incident.access,
        title_id="Ganti kata sandi",
        owner=cast.responder,
        due_at=NOW + timedelta(days=3),
        subjects=[subject_of(incident)],
    )
    rows = api.get(f"/api/v1/incidents/{incident.public_id}/follow-ups").json()["results"]
    assert [row["title"] for row in rows] == [{"id": "Ganti kata sandi"}]


def test_nothing_new_is_owed_because_of_what_was_voided(api, cast):
    incident = opened(cast)
    void_incident(actor=as_actor(cast.isms_manager), now=NOW, incident=incident, version=1, reason="Ganda")
    body = {
        "subject": {"kind": "incident", "id": str(incident.public_id)},
        "title": {"id": "Ganti kata sandi"},
        "owner": str(cast.responder.public_id),
        "due_at": "2030-12-31T16:00:00+07:00",
    }
    refused = api.send("post", "/api/v1/follow-ups", body)
    assert problem_of(refused, 400)["code"] == "voided" and pointers(refused) == {"/subject/id"}
    assert api.get(f"/api/v1/incidents/{incident.public_id}/follow-ups").json()["results"] == []


def test_they_cost_the_same_however_many(api, cast, django_assert_max_num_queries):
    incident = opened(cast)
    fact = recorded(cast, incident)
    for n in range(8):
        with_file(cast, incident, f"log {n}".encode())
    at = f"/api/v1/incidents/{incident.public_id}"
    assert fact.incident_id == incident.pk
    for address in (f"{at}/evidence", f"{at}/evidence?after=0", f"{at}/reports", f"{at}/follow-ups"):
        with django_assert_max_num_queries(12):
            assert api.get(address).status_code == 200
