"""The numbers on the tabs of an incident, as values of the query that reads it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from accounts.actors import Actor
from accounts.policy import Action
from followups.models import FollowUp
from followups.models.followup import FollowUpQuerySet
from followups.vocabulary import FollowUpState
from incidents.models import Fact, IncidentEvidence
from lib.db.counting import CountOf
from lib.db.made_once import MadeFor, MadeOnce
from records.models import Evidence, IssuedReport, ReportState

MOST_SHOWN = 9999
"""Tabs count no further."""


def tab_numbers(actor: Actor, now: datetime) -> dict[str, Any]:
    """How much of everything the actor sees there, by the name that `selectors.incident.Frame` gives it."""
    owed, seen = actor.reach(Action.FOLLOW_UP_READ), actor.reach(Action.EVIDENCE_READ, Action.REPORT_READ)
    return {
        "facts_total": _FACTS,
        "disputed_total": _DISPUTED,
        "follow_ups_total": _FOLLOW_UPS(actor, owed),
        "follow_ups_late": _LATE(actor, owed, now=now),
        "evidence_total": _EVIDENCE(actor, seen),
        "reports_total": _REPORTS(actor, seen),
    }


def _follow_ups(actor: Actor, incident: Any) -> FollowUpQuerySet:
    return FollowUp.objects.visible_to(actor).about("incident", incident)


_FACTS = MadeOnce(lambda incident: CountOf(Fact.objects.filter(incident=incident), MOST_SHOWN))
_DISPUTED = MadeOnce(lambda incident: CountOf(Fact.objects.disputed().filter(incident=incident), MOST_SHOWN))
_FOLLOW_UPS = MadeFor(
    lambda actor, incident, _now: CountOf(
        _follow_ups(actor, incident).exclude(state=FollowUpState.CANCELLED), MOST_SHOWN
    )
)
_LATE = MadeFor(lambda actor, incident, now: CountOf(_follow_ups(actor, incident).overdue(now), MOST_SHOWN))
_EVIDENCE = MadeFor(
    lambda actor, incident, _now: CountOf(
        IncidentEvidence.objects.filter(
            incident=incident, evidence__in=Evidence.objects.visible_to(actor).standing()
        ),
        MOST_SHOWN,
    )
)
_REPORTS = MadeFor(
    lambda actor, incident, _now: CountOf(
        IssuedReport.objects.visible_to(actor).of("incident", incident).exclude(state=ReportState.WITHDRAWN),
        MOST_SHOWN,
    )
)
