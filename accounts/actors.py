"""The actor: who asks, with roles resolved. Every service and every query gets one."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, cached_property
from typing import Any
from uuid import UUID

from accounts import policy
from accounts.grants import Grants
from accounts.models import Membership, Person, ServiceAccount
from accounts.roles import ActorKind, Role
from accounts.told import Told, ToldGrant, all_told_of, telling_all_of_people

SYSTEM_ID = UUID(int=0)


@dataclass(frozen=True)
class Actor:
    """A person, a service account or the system; immutable for one request, task or command.

    `roles` maps each organisation the actor reaches (children included) to the roles there.
    `scopes` narrows an API token; None means no narrowing. `zone` is the home organisation's.
    `told_grants` are the standing grants that could concern the actor; None means: ask for them, since they
    are too many to be told (`many_grants`) or were not asked for.
    """

    kind: ActorKind
    public_id: UUID
    name: str
    person_id: int | None = None
    service_id: int | None = None
    home_id: int | None = None
    language: str = "id"
    zone: str = "Asia/Jakarta"
    roles: Mapping[int, frozenset[Role]] = field(default_factory=dict)
    scopes: frozenset[str] | None = None
    told_grants: Sequence[ToldGrant] | None = field(default=None, compare=False, repr=False)
    many_grants: bool = field(default=False, compare=False, repr=False)

    @property
    def is_system(self) -> bool:
        """Whether this is Tanggap itself, which may do everything and is named so in the trail."""
        return self.kind == ActorKind.SYSTEM

    @cached_property
    def organisation_ids(self) -> tuple[int, ...]:
        """Every organisation in which the actor has any role."""
        return tuple(sorted(self.roles))

    @cached_property
    def _by_action(self) -> dict[str, tuple[int, ...]]:
        return {}

    def organisations_for(self, action: str) -> tuple[int, ...]:
        """The organisations in which the actor's roles (and token scopes) allow the action."""
        known = self._by_action.get(action)
        if known is None:
            allowed = policy.roles_for(action) if policy.scope_allows(self.scopes, action) else frozenset()
            known = tuple(sorted(pk for pk, roles in self.roles.items() if roles & allowed))
            self._by_action[action] = known
        return known

    @cached_property
    def grants(self) -> Grants:
        """What grants let this actor do."""
        return Grants(self, self.told_grants, self.many_grants)

    def forget_grants(self) -> None:
        """Ask anew who was let in: for the verbs that change it while the actor's request goes on."""
        self.grants.forget()

    def reach(self, *actions: str) -> Hashable | None:
        """All that decides what the actor may do by these actions: of equal reach, the same is found.

        None where too many grants decide: nothing that is made for this actor is worth keeping.
        """
        granted = tuple(self.grants.accesses(action) for action in actions)
        if not all(isinstance(each, tuple) for each in granted):
            return None
        return self._who, granted

    @cached_property
    def _who(self) -> Hashable:
        return self.kind, self.person_id, self.service_id, self.scopes, frozenset(self.roles.items())

    def allowed_alike(self, action: str) -> tuple[bool, bool, tuple[int, ...]]:
        """What the grants that allow the actor an action depend on: the same for actions that go together."""
        return self.reads(action), self.reads_by_name(action), self.organisations_for(action)

    def may_in(self, organisation_id: int | None, action: str) -> bool:
        """Whether the action is allowed in the organisation, by role."""
        if self.is_system:
            return True
        return organisation_id is not None and organisation_id in self.organisations_for(action)

    def may_somewhere(self, action: str) -> bool:
        """Whether the action is allowed in any organisation: for showing a menu entry."""
        return self.is_system or bool(self.organisations_for(action))

    def may(self, action: str, thing: policy.Scoped) -> bool:
        """Whether the action is allowed on the thing: by role if it needs no grant, else by grant."""
        return bool(self.able(action, [thing]))

    def able(self, action: str, things: Iterable[policy.ThingT]) -> list[policy.ThingT]:
        """Those of the things on which the action is allowed; one query at most for any number of them.

        What grants let in is told with the actor or asked once for all actions.
        """
        held = list(things)
        doubtful = [each for each in held if not self._by_role(action, each)]
        helped = {
            each.access_id
            for each in doubtful
            if each.access_id is not None and self._grant_helps(action, each)
        }
        let_in = self.grants.letting_in(action, helped)
        return [
            each
            for each in held
            if self._by_role(action, each) or (each.access_id in let_in and self._grant_helps(action, each))
        ]

    def _by_role(self, action: str, thing: policy.Scoped) -> bool:
        """Whether a role alone is enough."""
        if self.is_system:
            return True
        access = getattr(thing, "access", None) if thing.access_id else None
        return self.may_in(thing.organisation_id, action) and not (access and access.needs_grant)

    def _grant_helps(self, action: str, thing: policy.Scoped) -> bool:
        """Whether a grant could allow it where a role alone does not."""
        if not policy.scope_allows(self.scopes, action):
            return False
        return action not in policy.KEPT or self.may_in(thing.organisation_id, action)

    def reads(self, action: str) -> bool:
        """Whether the action only looks, and the token allows looking."""
        return policy.is_read(action) and policy.scope_allows(self.scopes, action)

    def reads_by_name(self, action: str) -> bool:
        """Whether a grant to the person is enough to look, whatever their role."""
        return action in policy.BY_NAME and self.reads(action)


SYSTEM = Actor(kind=ActorKind.SYSTEM, public_id=SYSTEM_ID, name="Tanggap")


def _expanded(rows: Iterable[tuple[str, int]]) -> dict[int, frozenset[Role]]:
    reached: dict[int, frozenset[Role]] = {}
    for role, organisation_id in rows:
        reached[organisation_id] = _with(reached.get(organisation_id, frozenset()), role)
    return reached


@cache
def _with(roles: frozenset[Role], role: str) -> frozenset[Role]:
    """One set for all organisations with the same roles: somebody may reach hundreds."""
    return roles | {Role(role)}


_ROLE_ROW = ("role", "organisation__descendant_links__descendant_id")


def _roles_now(now: datetime, **whose: Any) -> Told:
    return Told(list(Membership.objects.current(now).filter(**whose).values_list(*_ROLE_ROW)))


def actor_for_person(
    person: Person,
    *,
    now: datetime,
    scopes: frozenset[str] | None = None,
    told: Told | None = None,
) -> Actor:
    """The actor of an active person; one query for all roles, unless they are `told`.

    A deactivated person has no roles.
    """
    return _actor_with(person, told or _roles_now(now, person=person), scopes)


def _actor_with(person: Person, told: Told, scopes: frozenset[str] | None = None) -> Actor:
    return Actor(
        kind=ActorKind.PERSON,
        public_id=person.public_id,
        name=person.shown_name,
        person_id=person.pk,
        home_id=person.home_id,
        language=person.language,
        zone=person.home.zone,
        roles=_expanded(told.roles) if person.is_active else {},
        scopes=scopes,
        told_grants=told.grants,
        many_grants=told.many,
    )


def actors_for_people(people: Iterable[Person], *, now: datetime) -> dict[int, Actor]:
    """The actors of several people by their keys, each with home: one query for their roles and grants.

    For judging at once: who is let in afterwards is not seen by them.
    """
    known = {person.pk: person for person in people}
    rows = Person.objects.only("pk").annotate(**telling_all_of_people(now)).filter(pk__in=known)
    return {row.pk: _actor_with(known[row.pk], all_told_of(row)) for row in rows}


def actor_for_service(
    service: ServiceAccount,
    *,
    now: datetime,
    scopes: frozenset[str] | None = None,
    told: Told | None = None,
) -> Actor:
    """The actor of a service account; one query for all roles, unless they are `told`."""
    told = told or _roles_now(now, service=service)
    return Actor(
        kind=ActorKind.SERVICE,
        public_id=service.public_id,
        name=service.name,
        service_id=service.pk,
        home_id=service.organisation_id,
        zone=service.organisation.zone,
        roles=_expanded(told.roles) if service.is_active else {},
        scopes=scopes,
        told_grants=told.grants,
        many_grants=told.many,
    )
