"""Assessing a reported event: an incident, none, or one already known (ISO/IEC 27001 A.5.25)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.policy import Action
from accounts.services.access import change_access, kept_by
from accounts.services.following import follow_access
from accounts.services.trail import writing
from incidents.lifecycle import EventState, assessable
from incidents.models import AffectedAsset, Event, EventEvidence, Incident, IncidentEvidence
from incidents.services.aggregate import grown, reindex, require
from incidents.services.aggregate import subject_of as incident_subject
from incidents.services.entries import FactData, SourceData
from incidents.services.events import index, require_assessing, subject_of, tell_reporter
from incidents.services.fact_rows import add_fact, refresh
from incidents.services.impact import carry_personal_data
from incidents.services.incidents import Classification, open_incident
from incidents.services.sources import add_source_row
from incidents.vocabulary import Claim, FactKind
from lib.db.checks import checked
from lib.errors import Conflict, Invalid, Stale
from lib.moments import Moment, Precision, unknown_moment
from lib.texts import Text, text_in
from records.services.sharing import hand_to_access

_TOLD = {
    EventState.INCIDENT: "event_became_incident",
    EventState.NO_INCIDENT: "event_no_incident",
    EventState.DUPLICATE: "event_duplicate",
}
_REPORT = Text(id="Laporan peristiwa", en="Event report")
_REDACTED = Text(id="Laporan yang teksnya sudah dihapus.", en="A report whose text was redacted.")
_AWARE = Text(
    id="Peristiwa dilaporkan kepada tim respons.", en="The event was reported to the response team."
)


@dataclass(frozen=True, slots=True)
class Opening:
    """What an event is opened with as an incident."""

    title: Text
    summary: Text | None = None
    tlp: str = "AMBER"
    restricted: bool = False
    classification: Classification | None = None
    impact: int | None = None
    urgency: int | None = None


def assess_event(
    *,
    actor: Actor,
    now: datetime,
    event: Event,
    version: int,
    outcome: str,
    reason: str = "",
    opening: Opening | None = None,
    incident: Incident | None = None,
) -> Event:
    """Judge an event, once; whoever reported it is told.

    `incident` opens one from `opening`, which gets its number, the report as its first source, and two facts:
    what was noticed, and that the body was told. `duplicate` adds the report to `incident`. Either carries
    over that the reporter saw personal data. Anything but opening wants a reason. Raises `Missing`,
    `Refused`, `Invalid`, `Conflict` when it was judged, `Stale`.
    """
    require_assessing(actor, event)
    state = _known(outcome)
    words = reason.strip()
    if state != EventState.INCIDENT and not words:
        raise Invalid(_("Say why, in words that the reporter will read."), field="reason")
    checked(Event(assessment=words), ["assessment"])
    with writing() as book:
        _claim(event, version)
        if state == EventState.INCIDENT:
            event.incident = _opened(actor, now, event, opening)
        elif state == EventState.DUPLICATE:
            event.incident = _joined(actor, now, event, incident)
        event.state, event.assessment = state, words
        event.assessed_at, event.assessed_by_id = now, actor.person_id
        event.save(update_fields=["state", "assessment", "assessed_at", "assessed_by", "incident", "access"])
        index(event)
        if event.incident is not None:
            new = state == EventState.INCIDENT
            # Nobody else can have said anything of an incident that is new: what this report saw decides.
            concerned = event.personal_data_seen == "yes" if new else None
            carry_personal_data(actor=actor, now=now, incident=event.incident, concerned=concerned)
        subjects = [subject_of(event)] + ([incident_subject(event.incident)] if event.incident else [])
        book.record(
            actor=actor,
            now=now,
            verb="event.assessed",
            organisation=event.organisation,
            access=event.access,
            subjects=subjects,
            changes={"outcome": (EventState.REPORTED.value, state.value), "reason": ("", words)},
        )
        tell_reporter(now, event, _TOLD[state], event.incident.number if event.incident else "")
    return event


def _known(outcome: str) -> EventState:
    if outcome not in _TOLD:
        raise Invalid(_("An event is an incident, none, or already known."), field="outcome")
    return EventState(outcome)


def _claim(event: Event, version: int) -> None:
    """Hold the event if it is still to be judged and has that version."""
    rows = Event.objects.filter(pk=event.pk, version=version, state=EventState.REPORTED)
    if rows.update(version=version + 1):
        event.version = version + 1
        return
    current = Event.objects.only("version", "state").get(pk=event.pk)
    if not assessable(EventState(current.state)):
        raise Conflict(_("This event was assessed already."), code="assessed")
    raise Stale(_("Somebody else has changed this meanwhile."), current=current.version)


def _opened(actor: Actor, now: datetime, event: Event, opening: Opening | None) -> Incident:
    """The incident that the event becomes, under the access that the event already has."""
    if opening is None:
        raise Invalid(_("An incident needs a title."), field="title")
    access = event.access
    if access is not None and (access.tlp, access.restricted) != (opening.tlp, opening.restricted):
        access = change_access(
            actor=actor,
            now=now,
            access=kept_by(access, event.organisation),
            version=access.version,
            tlp=opening.tlp,
            restricted=opening.restricted,
            subject=subject_of(event),
        )
    incident = open_incident(
        actor=actor,
        now=now,
        organisation=event.organisation,
        title=opening.title,
        summary=opening.summary,
        origin=event.origin,
        language=event.language,
        classification=opening.classification,
        impact=opening.impact,
        urgency=opening.urgency,
        access=access,
    )
    _tell_timeline(actor, now, incident, event, new=True)
    if event.asset is not None:
        AffectedAsset.objects.create(incident=incident, asset=event.asset)
    _attach_files(incident, EventEvidence.objects.filter(event=event).values_list("evidence_id", flat=True))
    reindex(incident)
    return incident


def _joined(actor: Actor, now: datetime, event: Event, incident: Incident | None) -> Incident:
    """The incident that the event already was; the report becomes one more source of it.

    It comes under the incident's access, and what the trail says of it and of its files follows.
    """
    if incident is None:
        raise Invalid(_("Say which incident it already is."), field="incident")
    require(actor, Action.FACT_RECORD, incident)
    if incident.organisation_id != event.organisation_id or incident.origin != event.origin:
        raise Invalid(_("The incident must be of the same organisation and kind."), field="incident")
    grown(incident, now=now)
    files = [each.evidence for each in event.evidence_links.select_related("evidence__organisation")]
    hand_to_access(actor=actor, now=now, evidence=files, access=incident.access)
    if event.access is not None:
        left, about = kept_by(event.access, event.organisation), subject_of(event)
        follow_access(actor=actor, now=now, left=left, access=incident.access, subject=about)
    event.access = incident.access
    _tell_timeline(actor, now, incident, event)
    _attach_files(incident, [each.pk for each in files])
    reindex(incident)
    return incident


def _tell_timeline(
    actor: Actor, now: datetime, incident: Incident, event: Event, *, new: bool = False
) -> None:
    """The report as a source, what was noticed as a fact, and that the body was told as another.

    In a `new` incident there is nothing else, and nothing is asked.
    """
    zone = incident.organisation.zone
    told = Moment(event.reported_at.replace(second=0, microsecond=0), None, Precision.MINUTE, zone)
    source = add_source_row(incident, SourceData(title=_REPORT, published=told), number=1 if new else None)
    noticed = unknown_moment(event.noticed_zone)
    if event.noticed_earliest is not None or event.noticed_latest is not None:
        noticed = Moment(
            event.noticed_earliest,
            event.noticed_latest,
            Precision(event.noticed_precision),
            event.noticed_zone,
        )
    facts = (
        FactData(
            kind=FactKind.DETECTION,
            claim=Claim.REPORTED,
            what=text_in(event.language, event.what) if event.what else _REDACTED,
            moment=noticed,
            source=source,
            as_said=event.noticed_as_said,
        ),
        FactData(kind=FactKind.AWARENESS, claim=Claim.CONFIRMED, what=_AWARE, moment=told, source=source),
    )
    made = [add_fact(actor=actor, now=now, incident=incident, data=data) for data in facts]
    refresh(incident, unversioned=[each.fact for each in made], rows=made if new else None)


def _attach_files(incident: Incident, files: Iterable[int]) -> None:
    IncidentEvidence.objects.bulk_create(
        [IncidentEvidence(incident=incident, evidence_id=each) for each in files], ignore_conflicts=True
    )
