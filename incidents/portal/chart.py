"""The time chart of a timeline's page, from the same description that the report's chart is drawn from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from followups.wording import reader_language
from incidents.derived import FactState
from incidents.models import Incident
from incidents.reports.chart import chart_of
from incidents.reports.content.phrases import Phrasing
from incidents.reports.content.timeline import timeline_of
from incidents.reports.issue_data import IssueData, Letterhead
from incidents.reports.model import Phrase, PostIncidentReport
from incidents.reports.telling import Telling
from incidents.vocabulary import FactKind
from lib.charts.svg import NARROW, WIDE, drawn
from lib.charts.timespan import TimeChart
from lib.moments import Precision
from lib.wording import moment_words
from lib.zones import zone_words

MOST = 60
"""A chart with more rows than this is read by nobody; the list has them all."""


def chart(incident: Incident, states: Sequence[FactState]) -> dict[str, Any] | None:
    """The context of the chart; None when there is nothing to draw, or too much."""
    if not 0 < len(states) <= MOST:
        return None
    described = chart_of(_telling(incident, states))
    if described is None:
        return None
    described = _named(described, states)
    label = _("Time spans of {n} facts; the table below has the same figures.").format(n=len(states))
    last = states[-1].rows.fact.sort_at
    return {
        "wide": drawn(described, WIDE, label),
        "narrow": drawn(described, NARROW, label),
        "zone_words": described.caption or zone_words(last, incident.organisation.zone),
        "rows": [_row(row.label, row.name, state) for row, state in zip(described.rows, states, strict=True)],
    }


def _named(described: TimeChart, states: Sequence[FactState]) -> TimeChart:
    """The chart with the kinds of facts named as the timeline above it names them, not as a report does."""
    pairs = zip(described.rows, states, strict=True)
    return replace(
        described,
        rows=tuple(replace(row, name=str(FactKind(state.rows.fact.kind).label)) for row, state in pairs),
    )


def _telling(incident: Incident, states: Sequence[FactState]) -> Telling:
    """The facts told as a report tells them; nothing of it is printed."""
    phrasing = Phrasing(reader_language(), incident.language, incident.organisation.zone)
    told = timeline_of([state.rows for state in states], [], phrasing)
    report = PostIncidentReport(
        language=phrasing.language,
        origin=incident.origin,
        tlp=incident.access.tlp,
        title=Phrase(incident.number),
        facts=told.facts,
        sources=(),
        zone=phrasing.zone,
    )
    unprinted = IssueData("draft", incident.number, "0", Letterhead(""), incident.changed_at, "")
    return Telling(report, unprinted, "")


def _row(label: str, name: str, state: FactState) -> dict[str, str]:
    words = moment_words(state.in_use, reader_language())
    return {
        "name": f"{label} {name}",
        "span": words[:1].upper() + words[1:],
        "precision": str(Precision(state.in_use.precision).label),
    }
