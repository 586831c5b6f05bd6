"""Gathering small lists inside another query: a page with many short tables asks the database once."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet, FieldDoesNotExist
from django.db import DEFAULT_DB_ALIAS, connection, models
from django.db.models import QuerySet, Subquery, TextField

Reader = Callable[[Any], Any]
_ARRAYS = {
    "postgresql": "(SELECT coalesce(json_agg(json_build_array({columns})), '[]')::text FROM ({rows}) AS g)",
    "sqlite": "(SELECT json_group_array(json_array({columns})) FROM ({rows}) AS g)",
}


def _instant(value: str) -> datetime:
    at = datetime.fromisoformat(value)
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at


def _document(value: Any) -> Any:
    """A list or an object: PostgreSQL nests it, SQLite hands it over as text."""
    return json.loads(value) if isinstance(value, str) else value


_READERS: tuple[tuple[type[models.Field], Reader], ...] = (
    (models.DateTimeField, _instant),
    (models.DateField, date.fromisoformat),
    (models.UUIDField, UUID),
    (models.BooleanField, bool),
    (models.JSONField, _document),
)


class RowsOf(Subquery):
    """The rows of a queryset, in its order, as one value of another query.

    Read back, it is a list of plain objects with an attribute for each name; `asset__url` becomes
    `asset_url`. For lists that are short by nature: the database hands all of it over at once.
    """

    empty_result_set_value = "[]"

    def __init__(self, rows: QuerySet[Any], *names: str) -> None:
        super().__init__(rows.values_list(*names), output_field=TextField())
        self.attributes = [name.replace("__", "_") for name in names]
        self.readers = [_reader(rows.model, name) for name in names]

    def as_sql(
        self, compiler: Any, connection: Any, *_given: Any, **_more: Any
    ) -> tuple[str, tuple[Any, ...]]:
        """The rows as an array of arrays, in the words of the database."""
        inner = self.query.get_compiler(connection=connection)
        sql, params = inner.as_sql(with_col_aliases=True)
        columns = ", ".join(connection.ops.quote_name(alias) for _column, _sql, alias in inner.select)
        return _ARRAYS[connection.vendor].format(columns=columns, rows=sql), tuple(params)

    def get_db_converters(self, connection: Any) -> list[Callable[..., Any]]:
        """Read the text that the database answers."""
        return [lambda value, _expression, _connection: self.read(value)]

    def read(self, value: str | None) -> list[Any]:
        """The rows that the database answered as text."""
        return [self._row(each) for each in json.loads(value or "[]")]

    def _row(self, values: Sequence[Any]) -> Any:
        told = zip(self.attributes, self.readers, values, strict=True)
        return SimpleNamespace(
            **{name: value if value is None else read(value) for name, read, value in told}
        )


class InstancesOf(RowsOf):
    """The same with every column of the model: read back, it is a list of its instances."""

    def __init__(self, rows: QuerySet[Any]) -> None:
        super().__init__(rows, *(field.attname for field in rows.model._meta.concrete_fields))
        self.model = rows.model

    def _row(self, values: Sequence[Any]) -> Any:
        told = zip(self.readers, values, strict=True)
        read = [value if value is None else reader(value) for reader, value in told]
        return self.model.from_db(DEFAULT_DB_ALIAS, self.attributes, read)


def at_once(*wanted: RowsOf) -> list[list[Any]]:
    """What several querysets find, in one query that reads nothing else."""
    if not wanted:
        return []
    parts = [_alone(each) for each in wanted]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(sql for sql, _params in parts)}",
            [each for _sql, more in parts for each in more],
        )
        row = cursor.fetchone()
    return [each.read(value) for each, value in zip(wanted, row, strict=True)]


def _alone(rows: RowsOf) -> tuple[str, tuple[Any, ...]]:
    try:
        return rows.as_sql(None, connection)
    except EmptyResultSet:
        return "'[]'", ()


def as_prefetched(owner: models.Model, name: str, rows: Sequence[models.Model]) -> None:
    """Let `owner.<name>.all()` be these rows, which came with the owner, as if they had been prefetched."""
    known = getattr(owner, name).all()
    known._result_cache, known._prefetch_done = list(rows), True
    owner.__dict__.setdefault("_prefetched_objects_cache", {})[name] = known


def _reader(model: type[models.Model], name: str) -> Reader:
    """How a value of that column is read back from JSON, which knows no instants and no identities."""
    field = _field(model, name)
    return next((read for kind, read in _READERS if isinstance(field, kind)), lambda value: value)


def _field(model: type[models.Model], name: str) -> Any:
    head, _dot, rest = name.partition("__")
    try:
        field = model._meta.get_field(head)
    except FieldDoesNotExist:
        return None
    if rest and field.related_model is not None:
        return _field(field.related_model, rest)
    return field
