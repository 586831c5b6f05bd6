"""One's own page: who one is here, one's language, sessions and API tokens."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from accounts.policy import Action
from accounts.portal.access import PortalRequest, signed_in
from accounts.portal.answers import carried_out, see_other
from accounts.portal.people_forms import TokenForm
from accounts.selectors import get_visible, people_of, tokens_of
from accounts.services.passwords import sign_out_everywhere
from accounts.services.tokens import issue_token, revoke_token
from lib import clock
from lib.shown import forms_only


@require_safe
@signed_in
def profile(request: PortalRequest) -> HttpResponseBase:
    """Name, roles, language, password, sessions."""
    person = get_visible(people_of(request.actor, clock.now()), request.actor, request.user.public_id)
    context = {
        "person": person,
        "roles": person.shown_roles,  # type: ignore[attr-defined]
        "zone": request.actor.zone,
        "may_have_tokens": request.actor.may_somewhere(Action.TOKEN_OWN),
    }
    return render(request, "accounts/profile.html", context)


@forms_only
@signed_in
def sign_out_elsewhere(request: PortalRequest) -> HttpResponseBase:
    """End all of one's sessions but this one."""
    person = sign_out_everywhere(actor=request.actor, now=clock.now(), person=request.user)
    update_session_auth_hash(request, person)
    messages.success(request, _("All other devices have been signed out."))
    return see_other(reverse("accounts:profile"))


@sensitive_variables("secret", "done")
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def tokens(request: PortalRequest) -> HttpResponseBase:
    """One's own API tokens, and a form for a new one, whose secret is shown in the answer alone."""
    form = TokenForm(request.POST or None, initial={"days": 90})
    now = clock.now()
    done = carried_out(
        request,
        form,
        lambda: issue_token(
            actor=request.actor,
            now=now,
            person=request.user,
            label=form.cleaned_data["label"],
            scopes=form.cleaned_data["scopes"],
            expires_at=form.expires_at(now),
        ),
    )
    if done:
        token, secret = done.given
        return token_shown(request, token.label, secret, reverse("accounts:tokens"))
    context = {
        "form": form,
        "tokens": tokens_of(request.actor).filter(person=request.user),
        "now": now,
        "zone": request.actor.zone,
        "may_have_tokens": request.actor.may_somewhere(Action.TOKEN_OWN),
    }
    return render(request, "accounts/tokens.html", context, status=422 if form.is_bound else 200)


@forms_only
@signed_in
def token_revoke(request: PortalRequest, public_id: UUID) -> HttpResponseBase:
    """End one of one's own tokens, or one of a service account that one administers."""
    token = get_visible(tokens_of(request.actor), request.actor, public_id)
    revoke_token(actor=request.actor, now=clock.now(), token=token)
    messages.success(request, _("The token has ended."))
    if token.service is not None:
        return see_other(reverse("accounts:service", args=[token.service.public_id]))
    return see_other(reverse("accounts:tokens"))


def token_shown(request: PortalRequest, label: str, secret: str, back_url: str) -> HttpResponse:
    """The one page on which a token's secret stands."""
    context = {"label": label, "secret": secret, "back_url": back_url}
    return render(request, "accounts/token_shown.html", context)
