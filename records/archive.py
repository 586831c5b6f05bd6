"""The file format of a backup: one gzipped tar whose manifest, its last part, knows every member's hash.

`data/<model>.jsonl` holds the rows of one table, `blobs/<name>` one stored file, `manifest.json` what all
of it is, `manifest.seal` a keyed hash of the manifest by the installation's secret. Nothing in an archive
is ever written to a path that the archive names.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import re
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any, BinaryIO, Self, cast

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from lib.errors import Conflict, Invalid

FORMAT = "tanggap.backup/1"
MANIFEST = "manifest.json"
SEAL = "manifest.seal"
CHUNK = 256 * 1024
_LARGEST_MANIFEST = 512 * 1024 * 1024
_BLOB = re.compile(r"^\d+/([0-9a-f]{2})/(\1[0-9a-f]{62})$")
_MODEL = re.compile(r"^[a-z_]+\.[a-z_]+$")


class Damaged(Invalid):
    """The archive is not what was written; the message names what is wrong."""

    code = "damaged"


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one model: how many, in which columns, and size and hash of their member."""

    model: str
    columns: list[str]
    rows: int
    size: int
    sha256: str

    @property
    def member(self) -> str:
        """Where its rows stand in the archive."""
        return f"data/{self.model}.jsonl"


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file of the storage, named as there. Its hash is of the bytes in the archive."""

    name: str
    size: int
    sha256: str

    @property
    def member(self) -> str:
        """Where its bytes stand in the archive."""
        return f"blobs/{self.name}"


@dataclass(slots=True)
class Manifest:
    """What an archive holds. `damaged` are stored files that were gone or changed when it was made."""

    product_version: str
    made_at: str
    database: str
    migrations: list[list[str]]
    heads: list[list[Any]]
    left_out: list[str]
    tables: list[Table] = field(default_factory=list)
    files: list[StoredFile] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)
    format: str = FORMAT

    def written(self) -> bytes:
        """As JSON, for people as well."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True).encode()

    def members(self) -> dict[str, tuple[int, str]]:
        """Size and hash of each member but the manifest itself and its seal."""
        parts: list[Table | StoredFile] = [*self.tables, *self.files]
        return {each.member: (each.size, each.sha256) for each in parts}


def manifest_from(data: bytes) -> Manifest:
    """Read a manifest. Raises `Damaged`, and `Conflict` for a format that this version does not know."""
    try:
        plain = json.loads(data)
        if plain["format"] != FORMAT:
            words = _("The archive has the format {format}; this version reads {known}.")
            raise Conflict(format_lazy(words, format=str(plain["format"])[:60], known=FORMAT))
        plain["tables"] = [Table(**each) for each in plain["tables"]]
        plain["files"] = [StoredFile(**each) for each in plain["files"]]
        manifest = Manifest(**plain)
        datetime.fromisoformat(manifest.made_at)
        sound = all(_MODEL.match(each.model) for each in manifest.tables)
        sound = sound and all(_BLOB.match(each.name) for each in manifest.files)
    except (ValueError, KeyError, TypeError) as error:
        raise damaged(MANIFEST) from error
    if not sound:
        raise damaged(MANIFEST)
    return manifest


def damaged(*names: str) -> Damaged:
    """The refusal that names the members that are missing, changed or too many."""
    listed = ", ".join(names[:10]) + (" …" if len(names) > 10 else "")
    return Damaged(
        format_lazy(_("The archive is damaged; nothing was restored. Wrong: {what}."), what=listed)
    )


class Writer:
    """Writes an archive member by member, hashing on the way."""

    def __init__(self, out: BinaryIO, *, made_at: datetime) -> None:
        self._moment = int(made_at.timestamp())
        self._gzip = gzip.GzipFile("", mode="wb", fileobj=out, compresslevel=6, mtime=self._moment)
        self._tar = tarfile.open(fileobj=self._gzip, mode="w|", format=tarfile.PAX_FORMAT)  # noqa: SIM115

    def add(self, name: str, file: BinaryIO, size: int) -> str:
        """Add `size` bytes; their SHA-256. Raises `OSError` when the file is shorter."""
        info = tarfile.TarInfo(name)
        info.size, info.mtime, info.mode = size, self._moment, 0o600
        reader = Member(name, file)
        self._tar.addfile(info, cast(IO[bytes], reader))
        return reader.sha256

    def add_bytes(self, name: str, data: bytes) -> str:
        """Add a small member."""
        return self.add(name, io.BytesIO(data), len(data))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_error: object) -> None:
        """Finish both layers; the file below stays open. After a failure only what can still be freed."""
        with nullcontext() if kind is None else suppress(OSError):
            self._tar.close()
            self._gzip.close()


class Member:
    """The content of one member: hashed while it is read. Damage below it is `Damaged`, by its name."""

    def __init__(self, name: str, file: IO[bytes]) -> None:
        self.name = name
        self.size = 0
        self._file = file
        self._digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        with _named(self.name):
            return self._seen(self._file.read(size))

    def __iter__(self) -> Iterator[bytes]:
        """The remaining lines."""
        with _named(self.name):
            for line in self._file:
                yield self._seen(line)

    def chunks(self) -> Iterator[bytes]:
        """The remaining bytes in parts."""
        while chunk := self.read(CHUNK):
            yield chunk

    def _seen(self, data: bytes) -> bytes:
        self._digest.update(data)
        self.size += len(data)
        return data

    @property
    def sha256(self) -> str:
        """Of everything that was read so far, in hexadecimal."""
        return self._digest.hexdigest()


@contextmanager
def _named(name: str) -> Iterator[None]:
    """Whatever the layers below find wrong is damage to that member."""
    try:
        yield
    except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise damaged(name) from error


def members(path: Path) -> Iterator[Member]:
    """Each member in order; read one before going on to the next. Raises `Damaged`, `OSError`."""
    with _named(path.name), gzip.open(path, "rb") as unzipped:
        with tarfile.open(fileobj=unzipped, mode="r|") as tar:
            for info in tar:
                content = tar.extractfile(info) if info.isreg() else None
                if content is None:
                    raise damaged(info.name)
                yield Member(info.name, content)
        while unzipped.read(CHUNK):
            pass


def checked(path: Path) -> tuple[Manifest, str, bytes]:
    """Read the whole archive and compare every member with the manifest: manifest, its bytes' seal, bytes.

    Raises `Damaged` that names each member that is missing, changed, doubled or not listed.
    """
    found: dict[str, tuple[int, str]] = {}
    small: dict[str, bytes] = {}
    for member in members(path):
        if member.name in found or member.name in small:
            raise damaged(member.name)
        if member.name in (MANIFEST, SEAL):
            small[member.name] = member.read(_LARGEST_MANIFEST)
            continue
        for _chunk in member.chunks():
            pass
        found[member.name] = (member.size, member.sha256)
    if MANIFEST not in small or SEAL not in small:
        raise damaged(MANIFEST if MANIFEST not in small else SEAL)
    manifest = manifest_from(small[MANIFEST])
    listed = manifest.members()
    wrong = sorted(name for name in {*found, *listed} if found.get(name) != listed.get(name))
    if wrong:
        raise damaged(*wrong)
    return manifest, small[SEAL].decode(errors="replace"), small[MANIFEST]
