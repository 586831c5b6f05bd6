"""Rows of any table as lines of JSON that read the same on both databases, and back."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any
from uuid import UUID

from django.apps.registry import Apps
from django.db import models
from django.db.models.fields.json import JSONField
from django.utils.duration import duration_string

LEFT_OUT = frozenset({"sessions.session", "records.pendingupload"})
"""Who is signed in, and files that wait for a form: they end with the installation they belong to."""

BATCH = 1000
Convert = Callable[[Any], Any]


def tables(apps: Apps) -> list[type[models.Model]]:
    """Every model with a table of its own that a backup holds, by name."""
    every = apps.get_models(include_auto_created=True)
    kept = [each for each in every if each._meta.managed and not each._meta.proxy]
    return sorted(
        (each for each in kept if each._meta.label_lower not in LEFT_OUT),
        key=lambda each: each._meta.label_lower,
    )


def columns(model: type[models.Model]) -> list[str]:
    """The columns of a table as its rows list them."""
    return [field.attname for field in model._meta.concrete_fields]


def lines(model: type[models.Model], names: list[str]) -> Iterator[bytes]:
    """Each row as one line: a list of the values of those columns, in the order of the primary key."""
    rows = model._base_manager.order_by(model._meta.pk.attname).values_list(*names)
    for row in rows.iterator(chunk_size=BATCH):
        text = json.dumps(row, default=_plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        yield text.encode() + b"\n"


def _plain(value: Any) -> str:
    """What JSON has no word for. Raises `TypeError` for what no column holds."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return duration_string(value)
    if isinstance(value, UUID | Decimal):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    raise TypeError(f"{type(value).__name__} cannot be backed up")


def insert(model: type[models.Model], names: list[str], content: Iterable[bytes]) -> int:
    """Write rows into an empty table; returns how many. Raises `ValueError` for a line that is no row."""
    converters = [_converter(model, name) for name in names]
    count = 0
    source = iter(content)
    with _as_they_were(model):
        while batch := [_row(model, names, converters, line) for line in islice(source, BATCH)]:
            model._base_manager.bulk_create(batch)
            count += len(batch)
    return count


@contextmanager
def _as_they_were(model: type[models.Model]) -> Iterator[None]:
    """Meanwhile no column sets itself to now, as those of failed sign-ins do: moments stay as they were."""
    moments = [field for field in model._meta.concrete_fields if isinstance(field, models.DateField)]
    before = [(field, field.auto_now, field.auto_now_add) for field in moments]
    try:
        for field in moments:
            field.auto_now = field.auto_now_add = False
        yield
    finally:
        for field, now, added in before:
            field.auto_now, field.auto_now_add = now, added


def _converter(model: type[models.Model], name: str) -> Convert | None:
    """How a value of the column comes back from JSON; None where it already is what it was."""
    field = next(each for each in model._meta.concrete_fields if each.attname == name)
    plain = (models.TextField, models.CharField, models.BooleanField, models.IntegerField, JSONField)
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    return None if isinstance(target, plain) else target.to_python


def _row(
    model: type[models.Model], names: list[str], converters: list[Convert | None], line: bytes
) -> models.Model:
    values = json.loads(line)
    if not isinstance(values, list):
        raise ValueError("a row is a list")
    pairs = zip(names, converters, values, strict=True)
    return model(**{name: value if convert is None else convert(value) for name, convert, value in pairs})


def digest(model: type[models.Model], names: list[str]) -> tuple[int, str]:
    """How many rows a table has, and the SHA-256 of all its lines."""
    total, running = 0, hashlib.sha256()
    for line in lines(model, names):
        total += 1
        running.update(line)
    return total, running.hexdigest()
