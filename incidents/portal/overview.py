"""The first page of an incident: what is known at a glance, what is due, what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.actors import Actor
from accounts.policy import Action
from accounts.portal.access import PortalRequest, signed_in
from incidents.portal import sheet_parts as parts
from incidents.portal.fact_rows import FactRowMaker
from incidents.portal.figures import figures
from incidents.portal.frame import OVERVIEW, beside, frame, incident_of, may_change, url
from incidents.portal.sources import shown_sources, source_numbers
from incidents.selectors.follow_ups import follow_ups_of
from incidents.selectors.incident import incident_sheet
from incidents.selectors.rows import load_grounds
from incidents.selectors.timeline import timeline_of
from lib import clock

if TYPE_CHECKING:
    from incidents.selectors.incident import IncidentSheet

_SHORT = 6
"""So many follow-ups stand beside the overview; the tab has all."""


@require_safe
@signed_in
def overview(request: PortalRequest, public_id: UUID) -> HttpResponseBase:
    """What is known at a glance."""
    incident = incident_sheet(request.actor, public_id, clock.now())
    return render(request, "incidents/overview.html", overview_context(request.actor, incident))


@require_safe
@signed_in
def clocks(request: PortalRequest, public_id: UUID) -> HttpResponseBase:
    """The deadline cards again, for a page that stays open."""
    incident = incident_of(request, public_id)
    follow_ups = follow_ups_of(request.actor, incident)
    context = {"clocks": parts.clock_cards(follow_ups), "clocks_url": url("clocks", incident)}
    return render(request, "partials/clocks.html", context)


def overview_context(actor: Actor, incident: IncidentSheet) -> dict[str, Any]:
    """The context of `incidents/overview.html`, besides a form that stands open on it."""
    timeline = timeline_of(incident)
    facts = timeline.key_facts()
    load_grounds(state.rows for state in facts)
    follow_ups = follow_ups_of(actor, incident)
    edits = may_change(actor, Action.INCIDENT_EDIT, incident)
    records = may_change(actor, Action.FACT_RECORD, incident)
    maker = FactRowMaker(incident, timeline, source_numbers(incident))
    return {
        **frame(actor, incident, OVERVIEW),
        "clocks": parts.clock_cards(follow_ups),
        "clocks_url": url("clocks", incident),
        "facts": maker.rows(facts),
        "facts_all": len(timeline.states),
        "add_fact_url": beside("fact_add", incident) if records else "",
        "summary_edit_url": url("edit", incident) if edits else "",
        "unknowns": parts.unknowns(incident, records),
        "answered": parts.answered(incident, records),
        "causes": parts.causes(incident, records),
        "members": parts.members(incident),
        "reported_in": parts.reported_in(incident),
        "figures": figures(timeline),
        "lost": parts.losses(incident),
        "assets": parts.assets(actor, incident),
        "organisations": parts.organisations(incident),
        "data": parts.personal_data(incident),
        "requirements": parts.requirements(incident),
        "follow_ups": parts.todo(follow_ups[:_SHORT]),
        "follow_ups_url": url("follow_ups", incident),
        "sources": shown_sources(incident),
        "edit_urls": parts.edit_urls(
            incident, edits, records, may_change(actor, Action.INCIDENT_SHARE, incident)
        ),
    }
