"""Three-way merge of a form, field by field, and the word-by-word difference of two texts. Pure."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Value = str | tuple[str, ...]
_PIECES = re.compile(r"\s+|[^\s]+")
_SENTENCES = re.compile(r"\S.*?[.!?](?=\s|$)|\S.*?(?=\s*$)")
_BREAK = "\n"


@dataclass(frozen=True, slots=True)
class FieldConflict:
    """A field that both changed, each in another way."""

    name: str
    base: Value
    theirs: Value
    mine: Value


@dataclass(frozen=True, slots=True)
class FieldFit:
    """A field that only one of the two changed; it is kept as that one left it."""

    name: str
    base: Value
    value: Value
    by: Literal["theirs", "mine"]


@dataclass(frozen=True, slots=True)
class Merge:
    """What comes out: `merged` holds every field, conflicting ones with their value for now."""

    merged: dict[str, Value]
    conflicts: tuple[FieldConflict, ...]
    fits: tuple[FieldFit, ...]

    @property
    def clean(self) -> bool:
        """Whether nobody has to choose."""
        return not self.conflicts


def merge(*, base: Mapping[str, Value], theirs: Mapping[str, Value], mine: Mapping[str, Value]) -> Merge:
    """Merge two changes of one base. A field that `base` lacks counts as empty there.

    Nothing that either of the two wrote is dropped without being listed, in `fits` or in `conflicts`.
    """
    merged: dict[str, Value] = {}
    conflicts: list[FieldConflict] = []
    fits: list[FieldFit] = []
    for name in mine:
        was, other, own = base.get(name, ""), theirs.get(name, ""), mine[name]
        merged[name] = other if own == was else own
        if own == other:
            continue
        if own == was:
            fits.append(FieldFit(name, was, other, "theirs"))
        elif other == was:
            fits.append(FieldFit(name, was, own, "mine"))
        else:
            merged[name] = other
            conflicts.append(FieldConflict(name, was, other, own))
    return Merge(merged, tuple(conflicts), tuple(fits))


Piece = tuple[Literal["same", "added", "struck"], str]


def word_difference(before: str, after: str) -> list[Piece]:
    """How `after` differs from `before`, in whole words: joined, same and added pieces are `after`."""
    old, new = _PIECES.findall(before), _PIECES.findall(after)
    pieces: list[Piece] = []
    for tag, i, j, k, m in difflib.SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(("same", "".join(new[k:m])))
            continue
        if j > i:
            pieces.append(("struck", "".join(old[i:j])))
        if m > k:
            pieces.append(("added", "".join(new[k:m])))
    return pieces


def both_texts(theirs: str, mine: str) -> str:
    """A text that holds both, to be edited before saving: common sentences once, then each one's own.

    Whole sentences stay whole: two sentences that share words, mixed word by word, would be nobody's.
    """
    old, new = _sentences(theirs), _sentences(mine)
    parts: list[str] = []
    for tag, i, j, k, m in difflib.SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        parts += old[i:j] if tag in {"equal", "delete", "replace"} else []
        parts += new[k:m] if tag in {"insert", "replace"} else []
    return " ".join(parts).replace(f"{_BREAK} ", _BREAK)


def _sentences(text: str) -> list[str]:
    """The sentences of a text, each of its lines ended by a line break."""
    lines = [_SENTENCES.findall(line) for line in text.strip().split(_BREAK)]
    for line in lines[:-1]:
        line[-1:] = [f"{line[-1]}{_BREAK}" if line else _BREAK]
    return [each for line in lines for each in line]
