"""Compiling the rooms' translation catalogues into the form that Django loads."""

from __future__ import annotations

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po
from django.conf import settings

from lib.errors import Invalid


def sources() -> list[Path]:
    """Every catalogue of every room: `locale/<room>/<language>/LC_MESSAGES/django.po`."""
    rooms = [Path(room) for room in settings.LOCALE_PATHS]
    return sorted(path for room in rooms for path in room.glob("*/LC_MESSAGES/django.po"))


def compile_changed() -> list[Path]:
    """Compile the catalogues that changed since they last were; returns them. Raises `Invalid`."""
    return [source for source in sources() if _compile_when_newer(source)]


def _compile_when_newer(source: Path) -> bool:
    target = source.with_suffix(".mo")
    if target.is_file() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
        return False
    partial = target.with_suffix(".partial")
    try:
        with source.open("rb") as file:
            catalogue = read_po(file, abort_invalid=True)
        with partial.open("wb") as file:
            write_mo(file, catalogue)
        partial.replace(target)
    except (PoFileError, OSError, ValueError) as error:
        raise Invalid(f"The catalogue {source} cannot be compiled: {error}") from error
    return True
