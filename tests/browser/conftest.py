"""Chromium, a clock that runs from the tests' Monday, the portal on a port, and desks to sit at."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from playwright.sync_api import Error as PlaywrightError
from pytest_django.live_server_helper import LiveServer

from accounts.models import Person
from lib import clock
from tests import people
from tests.browser import chromium as programs
from tests.browser.desk import Desk, View

DESKTOP = View("desktop", 1440, 900, "light", "id")
PHONE = View("phone", 390, 844, "dark", "id")
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
"""A photo of one pixel."""

Sitting = Callable[..., Desk]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser. Playwright runs a loop in this thread, in which Django has to be allowed all the same."""
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with programs.running() as browser:
        yield browser
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
    else:
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before


@pytest.fixture
def monday() -> Iterator[datetime]:
    """The clock runs, from Monday 23 November 2026, 10.00 WIB."""
    begun = datetime.now(UTC)
    with clock.reading(lambda: people.NOW + (datetime.now(UTC) - begun)):
        yield people.NOW


@pytest.fixture
def site(live_server: LiveServer, monday: datetime, settings) -> str:
    """The portal, where it says that it is."""
    settings.PUBLIC_URL = live_server.url
    return live_server.url


@pytest.fixture
def sit(chromium: Browser, site: str, portal, request: pytest.FixtureRequest) -> Iterator[Sitting]:
    """`sit(view)`: a window of its own; `sit(view, person)`: with that person already signed in."""
    desks: list[Desk] = []

    def sitting(view: View, person: Person | None = None) -> Desk:
        context = chromium.new_context(
            viewport={"width": view.width, "height": view.height},
            color_scheme=view.theme,  # type: ignore[arg-type]
            locale=view.locale,
            timezone_id="Asia/Jakarta",
            reduced_motion="reduce",
            has_touch=view.phone,
        )
        if person is not None:
            session = portal(person).cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
        desks.append(Desk(context.new_page(), site, view))
        return desks[-1]

    request.node.desks = desks
    yield sitting
    for desk in desks:
        desk.page.context.close()


def _picture(desk: Desk, number: int, folder: Path) -> str:
    """Where the picture of a window is kept, or why there is none."""
    path = folder / f"window-{number}.png"
    try:
        desk.page.screenshot(path=path)
    except PlaywrightError as error:
        return f"no picture: {error}"
    return str(path)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo) -> Iterator[None]:
    """After a failure every open window is kept as a picture, and the report says where it stood."""
    report = yield
    folder = getattr(item, "funcargs", {}).get("tmp_path")
    if call.when == "call" and report.failed and folder is not None:
        for number, desk in enumerate(getattr(item, "desks", [])):
            report.sections.append((f"Window {number}", f"{desk.page.url}\n{_picture(desk, number, folder)}"))
    return report


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A photo of a screen."""
    path = tmp_path / "foto-layar.png"
    path.write_bytes(PNG)
    return path


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """A log of a web server."""
    path = tmp_path / "log-peladen.txt"
    path.write_text("18/May/2020:23:31:07 +0700 GET /sikm 200\n", encoding="utf-8")
    return path
