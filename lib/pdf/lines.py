"""Breaks text of any origin into lines: it is never parsed, so nothing in it can act as markup."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from lib.pdf import fonts
from lib.pdf.ink import Look
from lib.pdf.tokens import CELL, Style

_BREAKS = re.compile("\r\n|[\r\u0085\u2028\u2029\x0b\x0c]")
_AFTER = frozenset("/-_.?&=,;:@")
_FIXED = "\u00a0"
_FIRST_AFTER = frozenset(f"{_FIXED}–")
_ROUNDING = 0.01
ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text within a paragraph; what is empty or 0 is taken from the paragraph's style."""

    text: str
    font: str = ""
    size: float = 0.0
    colour: str = ""
    ground: str = ""
    link: str = ""

    def look(self, style: Style) -> Look:
        """How this run is drawn within a paragraph of that style."""
        return Look(
            self.font or style.font,
            self.size or style.size,
            self.colour or style.colour,
            self.ground,
            self.link,
        )


class Part(NamedTuple):
    """Some characters of one look."""

    text: str
    look: Look
    width: float
    missing: bool = False


class Word(NamedTuple):
    """What is not broken if it can be helped, with the space that comes before it."""

    parts: list[Part]
    width: float
    space: Part | None
    forced: bool = False


class Line(NamedTuple):
    """One set line."""

    parts: list[Part]
    width: float


def tidy(text: str) -> str:
    """One normal form of characters and line ends; tabs are spaces. Nothing else is dropped."""
    if text.isascii() and "\r" not in text and "\t" not in text and "\x0b" not in text and "\x0c" not in text:
        return text
    return unicodedata.normalize("NFC", _BREAKS.sub("\n", text)).replace("\t", "    ")


def unprintable(texts: Iterable[str]) -> set[str]:
    """The characters of the texts that a report prints as a visible mark."""
    found = {char for text in texts for char in tidy(text)} - {"\n"}
    return {char for char in found if any(lost for _face, _text, lost in fonts.pieces(fonts.REGULAR, char))}


def set_lines(content: str | Sequence[Run], style: Style, width: float) -> list[Line]:
    """Break a text into lines no wider than `width`."""
    if isinstance(content, str):
        text = tidy(content)
        if "\n" not in text and fonts.holds(style.font, text):
            return _plain_lines(text, Look(style.font, style.size, style.colour), width)
        content = [Run(text)]
    return _fill(_words(content, style), width)


def _plain_lines(text: str, look: Look, width: float) -> list[Line]:
    face = fonts.FACES[look.font]
    em, limit = face.em, (width + _ROUNDING) / look.size
    space = face.advances[" "]
    lines: list[Line] = []
    start: list[str] = []
    used = 0.0
    for word in text.split(" "):
        wide = em(word)
        if wide > limit:
            return _fill(_words([Run(text, look.font, look.size, look.colour)], CELL), width)
        if start and used + space + wide > limit:
            lines.append(_plain_line(start, look, used))
            start, used = [word], wide
        else:
            used += space + wide if start else wide
            start.append(word)
    lines.append(_plain_line(start, look, used))
    return lines


def _plain_line(words: list[str], look: Look, ems: float) -> Line:
    wide = ems * look.size
    return Line([Part(" ".join(words), look, wide)], wide)


def _parts(text: str, look: Look) -> list[Part]:
    return [
        Part(
            part,
            look._replace(font=face),
            fonts.FACES[face].em(part) * look.size,
            missing,
        )
        for face, part, missing in fonts.pieces(look.font, text)
    ]


def _words(runs: Iterable[Run], style: Style) -> list[Word]:
    """Cut runs at spaces and line ends; a word may be made of several looks."""
    words: list[Word] = []
    parts: list[Part] = []
    space: Part | None = None
    forced = False
    for run in runs:
        look = run.look(style)
        gap = Part(" ", look, fonts.FACES[look.font].advances[" "] * look.size)
        for row, line in enumerate(tidy(run.text).split("\n")):
            for column, word in enumerate(line.split(" ")):
                if row or column:
                    words.append(Word(parts, sum(part.width for part in parts), space, forced))
                    parts, space, forced = [], gap if column else None, not column
                if word:
                    parts += _parts(word, look)
    words.append(Word(parts, sum(part.width for part in parts), space, forced))
    return words


def _fill(words: Iterable[Word], width: float) -> list[Line]:
    lines: list[Line] = []
    parts: list[Part] = []
    used = 0.0
    limit = width + _ROUNDING
    for word in words:
        gap = word.space.width if word.space and parts else 0.0
        if word.forced or (parts and used + gap + word.width > limit):
            lines.append(Line(parts, used))
            parts, used, gap = [], 0.0, 0.0
        if gap and word.space:
            parts = [*parts, word.space]
            used += gap
        if used + word.width > limit:
            *full, last = _chopped(word.parts, width)
            lines += full
            parts, used = list(last.parts), last.width
            continue
        parts = [*parts, *word.parts]
        used += word.width
    lines.append(Line(parts, used))
    return [Line(_joined(line.parts), line.width) for line in lines]


def _chopped(parts: Sequence[Part], width: float) -> list[Line]:
    """Break a word that is wider than a line, after a sign such as a slash where one is near."""
    lines: list[Line] = []
    held: list[Part] = []
    used = 0.0
    for part in parts:
        advances, size = fonts.FACES[part.look.font].advances, part.look.size
        start = 0
        begun = used
        for at, char in enumerate(part.text):
            step = advances[char] * size
            while used + step > width and (held or at > start) and char != _FIXED:
                end = _good_break(part.text, start, at)
                taken = part.text[start:end].rstrip(_FIXED)
                wide = sum(advances[each] for each in taken) * size
                lines.append(Line([*held, part._replace(text=taken, width=wide)], begun + wide))
                held, start, begun = [], end, 0.0
                used = sum(advances[each] for each in part.text[start:at]) * size
            used += step
        rest = part.text[start:]
        if used > width:
            rest = rest.rstrip(_FIXED)
            used = begun + sum(advances[each] for each in rest) * size
        held.append(part._replace(text=rest, width=used - begun))
    lines.append(Line(held, used))
    return lines


def _good_break(text: str, start: int, end: int) -> int:
    """Where to break within text[start:end]: at a fixed space or a dash, else after a sign near the end."""
    for at in range(end, start, -1):
        if text[at - 1] in _FIRST_AFTER and at - 1 > start:
            return at
    for at in range(end, max(start, end - 14), -1):
        if at < len(text) and text[at - 1] in _AFTER and at - 1 > start:
            return at
    return end


def ended(line: Line, style: Style, tail: Sequence[Run], width: float) -> Line:
    """The line closed by an ellipsis and a tail, cut back to a whole word where they need room."""
    close = _parts(ELLIPSIS, Look(style.font, style.size, style.colour))
    for run in tail:
        close += _parts(run.text, run.look(style))
    room = width - sum(part.width for part in close)
    kept = _to_word_end(_chopped(line.parts, room)[0].parts) if line.width > room else line.parts
    parts = _joined([*kept, *close])
    return Line(parts, sum(part.width for part in parts))


def _to_word_end(parts: Sequence[Part]) -> list[Part]:
    """Without the half word at the end, where there is a whole one before it."""
    *rest, last = parts
    text = last.text.rstrip().rpartition(" ")[0]
    if not text:
        return list(parts)
    return [*rest, last._replace(text=text, width=fonts.FACES[last.look.font].em(text) * last.look.size)]


def _joined(parts: Sequence[Part]) -> list[Part]:
    joined: list[Part] = []
    for part in parts:
        last = joined[-1] if joined else None
        if last and last.look == part.look and last.missing == part.missing:
            joined[-1] = Part(last.text + part.text, last.look, last.width + part.width, last.missing)
        else:
            joined.append(part)
    return joined


def fitted(text: str, style: Style, width: float, smallest: float) -> Style:
    """The style, smaller by quarter points until the text stands on one line or `smallest` is reached."""
    size = style.size
    while size > smallest and fonts.width(text, style.font, size) > width:
        size -= 0.25
    return replace(style, size=size)


def balanced(text: str, style: Style, width: float) -> float:
    """The narrowest width that needs no more lines than `width` does, so that no word is left alone."""
    count = len(set_lines(text, style, width))
    narrow = width
    while narrow - 6 > width / 2 and len(set_lines(text, style, narrow - 6)) == count:
        narrow -= 6
    return narrow


def clipped(text: str, font: str, size: float, width: float) -> str:
    """The text on one line, ended by an ellipsis where it does not fit."""
    text = tidy(text).replace("\n", " ")
    if fonts.width(text, font, size) <= width:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if fonts.width(text[:middle].rstrip() + ELLIPSIS, font, size) <= width:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + ELLIPSIS
