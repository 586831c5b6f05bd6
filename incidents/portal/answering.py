"""What every form on the pages of an incident shares: who may, how it looks, what it changes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _

from accounts.policy import Action
from accounts.portal import answers
from accounts.portal.access import PortalRequest
from accounts.portal.changing import Changing
from incidents.portal.frame import crumbs
from incidents.services.aggregate import check_standing
from lib.errors import Refused

if TYPE_CHECKING:
    from incidents.selectors.incident import FramedIncident

FORM_METHODS = ["GET", "HEAD", "POST"]


def allow(request: PortalRequest, action: str, incident: FramedIncident) -> None:
    """Pass if the reader may do that to the incident.

    Raises `Refused`: they see it, or it were missing; and `Conflict` for a voided one, of which nothing but a
    report that was issued before is still handed over.
    """
    if not request.actor.may(action, incident):
        raise Refused(_("Your role does not allow this here."))
    if action != Action.REPORT_HAND_OVER:
        check_standing(incident)


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
    return answers.form_page(
        request,
        form,
        heading=heading,
        submit=submit,
        back=back,
        crumbs=crumbs(incident, page=True),
        lead=lead,
        kept=kept,
        zone=incident.organisation.zone,
    )


def changing(incident: FramedIncident, back: str, *about: tuple[str, int]) -> Changing:
    """The incident as what is being changed, or only what of it `about` names as the trail does."""
    return Changing(
        about=about or (("incident", incident.pk),),
        back=back,
        crumbs=crumbs(incident, page=True),
        zone=incident.organisation.zone,
    )
