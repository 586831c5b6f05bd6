"""The PDF operators that the reports write themselves, because the canvas spends ten times as long on them.

Everything here appends to the content stream of the current page; text is always encoded through the
face's own subset and escaped, so no character of it can become an operator.
"""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

from lib.pdf import fonts

Canvas = Any
_KAPPA = 0.5523


class Look(NamedTuple):
    """How a stretch of text is drawn: face, size, colour, ground behind it, and where it leads."""

    font: str
    size: float
    colour: str
    ground: str = ""
    link: str = ""


def number(value: float) -> str:
    """A coordinate as PDF writes it, to a thousandth of a point."""
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return "0" if text in ("", "-0") else text


@cache
def _rgb(code: str) -> str:
    return " ".join(number(int(code[at : at + 2], 16) / 255) for at in (0, 2, 4))


def fill(code: str) -> str:
    """The operator that sets the filling colour."""
    return f"{_rgb(code)} rg"


def stroke(code: str) -> str:
    """The operator that sets the line colour."""
    return f"{_rgb(code)} RG"


def write(canvas: Canvas, *operators: str) -> None:
    """Append operators to the page."""
    canvas._code.append("\n".join(operators))


def shown(canvas: Canvas, text: str, look: Look, x: float, y: float) -> list[str]:
    """The operators that show a text the face holds, its baseline starting at (x, y), within BT and ET."""
    face = fonts.FACES[look.font].font
    document = canvas._doc
    out = [fill(look.colour), f"1 0 0 1 {number(x)} {number(y)} Tm"]
    for subset, encoded in face.splitString(text, document):
        name = face.getSubsetInternalName(subset, document)
        out.append(f"{name} {number(look.size)} Tf ({canvas._escape(encoded)}) Tj")
    return out


def line_of_text(canvas: Canvas, x: float, y: float, text: str, look: Look, align: str = "left") -> None:
    """Show one line of any text at a point: `left`, `right` or `center` of it."""
    if align != "left":
        wide = fonts.width(text, look.font, look.size)
        x -= wide if align == "right" else wide / 2
    out = []
    for face, part, missing in fonts.pieces(look.font, text):
        long = fonts.FACES[face].em(part) * look.size
        if missing:
            out += missing_ground(x, y, long, look.size)
        out += ["BT", *shown(canvas, part, look._replace(font=face), x, y), "ET"]
        x += long
    write(canvas, *out)


def missing_ground(x: float, y: float, wide: float, size: float) -> list[str]:
    """The tint behind a mark that stands for a character no face can show."""
    return ground("fdeaec", x, y, wide, size)


def ground(code: str, x: float, y: float, wide: float, size: float) -> list[str]:
    """A tint behind a stretch of text whose baseline is y."""
    return [fill(code), f"{number(x)} {number(y - size * 0.24)} {number(wide)} {number(size * 1.2)} re f"]


def rule(
    canvas: Canvas, x1: float, y1: float, x2: float, y2: float, *, weight: float, colour: str, dash: str = ""
) -> None:
    """A straight line; `dash` is a PDF dash array such as `3 2.4`."""
    canvas._code.append(
        f"q {stroke(colour)} {number(weight)} w {f'[{dash}] 0 d ' if dash else ''}"
        f"{number(x1)} {number(y1)} m {number(x2)} {number(y2)} l S Q"
    )


def round_path(x: float, y: float, wide: float, high: float, radius: float) -> str:
    """The path of a rectangle with round corners."""
    radius = min(radius, wide / 2, high / 2)
    near, far = radius * (1 - _KAPPA), radius
    left, right, low, top = x, x + wide, y, y + high
    n = number
    return (
        f"{n(left + far)} {n(low)} m {n(right - far)} {n(low)} l "
        f"{n(right - near)} {n(low)} {n(right)} {n(low + near)} {n(right)} {n(low + far)} c "
        f"{n(right)} {n(top - far)} l "
        f"{n(right)} {n(top - near)} {n(right - near)} {n(top)} {n(right - far)} {n(top)} c "
        f"{n(left + far)} {n(top)} l "
        f"{n(left + near)} {n(top)} {n(left)} {n(top - near)} {n(left)} {n(top - far)} c "
        f"{n(left)} {n(low + far)} l "
        f"{n(left)} {n(low + near)} {n(left + near)} {n(low)} {n(left + far)} {n(low)} c h"
    )


def box(
    canvas: Canvas,
    x: float,
    y: float,
    wide: float,
    high: float,
    *,
    radius: float = 0.0,
    ground: str = "",
    border: str = "",
    weight: float = 0.7,
    dash: str = "",
) -> None:
    """A rectangle with round corners, filled, outlined or both."""
    paint = "B" if ground and border else "f" if ground else "S"
    parts = ["q"]
    if ground:
        parts.append(fill(ground))
    if border:
        parts.append(f"{stroke(border)} {number(weight)} w")
    if dash:
        parts.append(f"[{dash}] 0 d")
    path = (
        round_path(x, y, wide, high, radius)
        if radius
        else f"{number(x)} {number(y)} {number(wide)} {number(high)} re"
    )
    canvas._code.append(f"{' '.join(parts)} {path} {paint} Q")


def disc(
    canvas: Canvas, x: float, y: float, radius: float, *, ground: str, border: str, weight: float
) -> None:
    """A circle around a point."""
    box(
        canvas,
        x - radius,
        y - radius,
        2 * radius,
        2 * radius,
        radius=radius,
        ground=ground,
        border=border,
        weight=weight,
    )
