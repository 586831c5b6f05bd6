"""The Statement of Applicability (ISO/IEC 27001 6.1.3 d): versions with rows and their justifications."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts.models import Access, Organisation, Person, ScopedQuerySet
from accounts.policy import Action
from compliance.models.control import Control
from compliance.models.framework import Framework, Requirement
from compliance.vocabulary import Applicability, ControlStatus, JustificationKind, StatementState
from lib.db.fields import one_of, prose, public_id, version


class StatementQuerySet(ScopedQuerySet["Statement"]):
    """Questions about statements."""

    read_action = Action.CONTROL_READ


class Statement(models.Model):
    """One version of one organisation's statement; an approved one is never changed."""

    public_id = public_id()
    version = version()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="statements")
    access = models.ForeignKey(Access, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=StatementState.choices, default=StatementState.DRAFT)
    created_at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = StatementQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            one_of("statement_state_known", "state", StatementState),
            models.UniqueConstraint(
                fields=["organisation", "framework", "number"], name="statement_number_once"
            ),
            models.UniqueConstraint(
                fields=["organisation", "framework"], condition=Q(state="draft"), name="statement_one_draft"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} v{self.number}"


class StatementRow(models.Model):
    """One requirement in one version; its status is the authoritative one."""

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="rows")
    requirement = models.ForeignKey(Requirement, on_delete=models.PROTECT, related_name="+")
    applicability = models.CharField(
        max_length=10, choices=Applicability.choices, default=Applicability.UNDECIDED
    )
    status = models.CharField(max_length=12, choices=ControlStatus.choices, default=ControlStatus.NOT_STARTED)
    control = models.ForeignKey(Control, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    version = version()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["statement", "requirement"], name="statement_row_once"),
            one_of("statement_row_applicability_known", "applicability", Applicability),
            one_of("statement_row_status_known", "status", ControlStatus),
        ]

    def __str__(self) -> str:
        return f"{self.statement_id}: {self.requirement_id}"


class Justification(models.Model):
    """One reason why a row's requirement is in or out."""

    row = models.ForeignKey(StatementRow, on_delete=models.CASCADE, related_name="justifications")
    kind = models.CharField(max_length=14, choices=JustificationKind.choices)
    text_id = prose()
    text_en = prose()

    class Meta:
        constraints = [one_of("justification_kind_known", "kind", JustificationKind)]

    def __str__(self) -> str:
        return f"{self.row_id}: {self.kind}"
