"""Reports that joined an incident: what was written about them before goes as far as the incident does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from django.db.models import Expression, Q, QuerySet

from accounts.actors import Actor
from accounts.models import Access, AccessGrant, TrailSubject
from accounts.services.access import kept_by
from accounts.services.following import follow_all
from accounts.services.trail import Subject
from incidents.models import Event, Incident
from lib.db.gathering import InstancesOf, RowsOf
from lib.db.made_once import MadeOnce

_ACCESS = ("organisation_id", "tlp", "restricted", "needs_grant", "version")


def let_follow(*, actor: Actor, now: datetime, incident: Incident) -> None:
    """Let the accesses that joined reports left behind follow the incident's: two queries at most.

    Called by every verb that changes who sees the incident, while its row is held. Which access a report had
    stands in the trail, whose entries stay under it.
    """
    rows = _reported(incident).exclude(entry__access=incident.access_id)
    left = [
        (each.entry.access, Subject(each.kind, each.object_id, each.public_id))
        for each in rows.select_related("entry__access__organisation")
        if each.entry.access is not None
    ]
    follow_all(actor=actor, now=now, left=left, access=incident.access)


def _reported(incident: Incident | Expression) -> QuerySet[TrailSubject]:
    """Where the trail says under which access reports stood that joined the incident."""
    joined = Event.objects.filter(incident=incident).values("pk")
    return TrailSubject.objects.filter(
        kind="event", object_id__in=joined, entry__verb="event.reported", entry__access__isnull=False
    )


def _grants(incident: Expression) -> InstancesOf:
    """The standing grants to the incident and to what its reports left behind."""
    its_own = Incident.objects.filter(pk=incident).values("access")
    accesses = Q(access__in=its_own) | Q(access__in=_reported(incident).values("entry__access"))
    return InstancesOf(AccessGrant.objects.standing().filter(accesses).order_by("pk"))


@cache
def telling(key: str = "incident") -> dict[str, Expression]:
    """Columns for a query of rows with an incident at `key`, for `let_told_follow`; `standing_grants` are all
    those to the incident and to what its reports left behind."""
    return {"left_behind": MadeOnce(_left, key=key), "standing_grants": MadeOnce(_grants, key=key)}


def _left(incident: Expression) -> RowsOf:
    """The reports that joined the incident, each with the access under which it stood."""
    named = ("kind", "object_id", "public_id", "entry__access_id")
    rule = [f"entry__access__{name}" for name in _ACCESS]
    return RowsOf(_reported(incident).order_by("pk"), *named, *rule)


def let_told_follow(
    *, actor: Actor, now: datetime, incident: Incident, told: Any, standing: Sequence[AccessGrant]
) -> None:
    """The same as `let_follow` for a row that told of it, with the grants that stand by now: asks nothing."""
    left = [
        (_access(each, incident), Subject(each.kind, each.object_id, each.public_id))
        for each in told.left_behind
        if each.entry_access_id != incident.access_id
    ]
    follow_all(actor=actor, now=now, left=left, access=incident.access, standing=standing)


def _access(told: Any, incident: Incident) -> Access:
    values = {name: getattr(told, f"entry_access_{name}") for name in _ACCESS}
    return kept_by(Access(pk=told.entry_access_id, **values), incident.organisation)
