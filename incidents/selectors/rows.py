"""The rows of a timeline, loaded in three queries whatever its length."""

from __future__ import annotations

from collections import defaultdict

from django.db.models import F

from incidents.derived import FactRows
from incidents.models import FactRevision, Incident, Reading, Settlement


def rows_of(incident: Incident) -> list[FactRows]:
    """Every fact of the incident in order, with its newest revision, readings and settlements."""
    newest = FactRevision.objects.filter(fact__incident=incident, n=F("fact__revision_count"))
    ordered = list(newest.select_related("fact").order_by("fact__sort_at", "fact__id"))
    if not ordered:
        return []
    readings: dict[int, list[Reading]] = defaultdict(list)
    for reading in Reading.objects.filter(fact__incident=incident).order_by("fact", "n"):
        readings[reading.fact_id].append(reading)
    settlements: dict[int, list[Settlement]] = defaultdict(list)
    decided = Settlement.objects.filter(fact__incident=incident).order_by("-id")
    for settlement in decided.select_related("chosen", "evidence", "made_by"):
        settlements[settlement.fact_id].append(settlement)
    return [
        FactRows(revision.fact, revision, readings[revision.fact_id], settlements[revision.fact_id])
        for revision in ordered
    ]
