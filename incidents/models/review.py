"""What is learnt and what is not known: causes, unknowns, lessons (ISO/IEC 27001 A.5.27)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts.models import Person
from compliance.models import Requirement
from followups.models import FollowUp
from incidents.models.incident import Incident
from incidents.models.timeline import Source
from incidents.vocabulary import Claim, UnknownKind
from lib.db.fields import one_language_at_least, one_of, prose, public_id


class Cause(models.Model):
    """A cause that somebody claims or that was confirmed; never both in one row.

    A confirmed one says by whom, when and on what `basis`. Only where a case file confirms it, its source
    says that instead.
    """

    public_id = public_id()
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="causes")
    text_id = prose()
    text_en = prose()
    claim = models.CharField(max_length=10, choices=Claim.choices)
    source = models.ForeignKey(Source, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    basis = prose()
    voided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            one_of("cause_claim_known", "claim", Claim),
            one_language_at_least("cause_said", "text"),
            models.CheckConstraint(
                condition=Q(claim=Claim.CONFIRMED)
                | Q(confirmed_by__isnull=True, confirmed_at__isnull=True, basis=""),
                name="cause_proof_only_when_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | ~Q(basis=""), name="cause_confirmed_has_basis"
            ),
        ]

    def __str__(self) -> str:
        return self.text_id or self.text_en


class Unknown(models.Model):
    """Something that nobody has said yet; its kind tells what it holds up."""

    public_id = public_id()
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="unknowns")
    kind = models.CharField(max_length=16, choices=UnknownKind.choices)
    text_id = prose()
    text_en = prose()
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answer = prose()

    class Meta:
        ordering = ["id"]
        constraints = [
            one_of("unknown_kind_known", "kind", UnknownKind),
            one_language_at_least("unknown_said", "text"),
            models.CheckConstraint(
                condition=Q(resolved_at__isnull=True) | ~Q(answer=""), name="unknown_resolved_has_answer"
            ),
        ]

    def __str__(self) -> str:
        return self.text_id or self.text_en


class Lesson(models.Model):
    """What is to be learnt; it stands as a proposed follow-up until somebody takes it on."""

    public_id = public_id()
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="lessons")
    n = models.PositiveSmallIntegerField()
    text_id = prose()
    text_en = prose()
    follow_up = models.OneToOneField(FollowUp, on_delete=models.PROTECT, related_name="lesson")

    class Meta:
        ordering = ["n"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "n"], name="lesson_number_once"),
            one_language_at_least("lesson_said", "text"),
        ]

    def __str__(self) -> str:
        return self.text_id or self.text_en


class LessonRequirement(models.Model):
    """A requirement that a lesson touches."""

    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="requirements")
    requirement = models.ForeignKey(Requirement, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["lesson", "requirement"], name="lesson_requirement_once"),
        ]

    def __str__(self) -> str:
        return f"{self.lesson_id}: {self.requirement_id}"
