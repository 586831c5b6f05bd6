"""Answers that the portal's views share."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.selectors import missing
from lib.middleware import error_page


class SeeOther(HttpResponseRedirect):
    """303: the form was taken, go on by GET."""

    status_code = 303


def see_other(url: str) -> SeeOther:
    """Go on to that address of ours."""
    return SeeOther(url)


def too_many(request: HttpRequest, seconds: int) -> HttpResponse:
    """429 with the time after which it may be tried again."""
    response = error_page(
        request, 429, _("Too many attempts from your network. Wait a minute, then try again.")
    )
    response["Retry-After"] = str(seconds)
    return response


def require_somewhere(actor: Actor, action: str) -> None:
    """Pass if a role allows the action anywhere: for a page that is empty without. Raises `Missing`."""
    if not actor.may_somewhere(action):
        raise missing()
