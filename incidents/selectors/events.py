"""Reported events: those that wait for assessment, one's own, and one with all that its page shows."""

from __future__ import annotations

from uuid import UUID

from accounts.actors import Actor
from accounts.selectors import one_named
from incidents.models import Event, EventEvidence, Incident
from incidents.models.event import EventQuerySet
from records.models import Evidence

MOST_WAITING = 20
MOST_KNOWN = 50


def waiting_events(actor: Actor, limit: int = MOST_WAITING) -> list[Event]:
    """Reported and not yet assessed, what is to be assessed first on top; one query."""
    rows = Event.objects.visible_to(actor).waiting().select_related("organisation", "access")
    return list(rows.order_by("assess_by", "pk")[:limit])


def own_events(actor: Actor) -> EventQuerySet:
    """What the actor has reported, newest first, with what a list shows."""
    mine = Event.objects.visible_to(actor).filter(reported_by=actor.person_id or 0)
    return mine.select_related("organisation", "access", "incident").order_by("-pk")


def event_for(actor: Actor, public_id: UUID | str) -> Event:
    """One event with its people and contact. Raises `Missing`."""
    rows = Event.objects.visible_to(actor).select_related(
        "organisation",
        "access",
        "asset",
        "reported_by",
        "assessed_by",
        "incident",
        "contact__organisation",
        "contact__access",
    )
    return one_named(rows, public_id)


def files_of(event: Event, actor: Actor) -> list[Evidence]:
    """The files that came with a report, as far as the actor may see them; the reporter's own always."""
    links = EventEvidence.objects.filter(event=event).select_related("evidence__blob").order_by("pk")
    if event.reported_by_id != actor.person_id:
        links = links.filter(evidence__in=Evidence.objects.visible_to(actor))
    return [each.evidence for each in links]


def readable_incident(actor: Actor, event: Event) -> Incident | None:
    """The incident that an event became or was added to, if the actor may read it."""
    if event.incident_id is None:
        return None
    return Incident.objects.visible_to(actor).filter(pk=event.incident_id).first()


def known_incidents(actor: Actor, event: Event, limit: int = MOST_KNOWN) -> list[Incident]:
    """The newest incidents that an event could already be: same organisation, same kind; one query."""
    rows = Incident.objects.visible_to(actor).filter(
        organisation=event.organisation_id, origin=event.origin, voided_at__isnull=True
    )
    return list(rows.select_related("organisation", "access").order_by("-pk")[:limit])
