"""Errors of the API as problem documents (RFC 9457) that name the field."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import (
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFilesSent,
)
from django.http import Http404, HttpResponse, UnreadablePostError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import exceptions
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from lib.api.refusals import of_framework
from lib.errors import DomainError, Problem, Stale

CONTENT_TYPE = "application/problem+json"
TITLES = {
    400: gettext_lazy("The request is not right"),
    401: gettext_lazy("No valid token"),
    403: gettext_lazy("Not allowed"),
    404: gettext_lazy("Not found"),
    405: gettext_lazy("Method not available"),
    406: gettext_lazy("No such form of answer"),
    409: gettext_lazy("It does not stand like that"),
    412: gettext_lazy("Changed meanwhile"),
    413: gettext_lazy("Too large"),
    415: gettext_lazy("Form of the body not known"),
    422: gettext_lazy("Key used before"),
    428: gettext_lazy("Version missing"),
    429: gettext_lazy("Too many requests"),
    500: gettext_lazy("A mistake of ours"),
    503: gettext_lazy("Not available at the moment"),
}
"""What a status means, in a few words; the detail says what it is this time."""


def body(
    status: int, code: str, detail: str, *, errors: list[dict[str, str]] | None = None, **extra: Any
) -> dict[str, Any]:
    """The members of a problem document; `errors` lists each field as a JSON pointer with its own message."""
    title = str(TITLES.get(status, TITLES[400 if status < 500 else 500]))
    found = {"type": "about:blank", "title": title, "status": status, "code": code, "detail": detail, **extra}
    return {**found, "errors": errors} if errors else found


def problem(
    status: int, code: str, detail: str, *, errors: list[dict[str, str]] | None = None, **extra: Any
) -> Response:
    """A problem document as the answer of an API view."""
    found = body(status, code, detail, errors=errors, **extra)
    return Response(found, status=status, content_type=CONTENT_TYPE)


def document(status: int, code: str, detail: str) -> HttpResponse:
    """A problem document from outside of API views: an unknown address, a database that is away."""
    rendered = JSONRenderer().render(body(status, code, detail))
    return HttpResponse(rendered, status=status, content_type=CONTENT_TYPE)


def pointer(field: str | None) -> str:
    """A field name as a JSON pointer."""
    return "" if not field else field if field.startswith("/") else "/" + field.replace(".", "/")


def answer(error: Exception, context: dict[str, Any]) -> Response | None:
    """The response for an error, or None to let the middleware answer 503 or 500."""
    if isinstance(error, Stale):
        detail = f"{error} {_('Read it again, and send your change with the ETag that it has now.')}"
        return problem(error.status, error.code, detail, current_version=error.current)
    if isinstance(error, DomainError):
        return problem(error.status, error.code, str(error), errors=_listed(error.problems))
    if isinstance(error, exceptions.ValidationError):
        return problem(400, "invalid", _("Some fields are not right."), errors=_flatten(error.detail))
    if isinstance(error, exceptions.APIException):
        refusal = of_framework(error, context)
        response = problem(error.status_code, refusal.code, refusal.detail)
        for header, value in refusal.headers.items():
            response[header] = value
        return response
    return _of_django(error)


def _of_django(error: Exception) -> Response | None:
    if isinstance(error, Http404):
        return problem(404, "missing", _("There is nothing here, or you may not see it."))
    if isinstance(error, PermissionDenied):
        return problem(403, "refused", _("Your role does not allow this here."))
    if isinstance(error, RequestDataTooBig | TooManyFilesSent):
        return problem(413, "too_large", _("What you sent is larger than allowed."))
    if isinstance(error, SuspiciousOperation | UnreadablePostError):
        return problem(400, "unreadable", _("That request could not be read."))
    return None


def _listed(problems: tuple[Problem, ...]) -> list[dict[str, str]]:
    return [
        {"pointer": pointer(each.field), "code": each.code, "detail": str(each.message)} for each in problems
    ]


def _flatten(detail: Any, path: str = "") -> list[dict[str, str]]:
    if isinstance(detail, dict):
        return [row for key, value in detail.items() for row in _flatten(value, _joined(path, str(key)))]
    if isinstance(detail, list):
        rows = []
        for number, value in enumerate(detail):
            nested = isinstance(value, dict | list)
            rows += _flatten(value, _joined(path, str(number)) if nested else path)
        return rows
    return [{"pointer": path, "code": getattr(detail, "code", "invalid"), "detail": str(detail)}]


def _joined(path: str, key: str) -> str:
    return path if key == "non_field_errors" else f"{path}/{token_of(key)}"


def token_of(name: str) -> str:
    """A name as a part of a JSON pointer (RFC 6901)."""
    return name.replace("~", "~0").replace("/", "~1")
