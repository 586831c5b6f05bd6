"""Assessing an event, and looking up how its reporter can be reached."""

from __future__ import annotations

from copy import copy
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.policy import Action
from accounts.portal.access import PortalRequest, signed_in
from accounts.portal.answers import carried_out, see_other
from accounts.selectors import missing
from accounts.services.personal import open_personal
from incidents.lifecycle import EventState
from incidents.models import Event
from incidents.portal.assess_forms import AssessForm, form_for
from incidents.portal.event_page import event_context, event_crumbs
from incidents.selectors.events import event_for
from incidents.services.assessment import assess_event
from incidents.services.events import subject_of
from incidents.services.opening import open_from_event
from lib import clock
from lib.errors import Refused
from lib.shown import forms_only


@forms_only
@signed_in
def assess(request: PortalRequest, public_id: UUID) -> HttpResponseBase:
    """Judge an event; a refused judgement keeps what was typed."""
    event = event_for(request.actor, public_id)
    if not request.actor.may(Action.EVENT_ASSESS, event):
        raise Refused(_("Your role does not allow this here."))
    form = form_for(request.actor, event, clock.now(), request.POST)
    judged = _apart(event)
    if carried_out(request, form, lambda: _judge(request, judged, form), _("The assessment was saved.")):
        return see_other(_afterwards(judged))
    return _page(request, event, form)


def _apart(event: Event) -> Event:
    """The event for the verb alone: one that is refused half-way leaves in it what the database took back."""
    judged = copy(event)
    judged.access = copy(event.access)
    return judged


def _judge(request: PortalRequest, event: Event, form: AssessForm) -> None:
    values, now = form.cleaned_data, clock.now()
    if values["outcome"] == EventState.INCIDENT:
        open_from_event(
            actor=request.actor,
            now=now,
            event=event,
            version=values["version"],
            opening=form.opening(),
            commander=values["commander"],
            reason=values["words"],
        )
        return
    assess_event(
        actor=request.actor,
        now=now,
        event=event,
        version=values["version"],
        outcome=values["outcome"],
        reason=values["words"],
        incident=form.known.get(values["incident"]) if values["incident"] else None,
    )


def _afterwards(event: Event) -> str:
    """On to the new incident; otherwise back to the event."""
    if event.state == EventState.INCIDENT and event.incident is not None:
        return reverse("incidents:incident", args=[event.incident.public_id])
    return reverse("incidents:event", args=[event.public_id])


def _page(request: PortalRequest, event: Event, form: AssessForm) -> HttpResponse:
    context = event_context(request.actor, event, clock.now(), form)
    return render(request, "incidents/event.html", {**context, "crumbs": event_crumbs()}, status=422)


@forms_only
@signed_in
def event_contact(request: PortalRequest, public_id: UUID) -> HttpResponseBase:
    """How the reporter can be reached; that somebody looked stands in the trail."""
    event = event_for(request.actor, public_id)
    if event.contact is None:
        raise missing()
    now = clock.now()
    contact = open_personal(actor=request.actor, now=now, value=event.contact, subject=subject_of(event))
    context = event_context(request.actor, event, now, contact=contact)
    return render(request, "incidents/event.html", {**context, "crumbs": event_crumbs()})
