"""Changing the trail as a database administrator could: past the services, past the triggers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from lib.db.append_only import AppendOnly

GUARDED = (AppendOnly("accounts_trailentry"), AppendOnly("accounts_trailsubject"))


@contextmanager
def triggers_off() -> Iterator[None]:
    """The append-only triggers are gone meanwhile."""
    for table in GUARDED:
        table.remove(connection)
    try:
        yield
    finally:
        for table in GUARDED:
            table.install(connection)


def run(sql: str, *params: Any) -> None:
    """One statement, past everything; foreign keys are not looked at."""
    with triggers_off(), connection.cursor() as cursor:
        cursor.execute(sql, params)
