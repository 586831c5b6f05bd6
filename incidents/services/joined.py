"""Reports that joined an incident: what was written about them before goes as far as the incident does."""

from __future__ import annotations

from datetime import datetime

from accounts.actors import Actor
from accounts.models import TrailSubject
from accounts.services.following import follow_all
from accounts.services.trail import Subject
from incidents.models import Event, Incident


def let_follow(*, actor: Actor, now: datetime, incident: Incident) -> None:
    """Let the accesses that joined reports left behind follow the incident's: two queries at most.

    Called by every verb that changes who sees the incident, while its row is held. Which access a report had
    stands in the trail, whose entries stay under it.
    """
    joined = Event.objects.filter(incident=incident).values("pk")
    rows = TrailSubject.objects.filter(
        kind="event", object_id__in=joined, entry__verb="event.reported", entry__access__isnull=False
    ).exclude(entry__access=incident.access_id)
    left = [
        (each.entry.access, Subject(each.kind, each.object_id, each.public_id))
        for each in rows.select_related("entry__access__organisation")
        if each.entry.access is not None
    ]
    follow_all(actor=actor, now=now, left=left, access=incident.access)
