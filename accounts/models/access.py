"""Who may see a thing beyond plain membership: its TLP, whether it is restricted, and its grants."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Protocol, Self, TypeVar

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from accounts.models.organisation import Organisation
from accounts.models.person import Person
from accounts.roles import GrantLevel
from lib.db.among import Among
from lib.db.fields import one_of, version, words
from lib.tlp import Tlp

if TYPE_CHECKING:
    from accounts.actors import Actor


class Access(models.Model):
    """The need-to-know rule that an incident and everything that hangs on it share.

    TLP:RED and restricted things need a grant (`needs_grant`, kept equal by a check in the database).
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    tlp = models.CharField(max_length=12, choices=Tlp.choices, default=Tlp.AMBER)
    restricted = models.BooleanField(default=False)
    needs_grant = models.BooleanField(default=False)
    version = version()

    class Meta:
        constraints = [
            one_of("access_tlp_known", "tlp", Tlp),
            models.CheckConstraint(
                condition=Q(needs_grant=True) & (Q(restricted=True) | Q(tlp=Tlp.RED))
                | Q(needs_grant=False, restricted=False) & ~Q(tlp=Tlp.RED),
                name="access_needs_grant_follows",
            ),
        ]

    def __str__(self) -> str:
        return f"TLP:{self.tlp}{' restricted' if self.restricted else ''}"


class AccessGrantQuerySet(models.QuerySet["AccessGrant"]):
    """Questions about grants."""

    def standing(self) -> AccessGrantQuerySet:
        """Those not taken back."""
        return self.filter(revoked_at__isnull=True)

    def concerning(self, actor: Actor) -> AccessGrantQuerySet:
        """Standing grants to the actor, or to an organisation where the actor has a role."""
        whom = Q(Among("organisation_id", actor.organisation_ids))
        if actor.person_id:
            whom |= Q(person_id=actor.person_id)
        return self.standing().filter(whom)

    def reaching(self, actor: Actor, action: str) -> AccessGrantQuerySet:
        """Standing grants by which the actor may do `action`.

        A grant to an organisation gives whoever may do the action there; TLP:RED is for named people only.
        Anything but reading needs the level "takes part", and anything but what is read by name a role that
        allows the action somewhere.
        """
        organisations = actor.organisations_for(action)
        whom = Q(Among("organisation_id", organisations)) & ~Q(access__tlp=Tlp.RED)
        if actor.person_id and (organisations or actor.reads_by_name(action)):
            whom |= Q(person_id=actor.person_id)
        found = self.standing().filter(whom)
        return found if actor.reads(action) else found.filter(level=GrantLevel.TAKE_PART)


class AccessGrant(models.Model):
    """One organisation or one person who may see, or take part, by somebody's decision."""

    access = models.ForeignKey(Access, on_delete=models.CASCADE, related_name="grants")
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=10, choices=GrantLevel.choices, default=GrantLevel.TAKE_PART)
    reason = words()
    granted_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = AccessGrantQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("access_grant_level_known", "level", GrantLevel),
            models.CheckConstraint(
                condition=Q(organisation__isnull=True) ^ Q(person__isnull=True), name="access_grant_to_one"
            ),
            models.UniqueConstraint(
                fields=["access", "organisation"],
                condition=Q(revoked_at__isnull=True, person__isnull=True),
                name="access_grant_organisation_once",
            ),
            models.UniqueConstraint(
                fields=["access", "person"],
                condition=Q(revoked_at__isnull=True, organisation__isnull=True),
                name="access_grant_person_once",
            ),
        ]
        indexes = [models.Index(fields=["person", "access"], name="access_grant_by_person")]

    def __str__(self) -> str:
        return f"{self.organisation or self.person}: {self.level}"


class Given(Protocol):
    """What of a standing grant decides whom it lets in."""

    @property
    def level(self) -> str: ...
    @property
    def organisation_id(self) -> int | None: ...
    @property
    def person_id(self) -> int | None: ...


def lets_in(grant: Given, tlp: str, actor: Actor, action: str) -> bool:
    """Whether the actor may do the action by the grant: as `reaching` asks the database, of one at hand."""
    if grant.level != GrantLevel.TAKE_PART and not actor.reads(action):
        return False
    organisations = actor.organisations_for(action)
    if grant.organisation_id is not None:
        return grant.organisation_id in organisations and tlp != Tlp.RED
    return grant.person_id == actor.person_id and bool(organisations or actor.reads_by_name(action))


ModelT = TypeVar("ModelT", bound=models.Model)


MANY_ORGANISATIONS = 40
"""For an actor of more than these, the newest rows are found faster by their keys than by organisation."""


def by_membership(actor: Actor, action: str, place: str = "organisation_id") -> Q:
    """What the actor's roles allow without a grant: where they have them, and what needs none."""
    free = Q(access__isnull=True) | Q(access__needs_grant=False)
    return Q(Among(place, actor.organisations_for(action))) & free


def visible(actor: Actor, action: str, place: str = "organisation_id") -> Q:
    """What of a model with `organisation` and `access` the actor may read, as one condition.

    Membership reaches what needs no grant; grants reach the rest. The few organisation and access ids stand
    in the query itself, so that both databases can use their indexes; never a list of row ids. `place` names
    the organisation's key by another expression.
    """
    if actor.is_system:
        return Q()
    member = by_membership(actor, action, place)
    granted = actor.grants.accesses(action)
    if isinstance(granted, tuple) and not granted:
        return member
    return member | Q(access__in=granted)


def reached(actor: Actor, action: str) -> Q:
    """The same as `visible`, for a row that is sought by its identity.

    Whether a grant reaches it is asked of that row alone, in the same query, unless the actor's grants are
    known already.
    """
    if actor.is_system or actor.grants.known:
        return visible(actor, action)
    grants = AccessGrant.objects.reaching(actor, action).filter(access=OuterRef("access"))
    return by_membership(actor, action) | Q(Exists(grants))


class ScopedQuerySet(models.QuerySet[ModelT]):
    """The base of every model that belongs to an organisation and may carry an access."""

    read_action: ClassVar[str] = ""

    def visible_to(self, actor: Actor) -> Self:
        """What the actor may read; hidden and missing are the same to every door."""
        return self.filter(visible(actor, self.read_action))

    def sought_by(self, actor: Actor) -> Self:
        """The same, to pick one by its identity."""
        return self.filter(reached(actor, self.read_action))

    def visible_by_key_to(self, actor: Actor) -> Self:
        """The same, for the first rows by descending key.

        An actor of many organisations is not sought by each of them: SQLite would sort all rows of all.
        """
        if len(actor.organisations_for(self.read_action)) <= MANY_ORGANISATIONS:
            return self.visible_to(actor)
        walked = self.alias(place=F("organisation_id") + 0)
        return walked.filter(visible(actor, self.read_action, "place"))
