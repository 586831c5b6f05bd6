"""Controls: what an organisation actually does, and which requirements that serves."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts.models import Access, Organisation, Person, ScopedQuerySet
from accounts.policy import Action
from compliance.models.framework import Requirement
from compliance.vocabulary import ControlStatus
from followups.models import FollowUp
from lib.db.fields import one_of, prose, public_id, version, words


class ControlQuerySet(ScopedQuerySet["Control"]):
    """Questions about controls."""

    read_action = Action.CONTROL_READ

    def standing(self) -> ControlQuerySet:
        """Those not given up."""
        return self.filter(voided_at__isnull=True)


class Control(models.Model):
    """One measure with an owner; its review date is a follow-up of the kind review."""

    public_id = public_id()
    version = version()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="controls")
    access = models.ForeignKey(Access, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    title_id = words()
    title_en = words()
    detail_id = prose()
    detail_en = prose()
    owner = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=12, choices=ControlStatus.choices, default=ControlStatus.NOT_STARTED)
    review_every_months = models.PositiveSmallIntegerField(null=True, blank=True)
    review = models.OneToOneField(
        FollowUp, null=True, blank=True, on_delete=models.PROTECT, related_name="reviewed_control"
    )
    created_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True, blank=True)
    void_reason = words()
    retention_class = words(30)
    retain_until = models.DateField(null=True, blank=True)

    objects = ControlQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            one_of("control_status_known", "status", ControlStatus),
            models.CheckConstraint(condition=~Q(title_id="", title_en=""), name="control_titled"),
        ]

    def __str__(self) -> str:
        return self.title_id or self.title_en


class ControlRequirement(models.Model):
    """A requirement that a control serves."""

    control = models.ForeignKey(Control, on_delete=models.CASCADE, related_name="requirements")
    requirement = models.ForeignKey(Requirement, on_delete=models.PROTECT, related_name="controls")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["control", "requirement"], name="control_requirement_once"),
        ]

    def __str__(self) -> str:
        return f"{self.control_id}: {self.requirement_id}"
