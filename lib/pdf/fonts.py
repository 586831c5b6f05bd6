"""The typefaces of the reports: registered once, asked which characters they hold and how wide words are."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

FOLDER = Path(__file__).resolve().parent / "fonts"

REGULAR, ITALIC, SEMIBOLD, BOLD = "Inter-Regular", "Inter-Italic", "Inter-SemiBold", "Inter-Bold"
DISPLAY, DISPLAY_HEAVY = "PlusJakartaSans-Bold", "PlusJakartaSans-ExtraBold"
WIDE, WIDE_BOLD = "NotoSans-Regular", "NotoSans-Bold"

_FALLBACKS = {
    REGULAR: (WIDE,),
    ITALIC: (REGULAR, WIDE),
    SEMIBOLD: (WIDE_BOLD,),
    BOLD: (WIDE_BOLD,),
    DISPLAY: (BOLD, WIDE_BOLD),
    DISPLAY_HEAVY: (BOLD, WIDE_BOLD),
    WIDE: (),
    WIDE_BOLD: (),
}
_CACHED_WORDS = 20_000
_UNSEEN = {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"}
"""Categories that print nothing or cannot be printed: a reader must see that something stood there."""

MISSING_MARK = "?"


class Face:
    """One registered face: its advances and the characters it can be trusted to show."""

    def __init__(self, name: str) -> None:
        font = TTFont(name, str(FOLDER / f"{name}.ttf"))
        pdfmetrics.registerFont(font)
        self.name = name
        self.font = font
        metrics = font.face
        self.advances = {chr(code): metrics.charWidths[code] / 1000 for code in metrics.charToGlyph}
        self.shown = frozenset(
            char for char in self.advances if char == " " or unicodedata.category(char) not in _UNSEEN
        )
        self._words: dict[str, float] = {}

    def em(self, word: str) -> float:
        """The advance of a word in ems; every character must be one of `shown`."""
        known = self._words.get(word)
        if known is None:
            if len(self._words) >= _CACHED_WORDS:
                self._words.clear()
            advances = self.advances
            known = self._words[word] = sum([advances[char] for char in word])
        return known


FACES = {name: Face(name) for name in _FALLBACKS}
_CHAINS = {name: (FACES[name], *(FACES[other] for other in rest)) for name, rest in _FALLBACKS.items()}


def holds(name: str, text: str) -> bool:
    """Whether the face can show every character of the text by itself."""
    return FACES[name].shown.issuperset(text)


def pieces(name: str, text: str) -> Iterator[tuple[str, str, bool]]:
    """Cut a text where the face has to hand over to another: (face, text, is a mark for what is missing).

    A character that no face holds, or that would print nothing (control and format characters),
    becomes one visible mark each, so that nobody misses that something stood there.
    """
    if holds(name, text):
        yield name, text, False
        return
    chain = _CHAINS[name]
    held, lost = name, False
    run: list[str] = []
    for char in text:
        face = next((each for each in chain if char in each.shown), None)
        if face:
            shown, missing = char, False
        else:
            space = unicodedata.category(char) == "Zs"
            shown, missing = (" ", False) if space else (MISSING_MARK, True)
        owner = face.name if face else name
        if run and (owner != held or missing != lost):
            yield held, "".join(run), lost
            run = []
        held, lost = owner, missing
        run.append(shown)
    if run:
        yield held, "".join(run), lost


def width(text: str, name: str, size: float) -> float:
    """How wide a text stands on one line, in points, with fallbacks and marks counted."""
    if holds(name, text):
        return FACES[name].em(text) * size
    return sum(FACES[face].em(part) * size for face, part, _mark in pieces(name, text))
