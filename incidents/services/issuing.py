"""Issuing a report from the command line: which incident is meant, and what the person may have."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.actors import SYSTEM, Actor
from accounts.policy import Action
from incidents.models import Incident
from incidents.services.reports import approve_post_incident, draft_post_incident
from lib.errors import Invalid, Missing, Problem, Refused
from lib.texts import text_of
from records.models import IssuedReport, ReportState

MOST_CANDIDATES = 20


def incident_named(*, actor: Actor, reference: str) -> Incident:
    """The one incident with that number or case key that the actor may read.

    Raises `Missing`, and `Invalid` with the candidates when several organisations use the number.
    """
    named = Q(number__iexact=reference.strip()) | Q(case_key=reference.strip(), case_key__gt="")
    rows = Incident.objects.visible_to(actor).filter(named).select_related("organisation", "access")
    found = list(rows.order_by("id")[: MOST_CANDIDATES + 1])
    if not found:
        raise Missing(format_lazy(_("There is no incident “{reference}”."), reference=reference))
    exact = [each for each in found if each.case_key == reference.strip()]
    if len(exact) == 1 or len(found) == 1:
        return (exact or found)[0]
    raise Invalid(
        format_lazy(
            _("“{reference}” is the number of several incidents. Use the case key."), reference=reference
        ),
        code="ambiguous",
        problems=[Problem(_candidate(each), None, "candidate") for each in found[:MOST_CANDIDATES]],
    )


def _candidate(incident: Incident) -> str:
    title = text_of(incident, "title")
    key = f" [{incident.case_key}]" if incident.case_key else ""
    return f"{incident.organisation.short}: {incident.number} {title}{key}"


def issue_as(*, actor: Actor, now: datetime, incident: Incident, language: str) -> IssuedReport:
    """The report as the person may have it, stored.

    Who approves gets it issued: the standing draft if it still says what the data says, else one that Tanggap
    drafts, since nobody approves their own. Who drafts gets a draft in their name. What was issued with the
    same content is that one. Raises `Missing`, `Refused`, `Conflict`, `Unavailable`.
    """
    if actor.may(Action.REPORT_APPROVE, incident):
        report = draft_post_incident(actor=SYSTEM, now=now, incident=incident, language=language)
        if report.state == ReportState.ISSUED:
            return report
        return approve_post_incident(actor=actor, now=now, report=report)
    if actor.may(Action.REPORT_DRAFT, incident):
        return draft_post_incident(actor=actor, now=now, incident=incident, language=language)
    raise Refused(_("Your role neither drafts nor approves reports."))
