"""The pages of one incident as the people who work on it use them."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.desk import Desk


class IncidentPages:
    """One incident, at somebody's desk."""

    def __init__(self, desk: Desk, address: str) -> None:
        self.desk = desk
        self.address = address.split("?")[0].split("#")[0]
        """Its path, with the slash at the end."""

    def turn_to(self, tab: str) -> None:
        """Open one of its tabs, by the words of the code."""
        tabs = self.desk.page.get_by_role("navigation", name=self.desk.words("Parts of the incident"))
        self.desk.leave(tabs.get_by_role("link", name=self.desk.words(tab)))

    def overview(self) -> None:
        """Its first page."""
        self.desk.open(self.address)

    @property
    def number(self) -> str:
        """Its number, as the breadcrumb says it."""
        return self.desk.page.locator("nav.crumb .mono").inner_text()

    # --- timeline ---------------------------------------------------------------------------------------
    def begin_a_fact(self, what: str, when: str) -> None:
        """Fill in the form of a fact; the words of its time are read while they are typed."""
        desk = self.desk
        desk.follow("Add fact")
        desk.write({"what_id": what, "when": when})
        desk.field("when").press("Tab")

    def contradiction(self) -> str:
        """What the page points out about the time that was typed."""
        note = self.desk.page.locator("#said .note.warn")
        expect(note).to_be_visible()
        self.desk.watch.look()
        return note.inner_text()

    def keep_both_readings(self) -> None:
        """Save the fact with either day."""
        self.desk.press("Both")

    def new_source(self, title: str) -> None:
        """Name a source."""
        self.desk.follow("New source")
        self.desk.write({"title": title})
        self.desk.press("Save")

    def settle(self, *, heading: str, evidence: str, reason: str) -> None:
        """Decide for the reading under that heading, by a file and a reason."""
        desk = self.desk
        desk.follow("Use this reading", about=heading)
        desk.field("evidence").select_option(label=evidence)
        desk.write({"reason": reason})
        desk.press("Settle")

    def readings(self) -> list[str]:
        """The headings of the readings that stand side by side."""
        return self.desk.page.locator(".reading h3").all_inner_texts()

    # --- files ------------------------------------------------------------------------------------------
    def keep_files(self, *files: Path, shows: str) -> None:
        """Hand in evidence."""
        self.desk.hand_in("files", *files)
        self.desk.write({"description": shows})
        self.desk.press("Keep the files")

    # --- steps ------------------------------------------------------------------------------------------
    def close(self, reason: str) -> None:
        """By way of its phases: closing names what is unfinished first."""
        self.desk.follow("Change phase")
        self.desk.tap("phase", "closed")
        self.desk.press("Change phase")
        self.unfinished = self.desk.page.locator("#close ul.li").inner_text()
        self.desk.press("Close the incident")
        self.refused_without_reason = self.desk.page.locator("[data-errors]").count() == 1
        self.desk.write({"reason": reason})
        self.desk.press("Close the incident")

    def reopen(self, reason: str) -> None:
        """Take it up again."""
        self.desk.follow("Reopen")
        self.desk.write({"reason": reason})
        self.desk.press("Reopen")

    # --- reports ----------------------------------------------------------------------------------------
    def build_draft(self, language: str) -> None:
        """Build the report in a language."""
        self.desk.pick_value("language", language)
        self.desk.press("Build the draft")

    def approve_and_issue(self) -> None:
        """As the head: asked once more, then issued."""
        self.desk.ask("Approve and issue", about="Indonesia")
        self.desk.confirm("Approve and issue")

    def printed_code(self) -> str:
        """The code of the issued version, as it leads to its public page."""
        link = self.desk.page.locator("a.mono[href*='/verify/']").first
        return re.sub(r".*/verify/", "", link.get_attribute("href") or "")
