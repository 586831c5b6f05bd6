"""The rows of a timeline: one query whatever its length."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import F, prefetch_related_objects

from incidents.derived import FactRows
from incidents.models import FactRevision, Incident, Reading, Settlement
from lib.db.gathering import InstancesOf
from lib.db.made_once import MadeOnce

_READINGS = MadeOnce(lambda fact: InstancesOf(Reading.objects.filter(fact=fact).order_by("n")), key="fact")
_SETTLEMENTS = MadeOnce(
    lambda fact: InstancesOf(Settlement.objects.filter(fact=fact).order_by("-id")), key="fact"
)


def rows_of(incident: Incident, **more: Any) -> list[FactRows]:
    """Every fact of the incident in order, with its newest revision, readings and settlements.

    `more`: what else each of these revisions is to bring along.
    """
    newest = FactRevision.objects.filter(fact__incident=incident, n=F("fact__revision_count"))
    told = newest.select_related("fact").annotate(readings=_READINGS, settlements=_SETTLEMENTS, **more)
    ordered = told.order_by("fact__sort_at", "fact__id")
    return [
        FactRows(each.fact, each, each.readings, _with_chosen(each.settlements, each.readings))
        for each in ordered
    ]


def _with_chosen(settlements: Sequence[Settlement], readings: Iterable[Reading]) -> Sequence[Settlement]:
    """The settlements of a fact, each with the very reading that it chose."""
    by_key = {each.pk: each for each in readings}
    for each in settlements:
        each.chosen = None if each.chosen_id is None else by_key[each.chosen_id]
    return settlements


def load_grounds(rows: Iterable[FactRows]) -> None:
    """On which file and by whom each settlement was made; two queries, none where nothing was settled."""
    prefetch_related_objects([each for row in rows for each in row.settlements], "evidence", "made_by")
