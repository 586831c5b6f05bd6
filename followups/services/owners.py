"""Who can own a follow-up, and who stands above an owner."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.actors import actor_for_person
from accounts.models import AccessGrant, Membership, OrganisationLink, Person
from accounts.policy import Action, Scoped, roles_for
from accounts.roles import GrantLevel, Role
from accounts.told import told_now
from lib.errors import Invalid
from lib.tlp import Tlp


def require_owner(person: Person, things: Iterable[Scoped], *, now: datetime) -> None:
    """Pass if the person could see and do all of it, by role or by grant: a task must reach its owner.

    Raises `Invalid` at `owner`.
    """
    require_active(person)
    wanted = list(things)
    owner = actor_for_person(person, now=now, told=told_now(person, now))
    able = owner.able(Action.FOLLOW_UP_COMPLETE, wanted)
    if len(able) < len(wanted):
        raise cannot_own(person)


def require_active(person: Person) -> None:
    """Pass if the person signs in. Raises `Invalid` at `owner`."""
    if not person.is_active:
        raise Invalid(_("This person no longer signs in. Choose somebody else."), field="owner")


def cannot_own(person: Person) -> Invalid:
    """What is said when a task could not reach the person it is given to."""
    words = _("{name} cannot see this or has no role to do it. Choose somebody else.")
    return Invalid(format_lazy(words, name=person.shown_name), code="owner_cannot_reach", field="owner")


@dataclass(slots=True)
class Candidates:
    """Who could own things of several places, asked for once."""

    of_organisation: Mapping[int, Sequence[Person]]
    let_in: Mapping[int, Sequence[Person]]

    def at(self, place: Scoped) -> list[Person]:
        """Everybody who could own something there, by name: by role, and by grant."""
        able = {*self._by_role(place), *self._granted(place)}
        return sorted(able, key=lambda person: (person.name.casefold(), person.pk))

    def reaches(self, person: Person, place: Scoped) -> bool:
        """Whether the person could own something there."""
        return person in self._by_role(place) or person in self._granted(place)

    def _by_role(self, place: Scoped) -> Sequence[Person]:
        access = getattr(place, "access", None) if place.access_id else None
        return () if access and access.needs_grant else self.of_organisation.get(place.organisation_id, ())

    def _granted(self, place: Scoped) -> Sequence[Person]:
        return self.let_in.get(place.access_id or 0, ())


def candidates(
    places: Iterable[Scoped], *, now: datetime, action: Action = Action.FOLLOW_UP_COMPLETE
) -> Candidates:
    """Everybody who could own something in these places, or do `action` there; two queries for any number.

    A grant to an organisation lets in whoever has the role there; TLP:RED only named people.
    """
    held = list(places)
    grants = AccessGrant.objects.standing().filter(
        access__in={place.access_id for place in held if place.access_id}, level=GrantLevel.TAKE_PART
    )
    given = list(grants.select_related("access")) if any(place.access_id for place in held) else []
    bodies = {grant.organisation_id for grant in given if grant.organisation_id}
    wanted = bodies | {place.organisation_id for place in held}
    named = {grant.person_id for grant in given if grant.person_id}
    at, known = _able(wanted, named, now, action)
    let_in: dict[int, list[Person]] = defaultdict(list)
    for grant in given:
        if grant.person_id in known:
            let_in[grant.access_id].append(known[grant.person_id])
        elif grant.organisation_id and grant.access.tlp != Tlp.RED:
            let_in[grant.access_id] += at[grant.organisation_id]
    return Candidates(at, let_in)


def _able(
    organisations: set[int], named: set[int], now: datetime, action: Action
) -> tuple[dict[int, list[Person]], dict[int, Person]]:
    """Who has a role that the action takes: by organisation reached, and of the named people."""
    rows = (
        Membership.objects.current(now)
        .filter(person__is_active=True, role__in=roles_for(action))
        .annotate(reached=F("organisation__descendant_links__descendant"))
        .filter(Q(reached__in=organisations) | Q(person__in=named))
        .select_related("person__home")
    )
    at: dict[int, list[Person]] = defaultdict(list)
    known: dict[int, Person] = {}
    for row in rows:
        if row.person is not None:
            at[row.reached].append(row.person)
            known[row.person.pk] = row.person
    return at, known


def superiors(owners: Iterable[Person], *, now: datetime) -> dict[int, list[Person]]:
    """Those above each owner: the head of their organisation, else of the nearest above that has one.

    The head of an organisation answers to the next one above it. Two queries for any number of owners.
    """
    people = {owner.pk: owner for owner in owners}
    upward: dict[int, list[int]] = defaultdict(list)
    links = OrganisationLink.objects.filter(descendant__in={owner.home_id for owner in people.values()})
    for link in links.order_by("depth"):
        upward[link.descendant_id].append(link.ancestor_id)
    heads: dict[int, dict[int, Person]] = defaultdict(dict)
    rows = Membership.objects.current(now).filter(
        role=Role.HEAD,
        person__is_active=True,
        organisation__in={pk for chain in upward.values() for pk in chain},
    )
    for row in rows.select_related("person__home").order_by("id"):
        if row.person is not None:
            heads[row.organisation_id][row.person.pk] = row.person
    return {pk: _above(pk, upward[owner.home_id], heads) for pk, owner in people.items()}


def _above(owner_id: int, chain: list[int], heads: dict[int, dict[int, Person]]) -> list[Person]:
    led = [at for at, organisation_id in enumerate(chain) if owner_id in heads.get(organisation_id, {})]
    for organisation_id in chain[led[-1] + 1 :] if led else chain:
        if heads.get(organisation_id):
            return list(heads[organisation_id].values())
    return []
