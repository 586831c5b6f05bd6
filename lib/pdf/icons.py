"""Icons of the reports: the SVG sprite beside this file, turned into PDF paths once."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from fontTools.pens.basePen import BasePen
from fontTools.svgLib.path.parser import parse_path

from lib.pdf import ink

SPRITE = Path(__file__).resolve().parent / "icons.svg"
_GRID = 24.0
_SYMBOL = re.compile(r'<symbol id="([^"]+)"[^>]*>(.*?)</symbol>', re.DOTALL)
_PATH = re.compile(r'<path d="([^"]+)"')


class _PathPen(BasePen):
    """Writes PDF path operators."""

    def __init__(self) -> None:
        super().__init__(None)
        self.operators: list[str] = []

    def _say(self, operator: str, *points: tuple[float, float]) -> None:
        self.operators.append(
            " ".join([ink.number(value) for point in points for value in point] + [operator])
        )

    def _moveTo(self, pt: tuple[float, float]) -> None:
        self._say("m", pt)

    def _lineTo(self, pt: tuple[float, float]) -> None:
        self._say("l", pt)

    def _curveToOne(
        self, pt1: tuple[float, float], pt2: tuple[float, float], pt3: tuple[float, float]
    ) -> None:
        self._say("c", pt1, pt2, pt3)

    def _closePath(self) -> None:
        self._say("h")


def _outline(paths: list[str]) -> str:
    pen = _PathPen()
    for path in paths:
        parse_path(path, pen)
    return "\n".join([*pen.operators, "S"])


_OUTLINES = {
    name: _outline(_PATH.findall(body)) for name, body in _SYMBOL.findall(SPRITE.read_text(encoding="utf-8"))
}


def draw(canvas: Any, name: str, x: float, y: float, size: float, colour: str, weight: float = 1.9) -> None:
    """Draw an icon in a square whose lower left corner is (x, y); `weight` is in the icon's own 24ths."""
    scale = size / _GRID
    ink.write(
        canvas,
        f"q {ink.number(scale)} 0 0 {ink.number(-scale)} {ink.number(x)} {ink.number(y + size)} cm",
        f"{ink.stroke(colour)} {ink.number(weight)} w 1 J 1 j",
        _OUTLINES[name],
        "Q",
    )
