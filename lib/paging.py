"""Pages of a list in the portal by key: no OFFSET, stable while rows are added, the same cost anywhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import models
from django.http import QueryDict

RowT = TypeVar("RowT", bound=models.Model)


@dataclass(frozen=True, slots=True)
class KeysetPage(Generic[RowT]):
    """The rows of one page, newest first, and the addresses of the pages beside it ("" for none)."""

    rows: list[RowT]
    newer_url: str
    older_url: str


def keyset_page(queryset: models.QuerySet[RowT], asked: QueryDict, *, size: int) -> KeysetPage[RowT]:
    """One page of the rows by descending key: after `?before=<key>`, or up to `?after=<key>`.

    What is no number counts as not asked. One row more than a page tells whether there is another one.
    """
    before, after = _number(asked.get("before", "")), _number(asked.get("after", ""))
    if after is not None:
        found = list(queryset.filter(pk__gt=after).order_by("pk")[: size + 1])
        more = len(found) > size
        rows = found[:size][::-1]
        return KeysetPage(rows, _url(asked, after=rows[0].pk) if more else "", _older(asked, rows))
    shown = queryset if before is None else queryset.filter(pk__lt=before)
    found = list(shown.order_by("-pk")[: size + 1])
    rows = found[:size]
    newer = _url(asked, after=rows[0].pk) if before is not None and rows else ""
    return KeysetPage(rows, newer, _older(asked, rows) if len(found) > size else "")


def _older(asked: QueryDict, rows: list[Any]) -> str:
    return _url(asked, before=rows[-1].pk) if rows else ""


def _url(asked: QueryDict, **key: int) -> str:
    query = asked.copy()
    query.pop("before", None)
    query.pop("after", None)
    for name, value in key.items():
        query[name] = str(value)
    return f"?{query.urlencode()}"


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
