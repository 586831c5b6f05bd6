"""Subqueries about the row that is read, whoever asks: their SQL is made once and kept.

Django makes the SQL of a queryset anew for each request. For a page that gathers twenty short lists that
takes longer than the database does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from string import ascii_uppercase
from typing import Any

from django.db.models import Expression, F, Subquery
from django.db.models.sql import Query

_KEY = "<the key of the row that is read>"


class _Key(Expression):
    """Where the key of the row that is read will stand."""

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return _KEY, ()


class MadeOnce(Expression):
    """A subquery that depends on the key of the row that is read, and on nothing else.

    `make` gets an expression for that key. Keep the whole thing in a constant or a cache: what is made anew
    for each request is not made once. It must not depend on the actor, the time or the language.
    """

    def __init__(self, make: Callable[[Expression], Subquery], key: str = "pk") -> None:
        self._subquery = make(_Key())
        self._key: Any = F(key)
        self._made: dict[str, tuple[str, tuple[Any, ...]]] = {}
        super().__init__(output_field=self._subquery.output_field)

    def get_source_expressions(self) -> list[Any]:
        """The key alone."""
        return [self._key]

    def set_source_expressions(self, exprs: Sequence[Any]) -> None:
        """The key, resolved against the query around."""
        (self._key,) = exprs

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """The kept SQL with the key in its place."""
        key, _none = compiler.compile(self._key)
        made = self._made.get(connection.vendor)
        if made is None:
            made = self._made[connection.vendor] = self._make(compiler, connection)
        sql, params = made
        return sql.replace(_KEY, key), params

    def _make(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Its tables get names with two letters, which no query around uses: Django begins with one."""
        subquery = self._subquery.copy()
        subquery.query.subq_aliases = frozenset(ascii_uppercase)
        inner = subquery.resolve_expression(Query(subquery.query.model))
        sql, params = inner.as_sql(compiler, connection)
        return sql, tuple(params)

    def get_db_converters(self, connection: Any) -> list[Any]:
        """As the subquery reads what the database answers."""
        return self._subquery.get_db_converters(connection)
