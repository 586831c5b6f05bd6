"""The rows of a timeline: one query whatever its length, one more for other readings, one for decisions."""

from __future__ import annotations

from collections import defaultdict

from django.db.models import Exists, F

from incidents.derived import FactRows
from incidents.models import FactRevision, Incident, Reading, Settlement
from lib.db.made_once import MadeOnce

_IS_READ = MadeOnce(lambda fact: Exists(Reading.objects.filter(fact=fact)), key="fact")
_IS_DECIDED = MadeOnce(lambda fact: Exists(Settlement.objects.filter(fact=fact)), key="fact")


def rows_of(incident: Incident) -> list[FactRows]:
    """Every fact of the incident in order, with its newest revision, readings and settlements."""
    newest = FactRevision.objects.filter(fact__incident=incident, n=F("fact__revision_count"))
    marked = newest.select_related("fact").annotate(is_read=_IS_READ, is_decided=_IS_DECIDED)
    ordered = list(marked.order_by("fact__sort_at", "fact__id"))
    readings = _readings(incident) if any(each.is_read for each in ordered) else {}
    settlements = _settlements(incident) if any(each.is_decided for each in ordered) else {}
    return [
        FactRows(each.fact, each, readings.get(each.fact_id, ()), settlements.get(each.fact_id, ()))
        for each in ordered
    ]


def _readings(incident: Incident) -> dict[int, list[Reading]]:
    found: dict[int, list[Reading]] = defaultdict(list)
    for reading in Reading.objects.filter(fact__incident=incident).order_by("fact", "n"):
        found[reading.fact_id].append(reading)
    return found


def _settlements(incident: Incident) -> dict[int, list[Settlement]]:
    found: dict[int, list[Settlement]] = defaultdict(list)
    decided = Settlement.objects.filter(fact__incident=incident).order_by("-id")
    for settlement in decided.select_related("chosen", "evidence", "made_by"):
        found[settlement.fact_id].append(settlement)
    return found
