"""Subqueries whose SQL is made once and kept: for whoever asks, or for all who reach the same.

Django makes the SQL of a queryset anew for each request. For a page that gathers twenty short lists that
takes longer than the database does.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime
from string import ascii_uppercase
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import DateTimeField, Expression, F, Field, IntegerField, Subquery
from django.db.models.sql import Query

_KEY = "<the key of the row that is read>"
_NOW = object()
"""Stands among the parameters where the moment of asking will stand."""
MOST_KEPT = 500
"""So many texts are kept for those who reach different things; after that all are made anew."""


class _Key(Expression):
    """Where the key of the row that is read will stand."""

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return _KEY, ()


class _Hung(Expression):
    """What hangs on the key of the row that is read."""

    def __init__(self, key: str, output: Field[Any, Any]) -> None:
        self._key: Any = F(key)
        super().__init__(output_field=output)

    def get_source_expressions(self) -> list[Any]:
        """The key alone."""
        return [self._key]

    def set_source_expressions(self, exprs: Sequence[Any]) -> None:
        """The key, resolved against the query around."""
        (self._key,) = exprs


class MadeOnce(_Hung):
    """A subquery that depends on the key of the row that is read, and on nothing else.

    `make` gets an expression for that key. Keep the whole thing in a constant or a cache: what is made anew
    for each request is not made once. It must not depend on the actor, the time or the language.
    """

    def __init__(self, make: Callable[[Expression], Subquery], key: str = "pk") -> None:
        self._subquery = make(_Key())
        self._made: dict[str, tuple[str, tuple[Any, ...]]] = {}
        super().__init__(key, self._subquery.output_field)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """The kept SQL with the key in its place."""
        key, _none = compiler.compile(self._key)
        made = self._made.get(connection.vendor)
        if made is None:
            made = self._made[connection.vendor] = self._make(compiler, connection)
        sql, params = made
        return sql.replace(_KEY, key), params

    def _make(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return _written(self._subquery, compiler, connection)

    def get_db_converters(self, connection: Any) -> list[Any]:
        """As the subquery reads what the database answers."""
        return self._subquery.get_db_converters(connection)


def _written(subquery: Subquery, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
    """Its SQL; its tables get names with two letters, which no query around uses: Django begins with one."""
    copied = subquery.copy()
    copied.query.subq_aliases = frozenset(ascii_uppercase)
    sql, params = copied.resolve_expression(Query(copied.query.model)).as_sql(compiler, connection)
    return sql, tuple(params)


class _Now(Expression):
    """Where the moment of asking will stand."""

    def __init__(self) -> None:
        super().__init__(output_field=DateTimeField())

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return "%s", (_NOW,)


@dataclass(frozen=True, slots=True)
class _Made:
    """A text that is kept, and how its answer is read; None where nothing can be found, whatever is there."""

    sql: str | None
    params: tuple[Any, ...]
    subquery: Subquery


def _made(subquery: Subquery, compiler: Any, connection: Any) -> _Made:
    try:
        return _Made(*_written(subquery, compiler, connection), subquery)
    except EmptyResultSet:
        return _Made(None, (), subquery)


class MadeFor:
    """A subquery that depends on who asks and when: its SQL is made once for all who reach the same.

    `make(asker, key, now)` gets the asker, an expression for the key of the row that is read and one for the
    moment of asking. Keep the whole thing in a constant.
    """

    def __init__(
        self, make: Callable[[Any, Any, Any], Subquery], output: Field[Any, Any] | None = None
    ) -> None:
        self._make = make
        self.output = output or IntegerField()
        self._kept: dict[tuple[str, Hashable], _Made] = {}

    def __call__(
        self, asker: Any, reach: Hashable | None, *, now: datetime | None = None, key: str = "pk"
    ) -> Expression:
        """The expression for this asker; `now` where `make` looks at the moment.

        `reach` is equal for those for whom `make` makes the same, and for them alone; None keeps nothing.
        """
        return _Asked(self, lambda: self._make(asker, _Key(), _Now()), reach, now, key)

    def kept(self, vendor: str, reach: Hashable | None) -> _Made | None:
        """What was made for this reach, if anything was."""
        return None if reach is None else self._kept.get((vendor, reach))

    def keep(self, vendor: str, reach: Hashable | None, made: _Made) -> None:
        """For whoever reaches the same."""
        if reach is None:
            return
        if len(self._kept) >= MOST_KEPT:
            self._kept.clear()
        self._kept[vendor, reach] = made


class _Asked(_Hung):
    """One asker's use of a `MadeFor`."""

    def __init__(
        self,
        source: MadeFor,
        make: Callable[[], Subquery],
        reach: Hashable | None,
        now: datetime | None,
        key: str,
    ) -> None:
        self._source, self._make, self._reach, self._now = source, make, reach, now
        self._read: Subquery | None = None
        super().__init__(key, source.output)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """The kept SQL with the key and the moment in their places."""
        key, _none = compiler.compile(self._key)
        made = self._source.kept(connection.vendor, self._reach)
        if made is None:
            made = _made(self._make(), compiler, connection)
            self._source.keep(connection.vendor, self._reach, made)
        self._read = made.subquery
        if made.sql is None:
            raise EmptyResultSet
        now = DateTimeField().get_db_prep_value(self._now, connection)
        return made.sql.replace(_KEY, key), tuple(now if each is _NOW else each for each in made.params)

    @property
    def empty_result_set_value(self) -> Any:
        """What stands for it where nothing can be found."""
        return self._read.empty_result_set_value if self._read is not None else NotImplemented

    def get_db_converters(self, connection: Any) -> list[Any]:
        """As the subquery reads what the database answers."""
        return self._read.get_db_converters(connection) if self._read is not None else []
