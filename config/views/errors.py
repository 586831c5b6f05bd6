"""Error pages that Django asks for by name; below `/api/` they are problem documents."""

from __future__ import annotations

import sys

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.portal.expired import page_of
from lib.api.problems import document
from lib.middleware import error_page, is_api, is_away, unavailable


def _answer(request: HttpRequest, status: int, code: str, message: str) -> HttpResponse:
    if is_api(request):
        return document(status, code, message)
    return error_page(request, status, message)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open too long or came from elsewhere; the way out is to load it again."""
    words = _("This form was open too long, or your sign-in has changed. Go back and load it again.")
    return render(request, "errors/unsent.html", {"message": words, "back": page_of(request)}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Missing and hidden look alike."""
    return _answer(request, 404, "missing", _("There is nothing here, or you may not see it."))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What came in could not be read at all."""
    return _answer(request, 400, "invalid", _("That request could not be read."))


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page may be seen but not used like this."""
    return _answer(request, 403, "refused", _("Your role does not allow this here."))


def broken(request: HttpRequest) -> HttpResponse:
    """Our fault; nothing was saved halfway. 503 when sessions or languages met a database that is away."""
    if is_away(sys.exc_info()[1]):
        return unavailable(request)
    words = _("Something went wrong on our side. Nothing was saved halfway.")
    return _answer(request, 500, "broken", words)
