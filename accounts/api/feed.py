"""What has changed since a number of the trail: each thing once, in the order of its last change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.trail_reading import changed_since
from lib.api.pages import NewestFirst
from lib.errors import Invalid

_HIGHEST = 2**63 - 1


def feed_response(
    request: Request,
    queryset: models.QuerySet[Any],
    *,
    kind: str,
    serialize: Callable[[Sequence[Any]], Sequence[Any]],
) -> Response | None:
    """The answer to `?after=<sequence>`: `{"results": […], "next_after": N}`; None without the parameter.

    `next_after` goes into the next request. Raises `Invalid` for what is no number.
    """
    given = request.query_params.get("after")
    if given is None:
        return None
    after = _number(given, "after", highest=_HIGHEST)
    limit = _number(request.query_params.get("limit", str(NewestFirst.page_size)), "limit", highest=10_000)
    pairs = changed_since(
        queryset, kind=kind, after=after, limit=max(1, min(limit, NewestFirst.max_page_size))
    )
    things = queryset.in_bulk([key for _sequence, key in pairs])
    rows = [things[key] for _sequence, key in pairs if key in things]
    next_after = pairs[-1][0] if pairs else after
    return Response({"results": serialize(rows), "next_after": next_after})


def _number(given: str, name: str, *, highest: int) -> int:
    if not given.isascii() or not given.isdigit() or len(given) > 19 or int(given) > highest:
        raise Invalid(_("This takes a whole number."), field=name)
    return int(given)
