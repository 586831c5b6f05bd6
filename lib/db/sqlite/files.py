"""The file of an SQLite database: where it is, and making it when Tanggap is set up."""

from __future__ import annotations

from pathlib import Path

from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper


def file_of(name: str | Path) -> Path | None:
    """The path that the name of a database stands for; None for one in memory, which has no file."""
    text = str(name)
    return None if text == ":memory:" or text.startswith("file:") else Path(text)


def is_missing(connection: BaseDatabaseWrapper) -> bool:
    """Whether the database is an SQLite file that is not there."""
    path = file_of(connection.settings_dict["NAME"]) if connection.vendor == "sqlite" else None
    return path is not None and not path.exists()


def make_if_missing(connection: BaseDatabaseWrapper) -> None:
    """Make the empty file of an SQLite database, for its owner alone; only what sets Tanggap up calls this.

    Raises `OperationalError` when the file cannot be made.
    """
    if not is_missing(connection):
        return
    path = Path(str(connection.settings_dict["NAME"]))
    try:
        path.touch(mode=0o600)
    except OSError as error:
        raise OperationalError(f"the file {path} cannot be made ({error.strerror})") from error
