"""What stands on every page of a report: origin stamp, TLP label, running head, footer, watermark."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lib.pdf import fonts, icons, ink, tokens
from lib.pdf.ink import Look
from lib.pdf.lines import clipped
from lib.tlp import Tlp

Canvas = Any


@dataclass(frozen=True, slots=True)
class Furniture:
    """The words around the content of each page.

    `stamp` says that the report is no official document (empty for a live incident); `draft` is the
    word across each page of a draft (empty for an issued one). `page_of` holds `{page}` and `{total}`.
    """

    tlp: str
    stamp: str
    draft: str
    number: str
    title: str
    footer: str
    footer_hash: str
    page_of: str


def tlp_width(level: str, size: float = 12.0) -> float:
    """How wide a TLP label is."""
    return fonts.width(f"TLP:{level}", fonts.BOLD, size) + 12


def tlp_label(canvas: Canvas, level: str, right: float, y: float, size: float = 12.0) -> float:
    """Draw a TLP label that ends at `right`; returns its width. FIRST: its colour on black, 12 pt or more."""
    text = f"TLP:{level}"
    wide = tlp_width(level, size)
    ink.box(canvas, right - wide, y, wide, size + 7, radius=3, ground=tokens.BLACK)
    look = Look(fonts.BOLD, size, Tlp(level).colour.removeprefix("#").lower())
    ink.line_of_text(canvas, right - wide + 6, y + 5 - size * 0.02, text, look)
    return wide


def watermark(canvas: Canvas, word: str) -> None:
    """An outlined word across the page, drawn before the content."""
    size, look = 165.0, Look(fonts.DISPLAY_HEAVY, 165.0, tokens.WATERMARK)
    canvas.saveState()
    canvas.translate(tokens.PAGE_WIDTH / 2, tokens.PAGE_HEIGHT / 2 - 20)
    canvas.rotate(54)
    start = -fonts.width(word, look.font, size) / 2
    ink.write(
        canvas,
        f"{ink.stroke(tokens.WATERMARK)} 1 w BT 1 Tr",
        *ink.shown(canvas, word, look, start, -size * 0.36),
        "0 Tr ET",
    )
    canvas.restoreState()


def head(canvas: Canvas, furniture: Furniture, section: str, *, cover: bool) -> None:
    """The band above the content; `section` is the one that starts on the page or runs on."""
    y = tokens.PAGE_HEIGHT - 46
    right = tokens.PAGE_WIDTH - tokens.MARGIN
    label = tlp_label(canvas, furniture.tlp, right, y)
    if furniture.stamp or furniture.draft:
        _stamp(canvas, furniture, y, tokens.WIDTH - label - 8)
    if cover:
        return
    line = y - 25
    base = line + 6
    number = Look(fonts.SEMIBOLD, 7.5, tokens.INK_2)
    plain = number._replace(font=fonts.REGULAR)
    name = clipped(furniture.number, fonts.SEMIBOLD, 7.5, 160)
    ink.line_of_text(canvas, tokens.MARGIN, base, name, number)
    x = tokens.MARGIN + fonts.width(name, fonts.SEMIBOLD, 7.5) + 8
    room = right - x - 24 - fonts.width(section, fonts.REGULAR, 7.5)
    ink.line_of_text(canvas, x, base, clipped(furniture.title, fonts.REGULAR, 7.5, room), plain)
    ink.line_of_text(canvas, right, base, section, plain, "right")
    ink.rule(canvas, tokens.MARGIN, line, right, line, weight=0.5, colour=tokens.LINE_2)


def _stamp(canvas: Canvas, furniture: Furniture, y: float, wide: float) -> None:
    x, base = tokens.MARGIN, y + 6.6
    ink.box(
        canvas,
        x,
        y + 0.35,
        wide,
        18.3,
        radius=3,
        ground=tokens.WARNING_GROUND,
        border=tokens.WARNING,
    )
    look = Look(fonts.SEMIBOLD, 8.5, tokens.WARNING)
    if furniture.stamp:
        icons.draw(canvas, "history", x + 7, y + 4.2, 10.5, tokens.WARNING, 2)
        ink.line_of_text(canvas, x + 22, base, furniture.stamp, look)
    if furniture.draft:
        bold = look._replace(font=fonts.BOLD)
        if furniture.stamp:
            ink.line_of_text(canvas, x + wide - 9, base, furniture.draft, bold, "right")
        else:
            icons.draw(canvas, "pencil", x + 7, y + 4.2, 10.5, tokens.WARNING, 2)
            ink.line_of_text(canvas, x + 22, base, furniture.draft, bold)


def foot(canvas: Canvas, furniture: Furniture, page: int) -> None:
    """The band under the content; the total of pages is filled in when it is known."""
    left, right = tokens.MARGIN, tokens.PAGE_WIDTH - tokens.MARGIN
    ink.rule(canvas, left, 52, right, 52, weight=0.5, colour=tokens.LINE_2)
    label = tlp_label(canvas, furniture.tlp, right, 27)
    look = Look(fonts.REGULAR, 7.5, tokens.INK_2)
    page_look = Look(fonts.SEMIBOLD, 8.5, tokens.INK)
    room = tokens.WIDTH - label - 14 - 110
    ink.line_of_text(canvas, left, 38.5, clipped(furniture.footer, fonts.REGULAR, 7.5, room), look)
    ink.line_of_text(canvas, left, 28, furniture.footer_hash, look._replace(colour=tokens.INK_3))

    def words(total: str) -> str:
        return furniture.page_of.format(page=page, total=total)

    canvas.later("total", right - label - 14, 32, page_look, words)
