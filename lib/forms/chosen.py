"""Choices among rows: a form that names rows of several kinds looks all of them up in one query."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from lib.db.gathering import InstancesOf, at_once

Known = Mapping[str, Any]
_NOTHING: Known = MappingProxyType({})


class OneOf(forms.ModelChoiceField):
    """One row, by the key that stands in the form. What is not known already is asked for."""

    known = _NOTHING

    def to_python(self, value: Any) -> Any:
        """The row. Raises `ValidationError`."""
        return self.known.get(str(value)) or super().to_python(value)


class SomeOf(forms.ModelMultipleChoiceField):
    """Several of them, in the order of the queryset."""

    known = _NOTHING

    def _check_values(self, value: Any) -> Any:
        wanted = {str(each) for each in value}
        if wanted <= self.known.keys():
            return [row for key, row in self.known.items() if key in wanted]
        return super()._check_values(value)  # type: ignore[misc]


class LooksUpAtOnce(forms.Form):
    """A form whose `OneOf` and `SomeOf` are looked up together; what that does not find the field refuses."""

    def full_clean(self) -> None:
        """Look up first what was sent."""
        if self.is_bound:
            self._look_up()
        super().full_clean()

    def _look_up(self) -> None:
        sought = [found for name, field in self.fields.items() if (found := self._sought(name, field))]
        told = iter(at_once(*(each for _field, lists in sought for each in lists.values())))
        for field, lists in sought:
            rows, *joined = [next(told) for _name in lists]
            for name, others in zip(list(lists)[1:], joined, strict=True):
                _join(rows, name, others)
            field.known = {str(getattr(each, str(field.to_field_name))): each for each in rows}

    def _sought(self, name: str, field: forms.Field) -> tuple[OneOf | SomeOf, dict[str, InstancesOf]] | None:
        """The field with the rows that were sent for it, and whatever its queryset joins to them, by name."""
        if not isinstance(field, OneOf | SomeOf) or field.queryset is None:
            return None
        sent = field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
        keys = [each for each in (sent if isinstance(sent, list) else [sent]) if each]
        if not keys or any("\x00" in str(each) for each in keys):
            return None  # PostgreSQL would fail on it: the field's to refuse
        try:
            rows = field.queryset.filter(**{f"{field.to_field_name}__in": keys})
        except (TypeError, ValueError, ValidationError):
            return None  # what is no key at all is the field's to refuse
        joined = rows.query.select_related
        names = list(joined) if isinstance(joined, dict) else []
        return field, {"": InstancesOf(rows), **{each: _joined(rows, each) for each in names}}


def _joined(rows: QuerySet[Any], name: str) -> InstancesOf:
    other: Any = rows.model._meta.get_field(name).related_model
    return InstancesOf(other._default_manager.filter(pk__in=rows.order_by().values(name)))


def _join(rows: Sequence[Any], name: str, others: Sequence[Any]) -> None:
    by_key = {each.pk: each for each in others}
    for row in rows:
        setattr(row, name, by_key.get(getattr(row, f"{name}_id")))
