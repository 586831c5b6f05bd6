"""Handing issued reports over: to whom, when, how, and the receipt, which may come later."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from uuid import UUID

from django import forms
from django.http import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.policy import Action
from accounts.portal.access import PortalRequest, signed_in
from accounts.portal.answers import carried_out, see_other
from accounts.selectors import missing
from accounts.services.trail import writing
from followups.wording import reader_language
from incidents.portal.answering import FORM_METHODS, allow
from incidents.portal.frame import PANEL, incident_of, url
from incidents.portal.report_forms import HandoverForm, ReceiptForm
from incidents.portal.report_rows import version_label
from incidents.portal.reports import page, reports_on
from lib import clock
from lib.calendar_words import instant_words
from lib.forms.local_time import picked
from records.models import Evidence, IssuedReport, ReportHandover
from records.portal.files import ChosenFiles
from records.services.handovers import add_receipt, record_handover
from records.services.pending import keep_new, receive_new

if TYPE_CHECKING:
    from incidents.selectors.incident import FramedIncident

Note = Callable[[Evidence | None], object]
"""What is written down, with the receipt that was kept for it."""


@dataclass(frozen=True)
class Desk:
    """Where hand-overs of one incident's reports are noted: who asks, and the file that came along."""

    request: PortalRequest
    incident: FramedIncident

    @cached_property
    def issued(self) -> list[IssuedReport]:
        """The versions that were issued, with their hand-overs."""
        return reports_on(self.request, self.incident)[1]

    @cached_property
    def files(self) -> ChosenFiles:
        """The file of the receipt."""
        return ChosenFiles(self.request, actor=self.request.actor, now=clock.now(), field="receipt")

    def answer(
        self, form: forms.Form, note: Note, *, heading: str, submit: str, done: str, lead: str = ""
    ) -> HttpResponseBase:
        """The answer to the form: noted, or beside the reports, as it was sent or still to be filled in."""
        files, status = self.files, 200
        if files.dropped:
            files.hold_unjudged(form)
        else:
            if files.check(form) and carried_out(self.request, form, lambda: self._kept(note), done):
                return see_other(url("reports", self.incident))
            files.hold(form)
            status = 422 if form.is_bound else 200
        panel = {
            "heading": heading,
            "lead": lead,
            "form": form,
            "action": f"{self.request.path}{PANEL}",
            "close_url": url("reports", self.incident),
            "submit": submit,
            "kept": files.kept,
            "multipart": True,
        }
        return page(self.request, self.incident, panel=panel, status=status)

    def _kept(self, note: Note) -> None:
        """Note it with the file as its receipt, which is kept under the incident's access."""
        actor, now, organisation = self.request.actor, clock.now(), self.incident.organisation
        fresh = receive_new(organisation=organisation, files=self.files.chosen)
        with writing():
            kept = [
                keep_new(
                    actor=actor,
                    now=now,
                    file=each,
                    organisation=organisation,
                    access=self.incident.access,
                    under=Action.REPORT_HAND_OVER,
                )
                for each in fresh
            ]
            note(kept[0] if kept else None)


def _desk(request: PortalRequest, public_id: UUID) -> Desk:
    desk = Desk(request, incident_of(request, public_id))
    allow(request, Action.REPORT_HAND_OVER, desk.incident)
    if not desk.issued:
        raise missing()
    return desk


@require_http_methods(FORM_METHODS)
@signed_in
def handover_add(request: PortalRequest, public_id: UUID) -> HttpResponseBase:
    """Note who was given an issued version, when and how, with the receipt."""
    desk = _desk(request, public_id)
    form = _handover_form(desk)

    def note(receipt: Evidence | None) -> object:
        words = {name: form.cleaned_data[name] for name in form.cleaned_data.keys() - {"report", "receipt"}}
        return record_handover(
            actor=request.actor, now=clock.now(), report=form.chosen(), receipt=receipt, **words
        )

    return desk.answer(
        form,
        note,
        heading=_("Record a hand-over"),
        submit=_("Record"),
        done=_("The hand-over is on record."),
    )


def _handover_form(desk: Desk) -> HandoverForm:
    zone = desk.incident.organisation.zone
    posted = desk.request.method == "POST"
    return HandoverForm(
        desk.request.POST if posted else None,
        desk.request.FILES if posted else None,
        reports=[(each, version_label(each)) for each in desk.issued],
        zone=zone,
        initial={"moment": picked(clock.now(), zone)},
    )


@require_http_methods(FORM_METHODS)
@signed_in
def receipt_add(request: PortalRequest, public_id: UUID, handover_id: UUID) -> HttpResponseBase:
    """Note the receipt that came after the hand-over: once, for good."""
    desk = _desk(request, public_id)
    given = _handover(desk, handover_id)
    posted = request.method == "POST"
    form = ReceiptForm(request.POST, request.FILES) if posted else ReceiptForm()

    def note(receipt: Evidence | None) -> object:
        number = form.cleaned_data["receipt_reference"]
        return add_receipt(
            actor=request.actor, now=clock.now(), handover=given, receipt=receipt, receipt_reference=number
        )

    return desk.answer(
        form,
        note,
        heading=_("Add the receipt"),
        lead=_lead(desk, given),
        submit=_("Add the receipt"),
        done=_("The receipt is on record."),
    )


def _handover(desk: Desk, handover_id: UUID) -> ReportHandover:
    """A hand-over of one of the incident's reports. Raises `Missing`."""
    every = (given for report in desk.issued for given in report.handovers.all())
    found = next((each for each in every if each.public_id == handover_id), None)
    if found is None:
        raise missing()
    return found


def _lead(desk: Desk, given: ReportHandover) -> str:
    """Which hand-over it is, and that its receipt stays."""
    words = _(
        "For {version}, given to {recipient} on {when}. "
        "The receipt is kept with the hand-over and cannot be exchanged afterwards."
    )
    when = instant_words(given.moment, desk.incident.organisation.zone, reader_language())
    return words.format(version=version_label(given.report), recipient=given.recipient, when=when)
