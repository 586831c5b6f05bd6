"""A draft that was never approved and lost its words loses content and file; nothing else is touched."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import TrailEntry
from accounts.services.trail import Subject
from accounts.services.verify import verify_trail
from lib.errors import Conflict
from records import store
from records.models import Blob, IssuedReport
from records.services.checks import RECHECK_AFTER, recheck_blobs, sweep_storage
from records.services.reports import approve_report, open_report, withdraw_drafts
from tests.api_client import Api
from tests.records.conftest import SUBJECT_ID, printed

pytestmark = pytest.mark.django_db
SUBJECT = Subject("incident", 7, SUBJECT_ID, "INS-2026-0007")
WHY = "Teks sebuah fakta dihapus: memuat NIK"
LATER = timedelta(days=3650)
"""Later than the clock of any machine on which tests write files."""


@pytest.fixture
def redacting(cast, actor, now, django_capture_on_commit_callbacks):
    """`redacting()`: a verb took words away; how many drafts went."""

    def redact(at=now) -> int:
        with django_capture_on_commit_callbacks(execute=True):
            return withdraw_drafts(actor=actor(cast.dpo), now=at, subject=SUBJECT, reason=WHY)

    return redact


def there(report: IssuedReport) -> bool:
    """Whether the file of a report lies in storage."""
    return report.blob.storage_name in set(store.names())


def test_content_and_bytes_go_and_hash_size_and_when_stay(drafting, redacting, cast, actor, now):
    draft = drafting("NIK 31710")
    sha256, size = draft.blob.sha256, draft.blob.size
    assert redacting() == 1 and not there(draft)
    draft = IssuedReport.objects.select_related("blob").get(pk=draft.pk)
    assert (draft.state, draft.snapshot) == ("withdrawn", "") and draft.snapshot_sha256
    assert (draft.blob.sha256, draft.blob.size, draft.blob.emptied_at) == (sha256, size, now)
    told = TrailEntry.objects.get(verb="report.emptied")
    assert told.detail.values["reason"]["after"] == WHY
    assert told.detail.values["file"] == {"before": sha256, "after": None}
    with pytest.raises(Conflict):
        open_report(actor=actor(cast.head), now=now, report=draft)
    assert verify_trail().holds


def test_earlier_drafts_go_as_well_and_nothing_is_emptied_twice(drafting, redacting):
    drafts = [drafting("NIK 31710"), drafting("lagi 31710")]
    assert redacting() == 1, "the other one was replaced before"
    assert not any(map(there, drafts)) and not IssuedReport.objects.exclude(snapshot="").exists()
    assert redacting() == 0
    assert TrailEntry.objects.filter(verb="report.emptied").count() == 2


def test_what_was_issued_what_is_evidence_and_other_things_stay(
    drafting, redacting, keeping, cast, actor, now
):
    issued = approve_report(actor=actor(cast.head), now=now, report=drafting(), render=printed)
    other = drafting(subject=Subject("incident", 8, SUBJECT_ID, "INS-2026-0008"))
    draft = drafting("NIK 31710")
    with open_report(actor=actor(cast.responder), now=now, report=draft) as file:
        kept = keeping(file.read())
    assert kept.blob_id == draft.blob_id
    redacting()
    for report in (issued, other, draft):
        assert there(report) and Blob.objects.get(pk=report.blob_id).emptied_at is None
    assert IssuedReport.objects.get(pk=issued.pk).snapshot and IssuedReport.objects.get(pk=other.pk).snapshot
    assert not IssuedReport.objects.get(pk=draft.pk).snapshot
    assert "file" not in TrailEntry.objects.get(verb="report.emptied").detail.values


def test_a_redaction_that_fails_leaves_the_bytes(drafting, cast, actor, now, monkeypatch):
    draft = drafting("NIK 31710")
    monkeypatch.setattr("records.services.reports._record", lambda *_args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        withdraw_drafts(actor=actor(cast.dpo), now=now, subject=SUBJECT, reason=WHY)
    assert there(draft) and Blob.objects.get(pk=draft.blob_id).emptied_at is None


def test_no_check_misses_it(drafting, redacting, keeping, now):
    drafting("NIK 31710")
    keeping(b"bukti")
    redacting()
    checked = recheck_blobs(now=now + RECHECK_AFTER + timedelta(days=1))
    assert (checked.blobs, checked.broken) == (1, [])


def test_bytes_that_a_crash_left_are_swept_a_day_later(drafting, cast, actor, now):
    draft = drafting("NIK 31710")
    withdraw_drafts(actor=actor(cast.dpo), now=now, subject=SUBJECT, reason=WHY)
    assert there(draft), "nothing ran after the commit"
    assert sweep_storage(now=now + LATER).files == 1
    assert not there(draft) and Blob.objects.get(pk=draft.blob_id).emptied_at


def test_the_same_bytes_sent_again_fill_it_and_are_not_taken_away(
    drafting, redacting, keeping, cast, actor, now
):
    draft = drafting("NIK 31710")
    with open_report(actor=actor(cast.responder), now=now, report=draft) as file:
        content = file.read()
    redacting()
    kept = keeping(content)
    assert kept.blob_id == draft.blob_id and there(draft)
    assert Blob.objects.get(pk=draft.blob_id).emptied_at is None
    assert redacting() == 0 and there(draft)


def test_its_page_and_the_api_say_when_it_was_emptied(drafting, redacting, cast, portal):
    draft = drafting("NIK 31710")
    redacting()
    page = portal(cast.head).get(reverse("records:report", args=[draft.public_id])).content.decode()
    assert "Dikosongkan " in page and "alasannya ada di jejak audit" in page
    api = Api(cast.head)
    told = api.get(f"/api/v1/reports/{draft.public_id}").json()
    assert told["emptied_at"] and told["file_sha256"] and told["state"] == "withdrawn"
    assert api.get(f"/api/v1/reports/{draft.public_id}/download").status_code == 409
