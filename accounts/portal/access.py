"""The door of the portal: who is not signed in is sent to sign in, and a given password is changed first.

A form that carries the hidden field of `accounts.portal.once` does its work once, however often it is sent.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, overload

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from accounts.actors import Actor
from accounts.models import Person
from accounts.portal.once import sent_once


class PortalRequest(HttpRequest):
    """A request of somebody who is signed in."""

    actor: Actor
    user: Person


View = Callable[..., HttpResponseBase]


@overload
def signed_in(view: View) -> View: ...
@overload
def signed_in(*, before_password_change: bool = False) -> Callable[[View], View]: ...
def signed_in(view: View | None = None, *, before_password_change: bool = False) -> Any:
    """Let only a signed-in person reach the view, which then has `request.actor`.

    Others go to the sign-in page and come back afterwards. Who still has a password that somebody gave them
    goes to change it, unless the view says `before_password_change`.
    """

    def decorate(inner: View) -> View:
        @wraps(inner)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            person = request.user
            if not isinstance(person, Person):
                return _elsewhere(request, redirect_to_login(_way_back(request)))
            if person.must_change_password and not before_password_change:
                return _elsewhere(request, HttpResponseRedirect(reverse("accounts:password_change")))
            return sent_once(request, lambda: inner(request, *args, **kwargs))

        guarded.door = "signed in"  # type: ignore[attr-defined]
        return guarded

    return decorate if view is None else decorate(view)


def _way_back(request: HttpRequest) -> str:
    """Where to go after signing in: this page, or the start where a form was sent."""
    return request.get_full_path() if request.method in {"GET", "HEAD"} else "/"


def _elsewhere(request: HttpRequest, redirect: HttpResponseRedirect) -> HttpResponseBase:
    """A redirect of the whole page, also when htmx asked for a part of it."""
    if request.headers.get("HX-Request") != "true":
        return redirect
    return HttpResponse(headers={"HX-Redirect": redirect.url})
