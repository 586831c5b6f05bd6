"""A session that ended under somebody: where they come back to, and a page that stays while they type."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

READING = {"GET", "HEAD"}
UNSENT = "unsent"
"""Says at the sign-in page that a form was not carried out, so that what was typed is put back after it."""


def asks_for_a_part(request: HttpRequest) -> bool:
    """Whether htmx asked for a part of a page that stands before somebody already."""
    return request.headers.get("HX-Request") == "true"


def page_of(request: HttpRequest) -> str:
    """The page before the reader, never the address that a form or a part of a page was asked of."""
    if asks_for_a_part(request):
        return _ours(request, request.headers.get("HX-Current-URL", ""))
    if request.method in READING:
        return request.get_full_path()
    return _ours(request, request.headers.get("Referer", ""))


def to_sign_in(request: HttpRequest) -> HttpResponseRedirect:
    """To the sign-in page, which leads back to the page they were on."""
    asked = {"next": page_of(request)} | ({} if request.method in READING else {UNSENT: "1"})
    return HttpResponseRedirect(f"{resolve_url(settings.LOGIN_URL)}?{urlencode(asked, safe='/')}")


def ended_while_typing() -> HttpResponse:
    """Nothing to show; the page stays, and says itself that the session has ended (`static/app.js`)."""
    return HttpResponse(status=401)


def _ours(request: HttpRequest, url: str) -> str:
    """The path of an address of this site; the start for any other, or none."""
    host = request.get_host()
    if not url_has_allowed_host_and_scheme(url, allowed_hosts={host}, require_https=request.is_secure()):
        return "/"
    parts = urlsplit(url)
    path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    return path if url_has_allowed_host_and_scheme(path, allowed_hosts=None) else "/"
