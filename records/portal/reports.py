"""The record of a report, and taking its file; it is drafted, approved and handed over at its subject."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_safe

from accounts.portal.access import PortalRequest, signed_in
from lib import clock
from records import verify_codes
from records.attachment import attachment
from records.models import IssuedReport, ReportState
from records.report_words import kind_words, origin_words
from records.selectors import report_named, report_record
from records.services.issue_info import file_name
from records.services.reports import open_report


@require_safe
@signed_in
def report(request: PortalRequest, public_id: UUID) -> HttpResponseBase:
    """What is known of one version: state, hashes, approval, to whom it was given."""
    found = report_record(request.actor, public_id)
    return render(request, "records/report.html", _context(request, found))


@require_GET
@signed_in
def download(request: PortalRequest, public_id: UUID) -> HttpResponseBase:
    """The PDF as it was issued, or the draft as it was drafted; taking it stands in the trail."""
    found = report_named(request.actor, public_id)
    file = open_report(actor=request.actor, now=clock.now(), report=found)
    return attachment(file, name=file_name(found), media_type="application/pdf")


def _context(request: PortalRequest, found: IssuedReport) -> dict[str, Any]:
    later = found.superseded_by if hasattr(found, "superseded_by") else None
    issued, withdrawn = found.state == ReportState.ISSUED, found.state == ReportState.WITHDRAWN
    code = verify_codes.shown(found.verify_code)
    return {
        "report": found,
        "look": "superseded" if later else found.state,
        "kind_words": kind_words(found.kind),
        "origin_words": origin_words(found.origin),
        "language_name": dict(settings.LANGUAGES)[found.language],
        "later": later,
        "handovers": found.handovers.all(),
        "subject_url": f"/go/{found.subject_kind}/{found.subject_public_id}",
        "download_url": "" if withdrawn else reverse("records:report_download", args=[found.public_id]),
        "verify_code": code if issued else "",
        "verify_url": reverse("records:verify", args=[code]) if issued else "",
        "zone": request.actor.zone,
    }
