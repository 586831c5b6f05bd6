"""Voiding an incident that was registered twice or by mistake: what stays behind is named first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.policy import Action
from accounts.portal.access import PortalRequest, signed_in
from accounts.portal.answers import carried_out, see_other
from followups.models import FollowUp
from followups.vocabulary import FollowUpState
from followups.wording import title_of
from incidents.portal.answering import FORM_METHODS, allow
from incidents.portal.frame import crumbs, frame, incident_of, url
from incidents.portal.step_forms import VoidForm
from incidents.selectors.follow_ups import follow_ups_of
from incidents.services.incidents import void_incident
from lib import clock

if TYPE_CHECKING:
    from incidents.selectors.incident import FramedIncident

_UNFINISHED = {FollowUpState.OPEN, FollowUpState.PROPOSED}


@require_http_methods(FORM_METHODS)
@signed_in
def void(request: PortalRequest, public_id: UUID) -> HttpResponseBase:
    """Take an incident out of every list, with the reason; it stays to be read."""
    incident = incident_of(request, public_id)
    allow(request, Action.INCIDENT_SHARE, incident)
    form = VoidForm(request.POST or None, initial={"version": incident.version})

    def take_out() -> object:
        return void_incident(actor=request.actor, now=clock.now(), incident=incident, **form.cleaned_data)

    if carried_out(request, form, take_out, _("The incident is void. It stays on record with its reason.")):
        return see_other(url("incident", incident))
    context = {
        **frame(request.actor, incident, acts=False),
        "crumbs": crumbs(incident, page=True),
        **_left_behind(request, incident),
        "form": form,
        "action": url("void", incident),
        "back_url": url("incident", incident),
    }
    return render(request, "incidents/void.html", context, status=422 if form.is_bound else 200)


def _left_behind(request: PortalRequest, incident: FramedIncident) -> dict[str, Any]:
    """Duties by law that must end first, and what else is still owed, in words."""
    owed = [each for each in follow_ups_of(request.actor, incident) if each.state in _UNFINISHED]
    duties = [each for each in owed if each.is_legal and each.state == FollowUpState.OPEN]
    edits = request.actor.may(Action.INCIDENT_EDIT, incident)
    others = len(owed) - len(duties)
    words = ngettext(
        "%(n)s follow-up stays open, and its owner is reminded still.",
        "%(n)s follow-ups stay open, and their owners are reminded still.",
        others,
    )
    return {
        "duties": [_duty(incident, each, edits) for each in duties],
        "others": words % {"n": others} if others else "",
        "others_url": url("follow_ups", incident),
    }


def _duty(incident: FramedIncident, duty: FollowUp, edits: bool) -> dict[str, str]:
    way = url("clock_stop", incident, duty.public_id) if edits else url("follow_ups", incident)
    return {"label": title_of(duty), "url": way}
