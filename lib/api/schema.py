"""How the API describes itself: parameters, headers and refusals follow from what the views declare."""

from __future__ import annotations

from typing import Any

from django.utils.translation import override
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from lib.api.fields import ClosedSerializer, TextField
from lib.api.problems import CONTENT_TYPE, TITLES
from lib.api.queries import FeedQuery, ListQuery
from lib.api.versions import PATTERN
from lib.texts import LANGUAGES

IF_MATCH = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    required=True,
    pattern=PATTERN,
    description="The ETag of the version that the change was made against.",
)
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    pattern=r"^[ -~]{1,200}$",
    description="Sent again with the same key and body within 24 hours, the request is not done again. "
    "A refusal frees the key.",
)
IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match",
    str,
    OpenApiParameter.HEADER,
    description="An ETag that was read before: 304 while it still stands.",
)
HEADERS = {
    "ETag": "The version, for `If-Match` and `If-None-Match`.",
    "Location": "The address of what was made.",
    "Idempotency-Replayed": "Is `true` where the answer of the first request is repeated.",
    "Retry-After": "After how many seconds to try again.",
    "WWW-Authenticate": "How a token is sent.",
}
"""What a header of an answer says; not every answer of an operation carries each that is named there."""
UNCHANGED = "Unchanged: nothing is sent"
PROBLEM = {
    "type": "object",
    "description": "What is wrong (RFC 9457). `code` is for programs, `detail` for people in their language.",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string", "const": "about:blank"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "current_version": {"type": "integer", "description": "The version that stands now, with 412."},
        "errors": {
            "type": "array",
            "description": "Each field or parameter that is not right, by its JSON pointer.",
            "items": {
                "type": "object",
                "required": ["pointer", "code", "detail"],
                "properties": {name: {"type": "string"} for name in ("pointer", "code", "detail")},
            },
        },
    },
}


class Description(AutoSchema):
    """One operation; its handler's docstring is the summary, then the description."""

    def get_summary(self) -> str | None:
        """The first sentence of what the handler says of itself."""
        return self._told()[0]

    def get_description(self) -> str:  # type: ignore[override]
        """The rest of it."""
        return self._told()[1]

    def _told(self) -> tuple[str, str]:
        summary, _stop, rest = super().get_description().partition("\n")[0].partition(". ")
        more = super().get_description().partition("\n")[2].strip()
        return summary.rstrip("."), "\n\n".join(part for part in (rest.strip(), more) if part)

    def get_override_parameters(self) -> list[Any]:
        """Declared query parameters, and the headers that the handler asks for."""
        handler, method = self._handler(), self.method.lower()
        query = getattr(self.view, "queries", {}).get(method)
        found: list[Any] = [query] if query else []
        if getattr(handler, "needs_version", False):
            found.append(IF_MATCH)
        if getattr(handler, "repeatable", False):
            found.append(IDEMPOTENCY_KEY)
        if getattr(handler, "conditional", False):
            found.append(IF_NONE_MATCH)
        return found

    def _handler(self) -> Any:
        return getattr(self.view, self.method.lower())

    def _map_basic_serializer(self, serializer: serializers.Serializer, direction: str) -> dict[str, Any]:
        schema: dict[str, Any] = super()._map_basic_serializer(serializer, direction)  # type: ignore[no-untyped-call]
        if direction == "response":
            schema["required"] = sorted(schema["properties"])
        elif isinstance(serializer, ClosedSerializer):
            schema["additionalProperties"] = False
            if serializer.partial:
                schema["minProperties"] = 1
                schema |= {"required": list(serializer.always)} if serializer.always else {}
        return schema

    def _map_serializer_field(
        self, field: Any, direction: Any, bypass_extensions: bool = False
    ) -> dict[str, Any]:
        schema: dict[str, Any] = super()._map_serializer_field(  # type: ignore[no-untyped-call]
            field, direction, bypass_extensions
        )
        if isinstance(field, TextField) and direction == "request":
            wording = {"type": "string", "maxLength": field.max_length}
            return {**schema, "properties": dict.fromkeys(LANGUAGES, wording)}
        return schema

    def _get_request_body(self, direction: Any = "request") -> dict[str, Any] | None:
        found: dict[str, Any] | None = super()._get_request_body(direction)  # type: ignore[no-untyped-call]
        return found and {**found, "required": True}

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        found: dict[str, Any] = super()._get_response_bodies(direction)
        query = getattr(self.view, "queries", {}).get(self.method.lower())
        if query is not None and issubclass(query, ListQuery) and "200" in found:
            for each in found["200"]["content"].values():
                each["schema"] = _listed(each["schema"], with_feed=issubclass(query, FeedQuery))
        if getattr(self._handler(), "conditional", False):
            found["304"] = {"description": UNCHANGED}
        return self._with_headers(found | self._problems())

    def _with_headers(self, found: dict[str, Any]) -> dict[str, Any]:
        """The answers with the headers that they may carry."""
        handler = self._handler()
        repeatable = getattr(handler, "repeatable", False)
        versions = any(getattr(handler, each, False) for each in ("tells_version", "needs_version"))
        named = {"401": ["WWW-Authenticate"], "429": ["Retry-After"]}
        for status in found:
            if status in ("200", "304") and versions:
                named[status] = ["ETag"]
            elif status == "201":
                named[status] = ["ETag", "Location", *(["Idempotency-Replayed"] if repeatable else [])]
        return {
            status: {**each, "headers": {name: _header(name) for name in named[status]}}
            if status in named
            else each
            for status, each in found.items()
        }

    def _problems(self) -> dict[str, Any]:
        """The refusals that this operation can answer with."""
        component = ResolvedComponent(  # type: ignore[no-untyped-call]
            "Problem", ResolvedComponent.SCHEMA, PROBLEM, "Problem"
        )
        self.registry.register_on_missing(component)
        content = {CONTENT_TYPE: {"schema": component.ref}}
        with override("en"):
            return {
                str(status): {"description": str(TITLES[status]), "content": content}
                for status in self._refusals()
            }

    def _refusals(self) -> list[int]:
        handler = self._handler()
        found = {400, 401, 403, 406, 429, 503}
        if "{" in self.path:
            found |= {404, 409}
        if self.method in ("POST", "PUT", "PATCH"):
            found |= {404, 409, 413, 415}
        if getattr(handler, "needs_version", False):
            found |= {412, 428}
        if getattr(handler, "repeatable", False):
            found |= {422}
        return sorted(found)


def _header(name: str) -> dict[str, Any]:
    return {"schema": {"type": "string"}, "description": HEADERS[name]}


def _listed(row: dict[str, Any], *, with_feed: bool) -> dict[str, Any]:
    """The envelope of a list: pages by cursor, or the feed."""
    link = {"type": ["string", "null"], "format": "uri", "description": "The address of that page."}
    properties: dict[str, Any] = {
        "results": {"type": "array", "items": row},
        "next": link,
        "previous": link,
    }
    if with_feed:
        properties["next_after"] = {
            "type": "integer",
            "description": "Instead of links, with `after`: its value for the next request.",
        }
    return {"type": "object", "required": ["results"], "properties": properties}
