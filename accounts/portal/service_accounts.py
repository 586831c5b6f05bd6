"""Service accounts: programs that act through the API, their roles and tokens."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import ServiceAccount
from accounts.policy import Action
from accounts.portal.access import PortalRequest, signed_in
from accounts.portal.answers import carried_out, form_page, require_somewhere, see_other
from accounts.portal.people_forms import RoleForm, ServiceForm, ServiceTokenForm
from accounts.portal.profile import token_shown
from accounts.selectors import get_visible, role_of, services_of, tokens_of
from accounts.services.newcomers import welcome_service
from accounts.services.people import assign_role, end_role
from accounts.services.service_accounts import set_service_active
from accounts.services.tokens import issue_token
from lib import clock
from lib.shown import forms_only


@require_safe
@signed_in
def services(request: PortalRequest) -> HttpResponseBase:
    """The service accounts that the reader administers."""
    require_somewhere(request.actor, Action.PERSON_EDIT)
    shown = services_of(request.actor, clock.now()).order_by("organisation__name", "name")
    return render(request, "accounts/services.html", {"services": shown})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def service_add(request: PortalRequest) -> HttpResponseBase:
    """Add a service account with a role."""
    require_somewhere(request.actor, Action.PERSON_EDIT)
    form = ServiceForm(request.actor, request.POST or None)
    done = carried_out(
        request,
        form,
        lambda: welcome_service(actor=request.actor, now=clock.now(), **form.cleaned_data),
        _("Added. Make a token for it now."),
    )
    if done:
        return see_other(_there(done.given))
    words = _("Add service account")
    back = reverse("accounts:services")
    return form_page(request, form, heading=words, submit=words, back=back, crumbs=_crumbs())


@require_safe
@signed_in
def service(request: PortalRequest, public_id: UUID) -> HttpResponseBase:
    """One service account with its roles and tokens."""
    shown = _service(request, public_id)
    return _page(request, shown, ServiceTokenForm(initial={"days": 365}), RoleForm(request.actor), 200)


@sensitive_variables("secret", "done")
@forms_only
@signed_in
def service_token(request: PortalRequest, public_id: UUID) -> HttpResponseBase:
    """Make a token for a service account; its secret is shown in the answer alone."""
    shown, now = _service(request, public_id), clock.now()
    form = ServiceTokenForm(request.POST)
    done = carried_out(
        request,
        form,
        lambda: issue_token(
            actor=request.actor,
            now=now,
            service=shown,
            label=form.cleaned_data["label"],
            scopes=form.cleaned_data["scopes"],
            expires_at=form.expires_at(now),
        ),
    )
    if done:
        token, secret = done.given
        return token_shown(request, token.label, secret, _there(shown))
    return _page(request, shown, form, RoleForm(request.actor), 422)


@forms_only
@signed_in
def service_role_add(request: PortalRequest, public_id: UUID) -> HttpResponseBase:
    """Give a service account a role."""
    shown = _service(request, public_id)
    form = RoleForm(request.actor, request.POST)

    def give() -> object:
        chosen = {key: form.cleaned_data[key] for key in ("organisation", "role")}
        return assign_role(
            actor=request.actor, now=clock.now(), service=shown, until=form.ends_at(), **chosen
        )

    if carried_out(request, form, give, _("Role given.")):
        return see_other(_there(shown))
    return _page(request, shown, ServiceTokenForm(initial={"days": 365}), form, 422)


@forms_only
@signed_in
def service_role_end(request: PortalRequest, public_id: UUID) -> HttpResponseBase:
    """End a role of a service account."""
    shown = _service(request, public_id)
    membership = role_of(request.actor, request.POST.get("membership", ""), service=shown)
    end_role(actor=request.actor, now=clock.now(), membership=membership)
    messages.success(request, _("Role ended."))
    return see_other(_there(shown))


@forms_only
@signed_in
def service_switch(request: PortalRequest, public_id: UUID) -> HttpResponseBase:
    """Switch a service account off or on; its tokens stop and go on with it."""
    shown = _service(request, public_id)
    active = request.POST.get("active") == "yes"
    set_service_active(actor=request.actor, now=clock.now(), service=shown, active=active)
    messages.success(request, _("Switched on.") if active else _("Switched off; its tokens no longer work."))
    return see_other(_there(shown))


def _page(
    request: PortalRequest,
    shown: ServiceAccount,
    token_form: ServiceTokenForm,
    role_form: RoleForm,
    status: int,
) -> HttpResponse:
    context = {
        "service": shown,
        "tokens": tokens_of(request.actor).filter(service=shown),
        "token_form": token_form,
        "role_form": role_form,
        "now": clock.now(),
        "zone": request.actor.zone,
        "crumbs": _crumbs(),
    }
    return render(request, "accounts/service.html", context, status=status)


def _service(request: PortalRequest, public_id: UUID) -> ServiceAccount:
    return get_visible(services_of(request.actor, clock.now()), request.actor, public_id)


def _there(shown: ServiceAccount) -> str:
    return reverse("accounts:service", args=[shown.public_id])


def _crumbs() -> list[dict[str, str]]:
    return [{"label": _("Service accounts"), "url": reverse("accounts:services")}]
