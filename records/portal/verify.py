"""The public check of a report: anybody who holds its code, and nothing but what everybody may know."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, override
from django.views.decorators.http import require_safe

from lib.addresses import client_address
from lib.limits import Limit
from records import verify_codes
from records.models import IssuedReport
from records.report_words import kind_words, origin_words
from records.selectors import Verified, verified

MISSES = Limit("verify", 20, 60)
"""Unknown codes from one address; whoever holds a report is never slowed down."""

_LONGEST_CODE = 40


@require_safe
def verify(request: HttpRequest, code: str = "") -> HttpResponseBase:
    """What is known of the code; 404 for one that names no issued report. Sets no cookie."""
    asked = (code or request.GET.get("code", ""))[:_LONGEST_CODE]
    known = verify_codes.read(asked)
    if not code and known:
        language = f"?lang={request.GET['lang']}" if request.GET.get("lang") in _LANGUAGES else ""
        address = reverse("records:verify", args=[verify_codes.shown(known)])
        return HttpResponseRedirect(address + language)
    found = verified(asked) if asked else None
    wait = MISSES.passed_by(client_address(request)) if asked and found is None else None
    with override(_language(request)):
        response = render(request, "verify/verify.html", _context(request, asked, found, wait))
        response["Content-Language"] = get_language() or settings.LANGUAGE_CODE
    response.status_code = 429 if wait else 404 if asked and found is None else 200
    if wait:
        response["Retry-After"] = str(wait)
    return response


_LANGUAGES = frozenset(key for key, _name in settings.LANGUAGES)


def _language(request: HttpRequest) -> str:
    """The language of the link, else the reader's."""
    asked = request.GET.get("lang", "")
    return asked if asked in _LANGUAGES else get_language() or settings.LANGUAGE_CODE


def _context(request: HttpRequest, asked: str, found: Verified | None, wait: int | None) -> dict[str, Any]:
    newer = found.newer if found else None
    chosen = request.GET.get("lang", "")
    return {
        "code": asked,
        "busy": wait is not None,
        "report": _shown(found.report, newer) if found else None,
        "newer": _newer(newer) if newer else None,
        "elsewhere": _elsewhere(found.elsewhere) if found and found.elsewhere else None,
        "check_url": reverse("records:verify_any"),
        "chosen_language": chosen if chosen in _LANGUAGES else "",
    }


def _shown(report: IssuedReport, newer: IssuedReport | None) -> dict[str, Any]:
    """What everybody may know of it, in the reader's language."""
    titles = {"id": report.verify_line_id, "en": report.verify_line_en}
    return {
        "state": "superseded" if newer else "issued",
        "organisation": report.organisation.name,
        "kind": kind_words(report.kind),
        "title": titles.get(get_language() or "") or report.verify_line_id or report.verify_line_en,
        "number": report.number,
        "language": dict(settings.LANGUAGES)[report.language],
        "issued_at": report.approved_at,
        "zone": report.organisation.zone,
        "code": verify_codes.shown(report.verify_code),
        "sha256": report.snapshot_sha256,
        "file_sha256": report.blob.sha256 if report.blob else "",
        "origin": report.origin,
        "origin_words": origin_words(report.origin),
    }


def _newer(report: IssuedReport) -> dict[str, Any]:
    code = verify_codes.shown(report.verify_code)
    return {
        "number": report.number,
        "issued_at": report.approved_at,
        "url": reverse("records:verify", args=[code]),
    }


def _elsewhere(report: IssuedReport) -> dict[str, Any]:
    """What everybody may know of a later version in another language; its code stays with its holders."""
    return {
        "number": report.number,
        "issued_at": report.approved_at,
        "language": dict(settings.LANGUAGES)[report.language],
    }
