"""The register of incidents."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.policy import Action
from accounts.portal.access import PortalRequest, signed_in
from incidents.models import Incident
from incidents.models.incident import IncidentQuerySet
from incidents.portal.register_rows import event_row, incident_row
from incidents.portal.register_strip import REPORTED, counted, filter_strip, pills, wanted_from
from incidents.selectors.events import own_events, waiting_events
from incidents.selectors.register import (
    MOST_COUNTED,
    VOIDED,
    View,
    Wanted,
    beside,
    count_matches,
    matching_incidents,
    newest,
    numbers,
    rows_found,
)
from lib import clock
from lib.paging import KeysetPage, keyset_page

PAGE = 50


@require_safe
@signed_in
def register(request: PortalRequest) -> HttpResponseBase:
    """Incidents by view and filters, events that wait on top; or what the reader has reported."""
    reads = request.actor.may_somewhere(Action.INCIDENT_READ)
    own = request.GET.get("view") == REPORTED or not reads
    context = _reports(request, reads) if own else _incidents(request)
    return render(
        request, "incidents/list.html", {**context, "report_url": reverse("incidents:report_event")}
    )


def _incidents(request: PortalRequest) -> dict[str, Any]:
    """The context of the register proper."""
    actor, now, wanted = request.actor, clock.now(), wanted_from(request.GET)
    counts = numbers(actor, now)
    page, matches = _page(matching_incidents(actor, now, wanted), request.GET, narrowed=wanted.narrowed)
    extras = beside(actor, page.rows, wanted.words)
    rows = [incident_row(each, extras[each.pk], wanted.words) for each in page.rows]
    if _shows_waiting(wanted) and not page.newer_url:
        rows = [event_row(each) for each in waiting_events(actor)] + rows
    return {
        "counts": {view.value: counts.views[view] for view in View},
        "pills": pills(counts, wanted.view, request.GET, own_reports=True),
        "matches": matches,
        "matches_more": matches is not None and matches >= MOST_COUNTED,
        "matches_words": counted(matches or 0),
        "rows": rows,
        "voided": wanted.view == VOIDED,
        "newer_url": page.newer_url,
        "older_url": page.older_url,
        "shown": "",
        **filter_strip(actor, request.GET, wanted, counts, now),
    }


def _page(
    matching: IncidentQuerySet, asked: QueryDict, *, narrowed: bool
) -> tuple[KeysetPage[Incident], int | None]:
    """One page, and how many match in all pages if anything is asked for."""
    if not narrowed:
        return keyset_page(matching, asked, size=PAGE), None
    if "before" in asked or "after" in asked:
        return keyset_page(matching, asked, size=PAGE), count_matches(matching)
    keys, matches = newest(matching, PAGE + 1)
    return keyset_page(rows_found(keys), asked, size=PAGE), matches


def _shows_waiting(wanted: Wanted) -> bool:
    """Events that wait stand above what is open, as long as nothing else is asked for."""
    return wanted.view in {View.OPEN, View.ALL} and not wanted.narrowed


def _reports(request: PortalRequest, reads: bool) -> dict[str, Any]:
    """The context of one's own reports, newest first."""
    page = keyset_page(own_events(request.actor), request.GET, size=PAGE)
    counts = numbers(request.actor, clock.now()) if reads else None
    return {
        "counts": {"open": None},
        "heading": _("My reports"),
        "pills": pills(counts, REPORTED, request.GET, own_reports=True) if counts else [],
        "matches": None,
        "rows": [event_row(each) for each in page.rows],
        "newer_url": page.newer_url,
        "older_url": page.older_url,
        "shown": "",
        "filters": [],
    }
