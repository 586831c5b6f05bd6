"""What is owed because of an incident: the list with forms in place, new tasks, proposals, legal clocks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.candidates import Candidates
from accounts.policy import Action
from accounts.portal.access import PortalRequest, signed_in
from accounts.portal.answers import carried_out, see_other
from followups.models import FollowUp
from followups.portal.rows import groups_of, proposals_of, rows_of, usual_due
from followups.portal.work import open_row, opened_row, opening
from followups.services.followups import create_follow_up
from followups.services.owners import candidates
from followups.vocabulary import FollowUpState
from followups.wording import reader_language
from incidents.models import FactRevision
from incidents.portal.answering import FORM_METHODS, allow
from incidents.portal.fact_rows import fact_choice
from incidents.portal.follow_up_forms import ClockForm, TaskForm
from incidents.portal.frame import FOLLOW_UPS, PANEL, beside, frame, incident_of, may_change, url
from incidents.selectors.facts import fact_for
from incidents.selectors.follow_ups import follow_ups_of
from incidents.selectors.timeline import told_facts
from incidents.services.aggregate import subject_of
from incidents.services.clocks import start_legal_clock
from incidents.vocabulary import FactKind
from lib import clock
from lib.forms.local_time import picked
from lib.texts import text_in

if TYPE_CHECKING:
    from incidents.selectors.incident import FramedIncident


@require_safe
@signed_in
def follow_ups(request: PortalRequest, public_id: UUID) -> HttpResponseBase:
    """Everything that is owed; `?do=<step>&task=<id>` opens the form of a step below its row."""
    return _page(request, incident_of(request, public_id))


def _page(
    request: PortalRequest,
    incident: FramedIncident,
    panel: dict[str, Any] | None = None,
    people: Candidates | None = None,
    status: int = 200,
) -> HttpResponse:
    actor, now, here = request.actor, clock.now(), url("follow_ups", incident)
    found = follow_ups_of(actor, incident)
    proposed = [each for each in found if each.state == FollowUpState.PROPOSED]
    taken = [each for each in found if each.state != FollowUpState.PROPOSED]
    rows = rows_of(actor, taken, opening=lambda item, step: opening(here, item, step), show_owner=True)
    opened = opened_row(rows, request.GET.get("do", ""), request.GET.get("task", ""))
    if people is None and (proposed or opened):
        people = _people(incident)
    if opened is not None:
        open_row(actor, opened, request.GET["do"], now=now, here=here, people=people)
    context = {
        **frame(actor, incident, FOLLOW_UPS),
        "groups": groups_of(rows, now=now, zone=incident.organisation.zone),
        "proposals": proposals_of(actor, proposed, now=now, back=here, people=people),
        "panel": panel,
        "lesson_url": url("lesson_add", incident) if may_change(actor, Action.FACT_RECORD, incident) else "",
        "clockless": not incident.is_live,
        "clock_url": beside("clock_start", incident) if _runs_clocks(request, incident) else "",
        "now": now,
    }
    return render(request, "incidents/follow_ups.html", context, status=status)


def _people(incident: FramedIncident) -> Candidates:
    """Who could own what hangs on the incident; whatever does has its organisation and access."""
    return candidates([incident], now=clock.now())


def _runs_clocks(request: PortalRequest, incident: FramedIncident) -> bool:
    """Exercises and reconstructions run no legal clock on real dates."""
    return incident.is_live and may_change(request.actor, Action.INCIDENT_EDIT, incident)


@require_http_methods(FORM_METHODS)
@signed_in
def follow_up_add(request: PortalRequest, public_id: UUID) -> HttpResponseBase:
    """Add a task or a corrective action."""
    incident = incident_of(request, public_id)
    allow(request, Action.FOLLOW_UP_CREATE, incident)
    zone = incident.organisation.zone
    initial = {"due_at": picked(usual_due(clock.now(), zone), zone)}
    people = _people(incident)
    form = TaskForm(people.at(incident), zone, request.POST or None, initial=initial)
    done = _("The task is open, and its owner is told.")
    if carried_out(request, form, lambda: _added(request, incident, form), done):
        return see_other(url("follow_ups", incident))
    return _with_panel(request, incident, form, people, _("Add follow-up"), _("Add follow-up"))


def _added(request: PortalRequest, incident: FramedIncident, form: TaskForm) -> FollowUp:
    values, language = form.cleaned_data, reader_language()
    return create_follow_up(
        actor=request.actor,
        now=clock.now(),
        organisation=incident.organisation,
        access=incident.access,
        kind=values["task_kind"],
        owner=values["owner"],
        due_at=values["due_at"],
        subjects=[subject_of(incident)],
        origin=str(incident.origin),
        **text_in(language, values["title"]).fields("title"),  # type: ignore[arg-type]
        **text_in(language, values["detail"]).fields("detail"),  # type: ignore[arg-type]
    )


@require_http_methods(FORM_METHODS)
@signed_in
def clock_start(request: PortalRequest, public_id: UUID) -> HttpResponseBase:
    """Start the clock of a duty by law, from a fact; what is not live is told why it runs none."""
    incident = incident_of(request, public_id)
    allow(request, Action.INCIDENT_EDIT, incident)
    if not incident.is_live:
        panel = {"heading": _("Start a legal clock"), "close_url": url("follow_ups", incident)}
        return _page(request, incident, panel, None, status=409 if request.method == "POST" else 200)
    people, told = _people(incident), told_facts(incident)
    form = ClockForm(people.at(incident), _dated(told), request.POST or None, initial=_usual(told))
    done = _("The clock runs. Its owner is told, and reminded each hour near the end.")
    if carried_out(request, form, lambda: _started(request, incident, form), done):
        return see_other(url("follow_ups", incident))
    return _with_panel(request, incident, form, people, _("Start a legal clock"), _("Start the clock"))


def _dated(told: Sequence[FactRevision]) -> list[tuple[str, str]]:
    """The facts from which a clock can run: those of which a source says when, at the earliest."""
    return [
        (str(revision.fact.public_id), fact_choice(number, revision))
        for number, revision in enumerate(told, 1)
        if revision.fact.span_from is not None
    ]


def _usual(told: Sequence[FactRevision]) -> dict[str, Any]:
    """What the form suggests: the first fact by which the operator was aware."""
    aware = (each.fact for each in told if each.kind == FactKind.AWARENESS and each.fact.span_from)
    first = next(aware, None)
    title = _("Notify the people concerned and the supervisory body")
    return {"title": title, "fact": str(first.public_id) if first else ""}


def _started(request: PortalRequest, incident: FramedIncident, form: ClockForm) -> FollowUp:
    values = form.cleaned_data
    return start_legal_clock(
        actor=request.actor,
        now=clock.now(),
        incident=incident,
        fact=fact_for(request.actor, incident, values["fact"]),
        owner=values["owner"],
        title=text_in(reader_language(), values["title"]),
        hours=values["hours"],
        basis=values["basis"],
    )


def _with_panel(
    request: PortalRequest,
    incident: FramedIncident,
    form: forms.Form,
    people: Candidates,
    heading: str,
    submit: str,
) -> HttpResponse:
    panel = {
        "heading": heading,
        "form": form,
        "action": f"{request.path}{PANEL}",
        "close_url": url("follow_ups", incident),
        "submit": submit,
    }
    return _page(request, incident, panel, people, status=422 if form.is_bound else 200)
