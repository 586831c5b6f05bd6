"""A backup is one archive that knows itself; it is restored whole into an empty place, or not at all."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import sqlite3
import subprocess
import sys
import tarfile
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.urls import reverse

from accounts.models import Organisation, TrailEntry
from accounts.services.search import index
from accounts.services.trail import Subject
from accounts.services.verify import verify_trail
from lib.errors import Conflict, Unavailable
from lib.keys import keys_for
from records import archive, store
from records.models import Evidence, PendingUpload
from records.services import pending
from records.services.backup import SEAL_PURPOSE, Made, make_backup, seal_of
from records.services.reports import approve_report, withdraw_drafts
from records.services.restore import _used, restore
from tests import people
from tests.records.conftest import SUBJECT_ID, printed, upload

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parents[2]
GROWN = {"accounts_traildetail", "accounts_trailentry", "accounts_trailfeed", "accounts_trailhead"} | {
    "records_custodyentry",
    "followups_sendingswitch",
    "django_migrations",
    "django_session",
    "records_pendingupload",
    "sqlite_sequence",
}
"""Tables in which restoring itself writes, or which a backup leaves out."""


@pytest.fixture
def furnished(keeping, drafting, cast, actor, now) -> None:
    """A place in which something happened: evidence, the same file twice, an issued report, a draft, and a
    sign-in that failed."""
    for number in range(3):
        keeping(
            f"bukti {number} – ꦧꦸꦏ꧀ꦠꦶ".encode() * 100, filename=f"bukti {number}.txt", description="“Layar” <b>"
        )
    keeping(b"\x00\xff" * 5000)
    keeping(b"\x00\xff" * 5000, organisation=cast.dpmptsp, actor=actor(cast.stranger))
    approve_report(actor=actor(cast.head), now=now, report=drafting(), render=printed)
    drafting("dua")
    index(
        kind="incident", object_id=1, organisation=cast.diskominfotik, access=None, texts=["permohonan izin"]
    )
    pending.hold(actor=actor(cast.responder), now=now, file=upload(b"menunggu"), filename="tunggu.txt")
    failed = Client().post(
        reverse("accounts:signin"), {"username": cast.responder.username, "password": "keliru"}
    )
    assert failed.status_code == 422 and AccessAttempt.objects.exists()


@pytest.fixture
def made(furnished, now, tmp_path) -> Made:
    """A backup of it."""
    return make_backup(now=now, to=tmp_path)


def rewritten(made: Made, change: Callable[[dict[str, bytes], dict], None], *, seal: bool = True) -> Path:
    """The archive with its members and manifest changed; sealed anew, as its own installation could."""
    with tarfile.open(made.path) as tar:
        members = {info.name: tar.extractfile(info).read() for info in tar}
    manifest = json.loads(members.pop(archive.MANIFEST))
    old_seal = members.pop(archive.SEAL)
    change(members, manifest)
    data = json.dumps(manifest).encode()
    target = made.path.with_name("diubah.tar.gz")
    ours = seal_of(data, keys_for(SEAL_PURPOSE)[0]).encode()
    with target.open("wb") as out, archive.Writer(out, made_at=people.NOW) as writer:
        for name, content in members.items():
            writer.add_bytes(name, content)
        writer.add_bytes(archive.MANIFEST, data)
        writer.add_bytes(archive.SEAL, ours if seal else old_seal)
    return target


def listed(manifest: dict, member: str) -> dict:
    """The manifest's line about a member."""
    return next(
        each
        for each in (*manifest["tables"], *manifest["files"])
        if member in (f"data/{each.get('model')}.jsonl", f"blobs/{each.get('name')}")
    )


def relisted(members: dict[str, bytes], manifest: dict, member: str, content: bytes) -> None:
    """Put other content in and make the manifest agree."""
    members[member] = content
    listed(manifest, member).update(size=len(content), sha256=hashlib.sha256(content).hexdigest())


def manage(*arguments: str | Path, place: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """A management command in a process and a folder of its own."""
    return run(str(ROOT / "manage.py"), *arguments, place=place, **more)


def run(*arguments: str | Path, place: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Python in a process and a folder of its own."""
    place.mkdir(exist_ok=True)
    env = {
        **os.environ,
        "TANGGAP_VAR": str(place),
        "DATABASE_URL": f"sqlite:///{place / 'tanggap.sqlite3'}",
        "STORAGE_URL": f"file://{quote(str(place / 'blobs'))}",
        "SECRET_KEY": settings.SECRET_KEY,
        "LC_ALL": "C.UTF-8",
    } | more
    command = [sys.executable, *map(str, arguments)]
    return subprocess.run(
        command, env=env, capture_output=True, text=True, timeout=300, check=False, cwd=ROOT
    )


def raw_rows(database: Path) -> dict[str, list]:
    """Every row of every table of a SQLite file, as SQLite has it; but not the search index's own tables."""
    with sqlite3.connect(database) as raw:
        names = raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {
            name: sorted(raw.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr)
            for (name,) in names
            if name not in GROWN and not name.startswith("accounts_searchtext_")
        }


def raw_files(root: Path) -> dict[str, bytes]:
    """Every stored file by name."""
    paths = [path for path in root.rglob("*") if path.is_file() and ".pending" not in path.parts]
    return {str(path.relative_to(root)): path.read_bytes() for path in paths}


def tables_of(path: Path) -> dict[str, str]:
    """The hash of each table in an archive, but of those in which restoring itself writes."""
    manifest = archive.checked(path)[0]
    return {each.model: each.sha256 for each in manifest.tables if each.model.replace(".", "_") not in GROWN}


def test_the_archive_holds_every_table_and_file_and_only_its_owner_may_read_it(made):
    manifest = archive.checked(made.path)[0]
    assert made.path.name == "tanggap-20261123T030000Z.tar.gz"
    assert made.path.stat().st_mode & 0o077 == 0
    assert sorted(each.name for each in manifest.files) == sorted(store.names())
    assert "records.evidence" in {each.model for each in manifest.tables}
    assert manifest.left_out == ["records.pendingupload", "sessions.session"]
    assert PendingUpload.objects.exists()
    assert [tuple(each) for each in manifest.heads] == sorted(
        (chain, *place) for chain, place in verify_trail().heads.items()
    )
    assert [path.name for path in made.path.parent.iterdir() if path.name.startswith(".")] == []


def test_restored_elsewhere_every_row_and_file_is_the_same(made, tmp_path):
    place = tmp_path / "baru"
    done = manage("restore", "--verify", "--from", made.path, "--into", place, place=place)
    assert done.returncode == 0, done.stderr
    assert "Every row and every file was read back" in done.stdout
    assert raw_files(place / "blobs") == raw_files(Path(default_storage.location))
    if connection.vendor == "sqlite":
        assert raw_rows(place / "tanggap.sqlite3") == raw_rows(Path(connection.settings_dict["NAME"]))
    with sqlite3.connect(place / "tanggap.sqlite3") as raw:
        count = "SELECT count(*) FROM {} WHERE {}"
        assert raw.execute(count.format("followups_sendingswitch", "paused")).fetchone() == (1,)
        restored = count.format("records_custodyentry", "verb = 'restored'")
        assert raw.execute(restored).fetchone() == (Evidence.objects.count(),)
        entry = count.format("accounts_trailentry", "verb = 'system.restored' AND chain = 'system'")
        assert raw.execute(entry).fetchone() == (1,)
        found = "SELECT count(*) FROM accounts_searchtext WHERE accounts_searchtext MATCH 'izin'"
        assert raw.execute(found).fetchone() == (1,)
    again = manage("restore", "--from", made.path, place=place)
    assert again.returncode == 1
    assert again.stderr.strip() == (
        "CommandError: The storage is not empty: an archive is restored only into an empty place."
    )


def test_an_archive_moves_between_databases_and_every_row_stays_the_same(postgresql, made, tmp_path):
    target = connection.settings_dict | {"NAME": f"{connection.settings_dict['NAME']}_restored"}
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{target["NAME"]}"')
        cursor.execute(f'CREATE DATABASE "{target["NAME"]}"')
    login = f"{target['USER']}:{target['PASSWORD']}" if target["PASSWORD"] else target["USER"]
    url = f"postgres://{login}@{target['HOST']}:{target['PORT'] or 5432}/{target['NAME']}"
    first, second = tmp_path / "postgres", tmp_path / "sqlite"
    try:
        done = manage("restore", "--verify", "--from", made.path, place=first, DATABASE_URL=url)
        assert done.returncode == 0, done.stderr
        moved = tmp_path / "pindah.tar.gz"
        done = manage("backup", "--to", moved, place=first, DATABASE_URL=url)
        assert done.returncode == 0, done.stderr
        done = manage("restore", "--verify", "--from", moved, place=second)
        assert done.returncode == 0, done.stderr
        back = tmp_path / "kembali.tar.gz"
        assert manage("backup", "--to", back, place=second).returncode == 0
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{target["NAME"]}" WITH (FORCE)')
    assert tables_of(made.path) == tables_of(moved) == tables_of(back)


def of_an_older_version(members: dict[str, bytes], manifest: dict) -> None:
    """An archive that was made before the newest tables."""
    manifest["migrations"].remove(["auth", "0012_alter_user_first_name_max_length"])


ENDED_WHILE_MIGRATING = """
import os, sys, django
django.setup()
from django.core.management import call_command
import records.services.restore as restoring
restoring.call_command = lambda *_what, **_how: os._exit(9)
call_command("restore", "--from", sys.argv[1])
"""


@pytest.mark.thorough
def test_a_copy_whose_restoring_was_ended_while_migrating_sends_nothing(made, tmp_path):
    place, source = tmp_path / "lama", rewritten(made, of_an_older_version)
    done = run("-c", ENDED_WHILE_MIGRATING, source, place=place, DJANGO_SETTINGS_MODULE="config.settings")
    assert done.returncode == 9, done.stderr
    with sqlite3.connect(place / "tanggap.sqlite3") as raw:
        assert raw.execute("SELECT count(*) FROM records_evidence").fetchone() == (Evidence.objects.count(),)
        assert raw.execute("SELECT paused, reason <> '' FROM followups_sendingswitch").fetchall() == [(1, 1)]


@pytest.mark.thorough
def test_an_archive_of_an_older_version_is_migrated_after_it_was_restored(made, tmp_path):
    place = tmp_path / "lama"
    done = manage("restore", "--from", rewritten(made, of_an_older_version), "--into", place, place=place)
    assert done.returncode == 0, done.stderr
    with sqlite3.connect(place / "tanggap.sqlite3") as raw:
        applied = raw.execute("SELECT app, name FROM django_migrations").fetchall()
        evidence = raw.execute("SELECT count(*) FROM records_evidence").fetchone()
        entries = raw.execute("SELECT count(*) FROM accounts_trailentry WHERE verb = 'sending.paused'")
        assert entries.fetchone() == (1,)
    assert set(applied) == set(MigrationRecorder(connection).applied_migrations())
    assert evidence == (Evidence.objects.count(),)


def test_an_archive_of_a_newer_version_is_refused(made, now):
    def newer(members, manifest):
        manifest["migrations"].append(["records", "9999_from_the_future"])
        manifest["product_version"] = "9.9"

    with pytest.raises(Conflict, match=r"9\.9"):
        restore(now=now, source=rewritten(made, newer), compare=True)


def some_blob(made: Made) -> str:
    return f"blobs/{made.manifest.files[0].name}"


TAMPERING: dict[str, Callable[[Made, dict[str, bytes], dict], str]] = {}


def tampering(change: Callable) -> Callable:
    """Registers a way to tamper; it returns the member that must be named."""
    TAMPERING[change.__name__] = change
    return change


@tampering
def a_file_lost(made, members, manifest):
    del members[some_blob(made)]
    return some_blob(made)


@tampering
def a_file_changed(made, members, manifest):
    members[some_blob(made)] = members[some_blob(made)].swapcase() + b"x"
    return some_blob(made)


@tampering
def a_file_added(made, members, manifest):
    members["blobs/../../etc/passwd"] = b"root"
    return "blobs/../../etc/passwd"


@tampering
def a_row_removed(made, members, manifest):
    members["data/records.evidence.jsonl"] = members["data/records.evidence.jsonl"].split(b"\n", 1)[1]
    return "data/records.evidence.jsonl"


@tampering
def a_table_lost(made, members, manifest):
    del members["data/records.blob.jsonl"]
    return "data/records.blob.jsonl"


@tampering
def a_file_listed_under_a_path(made, members, manifest):
    listed(manifest, some_blob(made))["name"] = "../../etc/cron.d/x"
    return archive.MANIFEST


@tampering
def a_manifest_of_something_else(made, members, manifest):
    manifest.clear()
    manifest["format"] = archive.FORMAT
    return archive.MANIFEST


@pytest.mark.parametrize("how", TAMPERING)
def test_a_tampered_archive_is_refused_and_named_and_nothing_is_written(made, now, how):
    named = []
    source = rewritten(made, lambda members, manifest: named.append(TAMPERING[how](made, members, manifest)))
    before = TrailEntry.objects.count(), sorted(raw_files(Path(default_storage.location)))
    with pytest.raises(archive.Damaged) as refusal:
        restore(now=now, source=source, compare=True)
    assert named[0] in str(refusal.value)
    assert (TrailEntry.objects.count(), sorted(raw_files(Path(default_storage.location)))) == before


def test_a_rewritten_manifest_breaks_the_seal(made, now):
    def rewrite(members, manifest):
        content = members["data/records.evidence.jsonl"].replace(b"bukti 1", b"bukti 9")
        relisted(members, manifest, "data/records.evidence.jsonl", content)

    with pytest.raises(archive.Damaged, match=archive.SEAL):
        restore(now=now, source=rewritten(made, rewrite, seal=False), compare=True)


@pytest.mark.parametrize("share", [0.0, 0.1, 0.35, 0.5, 0.75, 0.9, 1.0])
def test_an_archive_with_one_flipped_bit_or_cut_short_is_refused(made, now, share):
    whole = made.path.read_bytes()
    header, trailer = 10, 6
    at = header + int((len(whole) - header - trailer) * share)
    flipped = bytearray(whole)
    flipped[at] ^= 0x10
    for content in (bytes(flipped), whole[:at]):
        made.path.write_bytes(content)
        with pytest.raises(archive.Damaged):
            restore(now=now, source=made.path, compare=True)


def test_what_is_no_archive_is_refused_in_one_sentence(tmp_path, now):
    for content in (b"", b"bukan arsip", gzip.compress(b"bukan tar"), gzip.compress(b"\0" * 10240)):
        path = tmp_path / "x.tar.gz"
        path.write_bytes(content)
        with pytest.raises(archive.Damaged):
            restore(now=now, source=path, compare=False)
    with pytest.raises(Unavailable):
        restore(now=now, source=tmp_path / "tidak ada", compare=False)
    link = tmp_path / "tautan.tar.gz"
    with tarfile.open(link, "w:gz") as tar:
        info = tarfile.TarInfo("blobs/x")
        info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(info)
    with pytest.raises(archive.Damaged, match="blobs/x"):
        restore(now=now, source=link, compare=False)


def test_an_archive_is_not_restored_over_anything(made, now):
    before = TrailEntry.objects.count()
    with pytest.raises(Conflict):
        restore(now=now, source=made.path, compare=True)
    for name in list(store.names()):
        store.delete(name)
    with pytest.raises(Conflict):
        restore(now=now, source=made.path, compare=True)
    assert TrailEntry.objects.count() == before


def test_a_migrated_database_without_content_counts_as_empty(transactional_db):
    assert not _used()


def test_files_damaged_before_are_told_and_the_rest_is_backed_up(furnished, now, tmp_path):
    first, second, third = sorted(store.names())[:3]
    Path(default_storage.path(first)).write_bytes(b"rusak")
    Path(default_storage.path(second)).write_bytes(b"")
    Path(default_storage.path(third)).unlink()
    with pytest.raises(CommandError) as told:
        call_command("backup", to=tmp_path / "a.tar.gz", stdout=io.StringIO())
    for name in (first, second, third):
        assert name in str(told.value)
    manifest = archive.checked(tmp_path / "a.tar.gz")[0]
    assert sorted(manifest.damaged) == [first, second, third]
    assert len(manifest.files) == 6


def test_an_emptied_draft_is_in_order_in_backup_and_restored_place(drafting, cast, actor, now, tmp_path):
    draft, kept = drafting("NIK 31710"), drafting("satu", subject=Subject("incident", 8, SUBJECT_ID, "INS"))
    about = Subject("incident", 7, SUBJECT_ID, "INS-2026-0007")
    withdraw_drafts(actor=actor(cast.dpo), now=now, subject=about, reason="Memuat NIK")
    call_command("backup", to=tmp_path / "a.tar.gz", stdout=io.StringIO())
    manifest = archive.checked(tmp_path / "a.tar.gz")[0]
    assert manifest.damaged == []
    assert [each.name for each in manifest.files] == list(store.names()) == [kept.blob.storage_name]
    place = tmp_path / "baru"
    done = manage("restore", "--verify", "--from", tmp_path / "a.tar.gz", "--into", place, place=place)
    assert done.returncode == 0, done.stderr
    with sqlite3.connect(place / "tanggap.sqlite3") as raw:
        emptied = raw.execute("SELECT sha256 FROM records_blob WHERE emptied_at IS NOT NULL").fetchall()
        words = raw.execute(
            "SELECT count(*) FROM records_issuedreport WHERE snapshot LIKE '%31710%'"
        ).fetchone()
    assert (emptied, words) == ([(draft.blob.sha256,)], (0,))


def test_a_backup_overwrites_nothing_and_leaves_nothing_when_it_fails(furnished, now, tmp_path, monkeypatch):
    target = tmp_path / "ada.tar.gz"
    target.write_text("penting")
    with pytest.raises(Conflict):
        make_backup(now=now, to=target)
    assert target.read_text() == "penting"
    with pytest.raises(Unavailable):
        make_backup(now=now, to=tmp_path / "tidak" / "ada.tar.gz")

    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(archive.Writer, "add_bytes", full)
    with pytest.raises(Unavailable, match="No space left"):
        make_backup(now=now, to=tmp_path / "penuh.tar.gz")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ada.tar.gz", "var"]


def test_a_backup_shows_one_moment_while_others_write(furnished, cast, now, tmp_path, monkeypatch):
    """Rows that are written after the snapshot began are not in it, so every reference in it resolves."""
    original = archive.Writer.add

    def meanwhile(writer, name, file, size):
        if name == "data/accounts.access.jsonl":
            _write_elsewhere(cast, now)
        return original(writer, name, file, size)

    monkeypatch.setattr(archive.Writer, "add", meanwhile)
    made = make_backup(now=now + timedelta(hours=1), to=tmp_path)
    counted = {each.model: each.rows for each in made.manifest.tables}
    assert counted["accounts.organisation"] == 5
    assert Organisation.objects.count() == 6


def _write_elsewhere(cast, now) -> None:
    def write() -> None:
        try:
            Organisation.objects.create(key="susulan", name="Susulan", short="Susulan")
        finally:
            connection.close()

    thread = threading.Thread(target=write)
    thread.start()
    thread.join()
