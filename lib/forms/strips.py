"""One filter of a list's strip, as `partials/filter_strip.html` shows it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import QueryDict


def one_of(name: str, label: str, options: Iterable[tuple[str, str]], asked: QueryDict) -> dict[str, Any]:
    """A filter of which one option at a time is chosen."""
    rows = [{"value": value, "label": text, "chosen": asked.get(name) == value} for value, text in options]
    shown = next((row["label"] for row in rows if row["chosen"]), "")
    return {"name": name, "label": label, "shown": shown, "multiple": False, "options": rows}
