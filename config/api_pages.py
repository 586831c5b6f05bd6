"""The OpenAPI description of the API, and the same as plain values for a page that people read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator

from accounts.api.permissions import declared_action
from accounts.policy import scope_needed
from lib.texts import LANGUAGES

Schema = dict[str, Any]
METHODS = ("get", "post", "put", "patch", "delete")
DEEPEST = 4
PROBLEM = "application/problem+json"
ABOUT = (
    gettext_noop(
        "JSON over HTTP below /api/v1/. Each request carries a token, which a person makes in their "
        "profile and an administrator for a service account. A token can do what its owner's roles allow,"
        " narrowed to its scopes."
    ),
    gettext_noop(
        "Lists come in pages of at most 100, linked by `next` and `previous`. A list that takes `after` "
        "answers with it what changed since that entry of the trail."
    ),
    gettext_noop(
        "A change needs If-Match with the ETag that was read: 428 without it, 412 when somebody else was "
        "faster."
    ),
    gettext_noop(
        "A creation with an Idempotency-Key may be sent again: it is done once, and the same answer comes"
        " back for 24 hours. What was refused can be mended and sent with the same key."
    ),
    gettext_noop(
        "Errors are problem documents (RFC 9457) whose `errors` name each field as a JSON pointer. What "
        "you may not see answers 404, like what is not there."
    ),
    gettext_noop(
        "Texts are objects with `id`, `en` or both. Errors are written in the language of Accept-"
        "Language: `id` or `en`."
    ),
    gettext_noop("Instants are ISO 8601 and carry their offset; answers give them in UTC."),
)
"""What holds for every operation: first what it is, then its rules."""


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Tells the description of the API how a request says who it is from."""

    target_class = "accounts.api.authentication.TokenAuthentication"
    name = "token"

    def get_security_requirement(self, auto_schema: Any) -> dict[str, list[str]]:
        """The scopes that an operation needs."""
        view = auto_schema.view
        actions = [declared_action(view, auto_schema.method) or "", *view.finds_by, *view.entails]
        return {self.name: [scope_needed(each) for each in actions]}

    def get_security_definition(self, auto_schema: Any) -> Schema:
        """A bearer token (RFC 6750)."""
        return {"type": "http", "scheme": "bearer"}


@dataclass(frozen=True, slots=True)
class Row:
    """One parameter or field: `depth` tells how far it stands inside another."""

    name: str
    kind: str
    required: bool
    text: str
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Reply:
    """One possible answer; a refusal is a problem document, whose fields are told once."""

    status: str
    text: str
    media_type: str
    refusal: bool
    rows: list[Row] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path."""

    key: str
    method: str
    path: str
    summary: str
    text: list[str]
    scopes: list[str]
    parameters: list[Row]
    body_type: str
    body: list[Row]
    replies: list[Reply]


@dataclass(frozen=True, slots=True)
class Group:
    """The operations on one kind of thing: its name in addresses, and in the reader's language."""

    name: str
    title: str
    operations: list[Operation]


@cache
def schema_of(language: str) -> Schema:
    """The OpenAPI 3.1 description with texts in a language; made once a process."""
    with override(language):
        found = dict(SchemaGenerator().get_schema(request=None, public=True))  # type: ignore[no-untyped-call]
        about = "\n\n".join(_(each) for each in ABOUT)
        return {**found, "info": {**found["info"], "description": about}}


def groups_of(schema: Schema) -> list[Group]:
    """Everything the API can do, by kind of thing: what people come for first, then in the order of paths."""
    titles = {each["name"]: str(each["description"]) for each in schema.get("tags", [])}
    found: dict[str, list[Operation]] = {name: [] for name in titles}
    for path, methods in schema.get("paths", {}).items():
        for method in METHODS:
            if method in methods:
                operation = methods[method]
                name = (operation.get("tags") or ["api"])[0]
                found.setdefault(name, []).append(_operation(schema, path, method, operation))
    return [Group(name, titles.get(name, name), operations) for name, operations in found.items()]


def _operation(schema: Schema, path: str, method: str, given: Schema) -> Operation:
    body_type, body = _content(schema, given.get("requestBody", {}))
    return Operation(
        key=given.get("operationId", f"{method}-{path}"),
        method=method.upper(),
        path=path,
        summary=str(given.get("summary", "")),
        text=[each for each in str(given.get("description", "")).split("\n\n") if each],
        scopes=[each for given in given.get("security", []) for each in given.get("token", [])],
        parameters=[_parameter(each) for each in given.get("parameters", [])],
        body_type=body_type,
        body=body,
        replies=[_reply(schema, status, each) for status, each in given.get("responses", {}).items()],
    )


def problem_rows(schema: Schema) -> list[Row]:
    """The fields of a problem document (RFC 9457), which every refusal has."""
    return list(_rows(schema, schema["components"]["schemas"]["Problem"], 0))


def _reply(schema: Schema, status: str, given: Schema) -> Reply:
    media_type, rows = _content(schema, given)
    refusal = media_type == PROBLEM
    return Reply(status, str(given.get("description", "")), media_type, refusal, [] if refusal else rows)


def _parameter(given: Schema) -> Row:
    kind = _kind(given.get("schema", {}))
    name = given["name"] if given.get("in") != "header" else f"{given['name']}:"
    return Row(name, kind, bool(given.get("required")), str(given.get("description", "")))


def _content(schema: Schema, given: Schema) -> tuple[str, list[Row]]:
    """The media type and the fields of a body."""
    for media_type, each in given.get("content", {}).items():
        return media_type, list(_rows(schema, each.get("schema", {}), 0))
    return "", []


def _rows(schema: Schema, given: Schema, depth: int) -> Iterator[Row]:
    inner = _inner(schema, given)
    required = set(inner.get("required", []))
    for name, each in inner.get("properties", {}).items():
        seen = _resolved(schema, each)
        text = str(each.get("description") or seen.get("description") or "")
        is_text = set(seen.get("properties", ())) == set(LANGUAGES)
        kind = f"object ({', '.join(LANGUAGES)})" if is_text else _kind(seen)
        yield Row(name, kind, name in required, text, depth)
        if depth < DEEPEST and not is_text:
            yield from _rows(schema, each, depth + 1)


def _inner(schema: Schema, given: Schema) -> Schema:
    """The object that a schema is, or that its items are."""
    seen = _resolved(schema, given)
    return _resolved(schema, seen["items"]) if "items" in seen else seen


def _resolved(schema: Schema, given: Schema) -> Schema:
    """The schema behind references and single choices."""
    while True:
        if "$ref" in given:
            given = schema["components"]["schemas"][given["$ref"].rpartition("/")[2]]
            continue
        choices = given.get("allOf") or [each for each in _choices(given) if each.get("type") != "null"]
        if len(choices) == 1:
            given = choices[0]
            continue
        return given


def _choices(given: Schema) -> list[Schema]:
    return list(given.get("oneOf") or given.get("anyOf") or [])


def _kind(given: Schema) -> str:
    """The type in a few words: "string (uuid)", "list of object", the words that are allowed."""
    if given.get("enum"):
        return " | ".join(str(each) for each in given["enum"] if each not in ("", None))
    if _choices(given):
        return " | ".join(_kind(each) for each in _choices(given))
    types = given.get("type", "object")
    words = " | ".join(types) if isinstance(types, list) else str(types)
    if words == "array":
        items = given.get("items", {})
        return _("list of {kind}").format(kind="object" if "$ref" in items else _kind(items))
    return f"{words} ({given['format']})" if given.get("format") else words
