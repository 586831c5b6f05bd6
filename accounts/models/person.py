"""People, service accounts and their roles in organisations."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import OuterRef, Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.models.organisation import Organisation
from accounts.policy import Action
from accounts.roles import Role
from lib.db.among import Among
from lib.db.fields import one_of, public_id, version

if TYPE_CHECKING:
    from accounts.actors import Actor


class Language(models.TextChoices):
    """The two languages of the portal, each in its own words."""

    INDONESIAN = "id", "Bahasa Indonesia"
    ENGLISH = "en", "English"


class PersonQuerySet(models.QuerySet["Person"]):
    """Questions about people."""

    def visible_to(self, actor: Actor) -> PersonQuerySet:
        """Colleagues: who belongs to, or has a role in, an organisation in which the actor has one."""
        if actor.is_system:
            return self
        reached = actor.organisation_ids
        mates = Membership.objects.filter(Among("organisation_id", reached), person__isnull=False)
        ids = Q(pk__in=mates.values("person_id")) | Q(Among("home_id", reached)) | Q(pk=actor.person_id or 0)
        return self.filter(ids)

    def active(self) -> PersonQuerySet:
        """Those who may sign in."""
        return self.filter(is_active=True)

    def who_may_own(self, organisation: Organisation, now: datetime) -> PersonQuerySet:
        """Active people with a standing role in the organisation or above it: a task can be theirs."""
        held = Membership.objects.reaching(organisation.pk).current(now)
        return self.active().filter(memberships__in=held).distinct()


def as_username(typed: str) -> str:
    """A sign-in name as it is kept and compared, however it was typed."""
    return typed.strip().lower()


class PersonManager(BaseUserManager["Person"]):
    """Lets Django's authentication find a person by sign-in name, whatever its letter case."""

    def get_queryset(self) -> PersonQuerySet:
        return PersonQuerySet(self.model, using=self._db)

    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(username=as_username(username or ""))

    def visible_to(self, actor: Actor) -> PersonQuerySet:
        """See `PersonQuerySet.visible_to`."""
        return self.get_queryset().visible_to(actor)

    def active(self) -> PersonQuerySet:
        """See `PersonQuerySet.active`."""
        return self.get_queryset().active()

    def who_may_own(self, organisation: Organisation, now: datetime) -> PersonQuerySet:
        """See `PersonQuerySet.who_may_own`."""
        return self.get_queryset().who_may_own(organisation, now)


class Person(AbstractBaseUser):
    """Somebody who signs in. Erasure empties name, mail and sign-in name; the row and its id stay."""

    public_id = public_id()
    version = version()
    username = models.CharField(_("Sign-in name"), max_length=60, unique=True)
    name = models.CharField(_("Name"), max_length=120)
    position = models.CharField(_("Position"), max_length=120, blank=True, default="")
    email = models.EmailField(_("E-mail"), blank=True, default="")
    language = models.CharField(
        _("Language"), max_length=2, choices=Language.choices, default=Language.INDONESIAN
    )
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    home = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="people")
    erased_at = models.DateTimeField(null=True, blank=True)
    session_mark = models.CharField(max_length=32, blank=True, default="", editable=False)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    objects = PersonManager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(Lower("username"), name="person_username_any_case"),
            one_of("person_language_known", "language", Language),
        ]

    def __str__(self) -> str:
        return self.shown_name

    @property
    def shown_name(self) -> str:
        """The name, or the words for an erased person."""
        return str(_("data erased")) if self.erased_at else self.name

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What each session carries: it ends when the password or `session_mark` changes."""
        salt = "accounts.Person.session"
        marked = f"{self.password}:{self.session_mark}"
        return salted_hmac(salt, marked, secret=secret, algorithm="sha256").hexdigest()


class ServiceAccountQuerySet(models.QuerySet["ServiceAccount"]):
    """Questions about service accounts."""

    def visible_to(self, actor: Actor) -> ServiceAccountQuerySet:
        """Those of the organisations that the actor administers; all for the system."""
        if actor.is_system:
            return self
        return self.filter(Among("organisation_id", actor.organisations_for(Action.PERSON_EDIT)))


class ServiceAccount(models.Model):
    """A program that acts through the API, such as a ticket system."""

    public_id = public_id()
    version = version()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="service_accounts")
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)

    objects = ServiceAccountQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="service_account_name_once")
        ]

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Questions about roles."""

    def visible_to(self, actor: Actor) -> MembershipQuerySet:
        """Roles in the organisations in which the actor has one; all for the system."""
        if actor.is_system:
            return self
        return self.filter(Among("organisation_id", actor.organisation_ids))

    def reaching(self, organisation_id: int | OuterRef) -> MembershipQuerySet:
        """Roles in the organisation itself or in any organisation above it."""
        return self.filter(organisation__descendant_links__descendant=organisation_id)

    def current(self, now: datetime) -> MembershipQuerySet:
        """Roles that have not ended."""
        return self.filter(Q(until__isnull=True) | Q(until__gt=now))


class Membership(models.Model):
    """One role of one person or service account in one organisation; it reaches all children."""

    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.CASCADE, related_name="memberships"
    )
    service = models.ForeignKey(
        ServiceAccount, null=True, blank=True, on_delete=models.CASCADE, related_name="memberships"
    )
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices)
    until = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("membership_role_known", "role", Role),
            models.CheckConstraint(
                condition=Q(person__isnull=True) ^ Q(service__isnull=True), name="membership_of_one"
            ),
            models.UniqueConstraint(
                fields=["person", "organisation", "role"],
                condition=Q(person__isnull=False),
                name="membership_person_once",
            ),
            models.UniqueConstraint(
                fields=["service", "organisation", "role"],
                condition=Q(service__isnull=False),
                name="membership_service_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person or self.service}: {self.role} in {self.organisation}"
