"""Evidence is kept whole with its hash or not at all, whatever it is and whatever it is called."""

from __future__ import annotations

import hashlib
import io
import os
import resource
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import DatabaseError, connection, transaction

from accounts.actors import SYSTEM
from accounts.models import TrailEntry
from accounts.policy import Action
from accounts.services.access import create_access, grant
from accounts.services.trail import Subject, writing
from accounts.services.verify import verify_trail
from lib.errors import Conflict, Invalid, Missing, Refused, Stale, TooLarge, Unavailable
from records import store
from records.models import Blob, CustodyEntry, Evidence
from records.services import custody, vault
from records.services.checks import recheck_blobs, sweep_storage
from tests.records.conftest import upload

pytestmark = pytest.mark.django_db

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + rb"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
EVIL = {
    "eicar.com": EICAR,
    "gifar.gif": b"GIF89a" + b"\x00" * 20 + b"PK\x03\x04" + b"META-INF/MANIFEST.MF",
    "halaman.html": b"<!doctype html><script>alert(document.domain)</script>",
    "gambar.svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "pdf-html.pdf": b"%PDF-1.7\n<script>alert(1)</script>\n%%EOF",
    "bom.zip": b"PK\x03\x04" + b"\x00" * 100_000,
    "nul\x00.txt": b"nul di dalam\x00isi",
    "utf16.csv": '=HYPERLINK("http://contoh.example")'.encode("utf-16"),
    "satu byte": b"\x00",
}


def stored_files() -> list[str]:
    return list(store.names())


def everything_in_storage() -> list[Path]:
    root = Path(default_storage.location)
    return [path for path in root.rglob("*") if path.is_file()] if root.exists() else []


@pytest.mark.parametrize("name", EVIL)
def test_whatever_a_file_is_it_comes_back_byte_by_byte(keeping, cast, actor, now, name):
    evidence = keeping(EVIL[name], filename=name)
    evidence.refresh_from_db()
    assert evidence.blob.sha256 == hashlib.sha256(EVIL[name]).hexdigest()
    assert evidence.blob.size == len(EVIL[name])
    with vault.open_for_reading(actor=actor(cast.auditor), now=now, evidence=evidence) as file:
        assert file.read() == EVIL[name]


def test_the_claim_of_a_browser_about_the_type_counts_for_nothing(cast, actor, now):
    evidence = vault.keep(
        actor=actor(cast.responder),
        now=now,
        organisation=cast.diskominfotik,
        access=None,
        file=upload(b"<script>", name="foto.html", claimed="image/jpeg"),
        filename="foto.html",
    )
    assert evidence.media_type == "text/html"


def test_a_caller_of_ours_may_say_what_a_file_is(keeping):
    assert keeping(media_type="application/json", filename="tanpa ekstensi").media_type == "application/json"
    assert (
        keeping(b"lain", media_type="bukan jenis\r\nX: 1", filename="a.pdf").media_type == "application/pdf"
    )


def test_nothing_lies_in_storage_but_the_file_under_its_hash(keeping, cast):
    evidence = keeping(b"sekali")
    sha = evidence.blob.sha256
    assert stored_files() == [f"{cast.diskominfotik.pk}/{sha[:2]}/{sha}"]
    assert len(everything_in_storage()) == 1
    assert everything_in_storage()[0].stat().st_mode & 0o077 == 0


def test_the_same_bytes_in_one_organisation_are_stored_once_and_kept_twice(keeping):
    first, second = keeping(b"sama", filename="satu.txt"), keeping(b"sama", filename="dua.txt")
    assert first.blob_id == second.blob_id
    assert (Blob.objects.count(), Evidence.objects.count(), len(stored_files())) == (1, 2, 1)


def test_the_same_bytes_in_another_organisation_are_another_blob(keeping, cast, actor):
    ours = keeping(b"sama")
    theirs = keeping(b"sama", organisation=cast.dpmptsp, actor=actor(cast.stranger))
    assert ours.blob_id != theirs.blob_id
    assert len(stored_files()) == 2


def test_an_empty_file_is_refused_and_leaves_nothing(keeping):
    with pytest.raises(Invalid) as refusal:
        keeping(b"")
    assert refusal.value.code == "empty"
    assert not Evidence.objects.exists()
    assert everything_in_storage() == []


def test_a_file_over_the_limit_is_refused_with_the_limit_and_leaves_nothing(keeping, settings):
    settings.EVIDENCE_LIMIT = 1024 * 1024
    assert keeping(b"a" * settings.EVIDENCE_LIMIT).blob.size == settings.EVIDENCE_LIMIT
    with pytest.raises(TooLarge, match=r"1[,.]0\s*MB"):
        keeping(b"b" * (settings.EVIDENCE_LIMIT + 1))
    assert Evidence.objects.count() == 1
    assert len(everything_in_storage()) == 1


def test_an_upload_that_says_it_is_too_large_is_not_even_read(cast, actor, now, settings):
    settings.EVIDENCE_LIMIT = 10
    file = upload(b"")
    file.size = 11
    with pytest.raises(TooLarge):
        vault.receive(organisation=cast.diskominfotik, file=file)


def test_a_disk_that_fills_half_way_leaves_neither_row_nor_file(keeping):
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (512 * 1024, before[1]))
    try:
        with pytest.raises(Unavailable):
            keeping(os.urandom(2 * 1024 * 1024))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert not Evidence.objects.exists()
    assert not Blob.objects.exists()
    assert everything_in_storage() == []


def test_a_storage_that_is_full_when_the_file_moves_in_leaves_nothing(keeping, monkeypatch):
    def full(*_args, **_more):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "_save", full)
    with pytest.raises(Unavailable):
        keeping(b"tidak muat")
    assert not Evidence.objects.exists()
    assert everything_in_storage() == []


def test_a_folder_that_cannot_be_made_is_unavailable_too(keeping):
    Path(default_storage.location).write_text("bukan folder")
    with pytest.raises(Unavailable):
        keeping()


def test_a_failing_database_leaves_no_row_and_the_bytes_are_swept_a_day_later(keeping, now, monkeypatch):
    def away(*_args, **_more):
        raise DatabaseError("away")

    with monkeypatch.context() as broken:
        broken.setattr(vault, "log_custody", away)
        with pytest.raises(DatabaseError):
            keeping(b"yatim")
    assert not Blob.objects.exists()
    assert len(stored_files()) == 1
    age_everything()
    assert sweep_storage(now=now).files == 1
    assert everything_in_storage() == []


def age_everything() -> None:
    """Everything in storage was written long before the tests' moment."""
    for path in everything_in_storage():
        os.utime(path, (0, 0))


def test_the_sweep_leaves_alone_what_is_referred_to_or_still_fresh(keeping, cast, now):
    keeping(b"dipakai")
    age_everything()
    fresh = vault.receive(organisation=cast.diskominfotik, file=io.BytesIO(b"baru saja"))
    half = Path(default_storage.location) / store.INCOMING / "sedang ditulis"
    half.write_bytes(b"...")
    for path in everything_in_storage():
        if path.name in (fresh.sha256, half.name):
            os.utime(path, (now.timestamp(), now.timestamp()))
    swept = sweep_storage(now=now + timedelta(hours=1))
    assert (swept.files, swept.temporary, swept.blobs) == (0, 0, 0)
    swept = sweep_storage(now=now + timedelta(hours=25))
    assert (swept.files, swept.temporary, swept.blobs) == (1, 1, 0)
    assert len(everything_in_storage()) == 1


def test_bytes_received_before_are_kept_without_being_sent_again(keeping, cast, actor, now):
    received = vault.receive(organisation=cast.diskominfotik, file=io.BytesIO(b"dulu"))
    with writing():
        evidence = vault.keep(
            actor=actor(cast.responder),
            now=now,
            organisation=cast.diskominfotik,
            access=None,
            file=received,
            filename="dulu.txt",
        )
    assert evidence.blob.sha256 == received.sha256
    with pytest.raises(Invalid):
        keeping_elsewhere(actor(cast.stranger), cast.dpmptsp, received, now)


def keeping_elsewhere(actor, organisation, received, now):
    return vault.keep(
        actor=actor, now=now, organisation=organisation, access=None, file=received, filename="x"
    )


def test_receiving_reading_and_voiding_stand_in_custody_and_trail(keeping, cast, actor, now):
    evidence = keeping(b"jejak")
    vault.record_opened(actor=actor(cast.auditor), now=now, evidence=evidence)
    vault.open_for_reading(actor=actor(cast.auditor), now=now, evidence=evidence).close()
    vault.void_evidence(actor=actor(cast.dpo), now=now, evidence=evidence, reason="Salah unggah")
    log = list(evidence.custody.values_list("verb", "actor_name", "sha256", "note"))
    sha = evidence.blob.sha256
    assert log == [
        ("received", "Petugas Respons", sha, ""),
        ("opened", "Auditor Internal", sha, ""),
        ("downloaded", "Auditor Internal", sha, ""),
        ("voided", "Pejabat Pelindungan Data", sha, "Salah unggah"),
    ]
    verbs = TrailEntry.objects.about("evidence", evidence.pk).order_by("sequence")
    assert list(verbs.values_list("verb", flat=True)) == [
        "evidence.received",
        "evidence.downloaded",
        "evidence.voided",
    ]
    assert verify_trail().holds


def test_the_download_is_in_the_log_before_the_first_byte(keeping, cast, actor, now):
    evidence = keeping()
    file = vault.open_for_reading(actor=actor(cast.auditor), now=now, evidence=evidence)
    assert evidence.custody.filter(verb="downloaded").exists()
    assert file.tell() == 0
    file.close()


@pytest.mark.parametrize(("damage", "found"), [("flip", "changed"), ("cut", "changed"), ("gone", "missing")])
def test_damaged_bytes_are_not_handed_out_and_the_damage_is_noted(keeping, cast, actor, now, damage, found):
    evidence = keeping(b"asli sekali")
    path = everything_in_storage()[0]
    if damage == "flip":
        path.write_bytes(b"asli sekalI")
    elif damage == "cut":
        path.write_bytes(b"asli")
    else:
        path.unlink()
    with pytest.raises(Conflict) as refusal:
        vault.open_for_reading(actor=actor(cast.auditor), now=now, evidence=evidence)
    assert refusal.value.code == "broken"
    entry = evidence.custody.last()
    assert (entry.verb, entry.note) == ("checked", found)
    assert not evidence.custody.filter(verb="downloaded").exists()
    evidence.blob.refresh_from_db()
    assert evidence.blob.broken
    assert TrailEntry.objects.filter(verb="evidence.broken").count() == 1


@pytest.mark.parametrize("in_its_place", [False, True])
def test_while_the_storage_is_away_no_file_is_called_damaged(keeping, cast, actor, now, in_its_place):
    evidence = keeping(b"utuh")
    root = Path(default_storage.location)
    aside = root.rename(root.with_name("dilepas"))
    if in_its_place:
        root.write_text("bukan folder")
    for read in (
        lambda: vault.open_for_reading(actor=actor(cast.auditor), now=now, evidence=evidence),
        lambda: recheck_blobs(now=now + timedelta(days=31)),
    ):
        with pytest.raises(Unavailable):
            read()
    evidence.blob.refresh_from_db()
    assert not evidence.blob.broken
    assert not TrailEntry.objects.filter(verb="evidence.broken").exists()
    root.unlink(missing_ok=True)
    aside.rename(root)
    with vault.open_for_reading(actor=actor(cast.auditor), now=now, evidence=evidence) as file:
        assert file.read() == b"utuh"


def test_the_same_file_chosen_again_mends_a_damaged_one(keeping, cast, actor, now):
    evidence = keeping(b"utuh")
    everything_in_storage()[0].write_bytes(b"rusa")
    recheck_blobs(now=now + timedelta(days=31))
    keeping(b"utuh")
    evidence = Evidence.objects.get(pk=evidence.pk)
    assert not evidence.blob.broken
    with vault.open_for_reading(actor=actor(cast.auditor), now=now, evidence=evidence) as file:
        assert file.read() == b"utuh"


def test_hashes_are_compared_again_every_thirty_days_longest_unchecked_first(keeping, now):
    first, second = keeping(b"satu"), keeping(b"dua")
    assert recheck_blobs(now=now + timedelta(days=29)).blobs == 0
    later = now + timedelta(days=31)
    assert recheck_blobs(now=later, limit=1).blobs == 1
    Path(default_storage.path(second.blob.storage_name)).write_bytes(b"DUA")
    outcome = recheck_blobs(now=later)
    assert (outcome.blobs, [each.pk for each in outcome.broken]) == (1, [second.blob_id])
    assert (first.custody.last().note, second.custody.last().note) == ("whole", "changed")
    Path(default_storage.path(second.blob.storage_name)).write_bytes(b"dua")
    recheck_blobs(now=later + timedelta(days=31))
    assert TrailEntry.objects.filter(verb="evidence.mended").count() == 1
    assert second.custody.last().actor_name == SYSTEM.name


def test_voiding_needs_a_reason_and_the_right_role_and_happens_once(keeping, cast, actor, now):
    evidence = keeping()
    with pytest.raises(Refused):
        vault.void_evidence(actor=actor(cast.responder), now=now, evidence=evidence, reason="Salah")
    for reason in ("  ", "x" * 201, "nul\x00"):
        with pytest.raises(Invalid) as refusal:
            vault.void_evidence(actor=actor(cast.dpo), now=now, evidence=evidence, reason=reason)
        assert refusal.value.field == "reason"
    with pytest.raises(Stale):
        vault.void_evidence(actor=actor(cast.dpo), now=now, evidence=evidence, reason="Salah", version=9)
    vault.void_evidence(actor=actor(cast.dpo), now=now, evidence=evidence, reason="Salah", version=1)
    with pytest.raises(Conflict):
        vault.void_evidence(actor=actor(cast.dpo), now=now, evidence=evidence, reason="Lagi")


def test_voided_evidence_is_handed_out_only_to_those_who_may_void(keeping, cast, actor, now):
    evidence = keeping()
    vault.void_evidence(actor=actor(cast.dpo), now=now, evidence=evidence, reason="Data orang lain")
    with pytest.raises(Conflict):
        vault.open_for_reading(actor=actor(cast.responder), now=now, evidence=evidence)
    vault.open_for_reading(actor=actor(cast.isms_manager), now=now, evidence=evidence).close()


def test_who_may_not_add_evidence_leaves_not_even_bytes(keeping, cast, actor):
    for person in (cast.auditor, cast.stranger, cast.nobody, cast.reporter):
        with pytest.raises((Refused, Missing)):
            keeping(b"ditolak", actor=actor(person))
    assert everything_in_storage() == []


def test_a_reporters_photo_comes_in_under_the_action_of_reporting(keeping, cast, actor):
    evidence = keeping(actor=actor(cast.reporter), under=Action.EVENT_REPORT)
    assert evidence.received_by == cast.reporter


def test_a_grantee_adds_and_reads_evidence_of_a_shared_thing_and_a_stranger_learns_nothing(
    keeping, cast, actor, now
):
    with writing():
        access = create_access(actor=SYSTEM, now=now, organisation=cast.diskominfotik)
        subject = Subject("incident", 1, cast.head.public_id, "INS-2026-0001")
        grant(actor=SYSTEM, now=now, access=access, organisation=cast.dpmptsp, subject=subject)
    evidence = keeping(b"bersama", actor=actor(cast.stranger), access=access)
    hidden = keeping(b"sendiri")
    visible = Evidence.objects.visible_to(actor(cast.stranger))
    assert list(visible) == [evidence]
    with pytest.raises(Missing):
        vault.open_for_reading(actor=actor(cast.stranger), now=now, evidence=hidden)


def test_the_database_refuses_to_change_or_remove_custody_but_lets_a_name_be_erased(keeping, cast):
    evidence = keeping()
    entry = evidence.custody.get()
    attempts = [
        lambda: CustodyEntry.objects.filter(pk=entry.pk).update(verb="opened"),
        lambda: CustodyEntry.objects.filter(pk=entry.pk).update(actor_name="Orang Lain"),
        lambda: CustodyEntry.objects.filter(pk=entry.pk).delete(),
    ]
    for attempt in attempts:
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    assert custody.forget_name(actor_id=cast.responder.public_id) == 1
    entry.refresh_from_db()
    assert entry.actor_name == ""
    assert str(entry.shown_name)


@pytest.mark.django_db(transaction=True)
def test_eight_people_who_send_the_same_file_at_once_share_one_whole_blob(keeping, cast, actor):
    failures: list[Exception] = []

    def send(number: int) -> None:
        try:
            keeping(b"serentak" * 50_000, filename=f"{number}.bin")
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert (Blob.objects.count(), Evidence.objects.count(), len(everything_in_storage())) == (1, 8, 1)
    assert recheck_blobs(now=Blob.objects.get().checked_at + timedelta(days=31)).broken == []
    assert verify_trail().holds
