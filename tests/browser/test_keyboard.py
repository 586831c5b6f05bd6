"""Everything can be reached without a mouse."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE, Sitting
from tests.browser.desk import Desk
from tests.people import PASSWORD, Cast

pytestmark = pytest.mark.services

MOST_TABS = 60
_OUTLINED = """() => {
  const drawn = (node) => {
    const style = getComputedStyle(node);
    return style.outlineStyle !== "none" || style.boxShadow !== "none";
  };
  const node = document.activeElement, tile = node.closest("label");
  return node === document.body || drawn(node) || (tile !== null && drawn(tile));
}"""


def test_sign_in_with_the_keyboard_alone(site: str, cast: Cast, sit: Sitting) -> None:
    desk = sit(DESKTOP)
    desk.open("/sign-in/")
    _tab_to(desk, "[name=username]")
    desk.page.keyboard.type(cast.responder.username)
    _tab_to(desk, "[name=password]")
    desk.page.keyboard.type(PASSWORD)
    with desk.page.expect_navigation():
        desk.page.keyboard.press("Enter")
    assert desk.path == "/"


def test_skip_link_comes_first_and_leads_past_the_navigation(site: str, cast: Cast, sit: Sitting) -> None:
    desk = sit(DESKTOP, cast.responder)
    desk.open("/incidents/")
    desk.page.keyboard.press("Tab")
    skip = desk.page.locator("a.skip")
    expect(skip).to_be_focused()
    assert skip.bounding_box()["y"] >= 0, "it shows while it has the focus"
    desk.page.keyboard.press("Enter")
    expect(desk.page.locator("#main")).to_be_focused()
    desk.page.keyboard.press("Tab")
    assert desk.page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_ctrl_k_goes_to_the_search_and_enter_searches(site: str, cast: Cast, sit: Sitting) -> None:
    desk = sit(DESKTOP, cast.responder)
    desk.open("/")
    desk.page.keyboard.press("Control+k")
    expect(desk.page.locator("#top-search")).to_be_focused()
    desk.page.keyboard.type("formulir")
    with desk.page.expect_navigation():
        desk.page.keyboard.press("Enter")
    desk.watch.look()
    assert desk.path == "/incidents/?q=formulir"


@pytest.mark.parametrize("view", [DESKTOP, PHONE], ids=lambda view: view.name)
def test_report_is_written_and_sent_with_the_keyboard(site: str, cast: Cast, sit: Sitting, view) -> None:
    desk = sit(view, cast.reporter)
    desk.open("/events/report/")
    _tab_to(desk, "[name=what]")
    desk.page.keyboard.type("Layar masuk berubah")
    _tab_to(desk, "main form.big button.btn-primary")
    with desk.page.expect_navigation():
        desk.page.keyboard.press("Enter")
    desk.watch.look()
    desk.sees_words("Received, thank you")


def test_menu_opens_closes_and_gives_the_focus_back(site: str, cast: Cast, sit: Sitting) -> None:
    desk = sit(DESKTOP, cast.responder)
    desk.open("/")
    menu = desk.page.locator("header.top details.menu")
    menu.locator("summary").focus()
    desk.page.keyboard.press("Enter")
    expect(menu.get_by_text(desk.words("Sign out"))).to_be_visible()
    desk.watch.look()
    desk.page.keyboard.press("Tab")
    desk.page.keyboard.press("Escape")
    expect(menu.locator("summary")).to_be_focused()
    expect(menu.get_by_text(desk.words("Sign out"))).to_be_hidden()


def test_theme_and_language_are_remembered(site: str, cast: Cast, sit: Sitting) -> None:
    desk = sit(DESKTOP, cast.responder)
    desk.open("/")
    desk.page.locator("[data-theme-toggle]").click()
    desk.leave(desk.page.locator("header.top button[name=language]"))
    desk.language = "en"
    desk.open("/incidents/")
    assert desk.heading == "Incidents"
    root = desk.page.locator("html")
    assert (root.get_attribute("lang"), root.get_attribute("data-bs-theme")) == ("en", "dark")


def _tab_to(desk: Desk, selector: str) -> None:
    """Press Tab until it has the focus; every stop on the way can be seen."""
    target = desk.page.locator(selector)
    for _ in range(MOST_TABS):
        desk.page.keyboard.press("Tab")
        assert _outlined(desk), f"nothing shows where the focus is before {selector}"
        if target.evaluate("node => node === document.activeElement"):
            return
    raise AssertionError(f"{MOST_TABS} times Tab does not lead to {selector}")


def _outlined(desk: Desk) -> bool:
    """Whether the focused thing, or the tile around a hidden control, is drawn differently."""
    return bool(desk.page.evaluate(_OUTLINED))
