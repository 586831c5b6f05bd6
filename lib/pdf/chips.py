"""Chips: short words in rounded borders, told apart in grey by icon, word and border."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lib.pdf import fonts, icons, ink, tokens
from lib.pdf.block import Block, Cut
from lib.pdf.ink import Look
from lib.pdf.lines import clipped

Canvas = Any


@dataclass(frozen=True, slots=True)
class Kind:
    """How a kind of chip looks."""

    icon: str
    ink: str
    ground: str
    weight: float = 0.7
    dash: str = ""


_DASH = "2 1.6"
KINDS = {
    "confirmed": Kind("circle-check", tokens.CONFIRMED, tokens.CONFIRMED_GROUND, 1.1),
    "reported": Kind("quote", tokens.REPORTED, tokens.REPORTED_GROUND, dash=_DASH),
    "stated": Kind("message", tokens.INK_2, tokens.WHITE),
    "refuted": Kind("circle-x", tokens.REFUTED, tokens.REFUTED_GROUND, 1.1),
    "unknown": Kind("help", tokens.INK_2, tokens.NEUTRAL_GROUND, dash=_DASH),
    "disputed": Kind("scale", tokens.DISPUTED, tokens.DISPUTED_GROUND, 1.1),
    "person": Kind("user", tokens.DISPUTED, tokens.DISPUTED_GROUND),
    "lost": Kind("alert-triangle", tokens.WARNING, tokens.WARNING_GROUND),
    "plain": Kind("", tokens.INK_2, tokens.WHITE),
    "seen": Kind("eye", tokens.INK_2, tokens.WHITE),
    "data": Kind("", tokens.DISPUTED, tokens.DISPUTED_GROUND, 0.5),
    "draft": Kind("pencil", tokens.WARNING, tokens.WARNING_GROUND),
    "approved": Kind("circle-check", tokens.CONFIRMED, tokens.CONFIRMED_GROUND, 1.1),
    "proposed": Kind("circle-dashed", tokens.REPORTED, tokens.REPORTED_GROUND, dash=_DASH),
    "open": Kind("circle-half-2", tokens.REPORTED, tokens.REPORTED_GROUND),
    "done": Kind("check", tokens.CONFIRMED, tokens.WHITE),
    "verified": Kind("circle-check", tokens.CONFIRMED, tokens.CONFIRMED_GROUND, 1.1),
    "cancelled": Kind("ban", tokens.INK_2, tokens.NEUTRAL_GROUND),
}


@dataclass(frozen=True, slots=True)
class Chip:
    """A word in a rounded border."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A number that leads to a place in the document (`link` is empty where there is none)."""

    text: str
    link: str


@dataclass(frozen=True, slots=True)
class Tag:
    """A tiny word in a thin border: the language of a text."""

    text: str


@dataclass(frozen=True, slots=True)
class Plain:
    """A few words among chips."""

    text: str


Item = Chip | Reference | Tag | Plain


class Chips(Block):
    """A wrapping row of chips, references, tags and short texts."""

    def __init__(
        self, items: Sequence[Item], *, height: float = 14.0, size: float = 7.5, gap: float = 5.0
    ) -> None:
        super().__init__()
        self.items, self.high, self.size, self.gap = list(items), height, size, gap
        self.spots: list[tuple[Item, float, float, float]] = []

    def _ends(self, item: Chip) -> float:
        return 14 + (self.high * 0.62 + 3.5 if KINDS[item.kind].icon else 0)

    def _wide(self, item: Item) -> float:
        match item:
            case Plain(text):
                return fonts.width(text, fonts.REGULAR, self.size)
            case Tag(text):
                return fonts.width(text, fonts.SEMIBOLD, self.size - 1) + 6
            case Reference(text, _link):
                return max(15.0, fonts.width(text, fonts.SEMIBOLD, self.size) + 7)
            case Chip(_kind, text):
                return fonts.width(text, fonts.SEMIBOLD, self.size) + self._ends(item)

    def height_at(self, width: float) -> float:
        self.spots = []
        x = y = 0.0
        for each in self.items:
            item, wide = each, self._wide(each)
            if wide > width:
                item, wide = self._shortened(each, width), width
            if x and x + wide > width:
                x, y = 0.0, y + self.high + 4
            self.spots.append((item, x, y, wide))
            x += wide + self.gap
        return y + self.high if self.items else 0.0

    def _shortened(self, item: Item, width: float) -> Item:
        if isinstance(item, Chip):
            return Chip(item.kind, clipped(item.text, fonts.SEMIBOLD, self.size, width - self._ends(item)))
        if isinstance(item, Plain):
            return Plain(clipped(item.text, fonts.REGULAR, self.size, width))
        return item

    def place(self, canvas: Canvas, x: float, y: float) -> None:
        total = self.measure(self.measured_width)
        for item, left, down, wide in self.spots:
            low = y + total - down - self.high
            base = low + self.high / 2 - self.size * 0.36
            match item:
                case Plain(text):
                    look = Look(fonts.REGULAR, self.size, tokens.INK_3)
                    ink.line_of_text(canvas, x + left, base, text, look)
                case Tag(text):
                    self._tag(canvas, text, x + left, low, wide)
                case Reference(text, link):
                    self._reference(canvas, text, link, (x + left, low, wide))
                case Chip(kind, text):
                    self._chip(canvas, KINDS[kind], text, (x + left, low, wide))

    def cut(self, width: float, height: float) -> Cut | None:
        self.measure(width)
        fits = [at for at, spot in enumerate(self.spots) if spot[2] + self.high <= height]
        count = len(fits)
        if not 0 < count < len(self.items):
            return None
        same = {"height": self.high, "size": self.size, "gap": self.gap}
        return Chips(self.items[:count], **same), Chips(self.items[count:], **same)

    def _tag(self, canvas: Canvas, text: str, x: float, y: float, wide: float) -> None:
        ink.box(
            canvas, x, y + 2.5, wide, self.high - 5, radius=1.5, ground="", border=tokens.LINE_2, weight=0.6
        )
        look = Look(fonts.SEMIBOLD, self.size - 1, tokens.INK_3)
        ink.line_of_text(canvas, x + 3, y + self.high / 2 - self.size * 0.36 + 0.4, text, look)

    def _reference(self, canvas: Canvas, text: str, link: str, spot: tuple[float, float, float]) -> None:
        x, y, wide = spot
        ink.box(canvas, x, y, wide, self.high, radius=3, ground=tokens.LINK_GROUND)
        look = Look(fonts.SEMIBOLD, self.size, tokens.LINK)
        ink.line_of_text(canvas, x + wide / 2, y + self.high / 2 - self.size * 0.36, text, look, "center")
        if link:
            canvas.linkRect("", link, (x, y, x + wide, y + self.high), relative=1, Border="[0 0 0]")

    def _chip(self, canvas: Canvas, kind: Kind, text: str, spot: tuple[float, float, float]) -> None:
        x, y, wide = spot
        ink.box(
            canvas,
            x + 0.5,
            y + 0.5,
            wide - 1,
            self.high - 1,
            radius=(self.high - 1) / 2,
            ground=kind.ground,
            border=kind.ink,
            weight=kind.weight,
            dash=kind.dash,
        )
        at = x + 7
        if kind.icon:
            side = self.high * 0.62
            icons.draw(canvas, kind.icon, at - 1, y + (self.high - side) / 2, side, kind.ink, 2.3)
            at += side + 2.5
        look = Look(fonts.SEMIBOLD, self.size, kind.ink)
        ink.line_of_text(canvas, at, y + self.high / 2 - self.size * 0.36, text, look)
