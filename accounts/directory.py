"""Looking up people and organisations for programs, such as whom a ticket system gives a follow-up to."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypedDict, Unpack
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.actors import Actor
from accounts.models import Membership, Organisation, Person
from accounts.models.organisation import OrganisationQuerySet
from accounts.models.person import PersonQuerySet
from accounts.policy import Action, roles_for
from accounts.selectors import missing, organisations_of, people_of


class PeopleWanted(TypedDict, total=False):
    """What a list of people can be narrowed by."""

    q: str
    organisation: UUID
    role: str
    can_own_in: UUID
    active: bool
    limit: int
    cursor: str


class OrganisationsWanted(TypedDict, total=False):
    """What a list of organisations can be narrowed by."""

    q: str
    parent: UUID
    external: bool
    limit: int
    cursor: str


def people_asked(actor: Actor, now: datetime, **wanted: Unpack[PeopleWanted]) -> PersonQuerySet:
    """Colleagues, each with the standing roles that the actor may see, narrowed by what is wanted.

    Words are looked for in names and positions, not in what somebody signs in with.
    """
    people = people_of(actor, now)
    words = wanted.get("q", "").strip()
    if words:
        people = people.filter(Q(name__icontains=words) | Q(position__icontains=words))
    if "active" in wanted:
        people = people.filter(is_active=wanted["active"])
    if "role" in wanted or "organisation" in wanted:
        people = people.filter(_with(actor, now, wanted))
    if "can_own_in" in wanted:
        people = people.active().filter(pk__in=_able_in(actor, now, wanted["can_own_in"]))
    return people


def _with(actor: Actor, now: datetime, wanted: PeopleWanted) -> Q:
    """Who has the role, in the organisation if one is named; without a role also who belongs to it."""
    held = Membership.objects.visible_to(actor).current(now)
    if "organisation" in wanted:
        held = held.filter(organisation__public_id=wanted["organisation"])
    if "role" in wanted:
        return Q(pk__in=held.filter(role=wanted["role"]).values("person"))
    at_home = Q(home__public_id=wanted["organisation"], home__in=actor.organisation_ids)
    return at_home | Q(pk__in=held.values("person"))


def _able_in(actor: Actor, now: datetime, organisation: UUID) -> QuerySet[Membership, Any]:
    """The people whose roles let them complete follow-ups of an organisation that the actor sees."""
    body = organisations_of(actor).filter(public_id=organisation)
    able = Membership.objects.filter(organisation__descendant_links__descendant__in=body).current(now)
    return able.filter(role__in=roles_for(Action.FOLLOW_UP_COMPLETE)).values("person")


def person_read(actor: Actor, now: datetime, public_id: UUID) -> Person:
    """One colleague with roles. Raises `Missing`."""
    found = people_of(actor, now).filter(public_id=public_id).first()
    if found is None:
        raise missing()
    return found


def organisations_asked(actor: Actor, **wanted: Unpack[OrganisationsWanted]) -> OrganisationQuerySet:
    """The organisations that the actor may see, each with the one above, narrowed by what is wanted."""
    found = organisations_of(actor).select_related("parent")
    words = wanted.get("q", "").strip()
    if words:
        found = found.filter(Q(name__icontains=words) | Q(short__icontains=words) | Q(key__icontains=words))
    if "parent" in wanted:
        found = found.filter(parent__public_id=wanted["parent"], parent__in=actor.organisation_ids)
    if "external" in wanted:
        found = found.filter(external=wanted["external"])
    return found


def organisation_read(actor: Actor, public_id: UUID) -> Organisation:
    """One organisation. Raises `Missing`."""
    found = organisations_asked(actor).filter(public_id=public_id).first()
    if found is None:
        raise missing()
    return found
