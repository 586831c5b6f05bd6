"""Both real cases and every screen, at a desktop and on a phone, in both languages and both themes."""

from __future__ import annotations

import pytest

from tests.browser import demonstration as demo
from tests.browser.conftest import DESKTOP, PHONE, Sitting
from tests.browser.desk import View
from tests.remembered import remembered

pytestmark = pytest.mark.services

VIEWS = [
    View("desktop in Indonesian, dark", 1440, 900, "dark", "id"),
    View("phone in Indonesian, light", 390, 844, "light", "id"),
    View("desktop in English, light", 1440, 900, "light", "en"),
    View("phone in English, dark", 390, 844, "dark", "en"),
]
POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
}


@pytest.fixture
def demonstration(transactional_db: None, site: str, monday) -> None:
    """What `make run` shows."""
    remembered("demonstration", lambda: demo.load(monday))


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_every_screen(demonstration: None, sit: Sitting, view: View) -> None:
    person = demo.person("smki")
    person.language = view.language
    person.save(update_fields=["language"])
    desk = sit(view, person)
    for address in demo.PAGES.values():
        desk.open(address)
    for case in (demo.SIKM, demo.JAKI):
        for part in demo.PARTS:
            desk.open(f"{demo.address_of(case)}{part}")
    for form in demo.FORMS:
        desk.open(f"{demo.address_of(demo.EXERCISE)}{form}")


@pytest.mark.parametrize("view", [DESKTOP, PHONE], ids=lambda view: view.name)
def test_administration_and_public_pages(demonstration: None, sit: Sitting, view: View) -> None:
    desk = sit(view, demo.person("administrator"))
    for address in demo.ADMINISTRATION:
        desk.open(address)
    anybody = sit(view)
    for address in demo.PUBLIC:
        anybody.open(address)


@pytest.mark.parametrize("view", [DESKTOP, PHONE], ids=lambda view: view.name)
def test_both_cases_say_what_their_sources_say(demonstration: None, sit: Sitting, view: View) -> None:
    """Both readings of the SIKM date side by side, the number of people unknown, JAKI contained after some
    80 minutes, and the stamp of a reconstruction on both."""
    desk = sit(view, demo.person("smki"))
    desk.open("/incidents/")
    desk.leave(desk.page.get_by_role("main").get_by_role("link", name="Data pemohon SIKM"))
    desk.sees("Rekonstruksi")
    desk.sees("NPWP")
    desk.open(f"{demo.address_of(demo.SIKM)}timeline/")
    assert desk.page.locator(".reading h3").all_inner_texts() == ["Senin, 18 Mei 2020", "Selasa, 19 Mei 2020"]
    desk.open(demo.address_of(demo.JAKI))
    desk.sees("Rekonstruksi")
    assert "80 menit" in desk.page.locator("aside").inner_text()


def test_the_policy_lets_nothing_in_from_elsewhere(demonstration: None, sit: Sitting) -> None:
    desk = sit(DESKTOP, demo.person("smki"))
    asked: list[str] = []
    desk.page.on("request", lambda request: asked.append(request.url))
    answer = desk.page.goto(f"{desk.site}/incidents/")
    assert answer is not None
    sent = {part.strip() for part in answer.headers["content-security-policy"].split(";") if part.strip()}
    assert sent == POLICY
    assert all(url.startswith((desk.site, "data:")) for url in asked)
