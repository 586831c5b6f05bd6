"""Small blocks that reports are put together from: headings, rules, icons, anchors, notes, QR codes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel

from lib.pdf import fonts, icons, ink, tokens
from lib.pdf.block import Block, Boxed, Cut
from lib.pdf.furniture import tlp_label, tlp_width
from lib.pdf.ink import Look

Canvas = Any


class Heading(Block):
    """A numbered heading, level 0 under a thick rule; the document makes contents and outline of it."""

    def __init__(self, number: str, text: str, level: int = 0, before: float = 22.0) -> None:
        super().__init__()
        self.number, self.text, self.level, self.before = number, text, level, before

    @property
    def key(self) -> str:
        """The name of this place in the document."""
        return f"section-{self.number}"

    def height_at(self, width: float) -> float:
        return 25.0 if self.level else 38.0

    def place(self, canvas: Canvas, x: float, y: float) -> None:
        if self.level:
            size, base, number_colour = 11.0, y + 9, tokens.INK_3
        else:
            size, base, number_colour = 16.0, y + 12, tokens.BRAND
            ink.rule(canvas, x, y + 34, x + self.measured_width, y + 34, weight=1.6, colour=tokens.INK)
        indent = max(28.0, fonts.width(self.number, fonts.DISPLAY, size) + 6)
        ink.line_of_text(canvas, x, base, self.number, Look(fonts.DISPLAY, size, number_colour))
        ink.line_of_text(canvas, x + indent, base, self.text, Look(fonts.DISPLAY, size, tokens.INK))


class Anchor(Block):
    """A place in the document that references lead to."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self.key = key

    def height_at(self, width: float) -> float:
        return 0.0

    def place(self, canvas: Canvas, x: float, y: float) -> None:
        _left, top = canvas.absolutePosition(x, y + 12)
        canvas.bookmarkHorizontalAbsolute(self.key, top)


class Icon(Block):
    """An icon on the first line of a table cell."""

    def __init__(self, name: str, colour: str = tokens.INK_2, size: float = 10.5) -> None:
        super().__init__()
        self.name, self.colour, self.size = name, colour, size

    def height_at(self, width: float) -> float:
        return 12.0

    def place(self, canvas: Canvas, x: float, y: float) -> None:
        icons.draw(canvas, self.name, x, y + 0.8, self.size, self.colour, 2.0)


class DoubleRule(Block):
    """Thick over thin: the rule under an Indonesian letterhead."""

    def height_at(self, width: float) -> float:
        return 5.0

    def place(self, canvas: Canvas, x: float, y: float) -> None:
        right = x + self.measured_width
        ink.rule(canvas, x, y + 4, right, y + 4, weight=2.2, colour=tokens.INK)
        ink.rule(canvas, x, y + 1, right, y + 1, weight=0.6, colour=tokens.INK)


class Beside(Block):
    """Blocks next to each other, their tops (or middles) in line; cut together."""

    whole = 0.0

    def __init__(
        self, parts: Sequence[Block | None], widths: Sequence[float], *, middle: bool = False
    ) -> None:
        super().__init__()
        self.parts, self.widths, self.middle = list(parts), list(widths), middle

    def height_at(self, width: float) -> float:
        return max((part.measure(self.widths[at]) for at, part in enumerate(self.parts) if part), default=0.0)

    def place(self, canvas: Canvas, x: float, y: float) -> None:
        high = self.measure(self.measured_width)
        for part, wide in zip(self.parts, self.widths, strict=True):
            if part:
                need = part.measure(wide)
                part.place(canvas, x, y + (high - need) / (2 if self.middle else 1))
            x += wide

    def cut(self, width: float, height: float) -> Cut | None:
        upper: list[Block | None] = []
        lower: list[Block | None] = []
        for part, wide in zip(self.parts, self.widths, strict=True):
            if part is None or part.measure(wide) <= height + 0.01:
                upper.append(part)
                lower.append(None)
                continue
            halves = part.cut(wide, height)
            if halves is None:
                return None
            upper.append(halves[0])
            lower.append(halves[1])
        if not any(lower):
            return None
        return Beside(upper, self.widths), Beside(lower, self.widths)


class SideRule(Boxed):
    """A note on a ground with a thick rule at its left."""

    def __init__(self, inner: Block, *, colour: str = tokens.WARNING, **paint: Any) -> None:
        super().__init__(inner, **{"pad": 14.0, "pad_y": 10.0, "radius": 0.0, **paint})
        self.colour = colour

    def place(self, canvas: Canvas, x: float, y: float) -> None:
        super().place(canvas, x, y)
        top = y + self.measure(self.measured_width)
        ink.rule(canvas, x + 1.5, y, x + 1.5, top, weight=3, colour=self.colour)


class TlpLabel(Block):
    """A TLP label within the content, smaller than the furniture's."""

    def __init__(self, level: str, size: float = 9.5) -> None:
        super().__init__()
        self.level, self.size = level, size

    def height_at(self, width: float) -> float:
        return self.size + 7

    def place(self, canvas: Canvas, x: float, y: float) -> None:
        tlp_label(canvas, self.level, x + tlp_width(self.level, self.size), y, self.size)


class QrCode(Block):
    """A QR code (error correction M) on its own white ground, drawn as rectangles."""

    def __init__(self, data: str, size: float) -> None:
        super().__init__()
        self.size = size
        code = QRCode(None, QRErrorCorrectLevel.M)
        code.addData(data)
        code.make()
        self.modules: list[list[bool]] = code.modules

    def height_at(self, width: float) -> float:
        return self.size

    def place(self, canvas: Canvas, x: float, y: float) -> None:
        count = len(self.modules)
        side = self.size / count
        quiet = 4 * side
        ink.box(canvas, x - quiet, y - quiet, self.size + 2 * quiet, self.size + 2 * quiet, ground="ffffff")
        squares = [ink.fill(tokens.BLACK)]
        for row, cells in enumerate(self.modules):
            for start, length in _runs(cells):
                left, low = x + start * side, y + self.size - (row + 1) * side
                squares.append(
                    f"{ink.number(left)} {ink.number(low)} {ink.number(length * side)} "
                    f"{ink.number(side + 0.02)} re"
                )
        ink.write(canvas, *squares, "f")


def _runs(cells: Sequence[bool]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    start = None
    for at, dark in enumerate([*cells, False]):
        if dark and start is None:
            start = at
        elif not dark and start is not None:
            runs.append((start, at - start))
            start = None
    return runs
