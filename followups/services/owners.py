"""Who can own a follow-up, and who stands above an owner."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.actors import actor_for_person
from accounts.candidates import Candidates, candidates_for
from accounts.models import Membership, OrganisationLink, Person
from accounts.policy import Action, Scoped
from accounts.roles import Role
from accounts.told import told_now
from lib.errors import Invalid


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


def candidates(
    places: Iterable[Scoped], *, now: datetime, action: Action = Action.FOLLOW_UP_COMPLETE
) -> Candidates:
    """Everybody who could own something in these places, or do `action` there; two queries for any number."""
    return candidates_for([(action, place) for place in places], now=now).get(action, Candidates({}, {}))


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
