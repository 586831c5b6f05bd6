"""The tables of the room: events, incidents, timeline, impact, review."""

from incidents.models.event import Event, EventEvidence
from incidents.models.impact import (
    AffectedAsset,
    AffectedData,
    IncidentEvidence,
    IncidentRequirement,
    PersonalDataImpact,
)
from incidents.models.incident import Incident, IncidentMember, IncidentParty
from incidents.models.review import Cause, Lesson, LessonRequirement, Unknown
from incidents.models.timeline import Fact, FactRevision, Reading, Settlement, Source

__all__ = [
    "AffectedAsset",
    "AffectedData",
    "Cause",
    "Event",
    "EventEvidence",
    "Fact",
    "FactRevision",
    "Incident",
    "IncidentEvidence",
    "IncidentMember",
    "IncidentParty",
    "IncidentRequirement",
    "Lesson",
    "LessonRequirement",
    "PersonalDataImpact",
    "Reading",
    "Settlement",
    "Source",
    "Unknown",
]
