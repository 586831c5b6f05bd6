"""The door of the portal: who is not signed in is sent to sign in, and a given password is changed first.

Whose session ended comes back to the page they were on (`accounts.portal.expired`).
A form that carries the hidden field of `accounts.portal.once` does its work once, however often it is sent.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, overload

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from accounts.actors import Actor
from accounts.models import Person
from accounts.portal.expired import asks_for_a_part, ended_while_typing, to_sign_in
from accounts.portal.once import sent_once


class PortalRequest(HttpRequest):
    """A request of somebody who is signed in."""

    actor: Actor
    user: Person


View = Callable[..., HttpResponseBase]


@overload
def signed_in(view: View) -> View: ...
@overload
def signed_in(
    *, before_password_change: bool = False, while_typing: bool = False
) -> Callable[[View], View]: ...
def signed_in(
    view: View | None = None, *, before_password_change: bool = False, while_typing: bool = False
) -> Any:
    """Let only a signed-in person reach the view, which then has `request.actor`.

    Others go to the sign-in page and come back afterwards. Who still has a password that somebody gave them
    goes to change it, unless the view says `before_password_change`. A view that helps `while_typing` takes
    nobody's page away: it answers 401, and the page says that the session has ended.
    """

    def decorate(inner: View) -> View:
        @wraps(inner)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            person = request.user
            if not isinstance(person, Person):
                if while_typing and asks_for_a_part(request):
                    return ended_while_typing()
                return _elsewhere(request, to_sign_in(request))
            if person.must_change_password and not before_password_change:
                return _elsewhere(request, HttpResponseRedirect(reverse("accounts:password_change")))
            return sent_once(request, lambda: inner(request, *args, **kwargs))

        guarded.door = "signed in"  # type: ignore[attr-defined]
        return guarded

    return decorate if view is None else decorate(view)


def _elsewhere(request: HttpRequest, redirect: HttpResponseRedirect) -> HttpResponseBase:
    """A redirect of the whole page, also when htmx asked for a part of it."""
    if not asks_for_a_part(request):
        return redirect
    return HttpResponse(headers={"HX-Redirect": redirect.url})
