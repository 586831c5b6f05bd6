"""What decides how far somebody reaches, told with their own row: roles and where they reach, and grants.

Each page of the portal and each request over REST begins with it, so its SQL is made once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Expression, TextField

from accounts.models import AccessGrant, Membership, Person
from lib.db.gathering import RowsOf
from lib.db.made_once import MadeFor

MANY_GRANTS = 300
"""More than these, to people or to organisations, are not told: they are asked for where they are needed."""
_REACHED = "organisation__descendant_links__descendant_id"


class ToldGrant(NamedTuple):
    """A standing grant with all that decides whom it lets in."""

    access_id: int
    tlp: str
    level: str
    organisation_id: int | None
    person_id: int | None


GRANT_ROW = ("access_id", "access__tlp", "level", "organisation_id", "person_id")
"""The columns of a `ToldGrant`."""


@dataclass(frozen=True, slots=True)
class Told:
    """Roles with the organisations they reach, and grants; None for grants that are to be asked about.

    `many`: they were not told because there are so many.
    """

    roles: Sequence[tuple[str, int]] = ()
    grants: Sequence[ToldGrant] | None = None
    many: bool = False


def _roles(holder: str) -> MadeFor:
    def rows(_asker: Any, key: Any, now: Any) -> RowsOf:
        held = Membership.objects.current(now).filter(**{holder: key}).order_by()
        return RowsOf(held, "role", _REACHED)

    return MadeFor(rows, TextField())


def _grants_to_organisations(holder: str, most: int | None = MANY_GRANTS + 1) -> MadeFor:
    def rows(_asker: Any, key: Any, now: Any) -> RowsOf:
        reached = Membership.objects.current(now).filter(**{holder: key}).values(_REACHED)
        given = AccessGrant.objects.standing().filter(organisation__in=reached).order_by()
        return RowsOf(given[:most], *GRANT_ROW)

    return MadeFor(rows, TextField())


def _grants_to_people(most: int | None = MANY_GRANTS + 1) -> MadeFor:
    def rows(_asker: Any, key: Any, _now: Any) -> RowsOf:
        given = AccessGrant.objects.standing().filter(person=key).order_by()
        return RowsOf(given[:most], *GRANT_ROW)

    return MadeFor(rows, TextField())


_OF_PEOPLE = {
    "told_roles": _roles("person"),
    "told_grants": _grants_to_people(),
    "told_shares": _grants_to_organisations("person"),
}
_ALL_OF_PEOPLE = {
    "told_roles": _OF_PEOPLE["told_roles"],
    "all_grants": _grants_to_people(most=None),
    "all_shares": _grants_to_organisations("person", most=None),
}
_OF_SERVICES = {
    "told_service_roles": _roles("service"),
    "told_service_shares": _grants_to_organisations("service"),
}


def telling_of_people(now: datetime, key: str = "pk") -> dict[str, Expression]:
    """Columns for a query whose rows have a person at `key`; for `told_of_person`."""
    return {name: made(None, reach=(), now=now, key=key) for name, made in _OF_PEOPLE.items()}


def telling_all_of_people(now: datetime) -> dict[str, Expression]:
    """The same with all grants, however many, for `all_told_of`: for few people who are judged at once."""
    return {name: made(None, reach=(), now=now) for name, made in _ALL_OF_PEOPLE.items()}


def telling_of_services(now: datetime, key: str = "pk") -> dict[str, Expression]:
    """The same for service accounts; for `told_of_service`."""
    return {name: made(None, reach=(), now=now, key=key) for name, made in _OF_SERVICES.items()}


def told_of_person(row: Any) -> Told:
    """What such a row told of its person."""
    return _told(row.told_roles, row.told_grants, row.told_shares)


def told_of_service(row: Any) -> Told:
    """What such a row told of its service account."""
    return _told(row.told_service_roles, row.told_service_shares)


def all_told_of(row: Any) -> Told:
    """What a row told of its person by `telling_all_of_people`."""
    return Told(_reached(row.told_roles), [_grant(each) for each in (*row.all_grants, *row.all_shares)])


def told_now(person: Person, now: datetime) -> Told:
    """The same of a person at hand, asked for now in one query."""
    return all_told_of(Person.objects.only("pk").annotate(**telling_all_of_people(now)).get(pk=person.pk))


def _told(roles: Iterable[Any], *grants: Sequence[Any]) -> Told:
    if any(len(each) > MANY_GRANTS for each in grants):
        return Told(_reached(roles), many=True)
    return Told(_reached(roles), [_grant(each) for given in grants for each in given])


def _reached(roles: Iterable[Any]) -> list[tuple[str, int]]:
    return [(row.role, row.organisation_descendant_links_descendant_id) for row in roles]


def _grant(row: Any) -> ToldGrant:
    return ToldGrant(row.access_id, row.access_tlp, row.level, row.organisation_id, row.person_id)
