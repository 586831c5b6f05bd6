"""Organisations in a tree whose every ancestor-descendant pair is a row (closure table)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from lib.db.among import Among
from lib.db.fields import prose, public_id, version, words

if TYPE_CHECKING:
    from accounts.actors import Actor


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """Questions about organisations."""

    def visible_to(self, actor: Actor) -> OrganisationQuerySet:
        """Those the actor has any role in, children included; all for the system."""
        if actor.is_system:
            return self
        return self.filter(Among("pk", actor.organisation_ids))

    def where_may(self, actor: Actor, action: str) -> OrganisationQuerySet:
        """Those in which the actor's roles allow the action."""
        if actor.is_system:
            return self
        return self.filter(Among("pk", actor.organisations_for(action)))

    def internal(self) -> OrganisationQuerySet:
        """Those that are run here, as opposed to outside parties such as BSSN."""
        return self.filter(external=False)


class Organisation(models.Model):
    """A public body, an agency or a unit; or an outside party that incidents name."""

    public_id = public_id()
    version = version()
    name = models.CharField(max_length=200)
    short = models.CharField(max_length=60)
    key = models.CharField(
        max_length=60,
        unique=True,
        validators=[RegexValidator(r"^[a-z0-9][a-z0-9-]*$", _("Use small letters, digits and hyphens."))],
    )
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    external = models.BooleanField(default=False)
    zone = models.CharField(max_length=40, default="Asia/Jakarta")
    letterhead_body = words()
    letterhead_unit = words()
    letterhead_subunit = words()
    letterhead_address = prose()
    place = words(80)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(parent=models.F("id")), name="organisation_not_own_parent"
            ),
        ]

    def __str__(self) -> str:
        return self.short or self.name


class OrganisationLink(models.Model):
    """One ancestor-descendant pair; depth 0 is the organisation itself. Kept by one service alone."""

    ancestor = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="descendant_links")
    descendant = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="ancestor_links")
    depth = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ancestor", "descendant"], name="organisation_link_once"),
        ]
        indexes = [models.Index(fields=["descendant", "depth"], name="organisation_link_up")]

    def __str__(self) -> str:
        return f"{self.ancestor_id} > {self.descendant_id} ({self.depth})"
