"""Reports on an incident: built, approved by the head, issued, handed over with a receipt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.abilities import may
from accounts.policy import Action
from accounts.portal.access import PortalRequest, signed_in
from accounts.portal.answers import carried_out, see_other
from accounts.selectors import missing
from accounts.services.trail import writing
from incidents.portal.answering import FORM_METHODS, allow
from incidents.portal.frame import REPORTS, frame, incident_of, may_change, url
from incidents.portal.report_forms import BuildForm, HandoverForm
from incidents.portal.report_rows import (
    checks,
    draft_rows,
    handover_rows,
    issued_rows,
    parted,
    steps,
    version_label,
)
from incidents.selectors.incident import open_unknowns
from incidents.services.reports import approve_post_incident, draft_post_incident
from lib import clock
from lib.errors import DomainError
from lib.forms.local_time import picked
from lib.forms.refusals import show_refusal
from records.models import IssuedReport
from records.portal.files import ChosenFiles
from records.selectors import reports_for
from records.services.handovers import record_handover
from records.services.pending import keep_new, receive_new
from records.services.reports import withdraw_draft

if TYPE_CHECKING:
    from incidents.selectors.incident import FramedIncident


@require_safe
@signed_in
def reports(request: PortalRequest, public_id: UUID) -> HttpResponseBase:
    """Drafts, issued versions and hand-overs."""
    return _page(request, incident_of(request, public_id))


@require_POST
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
    return _page(request, incident, build=form, status=422)


@require_POST
@signed_in
def report_rebuild(request: PortalRequest, public_id: UUID, report_id: UUID) -> HttpResponseBase:
    """Build a draft again from what stands now; the same content stays the same draft."""
    incident = incident_of(request, public_id)
    former = _of(request, incident, report_id)
    now_stands = draft_post_incident(
        actor=request.actor,
        now=clock.now(),
        incident=incident,
        language=former.language,
        audience=former.audience,
    )
    same = now_stands.pk == former.pk
    messages.success(request, _("Nothing has changed since.") if same else _("The draft is built again."))
    return see_other(url("reports", incident))


@require_POST
@signed_in
def report_approve(request: PortalRequest, public_id: UUID, report_id: UUID) -> HttpResponseBase:
    """Approve and issue: the PDF is locked from then on."""
    incident = incident_of(request, public_id)
    approve_post_incident(
        actor=request.actor,
        now=clock.now(),
        report=_of(request, incident, report_id),
        version=_version(request),
    )
    messages.success(request, _("Issued. The PDF is locked; its code can be checked by anybody."))
    return see_other(url("reports", incident))


@require_POST
@signed_in
def report_withdraw(request: PortalRequest, public_id: UUID, report_id: UUID) -> HttpResponseBase:
    """Take a draft back."""
    incident = incident_of(request, public_id)
    withdraw_draft(actor=request.actor, now=clock.now(), report=_of(request, incident, report_id))
    messages.success(request, _("The draft is withdrawn."))
    return see_other(url("reports", incident))


@require_http_methods(FORM_METHODS)
@signed_in
def handover_add(request: PortalRequest, public_id: UUID) -> HttpResponseBase:
    """Note who was given an issued version, when and how, with the receipt."""
    incident = incident_of(request, public_id)
    allow(request, Action.REPORT_HAND_OVER, incident)
    _drafts, issued = _reports(request, incident)
    if not issued:
        raise missing()
    files = ChosenFiles(request, actor=request.actor, now=clock.now(), field="receipt")
    form = _handover_form(request, incident, issued)
    if files.dropped:
        files.hold_unjudged(form)
        return _page(request, incident, handover=form, kept=files.kept)
    if files.check(form) and carried_out(
        request,
        form,
        lambda: _hand_over(request, incident, form, files),
        _("The hand-over is on record."),
    ):
        return see_other(url("reports", incident))
    files.hold(form)
    return _page(request, incident, handover=form, kept=files.kept, status=422 if form.is_bound else 200)


def _hand_over(
    request: PortalRequest, incident: FramedIncident, form: HandoverForm, files: ChosenFiles
) -> None:
    """Record it with the first file as its receipt, which is kept under the incident's access."""
    actor, now, organisation = request.actor, clock.now(), incident.organisation
    words = {name: value for name, value in form.cleaned_data.items() if name not in {"report", "receipt"}}
    fresh = receive_new(organisation=organisation, files=files.chosen[:1])
    with writing():
        kept = [
            keep_new(
                actor=actor,
                now=now,
                file=each,
                organisation=organisation,
                access=incident.access,
                under=Action.REPORT_HAND_OVER,
            )
            for each in fresh
        ]
        receipt = kept[0] if kept else None
        record_handover(actor=actor, now=now, report=form.chosen(), receipt=receipt, **words)


def _handover_form(
    request: PortalRequest, incident: FramedIncident, issued: list[IssuedReport]
) -> HandoverForm:
    zone = incident.organisation.zone
    posted = request.method == "POST"
    return HandoverForm(
        request.POST if posted else None,
        request.FILES if posted else None,
        reports=[(each, version_label(each)) for each in issued],
        zone=zone,
        initial={"moment": picked(clock.now(), zone)},
    )


def _reports(
    request: PortalRequest, incident: FramedIncident
) -> tuple[list[IssuedReport], list[IssuedReport]]:
    return parted(list(reports_for(request.actor, subject=incident.public_id).order_by("-pk")))


def _of(request: PortalRequest, incident: FramedIncident, report_id: UUID) -> IssuedReport:
    """A report on this very incident. Raises `Missing`."""
    rows = reports_for(request.actor, subject=incident.public_id).filter(public_id=report_id)
    found = rows.defer(None).first()
    if found is None:
        raise missing()
    return found


def _version(request: PortalRequest) -> int | None:
    given = request.POST.get("version", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else None


def _page(
    request: PortalRequest,
    incident: FramedIncident,
    *,
    build: BuildForm | None = None,
    handover: HandoverForm | None = None,
    kept: Any = (),
    status: int = 200,
) -> HttpResponseBase:
    drafts, issued = _reports(request, incident)
    unknown = open_unknowns(incident)
    builds = may_change(request.actor, Action.REPORT_DRAFT, incident)
    hands = may(request.actor, Action.REPORT_HAND_OVER, incident)
    panel = {
        "heading": _("Record a hand-over"),
        "form": handover,
        "action": url("handover_add", incident),
        "close_url": url("reports", incident),
        "submit": _("Record"),
        "kept": kept,
        "multipart": True,
    }
    context = {
        **frame(request.actor, incident, REPORTS),
        "drafts": draft_rows(request.actor, incident, drafts, unknown),
        "build": {
            "form": build or BuildForm(initial={"language": incident.language}),
            "action": url("report_build", incident),
            "submit": _("Build the draft"),
        }
        if builds
        else None,
        "issued": issued_rows(issued),
        "handovers": handover_rows(issued),
        "handover_url": url("handover_add", incident) if hands and issued else "",
        "panel": panel if handover is not None else None,
        "steps": steps(drafts, issued),
        "checks": checks(incident, unknown),
    }
    return render(request, "incidents/reports.html", context, status=status)
