"""The list of people: found by words, organisation and state, in pages by name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.models import Person
from accounts.policy import Action
from accounts.selectors import as_public_id, named, organisations_of, people_matching, people_of
from lib.errors import Missing
from lib.forms.strips import one_of

PAGE = 50


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """One page of people by name, and the address of the next one ("" on the last)."""

    people: list[Person]
    more_url: str


def people_page(actor: Actor, query: QueryDict, now: datetime) -> PeoplePage:
    """The people that the address asks for; what makes no sense in it counts as not asked."""
    people = people_matching(people_of(actor, now), query.get("q", "").replace("\x00", "").strip()[:100])
    at = _public_id(query.get("at", ""))
    if at is not None:
        people = people.filter(home__public_id=at)
    if query.get("state") in {"active", "inactive"}:
        people = people.filter(is_active=query.get("state") == "active")
    after = people_of(actor, now).filter(public_id=_public_id(query.get("after", ""))).first()
    if after is not None:
        people = people.filter(Q(name__gt=after.name) | Q(name=after.name, pk__gt=after.pk))
    found = list(people.order_by("name", "pk")[: PAGE + 1])
    more = ""
    if len(found) > PAGE:
        kept = query.copy()
        kept["after"] = str(found[PAGE - 1].public_id)
        more = "?" + kept.urlencode()
    return PeoplePage(found[:PAGE], more)


def people_strip(actor: Actor, query: QueryDict) -> dict[str, Any]:
    """The context of `partials/filter_strip.html`."""
    at = named(organisations_of(actor).internal())
    states = [("active", _("Active")), ("inactive", _("No longer active"))]
    filters = [one_of("state", _("State"), states, query)]
    if len(at) > 1:
        filters.insert(0, one_of("at", _("Organisation"), at, query))
    used = any(query.get(name) for name in ("q", "at", "state"))
    return {
        "search": {"name": "q", "value": query.get("q", ""), "label": _("Name, position or sign-in name")},
        "filters": filters,
        "keep": [],
        "clear_url": "?" if used else "",
    }


def may_administer(actor: Actor) -> bool:
    """Whether the actor administers people anywhere."""
    return actor.may_somewhere(Action.PERSON_EDIT)


def _public_id(text: str) -> Any:
    try:
        return as_public_id(text)
    except Missing:
        return None
