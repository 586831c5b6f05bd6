"""The words by which an incident is found: its own and those of what hangs on it, in one query."""

from __future__ import annotations

from functools import cache

from django.db.models import F

from incidents.models import AffectedAsset, Cause, FactRevision, Incident, Unknown
from lib.db.gathering import RowsOf
from lib.db.made_once import MadeOnce

MOST_FACTS = 2000
"""So many facts of an incident are found by their words."""
_OWN = (
    "number",
    "case_key",
    "organisation__short",
    "title_id",
    "title_en",
    "summary_id",
    "summary_en",
)


def findable(incident: Incident) -> list[str]:
    """Its texts as they stand: those of facts as they are told now, of causes that were not taken back."""
    hung = _hung()
    rows = Incident.objects.filter(pk=incident.pk).annotate(**hung)
    *own, facts, assets, causes, unknowns = rows.values_list(*_OWN, *hung).get()
    told = [each for listed in (facts, assets, causes, unknowns) for each in listed]
    return [*own, *(text for row in told for text in vars(row).values())]


def findable_alone(incident: Incident) -> list[str]:
    """The texts of an incident on which nothing hangs yet; asks nothing."""
    own = [incident.number, incident.case_key, incident.organisation.short]
    return [*own, incident.title_id, incident.title_en, incident.summary_id, incident.summary_en]


@cache
def _hung() -> dict[str, MadeOnce]:
    """What hangs on an incident and has words."""
    told = FactRevision.objects.filter(n=F("fact__revision_count"))
    standing = Cause.objects.filter(voided_at__isnull=True)
    return {
        "found_facts": MadeOnce(
            lambda incident: RowsOf(
                told.filter(fact__incident=incident)[:MOST_FACTS],
                "what_id",
                "what_en",
                "speaker_role_id",
                "speaker_role_en",
            )
        ),
        "found_assets": MadeOnce(
            lambda incident: RowsOf(
                AffectedAsset.objects.filter(incident=incident),
                "asset__name_id",
                "asset__name_en",
                "asset__url",
            )
        ),
        "found_causes": MadeOnce(
            lambda incident: RowsOf(standing.filter(incident=incident), "text_id", "text_en", "basis")
        ),
        "found_unknowns": MadeOnce(
            lambda incident: RowsOf(Unknown.objects.filter(incident=incident), "text_id", "text_en", "answer")
        ),
    }
