"""Addresses below /api/v1/ of the room."""

from __future__ import annotations

from django.urls import path

from incidents.api.views import belongings, events, facts, incidents, involved, review

_ONE = "incidents/<uuid:public_id>"
_FACT = f"{_ONE}/facts/<uuid:fact_id>"
_UNKNOWN = f"{_ONE}/unknowns/<uuid:unknown_id>"

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
    path(f"{_ONE}/causes", review.IncidentCauses.as_view(), name="incident_causes"),
    path(
        f"{_ONE}/causes/<uuid:cause_id>/void", review.IncidentCauseVoid.as_view(), name="incident_cause_void"
    ),
    path(f"{_ONE}/unknowns", review.IncidentUnknowns.as_view(), name="incident_unknowns"),
    path(f"{_UNKNOWN}/answer", review.IncidentUnknownAnswer.as_view(), name="incident_unknown_answer"),
    path(f"{_UNKNOWN}/reopen", review.IncidentUnknownReopen.as_view(), name="incident_unknown_reopen"),
    path(f"{_ONE}/lessons", review.IncidentLessons.as_view(), name="incident_lessons"),
    path(
        f"{_ONE}/requirements/<str:code>", review.IncidentRequirement.as_view(), name="incident_requirement"
    ),
    path(f"{_ONE}/assets/<uuid:asset_id>", involved.IncidentAsset.as_view(), name="incident_asset"),
    path(f"{_ONE}/parties/<uuid:organisation_id>", involved.IncidentParty.as_view(), name="incident_party"),
    path(f"{_ONE}/members", involved.IncidentMembers.as_view(), name="incident_members"),
    path(
        f"{_ONE}/members/<uuid:person_id>/<str:role>",
        involved.IncidentMember.as_view(),
        name="incident_member",
    ),
    path(f"{_ONE}/evidence", belongings.IncidentEvidenceList.as_view(), name="incident_evidence"),
    path(f"{_ONE}/reports", belongings.IncidentReportList.as_view(), name="incident_reports"),
    path(f"{_ONE}/follow-ups", belongings.IncidentFollowUpList.as_view(), name="incident_follow_ups"),
]
