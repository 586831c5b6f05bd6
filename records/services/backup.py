"""Making one verified archive: the rows of one moment first, then the files they name."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import TrailHead
from lib.errors import Conflict, Unavailable
from lib.keys import keyed_hash, keys_for
from records import archive, store
from records.models import Blob
from records.services import rows

SEAL_PURPOSE = "seal of a backup"


@dataclass(frozen=True, slots=True)
class Made:
    """A finished archive that was read again and found whole."""

    path: Path
    size: int
    rows: int
    manifest: archive.Manifest


def make_backup(*, now: datetime, to: Path) -> Made:
    """Write an archive of database and storage to the file `to`, or into the folder `to` under a dated name.

    The place keeps working meanwhile. Stored files that are gone or changed are listed as damaged in the
    manifest. The archive appears only when it was read again and found whole. Raises `Conflict` when the
    file is already there, `Unavailable` when the place cannot be written.
    """
    target = to / f"tanggap-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}.tar.gz" if to.is_dir() else to
    if target.exists():
        raise Conflict(format_lazy(_("{path} is already there: choose another name."), path=str(target)))
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".tanggap-") as work:
            partial = Path(work) / target.name
            with partial.open("xb") as out:
                partial.chmod(0o600)
                _write(out, Path(work), now)
                out.flush()
                os.fsync(out.fileno())
            manifest, _seal, _data = archive.checked(partial)
            size = partial.stat().st_size
            partial.rename(target)
        store.sync_folder(target.parent)
    except OSError as error:
        words = _("The backup could not be written to {path}: {why}.")
        raise Unavailable(format_lazy(words, path=str(target), why=error.strerror or str(error))) from error
    return Made(target, size, sum(each.rows for each in manifest.tables), manifest)


def _write(out: BinaryIO, work: Path, now: datetime) -> None:
    with archive.Writer(out, made_at=now) as writer:
        with _one_moment():
            manifest = _manifest(now)
            for model in rows.tables(apps):
                manifest.tables.append(_table(writer, work, model))
            blobs = list(Blob.objects.full().order_by("organisation_id", "sha256"))
        for blob in blobs:
            _file(writer, blob, manifest)
        data = manifest.written()
        writer.add_bytes(archive.MANIFEST, data)
        writer.add_bytes(archive.SEAL, seal_of(data, keys_for(SEAL_PURPOSE)[0]).encode())


@contextmanager
def _one_moment() -> Iterator[None]:
    """Everything that is read inside is as it was at one moment, and nobody has to wait for it."""
    if connection.vendor == "postgresql":
        with transaction.atomic(durable=True):
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ROLLBACK")


def _manifest(now: datetime) -> archive.Manifest:
    applied = MigrationRecorder(connection).applied_migrations()
    heads = TrailHead.objects.order_by("chain").values_list("chain", "position", "hash")
    return archive.Manifest(
        product_version=settings.VERSION,
        made_at=now.astimezone(UTC).isoformat(timespec="seconds"),
        database=connection.vendor,
        migrations=[list(each) for each in sorted(applied)],
        heads=[list(each) for each in heads],
        left_out=sorted(rows.LEFT_OUT),
    )


def _table(writer: archive.Writer, work: Path, model: type[models.Model]) -> archive.Table:
    count, names = 0, rows.columns(model)
    with tempfile.TemporaryFile(dir=work) as content:
        for line in rows.lines(model, names):
            content.write(line)
            count += 1
        size = content.tell()
        content.seek(0)
        table = archive.Table(model._meta.label_lower, names, count, size, "")
        sha256 = writer.add(table.member, content, size)
    return replace(table, sha256=sha256)


def _file(writer: archive.Writer, blob: Blob, manifest: archive.Manifest) -> None:
    """Add one stored file as it is now; say so when it is not what it was."""
    try:
        file = store.opened(blob.storage_name)
    except FileNotFoundError:
        manifest.damaged.append(blob.storage_name)
        return
    with file:
        size = file.seek(0, os.SEEK_END)
        file.seek(0)
        if not size:
            manifest.damaged.append(blob.storage_name)
            return
        added = archive.StoredFile(blob.storage_name, size, "")
        sha256 = writer.add(added.member, file, size)
    manifest.files.append(replace(added, sha256=sha256))
    if sha256 != blob.sha256:
        manifest.damaged.append(blob.storage_name)


def seal_of(manifest: bytes, key: bytes) -> str:
    """The seal of a manifest: which key, without telling it, and the keyed hash."""
    return f"{keyed_hash(key, 'which key')[:16]} {keyed_hash(key, manifest.decode())}\n"
