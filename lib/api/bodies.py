"""Reading JSON bodies: bounded, in UTF-8, without anything that two readers could understand differently."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from rest_framework.parsers import BaseParser

from lib.api.problems import token_of
from lib.errors import Invalid, Message, TooLarge

DEEPEST = 24
"""Nothing that is sent here lies deeper; a body that does is no honest one."""
_SURROGATE = re.compile("[\ud800-\udfff]")


class JsonBody(BaseParser):
    """Takes `application/json`: at most `DATA_UPLOAD_MAX_MEMORY_SIZE` bytes, each name once (RFC 7493)."""

    media_type = "application/json"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """The value. Raises `TooLarge`, and `Invalid` for what is no JSON or cannot be kept."""
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        raw = stream.read(limit + 1)
        if len(raw) > limit:
            words = _("A body may have at most {limit} MB. Files go as multipart/form-data.")
            raise TooLarge(format_lazy(words, limit=limit // 1024 // 1024))
        value = json_of(raw)
        if not isinstance(value, dict):
            raise _refused(_("The body must be a JSON object: names and values in braces."))
        return value


def json_of(raw: bytes) -> Any:
    """The value of strict JSON text. Raises `Invalid` saying where it breaks off."""
    try:
        value = json.loads(raw.decode("utf-8"), object_pairs_hook=_object, parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        raise _refused(_("The body is not encoded in UTF-8.")) from error
    except json.JSONDecodeError as error:
        words = _("The body is no JSON: it breaks off in line {line}, column {column}.")
        raise _refused(format_lazy(words, line=error.lineno, column=error.colno)) from error
    except (ValueError, RecursionError) as error:
        raise _refused(_("The body holds something that is too large or too deep to be meant.")) from error
    try:
        _check(value)
    except _HalfCharacter as error:
        words = _("The body holds half of a character, which cannot be kept.")
        raise _refused(words, _place_of_half(value)) from error
    return value


class _HalfCharacter(Exception):
    """Somewhere in a body stands half of a surrogate pair."""


def _refused(message: Message, place: str | None = None) -> Invalid:
    return Invalid(message, code="unreadable", field=place)


def _place_of_half(value: Any, at: str = "") -> str | None:
    """The pointer to the first text with half of a character, or to the object that has it in a name."""
    if at.count("/") > DEEPEST:
        return None
    if isinstance(value, str):
        return at if _SURROGATE.search(value) else None
    if isinstance(value, dict) and any(_SURROGATE.search(name) for name in value):
        return at
    named = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    inner = (_place_of_half(each, f"{at}/{token_of(str(name))}") for name, each in named)
    return next((place for place in inner if place is not None), None)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _refused(format_lazy(_("The name “{name}” stands twice in one object."), name=_shown(twice)))
    return found


def _shown(name: str) -> str:
    return _SURROGATE.sub("\ufffd", name)[:60]


def _no_constant(name: str) -> Any:
    raise _refused(format_lazy(_("{name} is no JSON."), name=name))


def _check(value: Any) -> None:
    """Refuse what lies too deep, and halves of characters, which no database can keep."""
    level = [value]
    for _depth in range(DEEPEST):
        level = [inner for outer in level for inner in _inside(outer)]
        if not level:
            return
    raise _refused(_("The body holds something that is too large or too deep to be meant."))


def _inside(value: Any) -> list[Any]:
    if isinstance(value, str) and not value.isascii() and _SURROGATE.search(value):
        raise _HalfCharacter
    if isinstance(value, dict):
        return [*value.keys(), *value.values()]
    return value if isinstance(value, list) else []
