"""Checking a model's own fields before they are written, so that every door names the same field."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from lib.errors import Invalid, Problem
from lib.texts import PROSE_LIMIT, keepable

_TOO_LONG = _("This text has {length} characters; {limit} are possible.")


def checked(instance: models.Model, fields: Iterable[str]) -> None:
    """Pass if the fields hold what the model allows. Raises `Invalid` that names each field that does not.

    NUL is refused as well (SQLite would keep it and PostgreSQL would fail on it), and so are halves of
    surrogate pairs, which no database can write, and long texts beyond `PROSE_LIMIT`.
    """
    wanted = set(fields)
    texts = {name: str(getattr(instance, name, "") or "") for name in sorted(wanted)}
    problems = [
        Problem(_("This text holds a character that cannot be kept."), name)
        for name, text in texts.items()
        if not keepable(text)
    ]
    problems += [
        Problem(format_lazy(_TOO_LONG, length=len(text), limit=PROSE_LIMIT), name, "too_long")
        for name, text in texts.items()
        if len(text) > PROSE_LIMIT
    ]
    others = {field.name for field in instance._meta.fields} - wanted
    try:
        instance.clean_fields(exclude=others)
    except ValidationError as error:
        for name, found in error.error_dict.items():
            problems += [Problem(text, name) for each in found for text in each.messages]
    if problems:
        raise Invalid(_("Some fields are not right."), problems=problems)
