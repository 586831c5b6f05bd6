"""What is looked at on every page: axe finds nothing, the console is silent, nothing hangs over the edge."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import ConsoleMessage, Dialog, Page

AXE = (Path(__file__).parent.parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NARROWEST = 320
"""CSS pixels: a page of 1280 at 400 % (WCAG 2.2, 1.4.10)."""
_ANSWER = re.compile(r"^Failed to load resource: .* status of (404|409|422) ")
_FINDINGS = """async (tags) => {
  const found = await axe.run(document, {runOnly: {type: "tag", values: tags}, resultTypes: ["violations"]});
  return found.violations.map((rule) => [rule.id, rule.help, ...rule.nodes.map((node) => node.html)]);
}"""
_CONTRAST = """async () => {
  const root = document.documentElement, theme = root.getAttribute("data-bs-theme");
  const other = theme === "dark" ? "light" : "dark";
  root.setAttribute("data-bs-theme", other);
  const found = await axe.run(document, {runOnly: ["color-contrast"], resultTypes: ["violations"]});
  root.setAttribute("data-bs-theme", theme);
  const html = (rule) => rule.nodes.map((node) => node.html);
  return found.violations.map((rule) => [rule.id, `in ${other} colours`, ...html(rule)]);
}"""
_OVERHANG = """() => {
  const over = document.documentElement.scrollWidth - innerWidth;
  if (over <= 0) return null;
  const clips = (node) => getComputedStyle(node).overflowX !== "visible";
  const clipped = (node) => node && (clips(node) || clipped(node.parentElement));
  const wide = [...document.body.querySelectorAll("*")].filter((node) => {
    const box = node.getBoundingClientRect();
    return box.width > 0 && box.right > innerWidth + 1 && !clipped(node.parentElement);
  });
  return [innerWidth, over, wide.slice(0, 5).map((node) => node.outerHTML.slice(0, 120))];
}"""


@dataclass
class Watch:
    """Everything a page complains about, from its first moment on."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    """The addresses that were looked at."""

    def __post_init__(self) -> None:
        """Listen."""
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(f"page error: {error}"))
        self.page.on("dialog", self._asked)

    def _heard(self, message: ConsoleMessage) -> None:
        """Errors and warnings; that the page itself answers with a status of its own is none."""
        if message.type not in {"error", "warning"}:
            return
        place = message.location["url"].partition("#")[0]
        if _ANSWER.match(message.text) and place == self.page.url.partition("#")[0]:
            return
        self.complaints.append(f"console {message.type}: {message.text} ({message.location['url']})")

    def _asked(self, dialog: Dialog) -> None:
        """The portal never uses the browser's own dialogs: whatever opens one is not ours."""
        self.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def look(self) -> None:
        """Look at the page as it stands. AssertionError that says which page and what."""
        url = self.page.url
        self.seen.append(url)
        findings = [*self.complaints, *self._axe(), *self._overhang()]
        self.complaints.clear()
        assert not findings, "\n".join([f"{url} at {self._width()} px:", *findings])

    def _width(self) -> int:
        return self.page.viewport_size["width"] if self.page.viewport_size else 0

    def _axe(self) -> list[str]:
        """Both themes: everything in the one that is on, the contrast in the other."""
        self.page.evaluate(AXE)
        with self._unrolled():
            found = [*self.page.evaluate(_FINDINGS, TAGS), *self.page.evaluate(_CONTRAST)]
        return [f"axe {rule}: {words}\n    " + "\n    ".join(nodes[:5]) for rule, words, *nodes in found]

    def _overhang(self) -> list[str]:
        """At the width as it is; on a phone also at the narrowest."""
        findings = [self.page.evaluate(_OVERHANG)]
        if self._width() < 500:
            with self._sized(width=NARROWEST):
                findings.append(self.page.evaluate(_OVERHANG))
        return [f"{over} px hang over at {wide} px: {nodes}" for wide, over, nodes in filter(None, findings)]

    @contextmanager
    def _unrolled(self) -> Iterator[None]:
        """The whole page at once: what lies under a bar at the lower edge can be scrolled out from there."""
        tall = min(int(self.page.evaluate("document.documentElement.scrollHeight")), 12_000)
        with self._sized(height=tall):
            yield

    @contextmanager
    def _sized(self, **more: int) -> Iterator[None]:
        """A window of another size, for a moment."""
        size = self.page.viewport_size
        assert size is not None
        self.page.set_viewport_size({**size, **more})  # type: ignore[typeddict-item]
        try:
            yield
        finally:
            self.page.set_viewport_size(size)
