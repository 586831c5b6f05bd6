"""What every test gets: the cast, a moment, folders of its own, and a database that can be emptied."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings as project
from django.core.cache import cache
from django.db import connection
from django.test import Client, TransactionTestCase

from accounts.actors import Actor
from accounts.models import Person, TrailFeed
from lib import clock
from tests import people
from tests.remembered import remembered

POSTGRESQL = "postgresql" in project.DATABASES["default"]["ENGINE"]


@pytest.fixture
def postgresql() -> None:
    """Skip a test that needs PostgreSQL while another database is in use, and say how to run it."""
    if not POSTGRESQL:
        pytest.skip("needs PostgreSQL: set DATABASE_URL")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """SQLite tests use a file, so that threads see each other, without waiting for the disk.

    On PostgreSQL each thread has its own connection: a pool would still hold some when the database goes.
    """
    database = connection.settings_dict
    if POSTGRESQL:
        database["OPTIONS"].pop("pool", None)
        return
    database["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
    options = dict(database["OPTIONS"])
    options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=OFF")
    database["OPTIONS"] = options


@pytest.fixture(scope="session", autouse=True)
def flush_despite_triggers() -> Iterator[None]:
    """Tests that commit are followed by a flush: let it pass the append-only triggers of SQLite."""
    original = TransactionTestCase._fixture_teardown

    def teardown(self: TransactionTestCase) -> None:
        triggers = _refusing_triggers()
        with connection.cursor() as cursor:
            for name, _sql in triggers:
                cursor.execute(f"DROP TRIGGER {name}")
        original(self)
        with connection.cursor() as cursor:
            for _name, sql in triggers:
                cursor.execute(sql)
        TrailFeed.objects.get_or_create(pk=1)

    TransactionTestCase._fixture_teardown = teardown
    yield
    TransactionTestCase._fixture_teardown = original


def _refusing_triggers() -> list[tuple[str, str]]:
    """The append-only triggers; PostgreSQL flushes by TRUNCATE, which row triggers do not see."""
    if connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' "
            "AND (name LIKE '%\\_no\\_update' ESCAPE '\\' OR name LIKE '%\\_no\\_delete' ESCAPE '\\')"
        )
        return list(cursor.fetchall())


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path: Path) -> None:
    """Blobs, uploads and mail go to a folder of this test; passwords are hashed fast; caches are empty."""
    var = tmp_path / "var"
    storages = copy.deepcopy(settings.STORAGES)
    storages["default"]["OPTIONS"]["location"] = str(var / "blobs")
    storages["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    for folder in ("uploads", "static"):
        (var / folder).mkdir(parents=True)
    settings.VAR = var
    settings.STORAGES = storages
    settings.MEDIA_ROOT = var / "blobs"
    settings.STATIC_ROOT = var / "static"
    settings.FILE_UPLOAD_TEMP_DIR = var / "uploads"
    settings.EMAIL_FILE_PATH = str(var / "mail")
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()


@pytest.fixture
def now() -> datetime:
    """Monday 23 November 2026, 10.00 WIB."""
    return people.NOW


@pytest.fixture
def frozen(now: datetime) -> Iterator[datetime]:
    """Time stands still at `now`."""
    with clock.frozen(now):
        yield now


@pytest.fixture
def cast(db: None) -> people.Cast:
    """Everybody (see `tests.people`); for a test that commits, ask for `transactional_db` as well."""
    return remembered("cast", people.cast)


@pytest.fixture
def actor() -> Callable[..., Actor]:
    """`actor(person)`: the actor of somebody of the cast."""
    return people.as_actor


@pytest.fixture
def portal() -> Callable[[Person], Client]:
    """`portal(person)`: a browser in which that person is signed in."""

    def signed_in(person: Person) -> Client:
        client = Client()
        client.force_login(person, backend="accounts.backends.PersonBackend")
        return client

    return signed_in
