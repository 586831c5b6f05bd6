"""Pure rules about names and types of files that strangers chose: readable, harmless, never trusted."""

from __future__ import annotations

import mimetypes
import re
import unicodedata
from pathlib import PurePosixPath
from urllib.parse import quote

LONGEST = 180
NAMELESS = "tanpa-nama"
UNKNOWN_TYPE = "application/octet-stream"
INERT_TYPES = frozenset(
    {
        "application/json",
        "application/pdf",
        "application/zip",
        "audio/mpeg",
        "image/bmp",
        "image/gif",
        "image/heic",
        "image/jpeg",
        "image/png",
        "image/tiff",
        "image/webp",
        "message/rfc822",
        "text/csv",
        "text/plain",
        "video/mp4",
    }
)
"""Types that no browser runs. Whatever else a file says it is, it is handed out as plain bytes."""

_UNSHOWN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_LONGEST_EXTENSION = 20
_TOKEN = re.compile(r"^[a-z0-9][a-z0-9!#$&^_.+-]{0,60}/[a-z0-9][a-z0-9!#$&^_.+-]{0,57}$")
_TYPES = mimetypes.MimeTypes(filenames=())
for _type, _extension in (("image/webp", ".webp"), ("image/heic", ".heic"), ("message/rfc822", ".eml")):
    _TYPES.add_type(_type, _extension)


def cleaned(name: str) -> str:
    """The name as it is kept and shown: no folders, no controls, no turning of the writing direction.

    Letters of any script stay. At most `LONGEST` characters, of which the extension is kept; a name of
    which nothing is left becomes `NAMELESS`.
    """
    last = str(name).replace("\\", "/").rsplit("/", 1)[-1]
    spaced = "".join(" " if sign.isspace() else sign for sign in last)
    seen = "".join(sign for sign in spaced if unicodedata.category(sign) not in _UNSHOWN)
    tidy = re.sub(r" {2,}", " ", unicodedata.normalize("NFC", seen)).strip(" .")
    if not tidy:
        return NAMELESS
    extension = PurePosixPath(tidy).suffix
    if len(extension) > _LONGEST_EXTENSION:
        extension = ""
    stem = tidy[: len(tidy) - len(extension)] if extension else tidy
    return stem[: LONGEST - len(extension)].rstrip(" .") + extension


def guessed_type(name: str) -> str:
    """The media type that the extension stands for, by a table that is the same on every machine."""
    guess, encoding = _TYPES.guess_type(name, strict=True)
    return guess if guess and not encoding else UNKNOWN_TYPE


def known_type(media_type: str, name: str) -> str:
    """`media_type` if it is written like one, else what the extension stands for."""
    given = media_type.strip().lower()
    return given if _TOKEN.match(given) else guessed_type(name)


def served_type(media_type: str) -> str:
    """How it is handed out: as itself if no browser runs it, else as plain bytes."""
    return media_type if media_type in INERT_TYPES else UNKNOWN_TYPE


def disposition(name: str) -> str:
    """The header that makes a browser save the file: a plain ASCII name and the true one (RFC 6266)."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^ !#-$&-.0-9:-\[\]-~]", "", plain).strip(" .") or NAMELESS
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
