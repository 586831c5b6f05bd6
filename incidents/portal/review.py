"""Unknowns, causes, sources and lessons of an incident: added, answered, taken back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.http import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.policy import Action
from accounts.portal.access import PortalRequest, signed_in
from accounts.portal.answers import carried_out, see_other
from compliance.models import Requirement
from compliance.selectors import requirement_for
from incidents.portal.answering import FORM_METHODS, allow, form_page
from incidents.portal.frame import incident_of, url
from incidents.portal.review_forms import (
    AnswerForm,
    CauseForm,
    LessonForm,
    ReasonForm,
    SourceForm,
    UnknownForm,
)
from incidents.portal.said import clock_of
from incidents.portal.sources import source_choices
from incidents.selectors.facts import cause_for, source_for, unknown_for
from incidents.services.review import (
    add_lesson,
    add_unknown,
    reopen_unknown,
    resolve_unknown,
    say_cause,
    void_cause,
)
from incidents.services.sources import add_source
from incidents.vocabulary import Claim
from lib import clock
from lib.errors import Invalid, Missing

if TYPE_CHECKING:
    from collections.abc import Callable

    from incidents.selectors.incident import FramedIncident


def _answer(
    request: PortalRequest,
    incident: FramedIncident,
    form: forms.Form,
    call: Callable[[], object],
    *,
    heading: str,
    done: str,
    submit: str,
    lead: str = "",
    page: str = "incident",
) -> HttpResponseBase:
    """One form over the timeline's or the review's verbs: carried out, or shown."""
    allow(request, Action.FACT_RECORD, incident)
    if carried_out(request, form, call, done):
        return see_other(url(page, incident))
    return form_page(
        request, incident, form, heading=heading, lead=lead, submit=submit, back=url(page, incident)
    )


def _common(request: PortalRequest, incident: FramedIncident) -> dict[str, Any]:
    return {"actor": request.actor, "now": clock.now(), "incident": incident}


@require_http_methods(FORM_METHODS)
@signed_in
def unknown_add(request: PortalRequest, public_id: UUID) -> HttpResponseBase:
    """Note what nobody has said yet."""
    incident = incident_of(request, public_id)
    form = UnknownForm(incident.language, request.POST or None)
    return _answer(
        request,
        incident,
        form,
        lambda: add_unknown(**_common(request, incident), kind=form.cleaned_data["kind"], text=form.text()),
        heading=_("Add what is not known"),
        done=_("Noted."),
        submit=_("Save"),
    )


@require_http_methods(FORM_METHODS)
@signed_in
def unknown_answer(request: PortalRequest, public_id: UUID, unknown_id: UUID) -> HttpResponseBase:
    """Write down what was found out."""
    incident = incident_of(request, public_id)
    unknown = unknown_for(incident, unknown_id)
    form = AnswerForm(request.POST or None)
    return _answer(
        request,
        incident,
        form,
        lambda: resolve_unknown(**_common(request, incident), unknown=unknown, **form.cleaned_data),
        heading=_("Answer"),
        lead=str(unknown),
        done=_("The answer was saved; it holds nothing up any more."),
        submit=_("Save the answer"),
    )


@require_http_methods(FORM_METHODS)
@signed_in
def unknown_reopen(request: PortalRequest, public_id: UUID, unknown_id: UUID) -> HttpResponseBase:
    """The answer does not hold: it is unknown again."""
    incident = incident_of(request, public_id)
    unknown = unknown_for(incident, unknown_id)
    form = ReasonForm(request.POST or None)
    return _answer(
        request,
        incident,
        form,
        lambda: reopen_unknown(**_common(request, incident), unknown=unknown, **form.cleaned_data),
        heading=_("Open the question again"),
        lead=f"{unknown}: {unknown.answer}",
        done=_("It is unknown again."),
        submit=_("Open again"),
    )


@require_http_methods(FORM_METHODS)
@signed_in
def cause_add(request: PortalRequest, public_id: UUID) -> HttpResponseBase:
    """Note a cause as claimed or as confirmed; `?confirms=` starts from what was claimed."""
    incident = incident_of(request, public_id)
    initial = _confirming(incident, request.GET.get("confirms", ""))
    form = CauseForm(incident.language, source_choices(incident), request.POST or None, initial=initial)

    def add() -> object:
        values = form.cleaned_data
        source = source_for(incident, values["source"]) if values["source"] else None
        return say_cause(
            **_common(request, incident),
            text=form.text(),
            claim=values["claim"],
            basis=values["basis"],
            source=source,
        )

    heading = _("Confirm the cause") if initial else _("Add cause")
    return _answer(request, incident, form, add, heading=heading, done=_("Cause added."), submit=_("Save"))


def _confirming(incident: FramedIncident, claimed: str) -> dict[str, str]:
    """What the form starts with when a claim is to be confirmed: its words. Raises `Missing`."""
    if not claimed:
        return {}
    cause = cause_for(incident, claimed)
    return {"claim": Claim.CONFIRMED, "text_id": cause.text_id, "text_en": cause.text_en}


@require_http_methods(FORM_METHODS)
@signed_in
def cause_void(request: PortalRequest, public_id: UUID, cause_id: UUID) -> HttpResponseBase:
    """Take a cause back: it turned out to be none."""
    incident = incident_of(request, public_id)
    cause = cause_for(incident, cause_id)
    form = ReasonForm(request.POST or None)
    return _answer(
        request,
        incident,
        form,
        lambda: void_cause(**_common(request, incident), cause=cause, **form.cleaned_data),
        heading=_("Take the cause back"),
        lead=str(cause),
        done=_("The cause was taken back; it stays in the trail."),
        submit=_("Take back"),
    )


@require_http_methods(FORM_METHODS)
@signed_in
def source_add(request: PortalRequest, public_id: UUID) -> HttpResponseBase:
    """Add a source; it gets the next number."""
    incident = incident_of(request, public_id)
    form = SourceForm(clock_of(incident.organisation.zone, clock.now()), request.POST or None)
    return _answer(
        request,
        incident,
        form,
        lambda: add_source(**_common(request, incident), data=form.source_data()),
        heading=_("New source"),
        done=_("Source added."),
        submit=_("Save"),
        page="timeline",
    )


@require_http_methods(FORM_METHODS)
@signed_in
def lesson_add(request: PortalRequest, public_id: UUID) -> HttpResponseBase:
    """Write down a lesson, which becomes a proposed follow-up."""
    incident = incident_of(request, public_id)
    form = LessonForm(incident.language, request.POST or None)

    def add() -> object:
        touched = _requirements(request, form.cleaned_data["requirements"])
        return add_lesson(**_common(request, incident), text=form.text(), requirements=touched)

    return _answer(
        request,
        incident,
        form,
        add,
        heading=_("Add lesson"),
        lead=_("It stands as a proposal until somebody makes it a task with an owner and a date."),
        done=_("The lesson stands among the proposals."),
        submit=_("Save"),
        page="follow_ups",
    )


def _requirements(request: PortalRequest, codes: str) -> list[Requirement]:
    """The requirements that the ids name. Raises `Invalid` for an unknown one."""
    found = []
    for code in re.split(r"[,;\s]+", codes.strip()):
        try:
            found += [requirement_for(request.actor, code)] if code else []
        except Missing as error:
            raise Invalid(error.message, field="requirements") from error
    return found
