"""The rows of a timeline: one query whatever its length, and one more where readings were decided on."""

from __future__ import annotations

from collections import defaultdict

from django.db.models import Exists, F

from incidents.derived import FactRows
from incidents.models import FactRevision, Incident, Reading, Settlement
from lib.db.gathering import InstancesOf
from lib.db.made_once import MadeOnce

_READINGS = MadeOnce(lambda fact: InstancesOf(Reading.objects.filter(fact=fact).order_by("n")), key="fact")
_IS_DECIDED = MadeOnce(lambda fact: Exists(Settlement.objects.filter(fact=fact)), key="fact")


def rows_of(incident: Incident) -> list[FactRows]:
    """Every fact of the incident in order, with its newest revision, readings and settlements."""
    newest = FactRevision.objects.filter(fact__incident=incident, n=F("fact__revision_count"))
    marked = newest.select_related("fact").annotate(readings=_READINGS, is_decided=_IS_DECIDED)
    ordered = list(marked.order_by("fact__sort_at", "fact__id"))
    settlements = _settlements(incident) if any(each.is_decided for each in ordered) else {}
    return [FactRows(each.fact, each, each.readings, settlements.get(each.fact_id, ())) for each in ordered]


def _settlements(incident: Incident) -> dict[int, list[Settlement]]:
    found: dict[int, list[Settlement]] = defaultdict(list)
    decided = Settlement.objects.filter(fact__incident=incident).order_by("-id")
    for settlement in decided.select_related("chosen", "evidence", "made_by"):
        found[settlement.fact_id].append(settlement)
    return found
