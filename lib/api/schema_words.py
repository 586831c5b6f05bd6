"""The sentences of the API's description in the reader's language.

They stand in docstrings and help texts in English, as programmers write them; the rooms' catalogues translate
them paragraph by paragraph.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.utils.translation import gettext

TOLD = ("summary", "description")
"""The members of an OpenAPI document that are sentences for people."""


def translated(result: dict[str, Any], **given: Any) -> dict[str, Any]:
    """The description with every sentence in the active language; a hook of drf-spectacular."""
    found: dict[str, Any] = _mapped(result, lambda text: "\n\n".join(map(gettext, paragraphs(text))))
    return found


def paragraphs(text: str) -> Iterator[str]:
    """The paragraphs of a text, each on one line."""
    for each in text.split("\n\n"):
        words = " ".join(each.split())
        if words:
            yield words


def sentences_of(schema: dict[str, Any]) -> set[str]:
    """Every paragraph that the description shows."""
    found: set[str] = set()

    def note(text: str) -> str:
        found.update(paragraphs(text))
        return text

    _mapped(schema, note)
    return found


def _mapped(node: Any, change: Callable[[str], str]) -> Any:
    """The same tree with each text that people read changed."""
    if isinstance(node, dict):
        return {
            name: change(value) if name in TOLD and isinstance(value, str) else _mapped(value, change)
            for name, value in node.items()
        }
    return [_mapped(each, change) for each in node] if isinstance(node, list) else node
