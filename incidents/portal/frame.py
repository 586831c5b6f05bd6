"""The frame of every page about one incident: where it stands, its tabs, what may be done from its head."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.policy import Action
from accounts.portal.access import PortalRequest
from accounts.trail_reading import last_changes
from followups.wording import reader_language
from incidents.models import Incident
from incidents.selectors.incident import incident_for
from incidents.vocabulary import Origin
from lib import clock
from lib.texts import Text

if TYPE_CHECKING:
    from incidents.selectors.incident import FramedIncident

OVERVIEW, TIMELINE, FOLLOW_UPS, EVIDENCE, REPORTS = (
    "overview",
    "timeline",
    "follow_ups",
    "evidence",
    "reports",
)
PANEL = "#panel"
"""Where a form beside a list stands on its page."""


def incident_of(request: PortalRequest, public_id: UUID) -> FramedIncident:
    """The incident that a page is about, with its frame. Raises `Missing`."""
    return incident_for(request.actor, public_id, clock.now())


def url(name: str, incident: Incident, *more: Any) -> str:
    """The address of one of the incident's pages."""
    return reverse(f"incidents:{name}", args=[incident.public_id, *more])


def beside(name: str, incident: Incident, *more: Any) -> str:
    """The address of a page whose form stands beside a list: on a phone, below it."""
    return f"{url(name, incident, *more)}{PANEL}"


def may_change(actor: Actor, action: str, incident: FramedIncident) -> bool:
    """Whether the actor may do that to the incident as it stands: a voided one is only read."""
    return incident.voided_at is None and actor.may(action, incident)


def may_redact(actor: Actor, incident: FramedIncident) -> bool:
    """Whether the actor may empty texts of its facts: who works on it and may have its trail erased."""
    erases = actor.may_in(incident.organisation_id, Action.TRAIL_ERASE)
    return erases and may_change(actor, Action.FACT_RECORD, incident)


def frame(actor: Actor, incident: FramedIncident, current: str = "", *, acts: bool = True) -> dict[str, Any]:
    """The context of `incidents/base.html`; `current` is the tab that is open, or "" for a form's page."""
    return {
        "incident": incident,
        "zone": incident.organisation.zone,
        "incident_stamp": Origin(incident.origin).stamp,
        "voided_by": _voided_by(incident),
        "about": about(incident),
        "acts": _acts(actor, incident, current) if acts else [],
        "tabs": tabs(incident, current),
        "timeline_url": url("timeline", incident),
        "crumbs": crumbs(incident, page=not current),
    }


def _voided_by(incident: Incident) -> str:
    """Who voided it, as the trail remembers; "" when nobody did, or the name was erased."""
    if incident.voided_at is None:
        return ""
    _newest, by_field = last_changes([("incident", incident.pk)], {"voided_at"})
    return by_field["voided_at"].actor_name if "voided_at" in by_field else ""


def crumbs(incident: Incident, *, page: bool = False) -> list[dict[str, Any]]:
    """The way here; `page`: the incident itself is one step up."""
    up = url("incident", incident) if page else ""
    return [
        {"label": _("Incidents"), "url": reverse("incidents:list")},
        {"label": incident.number, "url": up, "mono": True},
    ]


def about(incident: FramedIncident) -> str:
    """Where it happened, whose it is, with whom it is shared: "jaki.jakarta.go.id · UP JSC"."""
    parts = [place for place in (_place(incident), str(incident.organisation)) if place]
    sharing = [each for each in incident.shown_parties if each.shared]
    shared = [each.organisation_short or each.organisation_name for each in sharing]
    words = " · ".join(parts)
    return (
        _("{where}, shared with {others}").format(where=words, others=", ".join(shared)) if shared else words
    )


def _place(incident: FramedIncident) -> str:
    place = next(iter(incident.shown_places), None)
    if place is None:
        return ""
    named = Text(place.asset_name_id, place.asset_name_en).for_reader(reader_language())[0]
    return (urlsplit(place.asset_url).hostname or named) if place.asset_url else named


def tabs(incident: FramedIncident, current: str) -> list[dict[str, Any]]:
    """The parts of the incident with their numbers."""
    late = incident.follow_ups_late
    rows: list[tuple[str, str, object, str, int | None, bool]] = [
        (OVERVIEW, "incident", _("Overview"), "home", None, False),
        (TIMELINE, "timeline", _("Timeline"), "timeline", incident.facts_total, False),
        (FOLLOW_UPS, "follow_ups", _("Follow-ups"), "list-check", incident.follow_ups_total, late > 0),
        (EVIDENCE, "evidence", _("Evidence"), "paperclip", incident.evidence_total, False),
        (REPORTS, "reports", _("Reports"), "report", incident.reports_total, False),
    ]
    return [
        {
            "url": url(page, incident),
            "label": label,
            "icon": icon,
            "count": count,
            "hot": hot,
            "current": key == current,
        }
        for key, page, label, icon, count, hot in rows
    ]


def _acts(actor: Actor, incident: FramedIncident, current: str) -> list[dict[str, Any]]:
    """At most three buttons; the last one is the usual next thing to do on that page."""
    if incident.voided_at is not None:
        return []
    if not incident.is_open:
        closes = actor.may(Action.INCIDENT_CLOSE, incident)
        return [_act(url("reopen", incident), _("Reopen"), "refresh", False)] if closes else []
    found = []
    if actor.may(Action.INCIDENT_EDIT, incident):
        found.append(_act(url("edit", incident), _("Edit"), "pencil", False))
        found.append(_act(url("phase", incident), _("Change phase"), "circle-half-2", False))
    elif actor.may(Action.INCIDENT_CLOSE, incident):
        found.append(_act(url("close", incident), _("Close the incident"), "circle-check", False))
    if current in {OVERVIEW, TIMELINE} and actor.may(Action.FACT_RECORD, incident):
        found.append(_act(beside("fact_add", incident), _("Add fact"), "plus", True))
    if current == FOLLOW_UPS and actor.may(Action.FOLLOW_UP_CREATE, incident):
        found.append(_act(beside("follow_up_add", incident), _("Add follow-up"), "plus", True))
    return found


def _act(address: str, label: object, icon: str, primary: bool) -> dict[str, Any]:
    return {"url": address, "label": label, "icon": icon, "primary": primary}
