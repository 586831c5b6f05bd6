"""Draws a time chart as a block of a PDF report."""

from __future__ import annotations

from typing import Any

from lib.charts.timespan import FUTURE, PAST, Band, Nowhere, OffScale, OpenEnd, Point, Row, TimeChart
from lib.pdf import fonts, ink, tokens
from lib.pdf.block import Block
from lib.pdf.ink import Look

Canvas = Any
ROW, HEAD, TAIL = 21.0, 30.0, 8.0
BAND, LEAST = 9.0, 4.0
_EDGE = 14.0
_TONES = {"plain": tokens.REPORTED, "confirmed": tokens.INK, "disputed": tokens.DISPUTED}
_SMALL = Look(fonts.REGULAR, 7.5, tokens.INK_2)
_TICK = Look(fonts.SEMIBOLD, 7.5, tokens.INK_2)
_NAME = Look(fonts.REGULAR, 8, tokens.INK)
_LETTER = Look(fonts.BOLD, 8, tokens.INK)


class TimeChartBlock(Block):
    """The chart: labels left of the axis, shapes right of it, a row of 21 points for each fact."""

    def __init__(self, chart: TimeChart) -> None:
        super().__init__()
        self.chart = chart
        self.left = self.right = 0.0

    def height_at(self, width: float) -> float:
        return HEAD + len(self.chart.rows) * ROW + TAIL

    def _at(self, position: float) -> float:
        return self.left + (self.right - self.left) * position

    def place(self, canvas: Canvas, x: float, y: float) -> None:
        wide = self.measured_width
        top = y + self.measure(wide) - HEAD + 4
        self.left, self.right = x + tokens.AXIS, x + wide - _EDGE
        self._scale(canvas, x, y, top)
        for number, row in enumerate(self.chart.rows):
            middle = top - ROW * number - ROW / 2 - 1
            if number:
                edge = middle + ROW / 2
                ink.rule(canvas, x, edge, x + wide, edge, weight=0.4, colour=tokens.LINE)
            ink.line_of_text(canvas, x, middle - 2.8, row.label, _LETTER)
            indent = max(22.0, fonts.width(row.label, fonts.BOLD, 8) + 6)
            ink.line_of_text(canvas, x + indent, middle - 2.8, row.name, _NAME)
            self._shape(canvas, row, middle)
        for weight_y in (top, y + TAIL):
            ink.rule(canvas, x, weight_y, x + wide, weight_y, weight=0.8, colour=tokens.INK)

    def _scale(self, canvas: Canvas, x: float, y: float, top: float) -> None:
        ink.line_of_text(canvas, x, top + 5, self.chart.caption, _TICK)
        for tick in self.chart.ticks:
            at = self._at(tick.at)
            ink.rule(canvas, at, y + TAIL, at, top, weight=0.6, colour=tokens.LINE)
            ink.line_of_text(canvas, at, top + 5, tick.label, _TICK, "center")

    def _shape(self, canvas: Canvas, row: Row, y: float) -> None:
        tone = _TONES[row.tone]
        match row.shape:
            case Point(at, exact, label):
                self._point(canvas, self._at(at), y, tone, exact, label)
            case Band() as band:
                self._band(canvas, band, y, tone)
            case OpenEnd(at, towards):
                self._open(canvas, self._at(at), towards, y, tone)
            case OffScale(towards, label):
                self._off(canvas, towards, label, y, tone)
            case Nowhere():
                self._dashes(canvas, self.left + 5, self.right - 5, y, tone)
                arrow(canvas, self.left + 5, y, PAST, tone)
                arrow(canvas, self.right - 5, y, FUTURE, tone)
                self._question(canvas, (self.left + self.right) / 2, y, tone)

    def _point(self, canvas: Canvas, x: float, y: float, tone: str, exact: bool, label: str) -> None:
        dot(canvas, x, y, tone, exact=exact)
        wide = fonts.width(label, _SMALL.font, _SMALL.size)
        fits = x + 8 + wide <= self.right + _EDGE
        ink.line_of_text(
            canvas, x + 8 if fits else x - 8, y - 2.6, label, _SMALL, "left" if fits else "right"
        )

    def _band(self, canvas: Canvas, band: Band, y: float, tone: str) -> None:
        start, end = self._at(band.start), self._at(band.end)
        end = max(end, start + LEAST)
        hatched(canvas, start, y - BAND / 2, end - start, BAND, tone)
        for number, mark in enumerate(band.marks):
            wide = max(self._at(mark.end) - self._at(mark.start), 5.0)
            left = max(start, min(self._at(mark.start), end - wide))
            ink.box(canvas, left, y - BAND / 2 - 1, wide, BAND + 2, ground=tone, border="ffffff", weight=0.5)
            first = number == 0
            spot, align = (left - 4, "right") if first else (left + wide + 4, "left")
            ink.line_of_text(canvas, spot, y - 2.8, mark.letter, _LETTER._replace(colour=tone), align)
        if band.label:
            shift = 12 if band.marks else 5
            ink.line_of_text(canvas, end + shift, y - 2.6, band.label, _SMALL)

    def _open(self, canvas: Canvas, at: float, towards: str, y: float, tone: str) -> None:
        past = towards == PAST
        tip = self.left + 5 if past else self.right - 5
        self._dashes(canvas, min(tip, at), max(tip, at), y, tone)
        arrow(canvas, tip, y, towards, tone)
        ink.rule(canvas, at, y - BAND / 2, at, y + BAND / 2, weight=1.2, colour=tone)
        self._question(canvas, tip + (13 if past else -13), y, tone)

    def _off(self, canvas: Canvas, towards: str, label: str, y: float, tone: str) -> None:
        past = towards == PAST
        tip, sign = (self.left + 6, 1) if past else (self.right - 6, -1)
        ink.rule(canvas, tip, y, tip + sign * 9, y, weight=1.2, colour=tone)
        arrow(canvas, tip, y, towards, tone)
        ink.line_of_text(canvas, tip + sign * 14, y - 2.6, label, _SMALL, "left" if past else "right")

    def _dashes(self, canvas: Canvas, start: float, end: float, y: float, tone: str) -> None:
        ink.rule(canvas, start, y, end, y, weight=1.1, colour=tone, dash="3 2.4")

    def _question(self, canvas: Canvas, x: float, y: float, tone: str) -> None:
        ink.box(canvas, x - 6, y - 5, 12, 10, ground="ffffff")
        ink.line_of_text(canvas, x, y - 3.2, "?", Look(fonts.BOLD, 9, tone), "center")


class LegendBlock(Block):
    """The shapes that occur in a chart, with their words."""

    def __init__(self, words: dict[str, str]) -> None:
        super().__init__()
        self.words = words

    def height_at(self, width: float) -> float:
        return 12.0

    def place(self, canvas: Canvas, x: float, y: float) -> None:
        middle = y + 6
        for kind, text in self.words.items():
            x += _sample(canvas, kind, x, middle)
            ink.line_of_text(canvas, x, middle - 2.6, text, _SMALL)
            x += fonts.width(text, _SMALL.font, _SMALL.size) + 16


def _sample(canvas: Canvas, kind: str, x: float, y: float) -> float:
    tone = tokens.REPORTED
    match kind:
        case "exact" | "about":
            dot(canvas, x + 4, y, tone, exact=kind == "exact", radius=3.2)
            return 12.0
        case "range":
            hatched(canvas, x, y - 4, 16, 8, tone)
            return 21.0
        case "disputed":
            ink.box(canvas, x, y - 4.5, 5, 9, ground=tokens.DISPUTED)
            return 10.0
        case _:
            ink.rule(canvas, x + 4, y, x + 18, y, weight=1.1, colour=tone, dash="3 2.4")
            arrow(canvas, x + 4, y, PAST, tone)
            return 23.0


def dot(canvas: Canvas, x: float, y: float, tone: str, *, exact: bool, radius: float = 3.6) -> None:
    """A moment: filled when exact, hollow when approximate."""
    ink.disc(canvas, x, y, radius, ground=tone if exact else tokens.WHITE, border=tone, weight=1.4)


def arrow(canvas: Canvas, x: float, y: float, towards: str, tone: str) -> None:
    """A small triangle whose tip lies beyond x."""
    tip = x + (-5 if towards == PAST else 5)
    n = ink.number
    ink.write(
        canvas,
        f"{ink.fill(tone)} {n(x)} {n(y - 3.2)} m {n(x)} {n(y + 3.2)} l {n(tip)} {n(y)} l f",
    )


def hatched(canvas: Canvas, x: float, y: float, wide: float, high: float, tone: str) -> None:
    """A bar of diagonal lines with a border: a possible range."""
    n = ink.number
    lines = []
    at = x - high
    while at < x + wide:
        left, right = max(at, x), min(at + high, x + wide)
        if right > left:
            lines.append(f"{n(left)} {n(y + left - at)} m {n(right)} {n(y + right - at)} l")
        at += 3.2
    ink.box(canvas, x, y, wide, high, ground=tokens.WHITE)
    ink.write(
        canvas,
        f"q {ink.stroke(tone)} 0.55 w",
        *lines,
        f"S 0.8 w {n(x)} {n(y)} {n(wide)} {n(high)} re S Q",
    )
