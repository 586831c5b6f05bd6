"""What the REST framework refuses by itself, said in our words and in the reader's language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from rest_framework import exceptions

SCOPE_MISSING = "scope_missing"


@dataclass(frozen=True, slots=True)
class Refusal:
    """The code and sentence of a problem document, and headers that belong to it."""

    code: str
    detail: str
    headers: dict[str, str] = field(default_factory=dict)


def of_framework(error: exceptions.APIException, context: dict[str, Any]) -> Refusal:
    """The refusal behind one of the framework's errors."""
    for kind, made in _MADE:
        if isinstance(error, kind):
            return made(error, context)
    return Refusal("refused", _("That request could not be read."))


def _token_missing(error: Any, context: dict[str, Any]) -> Refusal:
    words = _("Send a token with the request: “Authorization: Bearer …”.")
    return Refusal("token_missing", words, _challenge(error))


def _token_invalid(error: Any, context: dict[str, Any]) -> Refusal:
    return Refusal("token_invalid", str(error.detail), _challenge(error))


def _challenge(error: Any) -> dict[str, str]:
    wanted = getattr(error, "auth_header", None)
    return {"WWW-Authenticate": wanted} if wanted else {}


def _not_allowed(error: Any, context: dict[str, Any]) -> Refusal:
    if error.get_codes() == SCOPE_MISSING:
        return Refusal(SCOPE_MISSING, str(error.detail))
    return Refusal("refused", _("Your role does not allow this here."))


def _no_such_method(error: Any, context: dict[str, Any]) -> Refusal:
    allowed = ", ".join(context["view"].allowed_methods)
    words = _("This address does not take {method}, only {allowed}.")
    method = str(context["request"].method)[:20]
    return Refusal("method_not_allowed", words.format(method=method, allowed=allowed))


def _no_such_form(error: Any, context: dict[str, Any]) -> Refusal:
    return Refusal("not_acceptable", _("Answers are JSON. Send “Accept: application/json”, or none."))


def _unknown_body(error: Any, context: dict[str, Any]) -> Refusal:
    known = ", ".join(each.media_type for each in context["view"].parser_classes)
    return Refusal("unsupported_media_type", _("The body must be {known}.").format(known=known))


def _too_many(error: Any, context: dict[str, Any]) -> Refusal:
    wait = int(error.wait or 1)
    words = ngettext(
        "Too many requests. Try again in {wait} second.",
        "Too many requests. Try again in {wait} seconds.",
        wait,
    )
    return Refusal("too_many_requests", words.format(wait=wait), {"Retry-After": str(wait)})


def _unreadable(error: Any, context: dict[str, Any]) -> Refusal:
    return Refusal("unreadable", _("The body could not be read. Check how it is encoded."))


def _missing(error: Any, context: dict[str, Any]) -> Refusal:
    return Refusal("missing", _("There is nothing here, or you may not see it."))


_MADE: tuple[tuple[type[exceptions.APIException], Callable[[Any, dict[str, Any]], Refusal]], ...] = (
    (exceptions.NotAuthenticated, _token_missing),
    (exceptions.AuthenticationFailed, _token_invalid),
    (exceptions.PermissionDenied, _not_allowed),
    (exceptions.MethodNotAllowed, _no_such_method),
    (exceptions.NotAcceptable, _no_such_form),
    (exceptions.UnsupportedMediaType, _unknown_body),
    (exceptions.Throttled, _too_many),
    (exceptions.ParseError, _unreadable),
    (exceptions.NotFound, _missing),
)
