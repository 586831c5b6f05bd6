"""Adding a row that may be there already, in one statement on both databases."""

from __future__ import annotations

from django.db import connection
from django.db.models import Model


def add_if_new(row: Model) -> bool:
    """Insert the row unless a unique constraint has one like it; whether it was new, with its `id` set.

    Needs no savepoint, unlike an insert that may fail. On PostgreSQL it waits for another transaction that
    has just inserted one like it, and answers by what became of that one.
    """
    fields = [field for field in row._meta.concrete_fields if not field.primary_key]
    values = [field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in fields]
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {row._meta.db_table} ({columns}) VALUES ({marks}) "  # noqa: S608 - names of ours
            f"ON CONFLICT DO NOTHING RETURNING id",
            values,
        )
        found = cursor.fetchone()
    if found is None:
        return False
    row.pk = found[0]
    row._state.adding = False
    return True
