"""Assets: what is worth protecting, whose it is, what it depends on (ISO/IEC 27001 A.5.9)."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from accounts.models import Access, Organisation, Person, ScopedQuerySet
from accounts.policy import Action
from compliance.vocabulary import AssetKind
from lib.db.fields import one_of, prose, public_id, version, words
from lib.personal_data import PersonalData


class AssetQuerySet(ScopedQuerySet["Asset"]):
    """Questions about assets."""

    read_action = Action.ASSET_READ

    def standing(self) -> AssetQuerySet:
        """Those not voided."""
        return self.filter(voided_at__isnull=True)


SIDES = ("confidentiality", "integrity", "availability")


def _level() -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(4)]
    )


class Asset(models.Model):
    """One asset. `organisation` owns it, `operator` runs it; worth is 1 (low) to 4 (critical) or unset."""

    public_id = public_id()
    version = version()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="assets")
    access = models.ForeignKey(Access, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    key = words(60)
    kind = models.CharField(max_length=15, choices=AssetKind.choices, default=AssetKind.APPLICATION)
    name_id = words()
    name_en = words()
    purpose_id = prose()
    purpose_en = prose()
    components = models.JSONField(default=list, blank=True)
    owner = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    operator = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="operated_assets")
    url = models.URLField(max_length=500, blank=True, default="")
    in_use_since = models.DateField(null=True, blank=True)
    confidentiality = _level()
    integrity = _level()
    availability = _level()
    vital = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True, blank=True)
    void_reason = words()
    retention_class = words(30)
    retain_until = models.DateField(null=True, blank=True)

    objects = AssetQuerySet.as_manager()

    class Meta:
        ordering = ["name_id", "name_en", "id"]
        constraints = [
            one_of("asset_kind_known", "kind", AssetKind),
            models.CheckConstraint(condition=~Q(name_id="", name_en=""), name="asset_named"),
            models.UniqueConstraint(
                fields=["organisation", "key"], condition=~Q(key=""), name="asset_key_once"
            ),
            *[
                models.CheckConstraint(
                    condition=Q(**{f"{side}__isnull": True}) | Q(**{f"{side}__range": (1, 4)}),
                    name=f"asset_{side}_1_to_4",
                )
                for side in SIDES
            ],
        ]

    def __str__(self) -> str:
        return self.name_id or self.name_en


class AssetData(models.Model):
    """One kind of personal data that an asset holds (UU 27/2022 Pasal 31)."""

    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="personal_data")
    category = models.CharField(max_length=12, choices=PersonalData.choices)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["asset", "category"], name="asset_data_once"),
            one_of("asset_data_known", "category", PersonalData),
        ]

    def __str__(self) -> str:
        return f"{self.asset_id}: {self.category}"


class AssetDependency(models.Model):
    """`asset` cannot do its work without `needs`."""

    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="dependencies")
    needs = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="dependants")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["asset", "needs"], name="asset_dependency_once"),
            models.CheckConstraint(condition=~Q(asset=models.F("needs")), name="asset_not_on_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.asset_id} needs {self.needs_id}"
