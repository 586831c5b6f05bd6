"""Field makers that every room uses the same way."""

from __future__ import annotations

from uuid import UUID

from django.db import models
from django.db.models.expressions import Combinable

from lib.ids import new_public_id


def public_id() -> models.UUIDField[str | UUID, UUID]:
    """The identity that URLs, the API and exports show; time-ordered (UUID version 7)."""
    return models.UUIDField(default=new_public_id, unique=True, editable=False)


def version() -> models.PositiveIntegerField[int | Combinable, int]:
    """The number that every change of an aggregate raises by one, by compare-and-set."""
    return models.PositiveIntegerField(default=1, editable=False)


def words(length: int = 200) -> models.CharField[str | Combinable, str]:
    """A short text that may be empty; never null, so that there is one way to say nothing."""
    return models.CharField(max_length=length, blank=True, default="")


def prose() -> models.TextField[str | Combinable, str]:
    """A long text that may be empty; never null."""
    return models.TextField(blank=True, default="")


def one_language_at_least(name: str, *fields: str) -> models.CheckConstraint:
    """A check that a text stands in Indonesian or in English: `fields` are stems such as `title`."""
    condition = models.Q()
    for stem in fields:
        condition &= ~models.Q(**{f"{stem}_id": "", f"{stem}_en": ""})
    return models.CheckConstraint(condition=condition, name=name)


def one_of(
    name: str, field: str, choices: type[models.TextChoices], *, blank: bool = False
) -> models.CheckConstraint:
    """A check, also in the database, that a field holds a word of its closed vocabulary."""
    values = [*choices.values, ""] if blank else list(choices.values)
    return models.CheckConstraint(condition=models.Q(**{f"{field}__in": values}), name=name)
