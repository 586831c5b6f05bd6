"""How assets and requirements look over REST; bodies are closed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.api.fields import ManyByIdentity
from accounts.selectors import organisation_for, person_for
from compliance.models import Asset, Requirement
from compliance.selectors import assets_seen
from compliance.vocabulary import AssetKind
from lib.api.fields import ByIdentity, ClosedSerializer, TextField
from lib.api.queries import FeedQuery, ListQuery, words
from lib.personal_data import PersonalData

MOST_NEEDED = 500


class AssetQuery(FeedQuery):
    """What the list of assets can be asked for."""

    q = words(help_text="Words that the asset is found by.")


class RequirementQuery(ListQuery):
    """What the catalogue can be asked for."""

    q = words(help_text="Words in ids, titles and summaries.")
    controls = serializers.BooleanField(required=False, help_text="Only controls of Annex A.")


class AssetSerializer(serializers.Serializer[Asset]):
    """One asset as it is read."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    version = serializers.IntegerField()
    organisation = serializers.UUIDField(source="organisation.public_id")
    operator = serializers.UUIDField(source="operator.public_id")
    owner = serializers.UUIDField(source="owner.public_id", allow_null=True, default=None)
    key = serializers.CharField()
    kind = serializers.ChoiceField(choices=AssetKind.choices)
    name = TextField(stem="name")
    purpose = TextField(stem="purpose")
    components = serializers.ListField(child=serializers.CharField())
    url = serializers.CharField()
    in_use_since = serializers.DateField(allow_null=True)
    confidentiality = serializers.IntegerField(allow_null=True)
    integrity = serializers.IntegerField(allow_null=True)
    availability = serializers.IntegerField(allow_null=True)
    vital = serializers.BooleanField()
    personal_data = serializers.SerializerMethodField()
    depends_on = serializers.SerializerMethodField()
    voided_at = serializers.DateTimeField(allow_null=True)

    @extend_schema_field(
        serializers.ListField(
            child=serializers.ChoiceField(choices=PersonalData.choices),
            help_text="The kinds of personal data it holds.",
        )
    )
    def get_personal_data(self, asset: Any) -> list[str]:
        """The kinds of personal data it holds."""
        return [each.category for each in asset.told_data]

    def get_depends_on(self, asset: Any) -> list[UUID]:
        """The assets it needs, of those the reader may see."""
        return [each.needs_public_id for each in asset.told_needs]


class _Level(serializers.IntegerField):
    """Worth from 1 (low) to 4 (critical); null is not assessed."""

    def __init__(self) -> None:
        super().__init__(min_value=1, max_value=4, allow_null=True, required=False)


class AssetChangeSerializer(ClosedSerializer):
    """What can be changed of an asset; what is not sent stays."""

    key = serializers.CharField(max_length=60, allow_blank=True, required=False)
    kind = serializers.ChoiceField(choices=AssetKind.choices, required=False)
    name = TextField(required=False, max_length=200)
    purpose = TextField(required=False)
    components = serializers.ListField(child=serializers.CharField(max_length=200), required=False)
    owner = ByIdentity(person_for, required=False, allow_null=True)
    operator = ByIdentity(organisation_for, required=False)
    url = serializers.URLField(max_length=500, allow_blank=True, required=False)
    in_use_since = serializers.DateField(required=False, allow_null=True)
    confidentiality = _Level()
    integrity = _Level()
    availability = _Level()
    vital = serializers.BooleanField(required=False)
    personal_data = serializers.ListField(
        child=serializers.ChoiceField(choices=PersonalData.choices), required=False
    )
    depends_on = ManyByIdentity(assets_seen, required=False, max_length=MOST_NEEDED)


class AssetCreationSerializer(AssetChangeSerializer):
    """A new asset: whose it is, and what is said of it."""

    organisation = ByIdentity(organisation_for)
    name = TextField(max_length=200)


class RequirementSerializer(serializers.Serializer[Requirement]):
    """One clause or control, in both languages."""

    id = serializers.UUIDField(source="public_id")
    code = serializers.CharField()
    framework = serializers.CharField(source="framework.key")
    part_of = serializers.CharField(source="parent.code", allow_null=True, default=None)
    title = TextField(stem="title")
    summary = TextField(stem="summary")
    is_control = serializers.BooleanField()
    documented = serializers.BooleanField()
    new_in_edition = serializers.BooleanField()
    attributes = serializers.DictField(child=serializers.ListField(child=serializers.CharField()))
