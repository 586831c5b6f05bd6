"""A refused form keeps the files that were chosen, shows them, and uses them at the next attempt."""

from __future__ import annotations

from datetime import timedelta

import pytest

from records.models import PendingUpload
from records.portal.files import ChosenFiles
from records.portal.forms import EvidenceForm
from records.services import pending
from tests.records.conftest import upload

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def submitted(cast, actor, now, rf):
    """`submitted(files, …)`: what a view has of a form that a responder sent."""

    def submit(*files, who=None, at=now, **fields) -> tuple[EvidenceForm, ChosenFiles]:
        request = rf.post("/", {"files": list(files), **fields})
        chosen = ChosenFiles(request, actor=actor(who or cast.responder), now=at)
        return EvidenceForm(request.POST, request.FILES), chosen

    return submit


def test_files_of_a_refused_form_are_there_at_the_next_attempt(submitted):
    form, files = submitted(upload(b"satu", "satu.txt"), upload(b"dua", "dua.txt"))
    assert form.is_valid()
    files.hold(form)
    assert [each.name for each in files.kept] == ["satu.txt", "dua.txt"]
    tokens = [each.token for each in files.kept]
    form, again = submitted(upload(b"tiga", "tiga.txt"), kept=tokens)
    assert again.check(form)
    names = [getattr(each, "filename", None) or each.name for each in again.chosen]
    assert names == ["satu.txt", "dua.txt", "tiga.txt"]


def test_one_of_them_can_be_taken_out_again(submitted):
    form, files = submitted(upload(b"satu", "satu.txt"), upload(b"dua", "dua.txt"))
    files.hold(form)
    tokens = [each.token for each in files.kept]
    form, again = submitted(kept=tokens, drop=tokens[0])
    assert again.dropped
    assert again.check(form)
    assert [each.name for each in again.kept] == ["dua.txt"]
    assert PendingUpload.objects.count() == 1


def test_a_file_that_waited_too_long_is_told_and_not_forgotten_silently(submitted, now):
    form, files = submitted(upload(b"satu", "satu.txt"))
    files.hold(form)
    tokens = [each.token for each in files.kept]
    form, late = submitted(kept=tokens, at=now + timedelta(hours=25))
    assert not late.check(form)
    assert form.errors["files"]


def test_a_lost_file_is_told_beside_whatever_else_is_wrong(submitted, now):
    form, files = submitted(upload(b"satu", "satu.txt"))
    files.hold(form)
    tokens = [each.token for each in files.kept]
    form, late = submitted(kept=tokens, at=now + timedelta(hours=25), description="x" * 4001)
    assert not late.check(form)
    assert set(form.errors) == {"files", "description"}


def test_taking_one_out_complains_of_files_alone(submitted, now):
    form, files = submitted(upload(b"satu", "satu.txt"), upload(b"dua", "dua.txt"))
    files.hold(form)
    tokens = [each.token for each in files.kept]
    sent = {"kept": tokens, "drop": tokens[0], "description": "x" * 4001}
    form, again = submitted(upload(b"", "kosong.txt"), upload(b"tiga", "tiga.txt"), **sent)
    again.hold_unjudged(form)
    assert set(form.errors) == {"files"}
    assert "kosong.txt" in " ".join(form.errors["files"])
    assert [each.name for each in again.kept] == ["dua.txt", "tiga.txt"]
    form, late = submitted(**sent, at=now + timedelta(hours=25))
    late.hold_unjudged(form)
    assert set(form.errors) == {"files"}, "the other one waited too long"


def test_files_that_cannot_be_kept_are_named_one_by_one(submitted, settings):
    settings.EVIDENCE_LIMIT = 10
    form, files = submitted(
        upload(b"", "kosong.txt"), upload(b"x" * 11, "besar.txt"), upload(b"ok", "pas.txt")
    )
    assert not form.is_valid()
    words = " ".join(form.errors["files"])
    assert "kosong.txt" in words
    assert "besar.txt" in words
    files.hold(form)
    assert [each.name for each in files.kept] == ["pas.txt"]


def test_who_may_leave_no_more_files_is_told_which_one_was_not_kept(submitted, monkeypatch):
    monkeypatch.setattr(pending, "MOST_FILES", 1)
    form, files = submitted(upload(b"satu", "satu.txt"), upload(b"dua", "dua.txt"))
    assert form.is_valid()
    files.hold(form)
    assert [each.name for each in files.kept] == ["satu.txt"]
    assert "dua.txt" in " ".join(form.errors["files"])
