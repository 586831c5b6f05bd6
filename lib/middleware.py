"""What every answer gets: privacy headers, domain errors as pages, and 503 when something is away."""

from __future__ import annotations

import errno
import logging
from collections.abc import Callable

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from lib.api.problems import document
from lib.db import away
from lib.errors import DomainError
from lib.shown import page_above

Answer = Callable[[HttpRequest], HttpResponseBase]
log = logging.getLogger(__name__)
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}


def is_api(request: HttpRequest) -> bool:
    """Whether a program asks, which gets problem documents instead of pages."""
    return request.path.startswith("/api/") and request.path != "/api/docs"


def error_page(request: HttpRequest, status: int, message: str) -> HttpResponse:
    """A calm page that says what happened and what to do; it reads nothing from the database."""
    return render(request, f"errors/{status}.html", {"message": message}, status=status)


def is_away(error: BaseException | None) -> bool:
    """Whether an error means that the database is away or the storage is full."""
    if isinstance(error, OSError):
        return error.errno in FULL
    return away.is_away(error)


def unavailable(request: HttpRequest) -> HttpResponse:
    """503 in the shape of the door: a problem document for the API, a page for people."""
    message = _("Something Tanggap needs is away. Nothing was saved halfway. Please try again in a minute.")
    response = document(503, "unavailable", message) if is_api(request) else error_page(request, 503, message)
    response["Retry-After"] = "30"
    return response


class UnavailableMiddleware:
    """Answers 503 instead of 500 when the database is away or the disk is full."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """What a view raises; what another middleware raises comes to the page of broken things."""
        if is_away(exception):
            log.error("unavailable: %s", exception)
            return unavailable(request)
        return None


def not_taken(request: HttpRequest, refused: HttpResponseBase) -> HttpResponse:
    """405 in words, with the way to the page above and with the methods that `refused` names."""
    if request.method in {"GET", "HEAD"}:
        words = _("This address takes a form that is sent from its page; it shows nothing by itself.")
    else:
        words = _("This address takes nothing that is sent. Nothing was changed.")
    context = {"message": words, "back": page_above(request.path)}
    response = render(request, "errors/405.html", context, status=405)
    response["Allow"] = refused.headers.get("Allow", "")
    return response


class NotAllowedMiddleware:
    """Gives an address of the portal that is asked in a way it does not take a page instead of nothing."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        empty = response.status_code == 405 and not is_api(request)
        return not_taken(request, response) if empty else response


class DomainErrorMiddleware:
    """Turns a domain error that a view did not handle into the page of its status."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page for a domain error; anything else goes on to Django."""
        if isinstance(exception, RequestDataTooBig):
            return error_page(request, 413, _("What you sent is larger than allowed."))
        if not isinstance(exception, DomainError) or is_api(request):
            return None
        status = 409 if exception.status == 412 else exception.status
        return error_page(request, status, str(exception))


class PrivacyHeadersMiddleware:
    """No cache keeps a signed-in page, and the browser is told which of its powers are not needed."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        response.headers.setdefault("X-Robots-Tag", "noindex")
        return response
