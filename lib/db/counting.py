"""Counting inside another query, and no further than a badge can show."""

from __future__ import annotations

from typing import Any

from django.db.models import IntegerField, QuerySet, Subquery

CAP = 100
"""Counting stops here: nobody reads a larger number beside a menu entry, and it would take ever longer."""


class CountOf(Subquery):
    """How many rows a queryset has, at most `cap`, as a value of another query."""

    template = "(SELECT count(*) FROM (%(subquery)s) AS counted)"
    empty_result_set_value = 0

    def __init__(self, rows: QuerySet[Any], cap: int = CAP) -> None:
        super().__init__(rows.order_by().values("pk")[:cap], output_field=IntegerField())


def shown_count(number: int) -> str:
    """The number for a badge: "7", "99+", or "" for none."""
    return "" if not number else f"{CAP - 1}+" if number >= CAP else str(number)
