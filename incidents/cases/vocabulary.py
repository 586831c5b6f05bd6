"""The published schema of case files, and what a person is told where a file departs from it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, cast

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from incidents.cases.reader import CaseFile, Steps
from lib.errors import Message

SCHEMA_FILE = Path(__file__).with_name("schema.json")
_SHOWN = 60

_FORMS: dict[str, Any] = {
    "key": _("“{value}” is not a key: use letters, digits and hyphens, at most 60."),
    "organisation_key": _("“{value}” is not a key: use small letters, digits and hyphens, at most 60."),
    "day": _("“{value}” is not a day. Write it like 2020-05-18."),
    "time": _(
        "“{value}” is not a time. Write it with its offset, 2020-05-18T23:30:00+07:00, or a day: 2020-05-18."
    ),
    "url": _("“{value}” is not a web address. It begins with https:// or http://."),
    "requirement": _("“{value}” is not a requirement. Write it like A.8.16 or 10.1."),
    "text": _("This must be a text, or its wordings as {{id: …, en: …}}."),
    "data_subjects": _("This must be “unknown”, a whole number, or {{min: …, max: …}}."),
    "value": _("This must be a text or a whole number."),
}
_TYPES: dict[str, Message] = {
    "string": _("This must be a text; put it in quotes."),
    "object": _("This must be a mapping of keys and values."),
    "array": _("This must be a list."),
    "integer": _("This must be a whole number."),
    "boolean": _("This must be true or false."),
}


@cache
def schema() -> dict[str, Any]:
    """The published JSON Schema (2020-12)."""
    found: dict[str, Any] = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    return found


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(schema())


def departures(case: CaseFile) -> Iterator[tuple[Steps, Message]]:
    """Every place where the content departs from the schema, with what to do about it."""
    for error in _validator().iter_errors(case.data):
        yield from _told(error)


def _told(error: ValidationError) -> Iterator[tuple[Steps, Message]]:
    at: Steps = tuple(error.absolute_path)
    rule: Mapping[str, Any] = error.schema if isinstance(error.schema, dict) else {}
    value, wanted, form = cast(Any, error.instance), cast(Any, error.validator_value), rule.get("title")
    if error.validator == "additionalProperties" and isinstance(value, dict):
        known = rule.get("properties", {})
        for key in value:
            if key not in known:
                yield (
                    (*at, key),
                    format_lazy(
                        _("There is no key “{key}” here. Possible are: {known}."),
                        key=_short(key),
                        known=", ".join(known),
                    ),
                )
    elif error.validator == "required":
        missing = [key for key in wanted if key not in value]
        if error.message.startswith(f"{missing[0]!r} "):
            yield at, format_lazy(_("Missing here: {keys}."), keys=", ".join(missing))
    elif not rule:
        yield (
            at,
            _("“same_as” takes the moment of another fact; “earliest” and “latest” cannot stand beside it."),
        )
    elif form in _FORMS:
        yield at, format_lazy(_FORMS[form], value=_short(value))
    else:
        yield at, _general(str(error.validator), wanted, value)


def _general(rule: str, wanted: Any, value: Any) -> Message:
    match rule:
        case "enum":
            known = ", ".join(str(each) for each in wanted)
            return format_lazy(
                _("“{value}” is not one of the words: {known}."), value=_short(value), known=known
            )
        case "type" if isinstance(wanted, str):
            return _TYPES[wanted]
        case "maxLength":
            return format_lazy(
                _("This text has {length} characters; {limit} are possible."), length=len(value), limit=wanted
            )
        case "minLength" | "pattern":
            return _("This text is empty.")
        case "minItems":
            return _("This list is empty.")
        case "maxItems":
            return format_lazy(
                _("This list has {length} entries; {limit} are possible."), length=len(value), limit=wanted
            )
        case "uniqueItems":
            return _("The same entry stands in this list twice.")
    return format_lazy(_("“{value}” cannot stand here."), value=_short(value))


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
