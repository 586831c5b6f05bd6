"""The sentences of notices that are no reminders: a key in the row, a sentence for each reader.

A room that tells people something registers its sentence here, at import. Each has a `safe` form without
content, for mail above TLP:GREEN and for readers who may no longer see the thing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from lib.errors import Message


@dataclass(frozen=True, slots=True)
class NoticeText:
    """A sentence with places such as {number} and {title}; `safe` uses at most {number}."""

    full: Message
    safe: Message


TEXTS: dict[str, NoticeText] = {
    "": NoticeText(_("There is news for you in Tanggap."), _("There is news for you in Tanggap.")),
    "due_moved": NoticeText(_("A deadline of yours was moved"), _("A deadline of yours was moved")),
    "dead_letters": NoticeText(
        _("Mail could not be delivered after several attempts"),
        _("Mail could not be delivered after several attempts"),
    ),
    "damaged_file": NoticeText(
        _("A stored file is damaged or missing, and a backup may have it: SHA-256 {sha256}…"),
        _("A stored file is damaged or missing, and a backup may have it: SHA-256 {sha256}…"),
    ),
}


class _Given(dict[str, str]):
    """Values for a sentence; a place without a value stays empty."""

    def __missing__(self, key: str) -> str:
        return ""


def register(key: str, *, full: Message, safe: Message) -> None:
    """Add a sentence. Call it once at import; a key that is taken by another sentence is a mistake."""
    text = NoticeText(full, safe)
    if TEXTS.setdefault(key, text) is not text:
        raise ValueError(f"the notice text {key!r} is registered twice")


def sentence(data: Mapping[str, Any], *, with_content: bool) -> str:
    """The sentence of a notice's data in the active language."""
    text = TEXTS.get(str(data.get("text_key", "")), TEXTS[""])
    given = _Given({key: str(value) for key, value in data.items()})
    return str(text.full if with_content else text.safe).format_map(given).strip()
