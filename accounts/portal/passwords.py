"""Pages for one's password: changing it, and setting a forgotten one by a link in a mail."""

from __future__ import annotations

from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Person
from accounts.portal.access import PortalRequest, signed_in
from accounts.portal.answers import see_other, too_many
from accounts.portal.forms import ChangePasswordForm, NewPasswordForm, ResetRequestForm
from accounts.services.passwords import change_own_password, set_password_by_link
from accounts.services.reset_mail import ask_for_reset, person_of_link
from accounts.services.sign_in import open_door
from lib import clock
from lib.addresses import client_address
from lib.errors import Invalid
from lib.forms.refusals import show_refusal
from lib.limits import Limit

ASKING = Limit("reset-asked", times=20, seconds=3600)
_FORM_METHODS = ["GET", "HEAD", "POST"]
_KEPT_LINK = "reset-token"
_IN_SESSION = "set"


@sensitive_post_parameters()
@require_http_methods(_FORM_METHODS)
@signed_in(before_password_change=True)
def password_change(request: PortalRequest) -> HttpResponseBase:
    """Change one's own password; this session goes on, all others end."""
    form = ChangePasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            changed = change_own_password(
                actor=request.actor,
                now=clock.now(),
                person=request.user,
                old=form.cleaned_data["old_password"],
                new=form.cleaned_data["new_password1"],
            )
        except Invalid as error:
            show_refusal(form, error)
        else:
            update_session_auth_hash(request, changed)
            return see_other(reverse("accounts:password_change_done"))
    context = {"form": form, "forced": request.user.must_change_password}
    status = 422 if form.is_bound else 200
    return render(request, "registration/password_change_form.html", context, status=status)


@require_safe
@signed_in
def password_change_done(request: PortalRequest) -> HttpResponse:
    """The password was changed."""
    return render(request, "registration/password_change_done.html")


@require_http_methods(_FORM_METHODS)
def password_reset(request: HttpRequest) -> HttpResponseBase:
    """Ask for a link; the answer is the same whether the address is known or not."""
    form = ResetRequestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        wait = ASKING.passed_by(client_address(request))
        if wait is not None:
            return too_many(request, wait)
        ask_for_reset(
            now=clock.now(), email=form.cleaned_data["email"], route="accounts:password_reset_confirm"
        )
        return see_other(reverse("accounts:password_reset_done"))
    status = 422 if form.is_bound else 200
    return render(request, "registration/password_reset_form.html", {"form": form}, status=status)


@require_safe
def password_reset_done(request: HttpRequest) -> HttpResponse:
    """A link is on its way, if the address is known."""
    return render(request, "registration/password_reset_done.html")


@never_cache
@sensitive_post_parameters()
@require_http_methods(_FORM_METHODS)
def password_reset_confirm(request: HttpRequest, uid: str, token: str) -> HttpResponseBase:
    """Take the link. Its token moves into the session first, so that no referrer and no history tells it."""
    if token != _IN_SESSION:
        if person_of_link(uid=uid, token=token) is None:
            return _choose(request, None, None)
        request.session[_KEPT_LINK] = token
        return see_other(
            reverse("accounts:password_reset_confirm", kwargs={"uid": uid, "token": _IN_SESSION})
        )
    person = person_of_link(uid=uid, token=request.session.get(_KEPT_LINK, ""))
    if person is None:
        return _choose(request, None, None)
    form = NewPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _saved(person, form):
        del request.session[_KEPT_LINK]
        return see_other(reverse("accounts:password_reset_complete"))
    return _choose(request, person, form)


def _saved(person: Person, form: NewPasswordForm) -> bool:
    try:
        set_password_by_link(now=clock.now(), person=person, new=form.cleaned_data["new_password1"])
    except Invalid as error:
        show_refusal(form, error)
        return False
    open_door(username=person.username)
    return True


def _choose(request: HttpRequest, person: Person | None, form: NewPasswordForm | None) -> HttpResponse:
    """The form for a new password, or that the link no longer works."""
    context = {"validlink": person is not None, "form": form}
    status = 422 if form is not None and form.is_bound else 200
    return render(request, "registration/password_reset_confirm.html", context, status=status)


@require_safe
def password_reset_complete(request: HttpRequest) -> HttpResponse:
    """The password was set; sign in with it."""
    return render(request, "registration/password_reset_complete.html")
