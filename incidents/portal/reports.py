"""Reports on an incident: built, approved by the head, issued."""

from __future__ import annotations

from collections.abc import Set
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.policy import Action
from accounts.portal.access import PortalRequest, signed_in
from accounts.portal.answers import see_other
from accounts.selectors import missing
from incidents.portal.answering import allow
from incidents.portal.frame import REPORTS, beside, frame, incident_of, may_change, url
from incidents.portal.report_forms import BuildForm
from incidents.portal.report_rows import (
    checks,
    draft_rows,
    handover_rows,
    issued_rows,
    parted,
    steps,
)
from incidents.selectors.drafts import drafts_behind, unprintable_in_drafts
from incidents.selectors.incident import open_unknowns
from incidents.services.reports import (
    DATA_CHANGED,
    TLP_CHANGED,
    approve_post_incident,
    draft_post_incident,
    redraft_post_incident,
    withdraw_post_incident,
)
from lib import clock
from lib.errors import Conflict, DomainError
from lib.forms.refusals import show_refusal
from lib.shown import forms_only
from records.models import IssuedReport
from records.selectors import reports_for

if TYPE_CHECKING:
    from incidents.selectors.incident import FramedIncident


@require_safe
@signed_in
def reports(request: PortalRequest, public_id: UUID) -> HttpResponseBase:
    """Drafts, issued versions and hand-overs."""
    return page(request, incident_of(request, public_id))


@forms_only
@signed_in
def report_build(request: PortalRequest, public_id: UUID) -> HttpResponseBase:
    """Build a draft in a language for a reader."""
    incident = incident_of(request, public_id)
    allow(request, Action.REPORT_DRAFT, incident)
    form = BuildForm(request.POST)
    if form.is_valid():
        try:
            draft_post_incident(actor=request.actor, now=clock.now(), incident=incident, **form.cleaned_data)
        except DomainError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("The draft is built and waits for the head."))
            return see_other(url("reports", incident))
    return page(request, incident, build=form, status=422)


@forms_only
@signed_in
def report_rebuild(request: PortalRequest, public_id: UUID, report_id: UUID) -> HttpResponseBase:
    """Build a draft again from what stands now; the same content stays the same draft."""
    former = _of(request, public_id, report_id)
    now_stands = redraft_post_incident(actor=request.actor, now=clock.now(), report=former)
    same = now_stands.pk == former.pk
    messages.success(request, _("Nothing has changed since.") if same else _("The draft is built again."))
    return see_other(reverse("incidents:reports", args=[public_id]))


@forms_only
@signed_in
def report_approve(request: PortalRequest, public_id: UUID, report_id: UUID) -> HttpResponseBase:
    """Approve and issue: the PDF is locked from then on. A draft that fell behind is approved knowingly.

    One that is marked with another TLP than the incident has now is built again first.
    """
    incident = incident_of(request, public_id)
    report = _of(request, incident.public_id, report_id)
    try:
        approve_post_incident(
            actor=request.actor,
            now=clock.now(),
            report=report,
            version=_version(request),
            knowingly=request.POST.get("knowingly") == "yes",
        )
    except Conflict as error:
        if error.code not in {DATA_CHANGED, TLP_CHANGED}:
            raise
        messages.warning(request, str(error))
        return page(request, incident, behind={report.pk}, status=409)
    messages.success(request, _("Issued. The PDF is locked; its code can be checked by anybody."))
    return see_other(url("reports", incident))


@forms_only
@signed_in
def report_withdraw(request: PortalRequest, public_id: UUID, report_id: UUID) -> HttpResponseBase:
    """Take a draft back."""
    incident = incident_of(request, public_id)
    report = _of(request, incident.public_id, report_id)
    withdraw_post_incident(actor=request.actor, now=clock.now(), report=report)
    messages.success(request, _("The draft is withdrawn."))
    return see_other(url("reports", incident))


def reports_on(
    request: PortalRequest, incident: FramedIncident
) -> tuple[list[IssuedReport], list[IssuedReport]]:
    """Drafts that wait, and what was issued with its hand-overs: two queries."""
    return parted(list(reports_for(request.actor, subject=incident.public_id).order_by("-pk")))


def _of(request: PortalRequest, incident: UUID, report_id: UUID) -> IssuedReport:
    """A report on this very incident. Raises `Missing`."""
    rows = reports_for(request.actor, subject=incident).filter(public_id=report_id)
    found = rows.defer(None).prefetch_related(None).first()
    if found is None:
        raise missing()
    return found


def _version(request: PortalRequest) -> int | None:
    given = request.POST.get("version", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else None


def page(
    request: PortalRequest,
    incident: FramedIncident,
    *,
    build: BuildForm | None = None,
    panel: dict[str, Any] | None = None,
    behind: Set[int] = frozenset(),
    status: int = 200,
) -> HttpResponseBase:
    """The page, with a form beside it if there is one; `behind` are drafts known to differ from the data."""
    drafts, issued = reports_on(request, incident)
    behind = behind | drafts_behind(incident) if drafts else behind
    unknown = open_unknowns(incident)
    builds = may_change(request.actor, Action.REPORT_DRAFT, incident)
    hands = request.actor.may(Action.REPORT_HAND_OVER, incident)
    context = {
        **frame(request.actor, incident, REPORTS),
        "drafts": draft_rows(request.actor, incident, drafts, unknown, behind),
        "build": {
            "form": build or BuildForm(initial={"language": incident.language}),
            "action": url("report_build", incident),
            "submit": _("Build the draft"),
        }
        if builds
        else None,
        "issued": issued_rows(issued),
        "handovers": handover_rows(incident, issued, hands=hands),
        "handover_url": beside("handover_add", incident) if hands and issued else "",
        "panel": panel,
        "steps": steps(drafts, issued),
        "checks": checks(incident, unknown, unprintable_in_drafts(incident) if drafts else None),
    }
    return render(request, "incidents/reports.html", context, status=status)
