"""Pages of a list by cursor: stable while rows are added, and never more than 100 at once."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.views import APIView

from lib.errors import Invalid


class NewestFirst(CursorPagination):
    """Newest first by the internal key; `limit` asks for a size, 100 at most."""

    page_size = 50
    max_page_size = 100
    page_size_query_param = "limit"
    ordering: Any = "-id"

    def paginate_queryset(
        self, queryset: Any, request: Request, view: APIView | None = None
    ) -> list[Any] | None:
        """The rows of the page. Raises `Invalid` at `cursor` for one that was not made here."""
        try:
            return super().paginate_queryset(queryset, request, view)
        except (NotFound, ValueError, OverflowError, ValidationError) as error:
            words = _("This cursor does not belong here. Begin without one, then follow “next”.")
            raise Invalid(words, code="bad_cursor", field="cursor") from error


class ByOrder(NewestFirst):
    """In the order that the thing itself has, such as the clauses of a standard."""

    ordering = "order"


class ByTime(NewestFirst):
    """As a timeline goes: by moment, then as recorded."""

    ordering = ("sort_at", "id")
