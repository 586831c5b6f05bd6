"""How the pages of an incident answer a form: done, or refused with what was typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.abilities import may
from accounts.portal.access import PortalRequest
from accounts.portal.changing import Changing
from incidents.portal.frame import crumbs
from lib.errors import DomainError, Refused
from lib.forms.refusals import show_refusal

if TYPE_CHECKING:
    from incidents.selectors.incident import FramedIncident

FORM_METHODS = ["GET", "HEAD", "POST"]
Call = Callable[[], object]


def allow(request: PortalRequest, action: str, incident: FramedIncident) -> None:
    """Pass if the reader may do that to the incident. Raises `Refused`: they see it, or it were missing."""
    if not may(request.actor, action, incident):
        raise Refused(_("Your role does not allow this here."))


def carried_out(request: PortalRequest, form: forms.Form, call: Call, words: str) -> bool:
    """Whether the form was sent, fits, and its wish was carried out; what was refused stands in the form."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        call()
    except DomainError as error:
        show_refusal(form, error)
        return False
    messages.success(request, words)
    return True


def form_page(
    request: PortalRequest,
    incident: FramedIncident,
    form: forms.Form,
    *,
    heading: str,
    submit: str,
    back: str,
    lead: str = "",
    kept: Sequence[Any] = (),
) -> HttpResponse:
    """A form that fills a page; 422 once it was sent and refused."""
    page = {
        "form": form,
        "heading": heading,
        "lead": lead,
        "submit": submit,
        "cancel_url": back,
        "kept": kept,
        "crumbs": crumbs(incident, page=True),
        "zone": incident.organisation.zone,
    }
    return render(request, "form_page.html", page, status=422 if form.is_bound else 200)


def changing(incident: FramedIncident, back: str, *about: tuple[str, int]) -> Changing:
    """The incident as what is being changed, or only what of it `about` names as the trail does."""
    return Changing(
        about=about or (("incident", incident.pk),),
        back=back,
        crumbs=crumbs(incident, page=True),
        zone=incident.organisation.zone,
    )
