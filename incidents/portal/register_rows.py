"""The rows of the register: incidents and events that wait, as `incidents/_row.html` takes them."""

from __future__ import annotations

import re
from typing import Any

from django.db.models import TextChoices
from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.services.search import words_of
from followups.vocabulary import FollowUpKind
from followups.wording import reader_language
from incidents.lifecycle import Phase
from incidents.models import Event, Incident
from incidents.severity import Severity
from incidents.vocabulary import Origin, RsitClass
from incidents.wording import reported_words
from lib.calendar_words import month_words
from lib.texts import text_of
from lib.zones import zone_info

_AROUND = 70
_TITLE = 90


def incident_row(incident: Incident, beside: Any, words: str = "") -> dict[str, Any]:
    """One incident; `beside` is what `selectors.register.beside` found for it."""
    due = next(iter(beside.due), None)
    commander = next(iter(beside.commander), None)
    idle = not due and incident.origin == Origin.RECONSTRUCTED
    return {
        "url": reverse("incidents:incident", args=[incident.public_id]),
        "number": incident.number,
        "title": text_of(incident, "title").for_reader(reader_language())[0],
        "severity": incident.severity,
        "severity_label": _label(Severity, incident.severity) or _("Not assessed"),
        "tlp": incident.access.tlp,
        "personal_data": incident.has_personal_data,
        "family": "phase",
        "state": "void" if incident.voided_at else incident.phase,
        "state_label": _("Voided") if incident.voided_at else _label(Phase, incident.phase),
        "origin": incident.origin,
        "origin_label": _label(Origin, incident.origin),
        "note": f"{_about(incident)} · {incident.organisation}",
        "due": due.due_at if due else None,
        "due_legal": bool(due and due.kind == FollowUpKind.LEGAL),
        "due_icon": "",
        "due_words": "",
        "zone": due.zone if due else incident.organisation.zone,
        "idle": _("Not running") if idle else "",
        "idle_note": _began(incident, beside) if idle else "",
        "commander": _name(commander),
        "snippet": snippet(incident, beside, words) if words else "",
    }


def _about(incident: Incident) -> str:
    """Its class; of a voided one, why."""
    if incident.voided_at is not None:
        return f"“{incident.void_reason}”"
    return _label(RsitClass, incident.rsit) or _("No class yet")


def _label(words: type[TextChoices], value: str) -> str:
    """What `get_…_display` says, which gathers all choices anew for each of 50 rows."""
    return str(words(value).label) if value else ""


def _name(holder: Any) -> str:
    if holder is None:
        return ""
    return _("data erased") if holder.person_erased_at else str(holder.person_name)


def _began(incident: Incident, beside: Any) -> str:
    """The month of the first occurrence: when a reconstruction tells of."""
    first = next(iter(beside.began), None)
    if first is None:
        return ""
    local = (first.span_from or first.sort_at).astimezone(zone_info(incident.organisation.zone))
    return _("events of {month}").format(month=month_words(local.date(), reader_language()))


def _place(event: Event) -> str:
    """Where it was noticed, in the reporter's words; an asset is named on its page, to who may read it."""
    return event.where or ("" if event.asset_id else _("Place not given"))


def event_row(event: Event) -> dict[str, Any]:
    """One event that waits for its assessment, or whatever became of it."""
    waits = event.assessed_at is None
    title = reported_words(event)
    return {
        "url": reverse("incidents:event", args=[event.public_id]),
        "number": event.incident.number if event.incident_id and event.incident else "",
        "title": title if len(title) <= _TITLE else f"{title[:_TITLE].rsplit(' ', 1)[0]} …",
        "severity": "",
        "severity_label": _("Not assessed"),
        "tlp": event.access.tlp if event.access else "",
        "personal_data": event.personal_data_seen == "yes",
        "family": "event",
        "state": event.state,
        "state_label": event.get_state_display(),
        "origin": event.origin,
        "origin_label": event.get_origin_display(),
        "note": " · ".join(part for part in (_place(event), str(event.organisation)) if part),
        "due": event.assess_by if waits else None,
        "due_legal": True,
        "due_icon": "clock",
        "due_words": _("assess by"),
        "zone": event.organisation.zone,
        "idle": "",
        "idle_note": "",
        "commander": "",
        "snippet": "",
    }


def snippet(incident: Incident, beside: Any, words: str) -> SafeString | str:
    """Where the searched words stand, marked, unless the title shows them already."""
    sought = words_of(words)
    title = f"{incident.number} {incident.title_id} {incident.title_en}".lower()
    if not sought or all(word in title for word in sought):
        return ""
    texts = (*text_of(incident, "summary").for_reader(reader_language())[:1], str(beside.found or ""))
    pattern = re.compile("|".join(re.escape(word) for word in sought), re.IGNORECASE)
    for text in texts:
        found = pattern.search(text)
        if found:
            return _marked(text, found.start(), pattern)
    return ""


def _marked(text: str, at: int, pattern: re.Pattern[str]) -> SafeString:
    start, stop = max(0, at - _AROUND), at + _AROUND
    part = f"{'… ' if start else ''}{text[start:stop].strip()}{' …' if stop < len(text) else ''}"
    pieces, last = [], 0
    for found in pattern.finditer(part):
        pieces.append(conditional_escape(part[last : found.start()]))
        pieces.append(format_html("<mark>{}</mark>", found.group()))
        last = found.end()
    pieces.append(conditional_escape(part[last:]))
    return SafeString("".join(pieces))
