"""The first page after signing in: what needs me today, the nearest deadlines, open incidents, stuck mail."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.actors import Actor
from accounts.policy import Action
from accounts.portal.access import PortalRequest, signed_in
from config.frame import frame_of
from config.views.decisions import decisions, stamp
from followups.models import FollowUp
from followups.selectors import clock_card, dead_letters, shown, verifiable
from followups.vocabulary import FollowUpKind, FollowUpState
from followups.wording import reader_language, title_of
from incidents.models import Event, Incident, IncidentMember
from incidents.selectors.events import own_events
from incidents.vocabulary import IncidentRole, Origin
from incidents.wording import reported_words
from lib import clock
from lib.calendar_words import short_instant_words
from lib.texts import text_of
from lib.urgency import SOON, tint
from lib.zones import zone_info

CLOCKS, TODO, DECISIONS, INCIDENTS, EVENTS, REPORTS, DEAD = 4, 12, 12, 8, 8, 5, 5
DECISION = "decision"
"""The kind by which a pill names what waits for a decision."""


@require_safe
@signed_in
def home(request: PortalRequest) -> HttpResponseBase:
    """The home page, in at most a dozen queries."""
    actor, now = request.actor, clock.now()
    found = found_for(actor, verifiable(actor, DECISIONS))
    pressing = [each for each in found if each.state == FollowUpState.OPEN]
    counts = frame_of(request).counts
    reads = actor.may_somewhere(Action.INCIDENT_READ)
    context = {
        "greeting": greeting(actor, now),
        "now": now,
        "zone": actor.zone,
        "clocks": [clock_card(each) for each in pressing[:CLOCKS]],
        "clocks_url": reverse("home_clocks"),
        **todo_of(pressing, decisions(found, actor, DECISIONS), actor, now, request.GET.get("kind", "")),
        "incidents": open_incidents(actor) if reads or counts.open_incidents else None,
        "incidents_open": counts.open_incidents,
        "incidents_url": reverse("incidents:list"),
        "reports": None if reads else own_reports(actor),
        "report_url": reverse("incidents:report_event"),
        "events": waiting_events(actor),
        "dead": stuck(actor) if counts.badges.dead else [],
    }
    return render(request, "home.html", context)


@require_safe
@signed_in
def clocks(request: PortalRequest) -> HttpResponse:
    """The cards of the nearest deadlines again, for the page that refreshes them every minute."""
    now = clock.now()
    cards = [clock_card(each) for each in found_for(request.actor)[:CLOCKS]]
    context = {
        "clocks": cards,
        "clocks_label": _("Nearest deadlines"),
        "clocks_url": reverse("home_clocks"),
        "now": now,
    }
    return render(request, "partials/clocks.html", context)


def found_for(actor: Actor, *more: QuerySet[FollowUp]) -> list[FollowUp]:
    """What the reader owes, every legal clock they may see, and `more`, the nearest first; three queries.

    Each of them has at most `TODO` rows, so that none drives the others out. Their keys are asked for first
    and as a union: of subqueries joined by OR, PostgreSQL makes a walk through all follow-ups.
    """
    unfinished = FollowUp.objects.visible_to(actor).open().order_by("due_at", "pk")
    mine = unfinished.owned_by(actor.person_id or 0)[:TODO]
    legal = unfinished.legal().filter(origin=Origin.LIVE)[:TODO]
    first, *others = (
        FollowUp.objects.filter(pk__in=part.values("pk")).order_by().values_list("pk", flat=True)
        for part in (mine, legal, *more)
    )
    return list(shown(FollowUp.objects.filter(pk__in=list(first.union(*others)))).order_by("due_at", "pk"))


def greeting(actor: Actor, now: datetime) -> str:
    """Words for the hour of the reader's day."""
    hour = now.astimezone(zone_info(actor.zone)).hour
    if 4 <= hour < 11:
        words = _("Good morning, {name}")
    elif 11 <= hour < 15:
        words = _("Good day, {name}")
    elif 15 <= hour < 18:
        words = _("Good afternoon, {name}")
    else:
        words = _("Good evening, {name}")
    return words.format(name=actor.name)


def todo_of(
    pressing: Sequence[FollowUp], deciding: Sequence[dict[str, Any]], actor: Actor, now: datetime, kind: str
) -> dict[str, Any]:
    """What the reader owes within three days and what waits for their decision, with pills for the kinds."""
    mine = [each for each in pressing if each.owner_id == actor.person_id and each.due_at is not None]
    soon = [each for each in mine if each.due_at and each.due_at - now <= SOON]
    kinds = Counter([each.kind for each in soon] + [DECISION] * len(deciding))
    labels = {**{each: FollowUpKind(each).label for each in FollowUpKind.values}, DECISION: _("To decide")}
    everything = kind not in kinds
    pills = [{"url": "?", "label": _("All"), "count": kinds.total(), "current": everything}]
    pills += [
        {"url": f"?kind={each}", "label": label, "count": kinds[each], "current": kind == each}
        for each, label in labels.items()
        if each in kinds
    ]
    rows = [_todo_row(each, now) for each in soon if everything or each.kind == kind]
    return {
        "todo": [*rows, *(deciding if everything or kind == DECISION else [])],
        "todo_pills": pills if len(kinds) > 1 else [],
        "todo_all_url": reverse("followups:work"),
    }


def _todo_row(follow_up: FollowUp, now: datetime) -> dict[str, Any]:
    due = follow_up.due_at or now
    return {
        "url": f"/go/follow_up/{follow_up.public_id}",
        "title": title_of(follow_up),
        "note": " · ".join(
            [*stamp(follow_up.origin), str(follow_up.get_kind_display()), *follow_up.labels[:2]]
        ),
        "icon": "gavel" if follow_up.is_legal else "list-check",
        "kind": tint(due=due, now=now, zone=follow_up.zone, legal=follow_up.is_legal),
        "due": due,
        "due_legal": follow_up.is_legal,
        "zone": follow_up.zone,
    }


def open_incidents(actor: Actor) -> list[dict[str, Any]]:
    """The newest open incidents that the reader may see; one query."""
    commander = IncidentMember.objects.filter(incident=OuterRef("pk"), role=IncidentRole.COMMANDER)
    rows = Incident.objects.visible_to(actor).open().select_related("organisation", "access")
    rows = rows.annotate(commander=Subquery(commander.values("person__name")[:1])).order_by("-pk")
    return [_incident_row(each) for each in rows[:INCIDENTS]]


def _incident_row(incident: Any) -> dict[str, Any]:
    notes = [str(incident.organisation), incident.get_rsit_display() if incident.rsit else ""]
    if incident.has_personal_data:
        notes.append(_("personal data"))
    return {
        "url": f"/go/incident/{incident.public_id}",
        "number": incident.number,
        "title": text_of(incident, "title").for_reader(reader_language())[0],
        "severity": incident.severity,
        "severity_label": incident.get_severity_display() if incident.severity else _("Not assessed"),
        "tlp": incident.access.tlp,
        "origin": incident.origin,
        "origin_label": incident.get_origin_display(),
        "phase": incident.phase,
        "phase_label": incident.get_phase_display(),
        "note": " · ".join(str(note) for note in notes if note),
        "commander": incident.commander,
    }


def waiting_events(actor: Actor) -> list[dict[str, Any]] | None:
    """Reports that wait for an assessment, the most urgent first; None for whoever assesses nothing."""
    if not actor.may_somewhere(Action.EVENT_ASSESS):
        return None
    rows = (
        Event.objects.visible_to(actor).waiting().select_related("organisation").order_by("assess_by", "pk")
    )
    return [
        {
            "url": f"/go/event/{each.public_id}",
            "title": reported_words(each)[:120],
            "note": " · ".join([*stamp(each.origin), str(each.organisation)]),
            "due": each.assess_by,
            "zone": each.organisation.zone,
        }
        for each in rows[:EVENTS]
    ]


def own_reports(actor: Actor) -> list[dict[str, Any]]:
    """What the reader reported last and what became of it, for whoever sees no register; one query."""
    return [
        {
            "url": f"/go/event/{each.public_id}",
            "title": reported_words(each)[:120],
            "note": " · ".join([*stamp(each.origin), _reported(each)]),
            "state": each.state,
            "state_label": each.get_state_display(),
        }
        for each in own_events(actor)[:REPORTS]
    ]


def _reported(event: Event) -> str:
    return short_instant_words(event.reported_at, event.organisation.zone, reader_language())


def stuck(actor: Actor) -> list[dict[str, Any]]:
    """Mails that were given up, for whoever may start them again."""
    url = reverse("followups:undelivered")
    return [
        {"url": url, "title": each.notice.recipient.shown_name, "note": each.last_error}
        for each in dead_letters(actor)[:DEAD]
    ]
