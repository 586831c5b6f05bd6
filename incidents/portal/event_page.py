"""One reported event as its page shows it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.policy import Action
from accounts.trail_reading import LastChange, last_changes
from followups.wording import reader_language
from incidents.lifecycle import EventState
from incidents.models import Event
from incidents.portal.assess_forms import AssessForm, form_for
from incidents.selectors.events import files_of, readable_incident
from incidents.vocabulary import Origin
from lib.moments import Moment, Precision, unknown_moment
from lib.texts import text_of


def event_context(
    actor: Actor, event: Event, now: datetime, form: AssessForm | None = None, contact: str = ""
) -> dict[str, Any]:
    """The context of `incidents/event.html`, but whether it is fresh and the crumbs."""
    waits = event.state == EventState.REPORTED
    assesses = waits and actor.may(Action.EVENT_ASSESS, event)
    asset = (
        event.asset if event.asset_id and event.asset and actor.may(Action.ASSET_READ, event.asset) else None
    )
    incident = readable_incident(actor, event)
    return {
        "event": event,
        "redacted": redaction_of(event),
        "redact_url": reverse("incidents:event_redact", args=[event.public_id])
        if event.has_words and may_redact_event(actor, event)
        else "",
        "zone": event.organisation.zone,
        "event_stamp": Origin(event.origin).stamp,
        "noticed": noticed_of(event),
        "tlp": event.access.tlp if event.access else "",
        "reporter": event.reported_by.shown_name if event.reported_by else "",
        "contact": contact,
        "contact_url": _contact_url(actor, event),
        "asset_name": text_of(asset, "name").for_reader(reader_language())[0] if asset else "",
        "asset_url": reverse("compliance:asset", args=[asset.public_id]) if asset else "",
        "personal_label": _PERSONAL[event.personal_data_seen](),
        "files": [
            {"evidence": each, "url": _file_url(actor, event, each.public_id)}
            for each in files_of(event, actor)
        ],
        "assess": _assess(form or form_for(actor, event, now), event) if assesses else None,
        "incident_number": _number(actor, event),
        "incident_url": reverse("incidents:incident", args=[incident.public_id]) if incident else "",
    }


def may_redact_event(actor: Actor, event: Event) -> bool:
    """Whether the actor may empty its words: who assesses reports and may have the trail erased."""
    standing = event.incident is None or event.incident.voided_at is None
    erases = actor.may_in(event.organisation_id, Action.TRAIL_ERASE)
    return standing and erases and actor.may(Action.EVENT_ASSESS, event)


def redaction_of(event: Event) -> LastChange | None:
    """Who took its words out and when, as the trail remembers; None for one that says what it said."""
    if event.what:
        return None
    return last_changes([("event", event.pk)], {"redacted"})[1].get("redacted")


def event_crumbs(event: Event | None = None) -> list[dict[str, str]]:
    """The way to an event's page, or past it to a form over it."""
    url = reverse("incidents:event", args=[event.public_id]) if event else ""
    return [{"label": _("Incidents"), "url": reverse("incidents:list")}, {"label": _("Event"), "url": url}]


_PERSONAL = {"yes": lambda: _("Yes"), "no": lambda: _("No"), "unknown": lambda: _("Not known")}


def noticed_of(event: Event) -> Moment:
    """When it was noticed."""
    if event.noticed_earliest is None and event.noticed_latest is None:
        return unknown_moment(event.noticed_zone)
    precision = Precision(event.noticed_precision)
    return Moment(event.noticed_earliest, event.noticed_latest, precision, event.noticed_zone)


def _number(actor: Actor, event: Event) -> str:
    """The number that its report became, for the reporter, who was told it; a known one keeps its own."""
    became = event.state == EventState.INCIDENT and event.incident is not None
    mine = actor.person_id is not None and event.reported_by_id == actor.person_id
    return event.incident.number if event.incident and became and mine else ""


def _contact_url(actor: Actor, event: Event) -> str:
    """Where how to reach the reporter is shown, for who may read personal data; looking is written down."""
    if (
        event.contact is None
        or event.contact.erased_at is not None
        or not actor.may(Action.PERSONAL_DATA_READ, event)
    ):
        return ""
    return reverse("incidents:event_contact", args=[event.public_id])


def _file_url(actor: Actor, event: Event, public_id: object) -> str:
    reads = actor.may(Action.EVIDENCE_READ, event)
    return reverse("records:evidence", args=[public_id]) if reads else ""


def _assess(form: AssessForm, event: Event) -> dict[str, Any]:
    return {"form": form, "action": f"{reverse('incidents:assess', args=[event.public_id])}#assess"}
