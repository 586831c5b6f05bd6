"""The record of a piece of evidence: its custody, its download, and marking it as a mistake."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_safe

from accounts.policy import Action
from accounts.portal.access import PortalRequest, signed_in
from accounts.portal.answers import see_other
from lib import clock, panels
from lib.errors import Conflict, Invalid
from lib.forms.refusals import show_refusal
from lib.shown import forms_only
from records.attachment import attachment
from records.models import Evidence
from records.portal.forms import VoidForm
from records.selectors import custody_of, evidence_named
from records.services.vault import open_for_reading, record_opened, void_evidence

_LONGEST_KEY = 18


@require_safe
@signed_in
def evidence(request: PortalRequest, public_id: UUID) -> HttpResponseBase:
    """The record; opening it stands in the custody log."""
    found = evidence_named(request.actor, public_id)
    record_opened(actor=request.actor, now=clock.now(), evidence=found)
    form = VoidForm(initial={"version": found.version}) if "void" in request.GET else None
    return _page(request, found, form)


@require_GET
@signed_in
def download(request: PortalRequest, public_id: UUID) -> HttpResponseBase:
    """The file, as an attachment; taking it stands in the custody log before the first byte."""
    found = evidence_named(request.actor, public_id)
    file = open_for_reading(actor=request.actor, now=clock.now(), evidence=found)
    return attachment(file, name=found.filename, media_type=found.media_type)


@forms_only
@signed_in
def void(request: PortalRequest, public_id: UUID) -> HttpResponseBase:
    """Mark it as a mistake, with the reason."""
    found = evidence_named(request.actor, public_id)
    form = VoidForm(request.POST)
    if form.is_valid():
        try:
            void_evidence(actor=request.actor, now=clock.now(), evidence=found, **form.cleaned_data)
        except Invalid as error:
            show_refusal(form, error)
        except Conflict as error:
            messages.error(request, str(error))
            return see_other(reverse("records:evidence", args=[found.public_id]))
        else:
            messages.success(request, _("The file is void. It stays on record with its reason."))
            return see_other(reverse("records:evidence", args=[found.public_id]))
    return _page(request, found, form, status=422)


def _page(
    request: PortalRequest, found: Evidence, form: VoidForm | None, status: int = 200
) -> HttpResponseBase:
    page = reverse("records:evidence", args=[found.public_id])
    may_void = found.voided_at is None and request.actor.may(Action.EVIDENCE_VOID, found)
    custody = custody_of(found, before=_before(request))
    subjects = panels.ask("evidence.subjects", request.actor, found, otherwise=[])
    context: dict[str, Any] = {
        "evidence": found,
        "custody": custody.entries,
        "custody_total": custody.total,
        "older_url": f"{page}?before={custody.older}" if custody.older else "",
        "newer_url": page if _before(request) else "",
        "subjects": subjects,
        "crumbs": [*subjects[:1], {"label": _("Evidence")}] if subjects else [],
        "tlp": found.access.tlp if found.access else "",
        "zone": request.actor.zone,
        "download_url": ""
        if found.voided_at
        else reverse("records:evidence_download", args=[found.public_id]),
        "void_url": f"{page}?void=1" if may_void else "",
    }
    if form is not None and may_void:
        action = reverse("records:evidence_void", args=[found.public_id])
        context["void"] = {"form": form, "action": action, "close_url": page}
    return render(request, "records/evidence.html", context, status=status)


def _before(request: PortalRequest) -> int | None:
    """Where the shown stretch of the custody log ends; the newest for anything that is no key."""
    given = request.GET.get("before", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) <= _LONGEST_KEY else None
