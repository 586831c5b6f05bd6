"""Numbers about incidents: by class, and by month of registration in the organisation's zone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from accounts.actors import Actor
from incidents.models import Incident
from incidents.models.incident import IncidentQuerySet
from incidents.vocabulary import Origin, RsitClass
from lib.db.months import MonthIn
from lib.zones import zone_info


@dataclass(frozen=True, slots=True)
class ClassAndMonth:
    """How many incidents of a class were registered in a month; `rsit` is empty where none was chosen."""

    month: str
    rsit: str
    count: int

    @property
    def label(self) -> str:
        """The class in the active language; empty for none."""
        return str(RsitClass(self.rsit).label) if self.rsit else ""


def counts_by_class_and_month(
    actor: Actor,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    origins: Sequence[str] = (Origin.LIVE,),
) -> list[ClassAndMonth]:
    """Live incidents that the actor may see, by class and month ("2026-11"), oldest month first.

    One query, beside the actor's grants. Months begin where the actor's home has midnight. `since` counts,
    `until` does not.
    """
    rows = _counted(actor, origins)
    if since is not None:
        rows = rows.filter(registered_at__gte=since)
    if until is not None:
        rows = rows.filter(registered_at__lt=until)
    grouped = rows.annotate(month=MonthIn("registered_at", zone_info(actor.zone))).values("month", "rsit")
    # Sorted here: asked for an order, PostgreSQL sorts every incident instead of the few hundred sums.
    found = [ClassAndMonth(**each) for each in grouped.annotate(count=Count("id"))]
    return sorted(found, key=lambda each: (each.month, each.rsit))


def _counted(actor: Actor, origins: Sequence[str]) -> IncidentQuerySet:
    rows = Incident.objects.visible_to(actor).filter(voided_at__isnull=True)
    return rows.filter(origin__in=list(origins)).order_by()
