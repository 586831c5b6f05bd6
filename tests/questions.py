"""What is asked of the database, counted as the walk over all addresses counts it: whatever reads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

MOST = 12
"""So many a request may ask, session or token and the numbers of the menu included."""
ASKS = re.compile(r"^\s*(?:SELECT|WITH)\b", re.IGNORECASE)


@contextmanager
def questions() -> Iterator[list[str]]:
    """The questions that are asked inside, in their order."""
    asked: list[str] = []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if ASKS.match(sql):
            asked.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield asked
