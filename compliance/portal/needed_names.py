"""What an asset needed, as the trail keeps it: names, and identities of assets that belong elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.trail_reading import Line

FIELD = "depends_on"


def with_needed_named(line: Line, named: Mapping[str, str]) -> Line:
    """The same line with the names that the reader may see in place of identities, and words for the rest."""
    sides: dict[str, Any] = line.detail.values.get(FIELD) or {} if line.detail else {}
    if line.detail is None or not sides:
        return line
    told = {when: [_told(each, named) for each in side or ()] for when, side in sides.items()}
    detail = copy(line.detail)
    detail.values = {**detail.values, FIELD: told}
    return replace(line, detail=detail)


def _told(each: str, named: Mapping[str, str]) -> str:
    return named.get(each, _("an asset of another organisation")) if _is_one(each) else each


def _is_one(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
