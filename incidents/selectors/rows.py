"""The rows of a timeline: one query whatever its length, two more where a fact is read otherwise as well."""

from __future__ import annotations

from collections import defaultdict

from django.db.models import Exists, F

from incidents.derived import FactRows
from incidents.models import FactRevision, Incident, Reading, Settlement
from lib.db.made_once import MadeOnce

_IS_READ = MadeOnce(lambda fact: Exists(Reading.objects.filter(fact=fact)), key="fact")


def rows_of(incident: Incident) -> list[FactRows]:
    """Every fact of the incident in order, with its newest revision, readings and settlements."""
    newest = FactRevision.objects.filter(fact__incident=incident, n=F("fact__revision_count"))
    marked = newest.select_related("fact").annotate(is_read=_IS_READ)
    ordered = list(marked.order_by("fact__sort_at", "fact__id"))
    if not any(each.is_read for each in ordered):
        return [FactRows(revision.fact, revision, [], []) for revision in ordered]
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
