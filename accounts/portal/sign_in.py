"""Signing in and out, and choosing the language."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.models import Person
from accounts.portal.answers import see_other, too_many
from accounts.portal.expired import UNSENT
from accounts.portal.forms import LanguageForm, SignInForm
from accounts.services.profile import set_language
from accounts.services.sign_in import note_failed_sign_in, note_sign_in, note_sign_out
from lib import clock
from lib.addresses import client_address
from lib.limits import Limit
from lib.shown import forms_only, only_takes_forms, page_above

ATTEMPTS = Limit("sign-in", times=30, seconds=60)
YEAR = 365 * 24 * 3600


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def signin(request: HttpRequest) -> HttpResponseBase:
    """The sign-in page. Five wrong attempts close the door for a name and address (django-axes)."""
    if isinstance(request.user, Person):
        return see_other(_destination(request))
    form = SignInForm(request, data=request.POST or None)
    if request.method != "POST":
        return _page(request, form, 200)
    wait = ATTEMPTS.passed_by(client_address(request))
    if wait is not None:
        return too_many(request, wait)
    return _enter(request, form) if form.is_valid() else _refuse(request, form)


def _enter(request: HttpRequest, form: SignInForm) -> HttpResponseBase:
    """Start a session under a new key; a cookie that was planted before is worth nothing."""
    person = form.get_user()
    login(request, person)
    note_sign_in(now=clock.now(), person=person, address=client_address(request))
    return see_other(_destination(request))


def _refuse(request: HttpRequest, form: SignInForm) -> HttpResponseBase:
    username = form.cleaned_data.get("username", "")
    if username and form.cleaned_data.get("password"):
        note_failed_sign_in(
            now=clock.now(),
            username=username,
            address=client_address(request),
            locked=bool(getattr(request, "axes_locked_out", False)),
        )
    return _page(request, form, 422)


def _page(request: HttpRequest, form: SignInForm, status: int) -> HttpResponse:
    context = {
        "form": form,
        "next": _wanted(request),
        "unsent": UNSENT in request.GET,
        "reset_url": reverse("accounts:password_reset"),
        "language_url": reverse("accounts:language"),
    }
    return render(request, "registration/login.html", context, status=status)


def _wanted(request: HttpRequest) -> str:
    """The address to go to afterwards, if it is one of ours."""
    wanted = request.POST.get("next", request.GET.get("next", ""))
    ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if ours else ""


def _destination(request: HttpRequest) -> str:
    return _wanted(request) or resolve_url(settings.LOGIN_REDIRECT_URL)


@forms_only
def signout(request: HttpRequest) -> HttpResponseBase:
    """End this session."""
    if isinstance(request.user, Person):
        note_sign_out(now=clock.now(), person=request.user)
    logout(request)
    return see_other(resolve_url(settings.LOGOUT_REDIRECT_URL))


@forms_only
def language(request: HttpRequest) -> HttpResponseBase:
    """Choose the language: kept with the person, and in a cookie for pages before signing in."""
    form = LanguageForm(request.POST)
    wanted = _wanted(request) or "/"
    response = see_other(page_above(wanted) if only_takes_forms(wanted) else wanted)
    if not form.is_valid():
        return response
    chosen = form.cleaned_data["language"]
    if isinstance(request.user, Person):
        set_language(
            actor=request.actor,  # type: ignore[attr-defined]
            now=clock.now(),
            person=request.user,
            language=chosen,
        )
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        chosen,
        max_age=YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response
