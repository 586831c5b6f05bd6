"""The bytes in storage: written whole under the name of their hash or not at all, read, listed, deleted.

Everything goes through Django's default storage. A file is first written beside it (`INCOMING`, the same
file system), flushed to the disk, then moved to its name, so a crash leaves at most a file to sweep up.
"""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, cast

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from lib.errors import Invalid, TooLarge, Unavailable

INCOMING = ".incoming"
PENDING = ".pending"
CHUNK = 256 * 1024

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Stored:
    """Bytes that lie in storage: their SHA-256 in hexadecimal, and how many they are."""

    sha256: str
    size: int


class _Finished(File):
    """A temporary file that storage may move instead of copying."""

    def temporary_file_path(self) -> str:
        """Where it lies now."""
        return str(self.name)


def too_large(limit: int) -> TooLarge:
    """The refusal that names the limit, in bytes."""
    words = _("The file is larger than {limit}, the most that can be kept.")
    return TooLarge(format_lazy(words, limit=filesizeformat(limit)), field="file")


def empty() -> Invalid:
    """The refusal of no bytes at all."""
    return Invalid(_("The file is empty: there is nothing to keep."), field="file", code="empty")


def chunks_of(file: UploadedFile | BinaryIO) -> Iterator[bytes]:
    """The bytes of an upload (from its beginning) or of any open file (from where it stands)."""
    if isinstance(file, UploadedFile):
        yield from file.chunks(CHUNK)
        return
    while chunk := file.read(CHUNK):
        yield chunk


def put(chunks: Iterable[bytes], *, name: Callable[[str], str], limit: int | None = None) -> Stored:
    """Store the bytes under `name(sha256)`, replacing what lay there under that name.

    Raises `TooLarge` over `limit` bytes, `Invalid` for no bytes at all and `Unavailable` when the storage
    is full or cannot be written; then nothing of them is left.
    """
    try:
        path = _incoming_file()
        try:
            stored = _written(path, chunks, limit)
            with path.open("rb") as file:
                saved = default_storage.save(name(stored.sha256), _Finished(file, str(path)))
            _sync_folders(saved)
        finally:
            path.unlink(missing_ok=True)
    except OSError as error:
        log.exception("the storage cannot be written")
        raise Unavailable(
            _("The file could not be stored: the storage is full or cannot be written. Nothing was kept.")
        ) from error
    return stored


def _incoming_file() -> Path:
    root = getattr(default_storage, "location", None)
    folder = Path(root) / INCOMING if root else Path(str(settings.FILE_UPLOAD_TEMP_DIR))
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, path = tempfile.mkstemp(dir=folder)
    os.close(handle)
    return Path(path)


def _written(path: Path, chunks: Iterable[bytes], limit: int | None) -> Stored:
    digest, size = hashlib.sha256(), 0
    with path.open("wb") as out:
        for chunk in chunks:
            size += len(chunk)
            if limit is not None and size > limit:
                raise too_large(limit)
            digest.update(chunk)
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    if not size:
        raise empty()
    return Stored(digest.hexdigest(), size)


def _sync_folders(name: str) -> None:
    """Make the folders remember the new name even if the power goes now; nothing to do off this machine."""
    root = getattr(default_storage, "location", None)
    if root is None:
        return
    folder = (Path(root) / name).parent
    for each in (folder, *folder.parents):
        sync_folder(each)
        if each == Path(root):
            break


def sync_folder(folder: Path) -> None:
    """Flush one folder's entries to the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def opened(name: str) -> BinaryIO:
    """The stored file, open for reading.

    Raises `FileNotFoundError`, and `Unavailable` when not this file but the storage is away.
    """
    try:
        return cast(BinaryIO, default_storage.open(name, "rb"))
    except OSError as error:
        if isinstance(error, FileNotFoundError) and _is_there():
            raise
        log.exception("the storage cannot be read")
        raise Unavailable(_("The storage of files is away. Please try again in a minute.")) from error


def _is_there() -> bool:
    """Whether the storage is within reach at all: a folder that is not mounted has lost nothing."""
    root = getattr(default_storage, "location", None)
    return root is None or Path(root).is_dir()


def measured(file: BinaryIO) -> Stored:
    """Hash and size of what an open file still holds; it stands at its beginning again afterwards."""
    digest, size = hashlib.sha256(), 0
    while chunk := file.read(CHUNK):
        digest.update(chunk)
        size += len(chunk)
    file.seek(0)
    return Stored(digest.hexdigest(), size)


def delete(name: str) -> None:
    """Remove a stored file; nothing happens when it is not there."""
    default_storage.delete(name)


def names(folder: str = "") -> Iterator[str]:
    """Every stored name below a folder; what is only on its way in or waiting is left out."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for each in sorted(files):
        yield f"{folder}/{each}" if folder else each
    for each in sorted(folders):
        if each not in (INCOMING, PENDING):
            yield from names(f"{folder}/{each}" if folder else each)


def older_than(name: str, moment: datetime) -> bool:
    """Whether a stored file was last written before the moment; False when it is gone."""
    try:
        return default_storage.get_modified_time(name) < moment
    except FileNotFoundError:
        return False


def abandoned(moment: datetime) -> Iterator[Path]:
    """Temporary files that were begun before the moment and never finished: their process died."""
    root = getattr(default_storage, "location", None)
    if root is None or not (Path(root) / INCOMING).is_dir():
        return
    for path in sorted((Path(root) / INCOMING).iterdir()):
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < moment.timestamp():
                yield path
