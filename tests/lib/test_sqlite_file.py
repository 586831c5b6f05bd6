"""An SQLite file that is not there is an error; only set-up makes one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import OperationalError
from django.db.utils import ConnectionHandler

from lib.db.sqlite.files import is_missing, make_if_missing


@pytest.fixture(autouse=True)
def _unguarded(django_db_blocker) -> Iterator[None]:
    """These tests touch files of their own, not the database of the suite."""
    with django_db_blocker.unblock():
        yield


def database(name: str | Path):
    """A connection of its own, as Tanggap's settings make it."""
    return ConnectionHandler({"default": {"ENGINE": "lib.db.sqlite", "NAME": str(name)}})["default"]


def answers(connection) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


@pytest.mark.parametrize("place", ["no such folder/data.sqlite3", "data.sqlite3"])
def test_a_file_that_is_away_is_named_and_not_made(tmp_path: Path, place: str) -> None:
    path = tmp_path / place
    with pytest.raises(OperationalError, match=f"^the file {path} is missing$"):
        answers(database(path))
    assert not path.exists()


@pytest.mark.parametrize("name", ["data.sqlite3", "100% ya? #1 & kedua.sqlite3"])
def test_set_up_makes_it_for_its_owner_alone(tmp_path: Path, name: str) -> None:
    connection = database(tmp_path / name)
    assert is_missing(connection)
    make_if_missing(connection)
    try:
        assert answers(connection)
    finally:
        connection.close()
    assert (tmp_path / name).is_file()
    assert (tmp_path / name).stat().st_mode & 0o077 == 0


def test_what_is_there_stays(tmp_path: Path) -> None:
    (tmp_path / "data.sqlite3").write_bytes(b"something")
    make_if_missing(database(tmp_path / "data.sqlite3"))
    assert (tmp_path / "data.sqlite3").read_bytes() == b"something"


def test_a_place_where_no_file_can_be_made_is_named(tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "data.sqlite3"
    with pytest.raises(OperationalError, match=f"the file {path} cannot be made"):
        make_if_missing(database(path))


def test_a_database_in_memory_needs_no_file() -> None:
    connection = database(":memory:")
    assert not is_missing(connection)
    assert answers(connection)
