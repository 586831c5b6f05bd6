"""Who could do something in some places: for giving things to people, and for passing them on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q

from accounts.models import AccessGrant, Membership, Person
from accounts.policy import Action, Scoped, roles_for
from accounts.roles import GrantLevel
from lib.tlp import Tlp

Asked = tuple[Action, Scoped]
"""What somebody is to do, and where."""


@dataclass(slots=True)
class Candidates:
    """Who could do one thing in several places, asked for once."""

    of_organisation: Mapping[int, Sequence[Person]]
    let_in: Mapping[int, Sequence[Person]]

    def at(self, place: Scoped) -> list[Person]:
        """Everybody who could do it there, by name: by role, and by grant."""
        able = {*self._by_role(place), *self._granted(place)}
        return sorted(able, key=lambda person: (person.name.casefold(), person.pk))

    def reaches(self, person: Person, place: Scoped) -> bool:
        """Whether the person could do it there."""
        return person in self._by_role(place) or person in self._granted(place)

    def _by_role(self, place: Scoped) -> Sequence[Person]:
        access = getattr(place, "access", None) if place.access_id else None
        return () if access and access.needs_grant else self.of_organisation.get(place.organisation_id, ())

    def _granted(self, place: Scoped) -> Sequence[Person]:
        return self.let_in.get(place.access_id or 0, ())


def candidates_for(asked: Sequence[Asked], *, now: datetime) -> dict[Action, Candidates]:
    """Everybody who could do each of the actions in all these places; two queries for any number.

    A grant to an organisation lets in whoever has the role there; TLP:RED only named people.
    """
    places = [place for _action, place in asked]
    given = _given(places)
    bodies = {grant.organisation_id for grant in given if grant.organisation_id}
    named = {grant.person_id for grant in given if grant.person_id}
    actions = list(dict.fromkeys(action for action, _place in asked))
    wanted = bodies | {place.organisation_id for place in places}
    rows = _roles_there(wanted, named, now, [role for action in actions for role in roles_for(action)])
    return {action: _candidates(given, rows, action) for action in actions}


def able_to_all(asked: Sequence[Asked], *, now: datetime) -> set[int]:
    """The keys of the people who could do all of it."""
    found = candidates_for(asked, now=now)
    once = {(action, place.organisation_id, place.access_id): (action, place) for action, place in asked}
    return set.intersection(
        *({each.pk for each in found[action].at(place)} for action, place in once.values())
    )


def _given(places: Iterable[Scoped]) -> list[AccessGrant]:
    accesses = {place.access_id for place in places if place.access_id}
    grants = AccessGrant.objects.standing().filter(access__in=accesses, level=GrantLevel.TAKE_PART)
    return list(grants.select_related("access")) if accesses else []


def _roles_there(
    organisations: set[int], named: set[int], now: datetime, roles: Iterable[str]
) -> list[Membership]:
    """Such roles of active people: where they reach one of the organisations, or of the named people."""
    rows = (
        Membership.objects.current(now)
        .filter(person__is_active=True, role__in=set(roles))
        .annotate(reached=F("organisation__descendant_links__descendant"))
        .filter(Q(reached__in=organisations) | Q(person__in=named))
    )
    return list(rows.select_related("person__home"))


def _candidates(given: Iterable[AccessGrant], rows: Iterable[Membership], action: Action) -> Candidates:
    """Those of the rows whose role allows the action: by organisation reached, and by grant."""
    at: dict[int, list[Person]] = defaultdict(list)
    known: dict[int, Person] = {}
    allowing = roles_for(action)
    for row in rows:
        if row.person is not None and row.role in allowing:
            at[row.reached].append(row.person)  # type: ignore[attr-defined]
            known[row.person.pk] = row.person
    let_in: dict[int, list[Person]] = defaultdict(list)
    for grant in given:
        if grant.person_id in known:
            let_in[grant.access_id].append(known[grant.person_id])
        elif grant.organisation_id and grant.access.tlp != Tlp.RED:
            let_in[grant.access_id] += at[grant.organisation_id]
    return Candidates(at, let_in)
