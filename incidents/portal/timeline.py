"""The timeline's page: facts with their readings, time chart, durations, sources; a form may stand beside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.policy import Action
from accounts.portal.access import PortalRequest, signed_in
from incidents.portal.chart import chart
from incidents.portal.fact_rows import FactRowMaker
from incidents.portal.figures import figures, figures_note
from incidents.portal.frame import TIMELINE, frame, incident_of, may_change, may_redact, url
from incidents.portal.sources import shown_sources, source_numbers
from incidents.portal.timeline_filters import shown_facts
from incidents.selectors.rows import load_grounds
from incidents.selectors.timeline import Timeline, histories_of, timeline_of

if TYPE_CHECKING:
    from incidents.selectors.incident import FramedIncident


@require_safe
@signed_in
def timeline(request: PortalRequest, public_id: UUID) -> HttpResponseBase:
    """All facts in order."""
    incident = incident_of(request, public_id)
    return timeline_page(request, incident, timeline_of(incident))


def timeline_page(
    request: PortalRequest,
    incident: FramedIncident,
    found: Timeline,
    panel: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page, with a form beside it if there is one."""
    context = timeline_context(request, incident, found) | {"panel": panel}
    return render(request, "incidents/timeline.html", context, status=status)


def timeline_context(request: PortalRequest, incident: FramedIncident, found: Timeline) -> dict[str, Any]:
    """The context of `incidents/timeline.html`."""
    actor = request.actor
    shown = shown_facts(incident, found.states, request.GET)
    load_grounds(state.rows for state in found.states)
    records = may_change(actor, Action.FACT_RECORD, incident)
    corrected = any(state.rows.fact.revision_count > 1 for state in shown.states)
    maker = FactRowMaker(
        incident,
        found,
        source_numbers(incident),
        records=records,
        settles=may_change(actor, Action.FACT_SETTLE, incident),
        redacts=may_redact(actor, incident),
        reads_files=actor.may(Action.EVIDENCE_READ, incident),
        history=histories_of(incident) if corrected else {},
    )
    return {
        **frame(actor, incident, TIMELINE),
        "facts": maker.rows(shown.states),
        "total": len(found.states),
        "chart": chart(incident, found.states),
        "figures": figures(found),
        "figures_note": figures_note(found),
        "sources": shown_sources(incident),
        "source_url": url("source_add", incident) if records else "",
        **shown.context,
    }
