"""What an incident did: to assets, to personal data, and which requirements it touched."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from compliance.models import Asset, Requirement
from incidents.models.incident import Incident
from lib.db.fields import one_of, prose, public_id, words
from lib.personal_data import PersonalData
from records.models import Evidence


class AssetState(models.TextChoices):
    """How an affected asset stands now."""

    UNKNOWN = "unknown", _("Not known")
    AFFECTED = "affected", _("Affected")
    CONTAINED = "contained", _("Contained")
    RECOVERED = "recovered", _("Recovered")
    UNAFFECTED = "unaffected", _("Not affected")


class AffectedAsset(models.Model):
    """An asset that an incident names, what was lost there, and its state. Nothing lost: only involved."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="affected_assets")
    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="incidents")
    lost_confidentiality = models.BooleanField(default=False)
    lost_integrity = models.BooleanField(default=False)
    lost_availability = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=AssetState.choices, default=AssetState.UNKNOWN)
    note = prose()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "asset"], name="affected_asset_once"),
            one_of("affected_asset_state_known", "state", AssetState),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id}: {self.asset_id}"


class SubjectsKnown(models.TextChoices):
    """How well the number of people is known."""

    UNKNOWN = "unknown", _("Unknown")
    NUMBER = "number", _("A number")
    RANGE = "range", _("A range")


class PersonalDataImpact(models.Model):
    """How many people's data, seen by whom (UU 27/2022 Pasal 46). Unknown is never zero."""

    incident = models.OneToOneField(Incident, on_delete=models.CASCADE, related_name="personal_data")
    subjects = models.CharField(max_length=8, choices=SubjectsKnown.choices, default=SubjectsKnown.UNKNOWN)
    subjects_min = models.PositiveBigIntegerField(null=True, blank=True)
    subjects_max = models.PositiveBigIntegerField(null=True, blank=True)
    exposed_to_id = words(300)
    exposed_to_en = words(300)
    note_id = prose()
    note_en = prose()

    class Meta:
        constraints = [
            one_of("personal_data_subjects_known", "subjects", SubjectsKnown),
            models.CheckConstraint(
                condition=Q(subjects="unknown", subjects_min__isnull=True, subjects_max__isnull=True)
                | Q(subjects="number", subjects_min=F("subjects_max"))
                | Q(subjects="range", subjects_min__lt=F("subjects_max")),
                name="personal_data_subjects_fit",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id}: {self.subjects}"


class AffectedData(models.Model):
    """One kind of personal data that an incident exposed, changed or lost."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="affected_data")
    category = models.CharField(max_length=12, choices=PersonalData.choices)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "category"], name="affected_data_once"),
            one_of("affected_data_known", "category", PersonalData),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id}: {self.category}"


class Verdict(models.TextChoices):
    """How a requirement fared in an incident."""

    FAILED = "failed", _("Failed")
    MISSING = "missing", _("Was missing")
    WORKED = "worked", _("Worked")


class IncidentRequirement(models.Model):
    """A requirement of the standard that failed, was missing or worked in an incident."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="requirements")
    requirement = models.ForeignKey(Requirement, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=8, choices=Verdict.choices)
    note_id = words(300)
    note_en = words(300)

    class Meta:
        ordering = ["requirement__order"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "requirement"], name="incident_requirement_once"),
            one_of("incident_requirement_verdict_known", "verdict", Verdict),
        ]

    def __str__(self) -> str:
        return f"{self.requirement_id}: {self.verdict}"


class IncidentEvidence(models.Model):
    """A file that belongs to an incident, and the fact it supports if any."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="evidence_links")
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="incident_links")
    fact = models.ForeignKey(
        "incidents.Fact", null=True, blank=True, on_delete=models.SET_NULL, related_name="evidence_links"
    )
    public_id = public_id()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "evidence"], name="incident_evidence_once"),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id}: {self.evidence_id}"
