"""Words that occur nowhere else: put into every text of a hidden thing, looked for in every answer."""

from __future__ import annotations

import re
from collections.abc import Iterator

AMBER, RED, CONTACT, FAR = "kenarijingga", "kenarimerah", "kenarikontak", "kenarijauh"
"""Beginnings of the words: of the incident shared within Diskominfotik, of the one for named people, of what
a reporter left to be reached by, which is personal data, and of everything of another organisation."""

_FOUND = re.compile(r"kenari(?:jingga|merah|kontak|jauh)x\w*")


class Canaries:
    """Gives each field a word of its own, so that a leak tells where it came from."""

    def __init__(self, beginning: str) -> None:
        self.beginning = beginning
        self.words: list[str] = []

    def __call__(self, field: str) -> str:
        """The word of a field, one that searching takes as a whole."""
        word = f"{self.beginning}x{field.replace('_', '').replace('.', '')}"
        self.words.append(word)
        return word


def canaries_in(text: str | bytes, *beginnings: str) -> Iterator[str]:
    """The words with one of the beginnings that stand in an answer, in whatever letter case."""
    if isinstance(text, bytes):
        text = text.decode("utf-8", "replace")
    wanted = beginnings or (AMBER, RED, CONTACT, FAR)
    return (word for word in _FOUND.findall(text.lower()) if word.startswith(tuple(wanted)))
