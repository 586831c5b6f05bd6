"""One world for all tests of this folder, in one transaction that ends with them."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as project
from django.core.cache import cache
from django.db import transaction
from django.test import override_settings

from lib import clock
from tests.access.judging import Case, cases_of, red_cases_of
from tests.access.table import PORTAL
from tests.access.table_api import API
from tests.access.world import World, add_red, built
from tests.people import NOW


@pytest.fixture(scope="package")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder for blobs, uploads and mail, and time that stands still."""
    var = tmp_path_factory.mktemp("access")
    (var / "uploads").mkdir()
    storages = copy.deepcopy(project.STORAGES)
    storages["default"]["OPTIONS"]["location"] = str(var / "blobs")
    storages["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    mine = override_settings(
        VAR=var,
        STORAGES=storages,
        MEDIA_ROOT=var / "blobs",
        FILE_UPLOAD_TEMP_DIR=var / "uploads",
        EMAIL_FILE_PATH=str(var / "mail"),
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        API_REQUESTS_A_MINUTE=1_000_000,
    )
    with mine, clock.frozen(NOW):
        yield var


@pytest.fixture(autouse=True)
def own_folders(place: Path) -> None:
    """Instead of a folder for each test: the place of all of them; limits count anew."""
    cache.clear()


@pytest.fixture(scope="package")
def before(place: Path, django_db_setup: None, django_db_blocker) -> Iterator[World]:
    """The world before there is an incident for named people; ask for it only to compare."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield built()
        transaction.set_rollback(True)


@pytest.fixture(scope="package")
def world(before: World, django_db_blocker) -> World:
    """Everybody and everything."""
    with django_db_blocker.unblock():
        add_red(before)
    return before


@pytest.fixture(scope="package")
def portal_cases(world: World, django_db_blocker) -> list[Case]:
    """Each row of the portal with its address and a good request."""
    with django_db_blocker.unblock():
        return cases_of(world, PORTAL)


@pytest.fixture(scope="package")
def red_portal_cases(world: World, django_db_blocker) -> list[Case]:
    """The same for what hangs on the incident for named people."""
    with django_db_blocker.unblock():
        return red_cases_of(world, PORTAL)


@pytest.fixture(scope="package")
def api_cases(world: World, django_db_blocker) -> list[Case]:
    """Each row of the API with its address and a good request."""
    with django_db_blocker.unblock():
        return cases_of(world, API)


@pytest.fixture(scope="package")
def red_api_cases(world: World, django_db_blocker) -> list[Case]:
    """The same for what hangs on the incident for named people."""
    with django_db_blocker.unblock():
        return red_cases_of(world, API)
