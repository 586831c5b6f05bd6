"""Takes raw values apart and remembers each mistake with its place, so that all are told at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from lib.errors import Message, Problem


class Places:
    """Collects problems. Each method returns a usable value of its type, an empty one after a mistake."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def add(self, place: str, message: Message, code: str) -> None:
        """Remember one mistake."""
        self.problems.append(Problem(message, place or "/", code))

    def mapping(
        self, raw: object, place: str, *, required: Sequence[str] = (), optional: Sequence[str] = ()
    ) -> Mapping[str, Any]:
        """Keys and values. With `required` or `optional` the keys are closed, else they are free words."""
        if not isinstance(raw, dict) or not all(isinstance(key, str) for key in raw):
            self.add(place, _("Keys with values are expected here."), "not_a_mapping")
            return {}
        for key in required:
            if raw.get(key) is None:
                self.add(f"{place}.{key}".lstrip("."), _("This is missing."), "missing")
        if required or optional:
            for key in raw:
                if key not in required and key not in optional:
                    self.add(
                        f"{place}.{key}".lstrip("."),
                        format_lazy(_("“{key}” is not known."), key=key),
                        "unknown_key",
                    )
        return raw

    def items(self, raw: object, place: str, *, empty: bool = False) -> list[object]:
        """A list with at least one item, unless it may be `empty`."""
        if not isinstance(raw, list) or (not raw and not empty):
            self.add(place, _("A list is expected here."), "not_a_list")
            return []
        return raw

    def text(self, raw: object, place: str) -> str:
        """A text that is not empty, without blanks around it."""
        if not isinstance(raw, str) or not raw.strip():
            if raw is not None:
                self.add(place, _("A text is expected here."), "not_a_text")
            return ""
        return raw.strip()

    def words(self, raw: object, place: str) -> tuple[str, ...]:
        """A list of texts, each once, at least one."""
        found = tuple(self.text(each, f"{place}[{n}]") for n, each in enumerate(self.items(raw, place), 1))
        if len(set(found)) < len(found):
            self.add(place, _("Something stands twice here."), "doubled")
        return found

    def flag(self, row: Mapping[str, object], key: str, place: str) -> bool:
        """Yes or no; no where it is not said."""
        value = row.get(key, False)
        if not isinstance(value, bool):
            self.add(f"{place}.{key}", _("True or false is expected here."), "not_a_flag")
            return False
        return value
