"""Changing rows and reading what they are then, in one statement on both databases."""

from __future__ import annotations

from typing import Any, cast

from django.db import connection
from django.db.models import QuerySet
from django.db.models.sql import UpdateQuery


def updated(rows: QuerySet[Any], column: str, **values: Any) -> Any:
    """Set the values in the one row that is found and give its `column` afterwards; None if none is found."""
    return next(iter(all_updated(rows, column, **values)), None)


def all_updated(rows: QuerySet[Any], column: str, **values: Any) -> list[Any]:
    """Set the values in the rows that are found and give the `column` of each afterwards."""
    query = cast(UpdateQuery, rows.query.chain(UpdateQuery))
    query.add_update_values(values)
    sql, params = query.get_compiler(connection=connection).as_sql()
    name = connection.ops.quote_name(str(rows.model._meta.get_field(column).column))
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} RETURNING {name}", params)
        return [row[0] for row in cursor.fetchall()]
