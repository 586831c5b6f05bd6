"""The table of contents: number, title and page in columns, on dotted lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lib.pdf import fonts, ink, tokens
from lib.pdf.block import Block
from lib.pdf.blocks import Heading
from lib.pdf.ink import Look

_ROW, _SUBROW, _EXTRA = 17.6, 16.6, 3.6
_INDENT = 28.0


class Contents(Block):
    """One row for each heading of the story; the page numbers come in when they are known."""

    def __init__(self, headings: Sequence[Heading]) -> None:
        super().__init__()
        self.headings = list(headings)

    def _row_height(self, at: int) -> float:
        if self.headings[at].level:
            return _SUBROW
        return _ROW + (_EXTRA if at else 0)

    def height_at(self, width: float) -> float:
        return sum(self._row_height(at) for at in range(len(self.headings)))

    def place(self, canvas: Any, x: float, y: float) -> None:
        wide = self.measured_width
        top = y + self.measure(wide)
        for at, heading in enumerate(self.headings):
            low = top - self._row_height(at)
            self._row(canvas, heading, x, low, wide)
            canvas.linkRect("", heading.key, (x, low, x + wide, top), relative=1, Border="[0 0 0]")
            top = low

    def _row(self, canvas: Any, heading: Heading, x: float, low: float, wide: float) -> None:
        base = low + 5
        indented = x + _INDENT
        if heading.level:
            look = Look(fonts.REGULAR, 9, tokens.INK_2)
            ink.line_of_text(canvas, indented, base, heading.number, look)
            after = indented + fonts.width(heading.number, fonts.REGULAR, 9) + 8
            ink.line_of_text(canvas, after, base, heading.text, look)
        else:
            look = Look(fonts.SEMIBOLD, 10, tokens.INK)
            ink.line_of_text(canvas, x, base, heading.number, look._replace(colour=tokens.BRAND))
            ink.line_of_text(canvas, indented, base, heading.text, look)
        canvas.later(heading.key, x + wide, base, look)
        ink.rule(canvas, indented, low, x + wide, low, weight=0.6, colour=tokens.LINE_2, dash="0.1 2.6")
