"""The filters of the trail's page: read from the address, and shown in its strip."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.actors import SYSTEM_ID, Actor
from accounts.models import TrailHead
from accounts.selectors import people_at
from accounts.services.trail import SYSTEM_CHAIN
from accounts.trail_reading import Wanted
from accounts.trail_words import KINDS, known_verbs
from lib.forms.strips import one_of, some_of
from lib.zones import zone_info

SPANS = {"today": 1, "7": 7, "30": 30}
_LONGEST_WORDS = 200


def wanted_from(query: QueryDict, *, now: datetime, zone: str) -> Wanted:
    """What the address asks for; what makes no sense in it counts as not asked."""
    about, _colon, subject = query.get("about", "").partition(":")
    kind = query.get("kind", "") or about
    return Wanted(
        verbs=[verb for verb in query.getlist("verb") if verb in known_verbs()],
        actor_id=_uuid(query.get("who", "")),
        kind=kind if kind in KINDS else "",
        subject_id=_uuid(subject),
        since=_since(query.get("when", ""), now, zone),
        words=query.get("q", "").replace("\x00", "").strip()[:_LONGEST_WORDS],
        before=_number(query.get("before", "")),
        after=_number(query.get("after", "")),
    )


def filter_strip(
    actor: Actor, query: QueryDict, heads: list[TrailHead], chosen: TrailHead | None
) -> dict[str, Any]:
    """The context of `partials/filter_strip.html`."""
    people = people_at(actor, chosen.organisation_id if chosen else None)
    who = [(str(SYSTEM_ID), "Tanggap")] + [(str(each.public_id), each.shown_name) for each in people]
    chains = [
        (head.chain, _("System") if head.chain == SYSTEM_CHAIN else str(head.organisation)) for head in heads
    ]
    spans = [("today", _("Today")), ("7", _("Last 7 days")), ("30", _("Last 30 days"))]
    kinds = [(kind, str(words)) for kind, words in KINDS.items()]
    verbs = sorted(known_verbs().items(), key=lambda pair: pair[1])
    filters = [
        one_of("when", _("When"), spans, query),
        one_of("who", _("Who"), who, query),
        some_of("verb", _("Action"), verbs, query),
        one_of("kind", _("About"), kinds, query),
    ]
    if len(chains) > 1:
        filters.append(one_of("chain", _("Chain"), chains, query, chosen.chain if chosen else ""))
    used = [name for name in ("q", "when", "who", "verb", "kind", "about") if query.get(name)]
    chain = query.get("chain", "")
    return {
        "search": {"name": "q", "value": query.get("q", ""), "label": _("Number, subject or #entry")},
        "filters": filters,
        "keep": [("about", query["about"])] if query.get("about") else [],
        "clear_url": (f"?chain={chain}" if chain else "?") if used else "",
    }


def _since(when: str, now: datetime, zone: str) -> datetime | None:
    """The beginning of the local day so many days ago."""
    days = SPANS.get(when)
    if days is None:
        return None
    local = now.astimezone(zone_info(zone)).replace(hour=0, minute=0, second=0, microsecond=0)
    return local - timedelta(days=days - 1)


def _uuid(text: str) -> str:
    try:
        return str(UUID(text)) if text else ""
    except ValueError:
        return ""


def _number(text: str) -> int | None:
    good = text.isascii() and text.isdigit() and len(text) < 19
    return int(text) if good else None
