"""Paragraphs: set lines as a block that is placed, clamped and cut."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lib.pdf import ink
from lib.pdf.block import Block, Cut
from lib.pdf.lines import Line, Run, ended, set_lines
from lib.pdf.tokens import Style

Canvas = Any
_ROUNDING = 0.01


class Text(Block):
    """A paragraph, ragged on the side it is not aligned to.

    `lines` > 0 ends it there with an ellipsis; the `tail` (a small mark) stands after its last word or
    after the ellipsis.
    """

    whole = 0.0

    def __init__(
        self, content: str | Sequence[Run], style: Style, *, lines: int = 0, tail: Sequence[Run] = ()
    ) -> None:
        super().__init__()
        self.content, self.style, self.limit, self.tail = content, style, lines, tuple(tail)
        self.set: list[Line] = []

    def height_at(self, width: float) -> float:
        content = self.content
        if self.tail:
            content = [*([Run(content)] if isinstance(content, str) else content), *self.tail]
        self.set = set_lines(content, self.style, width)
        if self.limit and len(self.set) > self.limit:
            self.set = [
                *self.set[: self.limit - 1],
                ended(self.set[self.limit - 1], self.style, self.tail, width),
            ]
        return len(self.set) * self.style.leading

    def place(self, canvas: Canvas, x: float, y: float) -> None:
        style = self.style
        rise = (style.leading - style.size) / 2 + style.size * 0.135
        base = y + len(self.set) * style.leading - style.leading + rise
        under: list[str] = []
        out = ["BT"]
        for line in self.set:
            at = x + self._indent(line)
            for part in line.parts:
                if part.missing or part.look.ground:
                    code = "fdeaec" if part.missing else part.look.ground
                    under += ink.ground(code, at, base, part.width, part.look.size)
                if part.look.link:
                    corners = (at, base - 2, at + part.width, base + part.look.size)
                    canvas.linkRect("", part.look.link, corners, relative=1, Border="[0 0 0]")
                out += ink.shown(canvas, part.text, part.look, at, base)
                at += part.width
            base -= style.leading
        ink.write(canvas, *under, *out, "ET")

    def _indent(self, line: Line) -> float:
        if self.style.align == "left":
            return 0.0
        free = self.measured_width - line.width
        return free if self.style.align == "right" else free / 2

    def cut(self, width: float, height: float) -> Cut | None:
        self.measure(width)
        total = len(self.set)
        fits = int((height + _ROUNDING) // self.style.leading)
        if fits >= total - 1:
            fits = total - 2
        if fits < 2:
            return None
        return _Set(self.set[:fits], self.style), _Set(self.set[fits:], self.style)


class _Set(Text):
    """Lines that were set already: one half of a cut paragraph."""

    def __init__(self, lines: list[Line], style: Style) -> None:
        super().__init__("", style)
        self.set = lines

    def height_at(self, width: float) -> float:
        return len(self.set) * self.style.leading
