"""The letterhead of an Indonesian public body: crest, names, address lines, thick-over-thin rule."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from PIL import Image
from reportlab.lib.utils import ImageReader

from lib.pdf import fonts, ink, tokens
from lib.pdf.block import Block, Stack
from lib.pdf.blocks import Beside
from lib.pdf.ink import Look
from lib.pdf.lines import balanced, fitted
from lib.pdf.text import Text
from lib.pdf.tokens import Style

Canvas = Any
_SIDE = 60.0
CREST_WIDTH, CREST_HEIGHT = 54.0, 62.0
_ADDRESS_LINES = 5
_LARGEST_CREST = 25_000_000
"""Pixels; a picture that unpacks to more is not drawn."""


class Crest(Block):
    """The body's crest, fitted into 54 × 62 points."""

    def __init__(self, picture: ImageReader) -> None:
        super().__init__()
        self.picture = picture

    def height_at(self, width: float) -> float:
        return CREST_HEIGHT

    def place(self, canvas: Canvas, x: float, y: float) -> None:
        canvas.drawImage(
            self.picture, x, y, CREST_WIDTH, CREST_HEIGHT, mask="auto", preserveAspectRatio=True, anchor="c"
        )


class CrestPlace(Block):
    """A dashed shield where a draft's crest is still missing."""

    def __init__(self, word: str) -> None:
        super().__init__()
        self.word = word

    def height_at(self, width: float) -> float:
        return CREST_HEIGHT

    def place(self, canvas: Canvas, x: float, y: float) -> None:
        ink.write(
            canvas,
            f"q 1 0 0 1 {ink.number(x)} {ink.number(y)} cm {ink.stroke(tokens.INK_3)} 0.8 w [3 2] 0 d",
            "3 60 m 51 60 l 51 28 l 51 14 38 5 27 1 c 16 5 3 14 3 28 c h S Q",
        )
        look = Look(fonts.REGULAR, 7, tokens.INK_3)
        ink.line_of_text(canvas, x + 27, y + 32, self.word, look, "center")


def readable_picture(data: bytes | None) -> ImageReader | None:
    """The picture, or None where the bytes are no picture that can be drawn."""
    if not data:
        return None
    try:
        with Image.open(BytesIO(data)) as picture:
            if picture.width * picture.height > _LARGEST_CREST:
                return None
            return ImageReader(picture.convert("RGBA"))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None


def _name(name: str, style: Style, width: float, lines: int) -> Block:
    """A name in the middle; where it takes several lines, they are about as long as each other."""
    narrow = balanced(name, style, width)
    side = (width - narrow) / 2
    return Beside([None, Text(name, style, lines=lines), None], [side, narrow, side])


def letterhead(
    *, body: str, unit: str, subunit: str, address: tuple[str, ...], crest: bytes | None, placeholder: str
) -> Block:
    """The block above the double rule. Without a crest, `placeholder` is the word in its place, if any.

    With neither, the names have the whole width.
    """
    picture = readable_picture(crest)
    mark: Block | None = Crest(picture) if picture else CrestPlace(placeholder) if placeholder else None
    side = _SIDE if mark else 0.0
    middle = tokens.WIDTH - 2 * side
    lines = [_name(body.upper(), tokens.LETTERHEAD_BODY, middle, 2)]
    if unit:
        lines.append(_name(unit, fitted(unit, tokens.LETTERHEAD_UNIT, middle, 11.5), middle, 3))
    if subunit:
        lines.append(_name(subunit, tokens.LETTERHEAD_BODY, middle, 2))
    lines += [Text(line, tokens.LETTERHEAD_LINE, lines=2) for line in address[:_ADDRESS_LINES]]
    return Beside([mark, Stack(lines), None], [side, middle, side], middle=True)
