"""Addresses below /api/v1/ of the room."""

from __future__ import annotations

from django.urls import path

from incidents.api.views import belongings, events, facts, incidents

_ONE = "incidents/<uuid:public_id>"
_FACT = f"{_ONE}/facts/<uuid:fact_id>"

urlpatterns = [
    path("events", events.EventList.as_view(), name="events"),
    path("events/<uuid:public_id>", events.EventDetail.as_view(), name="event"),
    path("events/<uuid:public_id>/assess", events.EventAssess.as_view(), name="event_assess"),
    path("incidents", incidents.IncidentList.as_view(), name="incidents"),
    path("incidents/counts", incidents.IncidentCounts.as_view(), name="incident_counts"),
    path(_ONE, incidents.IncidentDetail.as_view(), name="incident"),
    path(f"{_ONE}/phase", incidents.IncidentPhase.as_view(), name="incident_phase"),
    path(f"{_ONE}/close", incidents.IncidentClose.as_view(), name="incident_close"),
    path(f"{_ONE}/reopen", incidents.IncidentReopen.as_view(), name="incident_reopen"),
    path(f"{_ONE}/void", incidents.IncidentVoid.as_view(), name="incident_void"),
    path(f"{_ONE}/facts", facts.FactList.as_view(), name="facts"),
    path(_FACT, facts.FactDetail.as_view(), name="fact"),
    path(f"{_FACT}/readings", facts.FactReadings.as_view(), name="fact_readings"),
    path(f"{_FACT}/settle", facts.FactSettle.as_view(), name="fact_settle"),
    path(f"{_FACT}/unsettle", facts.FactUnsettle.as_view(), name="fact_unsettle"),
    path(f"{_ONE}/sources", facts.SourceList.as_view(), name="sources"),
    path(f"{_ONE}/evidence", belongings.IncidentEvidenceList.as_view(), name="incident_evidence"),
    path(f"{_ONE}/reports", belongings.IncidentReportList.as_view(), name="incident_reports"),
    path(f"{_ONE}/follow-ups", belongings.IncidentFollowUpList.as_view(), name="incident_follow_ups"),
]
