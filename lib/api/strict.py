"""Types of JSON values: what the framework would quietly turn into another type is refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

_TEXT = _("This must be a text.")
_WHOLE = _("This must be a whole number.")
_TRUTH = _("This must be true or false.")
_LIST = _("This must be a list.")
_ZONE = _("A time needs its zone, for example 2020-05-18T23:30:00+07:00.")
_WITH_ZONE = re.compile(r".*(Z|z|[+-]\d{2}:?\d{2})\Z", re.DOTALL)

Wrong = list[ErrorDetail] | dict[int, Any]


def all_wrong_at_once(wrong: Mapping[str, Any], read: Callable[[], Any]) -> Any:
    """What `read` returns; raises its refusals and those already found together, the latter first."""
    try:
        values = read()
    except serializers.ValidationError as error:
        found = error.detail if isinstance(error.detail, dict) else {"non_field_errors": error.detail}
        raise serializers.ValidationError({**found, **wrong}) from error
    if wrong:
        raise serializers.ValidationError(dict(wrong))
    return values


def wrong_types(fields: Mapping[str, serializers.Field], data: Mapping[Any, Any]) -> dict[str, Wrong]:
    """What is of another type than its field, by the field's name; null is left to the field."""
    found = {name: wrong_type(field, data[name]) for name, field in fields.items() if name in data}
    return {name: wrong for name, wrong in found.items() if wrong}


def wrong_type(field: serializers.Field, value: Any) -> Wrong | None:
    """What is wrong with the type of a value, item by item in a list; None when nothing is."""
    if value is None:
        return None
    if isinstance(field, serializers.ListField):
        if not isinstance(value, list):
            return [ErrorDetail(str(_LIST), "wrong_type")]
        return {n: each for n, item in enumerate(value) if (each := wrong_type(field.child, item))} or None
    if isinstance(field, serializers.DateTimeField) and isinstance(value, str):
        return None if _WITH_ZONE.match(value) else [ErrorDetail(str(_ZONE), "naive_time")]
    for kinds, types, message in _RULES:
        if isinstance(field, kinds):
            return None if _is(value, types) else [ErrorDetail(str(message), "wrong_type")]
    return None


def _is(value: Any, kind: type) -> bool:
    """Whether a JSON value is of a kind: true is no number, and 3.0 is a whole one."""
    if isinstance(value, bool):
        return kind is bool
    return isinstance(value, kind) or (kind is int and isinstance(value, float) and value.is_integer())


_RULES: tuple[tuple[tuple[type[serializers.Field], ...], type, Promise | str], ...] = (
    ((serializers.BooleanField,), bool, _TRUTH),
    ((serializers.IntegerField,), int, _WHOLE),
    ((serializers.CharField, serializers.ChoiceField, serializers.UUIDField), str, _TEXT),
    ((serializers.DateField, serializers.DateTimeField), str, _TEXT),
)
