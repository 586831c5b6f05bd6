"""What to know about drafts of reports: which no longer say what the data says, what they cannot print."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.db.models import F, OuterRef, Q, Subquery

from accounts.models import TrailSubject
from incidents.models import Incident
from lib.pdf.lines import unprintable
from records.models import IssuedReport

_NOT_PRINTED = (
    Q(entry__verb__startswith="report.")
    | Q(entry__verb__startswith="evidence.")
    | Q(entry__verb__in=("access.granted", "access.revoked"))
    | Q(entry__verb__startswith="lesson.")
    | Q(entry__verb__startswith="trail.")
    | Q(entry__verb="incident.evidence_attached")
)
"""What happens around an incident without touching what its report prints; its TLP stands on every page."""


def unprintable_in_drafts(incident: Incident) -> set[str]:
    """The characters that drafts on the incident print as a mark, because no typeface has them: one query."""
    rows = IssuedReport.objects.of("incident", incident.pk).drafts().values_list("snapshot", flat=True)
    return unprintable(text for each in rows for text in _texts(json.loads(each)))


def _texts(plain: Any) -> Iterator[str]:
    """Every text of a snapshot."""
    if isinstance(plain, str):
        yield plain
    elif isinstance(plain, dict):
        for each in plain.values():
            yield from _texts(each)
    elif isinstance(plain, list):
        for each in plain:
            yield from _texts(each)


def drafts_behind(incident: Incident) -> set[int]:
    """The drafts on the incident after which something was done to it or to what it owes: one query.

    The trail numbers entries in the order in which they became visible. Whether what changed is printed is
    known by building the content anew, which approving does.
    """
    named = TrailSubject.objects.order_by("-entry")
    changed = named.filter(kind="incident", object_id=OuterRef("subject_id")).exclude(_NOT_PRINTED)
    drafted = named.filter(kind="report", object_id=OuterRef("pk"), entry__verb="report.drafted")
    rows = IssuedReport.objects.of("incident", incident.pk).drafts()
    behind = rows.annotate(
        changed_by=Subquery(changed.values("entry")[:1]),
        drafted_by_entry=Subquery(drafted.values("entry")[:1]),
    ).filter(changed_by__gt=F("drafted_by_entry"))
    return set(behind.values_list("pk", flat=True))
