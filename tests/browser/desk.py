"""Somebody at a browser: opens pages, follows links, fills in fields, presses; every page is looked at."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.utils import translation
from playwright.sync_api import Download, Locator, Page, expect

from tests.browser.looking import Watch

PATIENCE = 15_000
"""Milliseconds; the machine may be busy with other tests."""


@dataclass(frozen=True)
class View:
    """How somebody looks at the portal."""

    name: str
    width: int
    height: int
    theme: str
    language: str

    @property
    def phone(self) -> bool:
        """Whether the bottom bar takes the place of the sidebar."""
        return self.width < 860

    @property
    def locale(self) -> str:
        """The browser's own language."""
        return {"id": "id-ID", "en": "en-GB"}[self.language]


class Desk:
    """One browser window. Buttons and links are named by the words of the code, in the reader's language."""

    def __init__(self, page: Page, site: str, view: View) -> None:
        page.set_default_timeout(PATIENCE)
        self.page, self.site, self.view = page, site, view
        self.watch = Watch(page)
        self.language = view.language
        self.steps = 0
        """What the person did so far: taps, keystroke runs, choices."""

    # --- words ------------------------------------------------------------------------------------------
    def words(self, msgid: str, **values: object) -> str:
        """What the page says for a message of the code."""
        with translation.override(self.language):
            said = translation.gettext(msgid)
        return said % values if values else said

    # --- going somewhere --------------------------------------------------------------------------------
    def open(self, path: str) -> None:
        """Type an address."""
        self.page.goto(path if path.startswith("http") else f"{self.site}{path}")
        self.watch.look()

    def go_to(self, msgid: str) -> None:
        """Choose something of the main navigation."""
        label = "Main navigation (phone)" if self.view.phone else "Main navigation"
        bar = self.page.get_by_role("navigation", name=self.words(label), exact=True)
        self.leave(bar.get_by_role("link", name=self.words(msgid)))

    def follow(self, msgid: str, about: str = "") -> None:
        """Follow a link of the page's content; `about` tells it from others of the same name."""
        self.leave(self._named("link", msgid, about))

    def press(self, msgid: str, about: str = "") -> None:
        """Press a button that leads on."""
        self.leave(self._named("button", msgid, about))

    def confirm(self, msgid: str) -> None:
        """Say yes to the page's own question, by the button of that name."""
        self.leave(self.page.locator("#confirm").get_by_role("button", name=self.words(msgid)))

    def ask(self, msgid: str, about: str = "") -> None:
        """Press a button that asks first; the question is looked at."""
        self._step(self._named("button", msgid, about))
        expect(self.page.locator("#confirm")).to_be_visible()
        self.watch.look()

    def leave(self, place: Locator) -> None:
        """Click, and look at the page it leads to."""
        with self.page.expect_navigation(wait_until="load"):
            self._step(place)
        self.watch.look()

    def _step(self, place: Locator) -> None:
        self.steps += 1
        place.click()

    def _named(self, role: str, msgid: str, about: str) -> Locator:
        words = self.words(msgid)
        name = re.compile(f"^{re.escape(words)}.*{re.escape(about)}", re.DOTALL) if about else words
        places = self.page.get_by_role("main")
        return places.get_by_role(role, name=name, exact=not about)  # type: ignore[arg-type]

    # --- forms ------------------------------------------------------------------------------------------
    def field(self, name: str) -> Locator:
        """A field of the page's content, by its name."""
        return self.page.locator(f"main [name='{name}']:not([type=hidden])")

    def write(self, values: Mapping[str, str]) -> None:
        """Type into fields, one after the other."""
        for name, value in values.items():
            self.steps += 1
            self.field(name).fill(value)

    def pick(self, name: str, label: str) -> None:
        """Choose from a list, by what it says."""
        self.steps += 1
        self.field(name).select_option(label=label)

    def pick_value(self, name: str, value: str) -> None:
        """Choose from a list, by what it stands for."""
        self.steps += 1
        self.field(name).select_option(value=value)

    def tap(self, name: str, value: str) -> None:
        """Choose a tile."""
        self._step(self.page.locator(f"main label.opt:has([name='{name}'][value='{value}'])"))

    def hand_in(self, name: str, *files: Path) -> None:
        """Choose files from the disk."""
        self.steps += 1
        self.page.locator(f"main input[type=file][name='{name}']:not([capture])").set_input_files(list(files))

    def photograph(self, name: str, photo: Path) -> None:
        """Take a photo with the phone's camera."""
        self.steps += 1
        self.page.locator(f"main input[type=file][name='{name}'][capture]").set_input_files(photo)

    def download(self, msgid: str, about: str = "") -> Download:
        """Follow a link that gives a file."""
        with self.page.expect_download() as waiting:
            self._step(self._named("link", msgid, about))
        return waiting.value

    # --- seeing -----------------------------------------------------------------------------------------
    def sees(self, text: str) -> None:
        """The text stands on the page, to be read."""
        expect(self.page.locator("main").get_by_text(text).filter(visible=True).first).to_be_visible()

    def sees_words(self, msgid: str, **values: object) -> None:
        """What the code says stands on the page."""
        self.sees(self.words(msgid, **values))

    def told(self) -> str:
        """What the page says happened."""
        return self.page.locator("main [role=status], main [role=alert]").first.inner_text()

    @property
    def heading(self) -> str:
        """The page's title."""
        return self.page.locator("h1").inner_text()

    @property
    def path(self) -> str:
        """Where we are."""
        return self.page.url.removeprefix(self.site)
