"""The visual constants of the reports: page, axis, colours, type styles."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4

from lib.pdf import fonts

PAGE_WIDTH: float = A4[0]
PAGE_HEIGHT: float = A4[1]
MARGIN = 56.7
TOP, BOTTOM = 92.0, 68.0
WIDTH = PAGE_WIDTH - 2 * MARGIN
FRAME_HEIGHT = PAGE_HEIGHT - TOP - BOTTOM
AXIS = 122.0
GUTTER = 20.0

INK, INK_2, INK_3 = "131a26", "465062", "5c677a"
LINE, LINE_2 = "dfe3ea", "c3cad6"
BRAND, LINK, LINK_GROUND = "0b57b7", "0a4a9c", "e7f0fc"
CONFIRMED, CONFIRMED_GROUND = "0c6239", "dff3e7"
REPORTED, REPORTED_GROUND = "124f8c", "e6f1fd"
DISPUTED, DISPUTED_GROUND, DISPUTED_BORDER = "642c9c", "f5effb", "8b4fc7"
WARNING, WARNING_GROUND = "963a05", "fff1e5"
REFUTED, REFUTED_GROUND = "a31621", "fdeaec"
NEUTRAL_GROUND, NOTE_GROUND = "edf0f4", "f5f7fa"
WATERMARK, WHITE, BLACK = "e9edf2", "ffffff", "000000"


@cache
def colour(code: str) -> Color:
    """The ReportLab colour of six hexadecimal digits."""
    return HexColor(f"#{code}")


@dataclass(frozen=True, slots=True)
class Style:
    """How a text is set: face, size and leading in points, colour, and `left`, `center` or `right`."""

    font: str = fonts.REGULAR
    size: float = 9.5
    leading: float = 14.0
    colour: str = INK
    align: str = "left"


BODY = Style()
LEAD = Style(size=11, leading=17)
SMALL = Style(size=8.5, leading=12, colour=INK_2)
CELL = Style(size=8.5, leading=12)
CELL_BOLD = Style(fonts.SEMIBOLD, 8.5, 12)
CELL_SOFT = Style(size=8.5, leading=12, colour=INK_2)
CELL_NONE = Style(fonts.ITALIC, 8.5, 12, INK_3)
TABLE_HEAD = Style(fonts.SEMIBOLD, 7.5, 10, INK_2)
META = Style(size=7.5, leading=10.5, colour=INK_3)
META_BOLD = Style(fonts.SEMIBOLD, 7.5, 10.5, INK_3)
LABEL = Style(fonts.SEMIBOLD, 8.5, 12, INK_2)
TIME_HEAD = Style(fonts.SEMIBOLD, 9.5, 14, INK, "right")
TIME = Style(size=8.5, leading=12, colour=INK_2, align="right")
FIGURE = Style(fonts.DISPLAY, 20, 25)
FIGURE_UNKNOWN = Style(fonts.DISPLAY, 16, 20.5, INK_2)
BLOCK_HEAD = Style(fonts.DISPLAY, 10.5, 14)
QUOTE = Style(size=9.5, leading=14.5)
TITLE = Style(fonts.DISPLAY_HEAVY, 31, 38)
KIND = Style(fonts.SEMIBOLD, 12, 16, LINK)
BIG = Style(fonts.SEMIBOLD, 11, 15)
CONTENTS_HEAD = Style(fonts.DISPLAY, 16, 20)
CONTENTS_1 = Style(fonts.SEMIBOLD, 10, 13)
CONTENTS_2 = Style(size=9, leading=12, colour=INK_2)
LETTERHEAD_BODY = Style(fonts.SEMIBOLD, 10.5, 14, INK, "center")
LETTERHEAD_UNIT = Style(fonts.DISPLAY, 13, 17, INK, "center")
LETTERHEAD_LINE = Style(size=8, leading=11, colour=INK_2, align="center")
DISPUTE_HEAD = Style(fonts.SEMIBOLD, 8.5, 12, DISPUTED)
