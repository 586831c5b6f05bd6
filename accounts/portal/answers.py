"""Answers that the portal's views share."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.selectors import missing
from lib.errors import DomainError
from lib.forms.refusals import show_refusal
from lib.middleware import error_page

GivenT = TypeVar("GivenT")


@dataclass(frozen=True, slots=True)
class Done(Generic[GivenT]):
    """A form's wish was carried out; `given` is what the verb gave back."""

    given: GivenT


def carried_out(
    request: HttpRequest, form: forms.Form, call: Callable[[], GivenT], words: str = ""
) -> Done[GivenT] | None:
    """What came of the form when it was sent, fits, and its wish was carried out, which `words` say.

    None when it is to be shown; what was refused stands in it.
    """
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        done = Done(call())
    except DomainError as error:
        show_refusal(form, error)
        return None
    if words:
        messages.success(request, words)
    return done


def form_page(
    request: HttpRequest,
    form: forms.Form,
    *,
    heading: str,
    submit: str,
    back: str,
    crumbs: Sequence[Mapping[str, str]],
    **more: Any,
) -> HttpResponse:
    """A form that fills a page; 422 once it was sent and refused. `back` is where giving up leads."""
    page = {
        "form": form,
        "heading": heading,
        "submit": submit,
        "cancel_url": back,
        "crumbs": crumbs,
        **more,
    }
    return render(request, "form_page.html", page, status=422 if form.is_bound else 200)


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
