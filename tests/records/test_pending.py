"""Files of a refused form wait for a day under a token that only their owner can use."""

from __future__ import annotations

import os
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.storage import default_storage

from accounts.policy import Action
from accounts.services.trail import writing
from lib.errors import Conflict, Invalid, Refused, TooLarge
from records.models import Evidence, PendingUpload
from records.services import pending, vault
from tests.records.conftest import upload

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def holding(cast, actor, now):
    """`holding(content)`: a responder's form was refused with that file in it."""

    def hold(content: bytes = b"foto layar", name: str = "foto.jpg", who=None) -> PendingUpload:
        return pending.hold(actor=actor(who or cast.responder), now=now, file=upload(content), filename=name)

    return hold


def files_waiting() -> list[Path]:
    return [path for path in Path(default_storage.location).rglob("*") if path.is_file()]


def test_a_waiting_file_is_found_again_by_its_token_and_becomes_evidence(holding, cast, actor, now):
    waiting = holding(name="../aneh\u202e.jpg")
    token = pending.token_of(waiting)
    [found] = pending.held(actor=actor(cast.responder), now=now, tokens=[token])
    assert (found.filename, found.size) == ("aneh.jpg", 10)
    with writing():
        evidence = pending.keep_held(
            actor=actor(cast.responder),
            now=now,
            pending=found,
            organisation=cast.diskominfotik,
            access=None,
            description="Layar pengguna",
        )
    assert (evidence.blob.sha256, evidence.description) == (waiting.sha256, "Layar pengguna")
    assert not PendingUpload.objects.exists()
    assert [path.name for path in files_waiting()] == [evidence.blob.sha256]
    assert pending.held(actor=actor(cast.responder), now=now, tokens=[token]) == []


def test_new_files_of_every_kind_are_received_first_and_then_kept(holding, cast, actor, now):
    place = cast.diskominfotik
    received = vault.receive(organisation=place, file=BytesIO(b"diterima"))
    files = [
        pending.NewFile(holding(name="menunggu.jpg")),
        pending.NewFile(received, "diterima.txt"),
        pending.NewFile(upload(b"dikirim"), "dikirim.txt"),
        pending.NewFile(BytesIO(b"dibaca"), "dibaca.txt"),
    ]
    fresh = pending.receive_new(organisation=place, files=files)
    assert fresh[:2] == files[:2]
    assert all(isinstance(each.content, vault.Received) for each in fresh[1:])
    assert not Evidence.objects.exists()
    with writing():
        kept = [
            pending.keep_new(actor=actor(cast.responder), now=now, file=each, organisation=place, access=None)
            for each in fresh
        ]
    names = ["menunggu.jpg", "diterima.txt", "dikirim.txt", "dibaca.txt"]
    assert [each.filename for each in kept] == names
    assert [each.blob.size for each in kept] == [10, 8, 7, 6]
    assert not PendingUpload.objects.exists()


def test_a_failing_form_leaves_the_file_waiting(holding, cast, actor, now):
    waiting = holding()
    with pytest.raises(RuntimeError), writing():
        pending.keep_held(
            actor=actor(cast.responder),
            now=now,
            pending=waiting,
            organisation=cast.diskominfotik,
            access=None,
        )
        raise RuntimeError
    assert pending.held(actor=actor(cast.responder), now=now, tokens=[pending.token_of(waiting)]) == [waiting]
    assert not Evidence.objects.exists()


def test_a_token_is_worth_nothing_to_others_forged_or_expired(holding, cast, actor, now):
    waiting = holding()
    token = pending.token_of(waiting)
    mine = actor(cast.responder)
    assert pending.held(actor=actor(cast.second_responder), now=now, tokens=[token]) == []
    assert pending.held(actor=mine, now=now, tokens=[token[:-1] + "x", "", "a.b", "\x00", "é:ü"]) == []
    assert pending.held(actor=mine, now=now + pending.KEPT_FOR, tokens=[token]) == []


def test_a_file_can_be_dropped_by_its_owner_only(holding, cast, actor, now):
    token = pending.token_of(holding())
    pending.drop(actor=actor(cast.second_responder), now=now, token=token)
    assert len(files_waiting()) == 1
    pending.drop(actor=actor(cast.responder), now=now, token=token)
    assert files_waiting() == []
    assert not PendingUpload.objects.exists()


def test_after_a_day_the_sweep_removes_row_and_bytes_and_strays(holding, now):
    holding()
    stray = Path(default_storage.location) / ".pending" / "tanpa-baris"
    stray.write_bytes(b"sisa")
    os.utime(stray, (0, 0))
    assert pending.sweep_pending(now=now + timedelta(hours=23)) == 1
    assert len(files_waiting()) == 1
    assert pending.sweep_pending(now=now + timedelta(hours=24)) == 1
    assert files_waiting() == []


def test_one_person_can_leave_only_so_much_waiting(holding, settings, cast, monkeypatch):
    settings.EVIDENCE_LIMIT = 1000
    for _number in range(3):
        holding(b"x" * 1000)
    with pytest.raises(TooLarge):
        holding(b"x")
    holding(b"x", who=cast.second_responder)
    with pytest.raises(TooLarge):
        holding(b"x" * 1001, who=cast.second_responder)
    monkeypatch.setattr(pending, "MOST_FILES", 1)
    with pytest.raises(Invalid):
        holding(b"x", who=cast.second_responder)


def test_nobody_but_a_person_leaves_files_waiting(cast, actor, now):
    with pytest.raises(Refused):
        pending.hold(actor=actor(cast.service), now=now, file=upload(b"x"), filename="x")
    with pytest.raises(Invalid):
        pending.hold(actor=actor(cast.responder), now=now, file=upload(b""), filename="x")


@pytest.mark.parametrize("damage", ["gone", "changed"])
def test_bytes_that_are_not_what_was_chosen_are_refused(holding, cast, actor, now, damage):
    waiting = holding()
    if damage == "gone":
        files_waiting()[0].unlink()
    else:
        files_waiting()[0].write_bytes(b"lain")
    with pytest.raises(Conflict) as refusal:
        pending.keep_held(
            actor=actor(cast.responder),
            now=now,
            pending=waiting,
            organisation=cast.diskominfotik,
            access=None,
        )
    assert refusal.value.code == "gone"
    assert "foto.jpg" in str(refusal.value)


def test_a_reporters_waiting_photo_comes_in_under_the_action_of_reporting(holding, cast, actor, now):
    waiting = holding(who=cast.reporter)
    evidence = pending.keep_held(
        actor=actor(cast.reporter),
        now=now,
        pending=waiting,
        organisation=cast.diskominfotik,
        access=None,
        under=Action.EVENT_REPORT,
    )
    assert evidence.received_by == cast.reporter
