"""Reading for an actor: one thing, where hidden and missing are the same, and the lists of the pages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Protocol, TypeVar
from uuid import UUID

from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor, actor_for_person
from accounts.hand_over import takers_from, takes_from, told_of
from accounts.models import ApiToken, Membership, Organisation, Person, ServiceAccount
from accounts.models.organisation import OrganisationQuerySet
from accounts.models.person import PersonQuerySet, ServiceAccountQuerySet
from accounts.models.token import ApiTokenQuerySet
from accounts.told import all_told_of, telling_all_of_people
from lib.db.among import Among
from lib.errors import Missing

ModelT = TypeVar("ModelT", bound=models.Model, covariant=True)
RowT = TypeVar("RowT", bound=models.Model)


class Visible(Protocol[ModelT]):
    """A queryset or manager that knows what an actor may read."""

    def visible_to(self, actor: Actor) -> models.QuerySet[ModelT]:
        """What the actor may read."""


class Sought(Protocol[ModelT]):
    """A queryset or manager that knows whether an actor may read one thing."""

    def sought_by(self, actor: Actor) -> models.QuerySet[ModelT]:
        """What the actor may read, to pick one."""


def as_public_id(value: UUID | str) -> UUID:
    """The identity that a text spells. Raises `Missing`: what is no identity names nothing."""
    if isinstance(value, UUID):
        return value
    try:
        return UUID(value)
    except (ValueError, AttributeError, TypeError) as error:
        raise missing() from error


def missing() -> Missing:
    """The one answer for what is not there and for what is hidden."""
    return Missing(_("There is nothing here, or you may not see it."))


def public_ids(texts: Iterable[str]) -> list[UUID]:
    """The identities that the texts spell; what is none is left out."""
    found = []
    for text in texts:
        try:
            found.append(as_public_id(text))
        except Missing:
            continue
    return found


def one_named(rows: models.QuerySet[RowT], public_id: UUID | str) -> RowT:
    """The row with that identity, of those that the caller may read. Raises `Missing`."""
    found = rows.filter(public_id=as_public_id(public_id)).first()
    if found is None:
        raise missing()
    return found


def get_visible(queryset: Visible[ModelT], actor: Actor, public_id: UUID | str) -> ModelT:
    """The thing with that identity, if the actor may read it. Raises `Missing`, whatever the reason."""
    return one_named(queryset.visible_to(actor), public_id)


def get_sought(queryset: Sought[ModelT], actor: Actor, public_id: UUID | str) -> ModelT:
    """The same, where nothing else is read for the actor: grants are asked of that one thing alone."""
    return one_named(queryset.sought_by(actor), public_id)


def organisations_of(actor: Actor) -> OrganisationQuerySet:
    """The organisations that the actor may see."""
    return Organisation.objects.visible_to(actor)


def organisation_for(actor: Actor, public_id: UUID | str) -> Organisation:
    """One organisation that the actor may see. Raises `Missing`."""
    found: Organisation = get_visible(Organisation.objects, actor, public_id)
    return found


def organisations_where(actor: Actor, action: str) -> OrganisationQuerySet:
    """The organisations run here in which the actor's roles allow the action."""
    return Organisation.objects.where_may(actor, action).internal()


def may_everywhere(actor: Actor, action: str) -> bool:
    """Whether a role allows the action in every organisation run here: for what concerns all of them."""
    if actor.is_system:
        return True
    elsewhere = Organisation.objects.internal().exclude(Among("pk", actor.organisations_for(action)))
    return actor.may_somewhere(action) and not elsewhere.exists()


def named(organisations: OrganisationQuerySet) -> list[tuple[str, str]]:
    """Each organisation's identity and short name, for a choice; no more than that is read."""
    rows = organisations.values_list("public_id", "short", "name")
    return [(str(public_id), short or name) for public_id, short, name in rows]


def people_of(actor: Actor, now: datetime) -> PersonQuerySet:
    """Colleagues, each with home and the standing roles that the actor may see (`shown_roles`)."""
    roles = Membership.objects.visible_to(actor).current(now).select_related("organisation")
    shown = Prefetch(
        "memberships", queryset=roles.order_by("organisation__name", "role"), to_attr="shown_roles"
    )
    return Person.objects.visible_to(actor).select_related("home").prefetch_related(shown)


def person_for(actor: Actor, public_id: UUID | str) -> Person:
    """One colleague with home. Raises `Missing`."""
    return get_visible(Person.objects.get_queryset().select_related("home"), actor, public_id)


def owners_for(actor: Actor, organisation: Organisation | None, now: datetime) -> PersonQuerySet:
    """Active colleagues who may own what belongs to the organisation; all of them while it is not chosen."""
    people = Person.objects.visible_to(actor).active()
    return people if organisation is None else people.who_may_own(organisation, now)


def people_at(actor: Actor, organisation_id: int | None, *, limit: int = 100) -> list[Person]:
    """Colleagues who belong to an organisation, by name: for a choice in a filter."""
    if organisation_id is None:
        return []
    return list(Person.objects.visible_to(actor).filter(home=organisation_id)[:limit])


def people_matching(people: PersonQuerySet, words: str) -> PersonQuerySet:
    """Those whose name, position or sign-in name has the words."""
    found = Q(name__icontains=words) | Q(position__icontains=words) | Q(username__icontains=words)
    return people.filter(found) if words else people


def successors_for(
    actor: Actor, person: Person, now: datetime, *, at: Organisation | None = None
) -> PersonQuerySet:
    """Who can take over what a person owes: active colleagues with a role that reaches the organisation.

    `at` is where it is owed; the person's home unless said otherwise.
    """
    able = Person.objects.who_may_own(at or person.home, now).values("pk")
    return Person.objects.visible_to(actor).active().filter(pk__in=able).exclude(pk=person.pk)


def successors_of_all(actor: Actor, person: Person, now: datetime, told: Any = None) -> PersonQuerySet:
    """Who can take over all that a person who leaves owes; colleagues when it asks nothing of anybody.

    What they owe is asked for unless it is `told`.
    """
    takers = takers_from(told or told_of(person), now)
    if takers is None:
        return successors_for(actor, person, now)
    return Person.objects.visible_to(actor).active().filter(pk__in=takers).exclude(pk=person.pk)


def possible_successors(actor: Actor, person: Person, now: datetime) -> PersonQuerySet:
    """Colleagues of whom one is to be picked who `can_take_over`; each tells how far they reach."""
    near = Person.objects.who_may_own(person.home, now).filter(pk=OuterRef("pk"))
    others = Person.objects.visible_to(actor).active().exclude(pk=person.pk)
    return others.annotate(**telling_all_of_people(now), is_near=Exists(near))


def can_take_over(chosen: Any, told: Any, now: datetime) -> bool:
    """Whether one of the `possible_successors` is among the `successors_of_all`; `told` is what is owed."""
    takes = takes_from(told, actor_for_person(chosen, now=now, told=all_told_of(chosen)))
    return chosen.is_near if takes is None else takes


def services_of(actor: Actor, now: datetime) -> ServiceAccountQuerySet:
    """The service accounts that the actor administers, each with its standing roles (`shown_roles`)."""
    roles = Membership.objects.visible_to(actor).current(now).select_related("organisation")
    shown = Prefetch(
        "memberships", queryset=roles.order_by("organisation__name", "role"), to_attr="shown_roles"
    )
    return ServiceAccount.objects.visible_to(actor).select_related("organisation").prefetch_related(shown)


def tokens_of(actor: Actor) -> ApiTokenQuerySet:
    """One's own tokens and those of the service accounts that one administers, newest first."""
    return ApiToken.objects.visible_to(actor).select_related("person__home", "service__organisation")


def role_of(actor: Actor, membership_id: str, **holder: Any) -> Membership:
    """One role by its number, where the `holder` is as these filters say. Raises `Missing`."""
    known = Membership.objects.filter(organisation__in=actor.organisation_ids, **holder)
    known = known.select_related("organisation", "person__home", "service")
    if not (membership_id.isascii() and membership_id.isdigit() and len(membership_id) < 19):
        raise missing()
    found = known.filter(pk=int(membership_id)).first()
    if found is None:
        raise missing()
    return found
