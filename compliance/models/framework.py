"""Frameworks and their requirements as a tree: clauses and controls, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from lib.db.fields import one_language_at_least, prose, public_id, words

if TYPE_CHECKING:
    from accounts.actors import Actor


class Framework(models.Model):
    """A standard, such as ISO/IEC 27001:2022; the same for every organisation."""

    public_id = public_id()
    key = models.CharField(max_length=40, unique=True)
    name_id = words()
    name_en = words()
    edition = words(20)
    content_sha256 = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()

    class Meta:
        constraints = [one_language_at_least("framework_named", "name")]

    def __str__(self) -> str:
        return self.name_en or self.name_id


class RequirementQuerySet(models.QuerySet["Requirement"]):
    """Questions about requirements."""

    def visible_to(self, actor: Actor) -> RequirementQuerySet:
        """The catalogue is the same for everybody who may sign in."""
        return self if actor.is_system or actor.may_somewhere("requirement.read") else self.none()

    def controls(self) -> RequirementQuerySet:
        """The controls of Annex A."""
        return self.filter(is_control=True)


class Requirement(models.Model):
    """One clause, theme or control: id, short title, a summary in own words, 27002 attributes."""

    public_id = public_id()
    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="requirements")
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    code = models.CharField(max_length=20)
    order = models.PositiveIntegerField()
    title_id = words()
    title_en = words()
    summary_id = prose()
    summary_en = prose()
    is_control = models.BooleanField(default=False)
    documented = models.BooleanField(default=False)
    new_in_edition = models.BooleanField(default=False)
    attributes = models.JSONField(default=dict, blank=True)

    objects = RequirementQuerySet.as_manager()

    class Meta:
        ordering = ["framework", "order"]
        constraints = [
            models.UniqueConstraint(fields=["framework", "code"], name="requirement_code_once"),
            models.UniqueConstraint(fields=["framework", "order"], name="requirement_order_once"),
        ]

    def __str__(self) -> str:
        return self.code
