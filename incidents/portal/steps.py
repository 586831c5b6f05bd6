"""Moving an incident on: another phase, closing with what is unfinished named, reopening."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.policy import Action
from accounts.portal.access import PortalRequest, signed_in
from accounts.portal.answers import carried_out, see_other
from incidents.lifecycle import Obstacle, ObstacleKind, Phase
from incidents.portal.answering import FORM_METHODS, allow, form_page
from incidents.portal.frame import crumbs, frame, incident_of, url
from incidents.portal.step_forms import CloseForm, PhaseForm, ReopenForm
from incidents.services.steps import change_phase, close_incident, obstacles_of, reopen_incident
from lib import clock

if TYPE_CHECKING:
    from incidents.selectors.incident import FramedIncident

_WHERE = {
    ObstacleKind.OPEN_FOLLOW_UPS: ("follow_ups", ""),
    ObstacleKind.MISSING_CLASS: ("edit", ""),
    ObstacleKind.UNSETTLED_DISPUTES: ("timeline", "?show=disputed"),
    ObstacleKind.UNKNOWNS: ("incident", "#unknowns"),
}
"""Where each kind of unfinished thing is finished."""


@require_http_methods(FORM_METHODS)
@signed_in
def phase(request: PortalRequest, public_id: UUID) -> HttpResponseBase:
    """Move an open incident to another phase; a closed one is reopened first."""
    incident = incident_of(request, public_id)
    allow(request, Action.INCIDENT_EDIT, incident)
    if not incident.is_open:
        return _reopened_first(request, incident)
    form = PhaseForm(incident.phase, request.POST or None, initial={"version": incident.version})
    if form.is_valid() and form.cleaned_data["phase"] == Phase.CLOSED:
        allow(request, Action.INCIDENT_CLOSE, incident)
        obstacles, said = obstacles_of(request.actor, incident), form.cleaned_data["reason"]
        return _close_page(request, incident, _close_form(incident, obstacles, reason=said), obstacles)
    step = _step(request, incident, change_phase, form)
    if carried_out(request, form, step, _("The phase was changed.")):
        return see_other(url("incident", incident))
    lead = _("It stands at {phase}. Before it is closed, what is unfinished is named.")
    return form_page(
        request,
        incident,
        form,
        heading=_("Change phase"),
        lead=lead.format(phase=incident.get_phase_display()),
        submit=_("Change phase"),
        back=url("incident", incident),
    )


@require_http_methods(FORM_METHODS)
@signed_in
def close(request: PortalRequest, public_id: UUID) -> HttpResponseBase:
    """Close an incident; what is unfinished is named first."""
    incident = incident_of(request, public_id)
    allow(request, Action.INCIDENT_CLOSE, incident)
    if request.method != "POST" and not incident.is_open:
        return _nothing_to_do(request, incident, _("The incident is closed."))
    explained = bool(request.POST.get("reason", "").strip())
    obstacles = [] if explained else obstacles_of(request.actor, incident)
    form = _close_form(incident, obstacles, request.POST or None)
    if carried_out(
        request, form, _step(request, incident, close_incident, form), _("The incident is closed.")
    ):
        return see_other(url("incident", incident))
    if form.is_bound and not obstacles:
        obstacles = obstacles_of(request.actor, incident)
    return _close_page(request, incident, form, obstacles)


def _close_form(
    incident: FramedIncident, obstacles: Sequence[Obstacle], sent: QueryDict | None = None, reason: str = ""
) -> CloseForm:
    first = {"version": incident.version, "reason": reason}
    return CloseForm(sent, initial=first, unfinished=bool(obstacles))


def _close_page(
    request: PortalRequest, incident: FramedIncident, form: CloseForm, obstacles: Sequence[Obstacle]
) -> HttpResponse:
    blockers = [_blocker(request, incident, each) for each in obstacles]
    context = {
        **frame(request.actor, incident, acts=False),
        "crumbs": crumbs(incident, page=True),
        "close": {
            "blockers": blockers,
            "goes_on": any(each.kind == ObstacleKind.OPEN_FOLLOW_UPS for each in obstacles),
            "form": form,
            "action": url("close", incident),
            "back_url": url("incident", incident),
        },
    }
    return render(request, "incidents/close.html", context, status=422 if form.is_bound else 200)


def _blocker(request: PortalRequest, incident: FramedIncident, obstacle: Obstacle) -> dict[str, Any]:
    """One kind of unfinished thing, with some of them by name."""
    return {
        "label": obstacle.message,
        "url": _where(request, incident, obstacle.kind),
        "named": [
            {"label": each.words, "url": f"/go/{each.kind}/{each.public_id}" if each.kind else ""}
            for each in obstacle.named
        ],
        "more": obstacle.more,
    }


def _where(request: PortalRequest, incident: FramedIncident, kind: ObstacleKind) -> str:
    """The page on which it is finished; empty for the form of the sheet before who may not change it."""
    name, part = _WHERE[kind]
    hidden = name == "edit" and not request.actor.may(Action.INCIDENT_EDIT, incident)
    return "" if hidden else f"{url(name, incident)}{part}"


@require_http_methods(FORM_METHODS)
@signed_in
def reopen(request: PortalRequest, public_id: UUID) -> HttpResponseBase:
    """Take a closed incident up again."""
    incident = incident_of(request, public_id)
    allow(request, Action.INCIDENT_CLOSE, incident)
    if request.method != "POST" and incident.is_open:
        return _nothing_to_do(request, incident, _("The incident is not closed."))
    form = ReopenForm(request.POST or None, initial={"version": incident.version})
    step = _step(request, incident, reopen_incident, form)
    if carried_out(request, form, step, _("The incident is open again.")):
        return see_other(url("incident", incident))
    return form_page(
        request,
        incident,
        form,
        heading=_("Reopen the incident"),
        submit=_("Reopen"),
        back=url("incident", incident),
    )


def _nothing_to_do(request: PortalRequest, incident: FramedIncident, words: str) -> HttpResponseBase:
    """To the page of the incident, for whoever follows an old link to a step that was taken meanwhile."""
    messages.info(request, words)
    return see_other(url("incident", incident))


def _reopened_first(request: PortalRequest, incident: FramedIncident) -> HttpResponseBase:
    """To the page on which it is reopened, for who may; it may have been closed while a form stood open."""
    messages.warning(request, _("The incident is closed. Reopen it first."))
    reopens = request.actor.may(Action.INCIDENT_CLOSE, incident)
    return see_other(url("reopen" if reopens else "incident", incident))


def _step(request: PortalRequest, incident: FramedIncident, verb: Any, form: Any) -> Any:
    """The verb over what the form says, to be called once the form fits."""

    def call() -> object:
        return verb(actor=request.actor, now=clock.now(), incident=incident, **form.cleaned_data)

    return call
