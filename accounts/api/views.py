"""The base of the API's views: the actor, declared parameters, cursor pages, validated bodies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC
from typing import Any, ClassVar, cast

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actors import Actor
from lib.api.queries import NoQuery, Query
from lib.errors import Invalid


class ApiView(GenericAPIView):
    """A view that declares the action of each method in `actions`, and its parameters in `queries`.

    `finds_by` names the reading actions by which other things that it always names are found, `entails` what
    it does besides: a token has to allow them too.
    """

    actions: ClassVar[dict[str, str]] = {}
    finds_by: ClassVar[tuple[str, ...]] = ()
    entails: ClassVar[tuple[str, ...]] = ()
    queries: ClassVar[dict[str, type[Query]]] = {}
    http_method_names = ["get", "post", "put", "patch", "delete", "head"]
    asked: dict[str, Any]

    @property
    def actor(self) -> Actor:
        """Who asks; set by the token."""
        return cast(Actor, self.request.user)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer with every instant in UTC, whatever zone the reader lives in."""
        with timezone.override(UTC):
            return super().dispatch(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Check token, action and rate, then the parameters, which stand in `asked`."""
        super().initial(request, *args, **kwargs)
        method = (request.method or "").lower().replace("head", "get")
        if request.method not in self.allowed_methods:
            return
        kind = self.queries.get(method, NoQuery)
        query = kind(data=request.query_params, context=self.get_serializer_context())
        query.is_valid(raise_exception=True)
        self.asked = query.validated_data

    def get_serializer_context(self) -> dict[str, Any]:
        """The actor, for fields that look things up."""
        return {**super().get_serializer_context(), "actor": getattr(self.request, "user", None)}

    def read(self, serializer_class: type[serializers.Serializer[Any]], *, partial: bool = False) -> Any:
        """The validated body; raises for what is not right, naming each field, and for an empty change."""
        if partial and self.request.data == {}:
            raise Invalid(_("Say what becomes different."), code="empty")
        serializer = serializer_class(
            data=self.request.data, partial=partial, context=self.get_serializer_context()
        )
        serializer.is_valid(raise_exception=True)
        return serializer.validated_data

    def page(self, rows: QuerySet[Any], serializer_class: type[serializers.Serializer[Any]]) -> Response:
        """One page of the rows by cursor."""
        context = self.get_serializer_context()
        return self.page_of(rows, lambda page: serializer_class(page, many=True, context=context).data)

    def page_of(self, rows: QuerySet[Any], shown: Callable[[Sequence[Any]], Any]) -> Response:
        """One page of the rows by cursor, each page shown by a function."""
        return self.get_paginated_response(shown(self.paginate_queryset(rows) or []))
