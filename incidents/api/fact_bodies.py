"""What the room takes over REST for facts, readings, settlements and sources."""

from __future__ import annotations

from rest_framework import serializers

from incidents.api.moments import MomentSerializer
from incidents.vocabulary import Claim, FactKind, ReadingOf
from lib.api.fields import ClosedSerializer, TextField
from lib.moments import Precision


class FactCreationSerializer(ClosedSerializer):
    """What a fact says; it has its own moment, or shares that of `same_as`, told with `precision`."""

    kind = serializers.ChoiceField(choices=FactKind.choices)
    claim = serializers.ChoiceField(choices=Claim.choices)
    what = TextField()
    moment = MomentSerializer(required=False, allow_null=True)
    same_as = serializers.UUIDField(required=False, allow_null=True)
    precision = serializers.ChoiceField(choices=Precision.choices, required=False)
    source = serializers.UUIDField(required=False, allow_null=True)  # type: ignore[assignment]
    speaker_role = TextField(required=False, max_length=200)
    as_said = serializers.CharField(max_length=300, allow_blank=True, required=False)


class FactCorrectionSerializer(FactCreationSerializer):
    """What becomes different in a fact, and why; what is not sent stays."""

    always = ("reason",)
    reason = serializers.CharField(max_length=300)


class ReadingSerializer(ClosedSerializer):
    """One way in which a source tells the fact: when, how many, or why."""

    of = serializers.ChoiceField(choices=ReadingOf.choices)
    text = TextField()
    moment = MomentSerializer(required=False, allow_null=True)
    value = serializers.CharField(max_length=200, allow_blank=True, required=False)
    source = serializers.UUIDField(required=False, allow_null=True)  # type: ignore[assignment]
    note = TextField(required=False)


class SettleSerializer(ClosedSerializer):
    """Which reading stands, why, and on what evidence or source."""

    chosen = serializers.UUIDField()
    reason = serializers.CharField(max_length=4000)
    evidence = serializers.UUIDField(required=False, allow_null=True)
    source = serializers.UUIDField(required=False, allow_null=True)  # type: ignore[assignment]


class UnsettleSerializer(ClosedSerializer):
    """A decision taken back: about what, and why."""

    of = serializers.ChoiceField(choices=ReadingOf.choices)
    reason = serializers.CharField(max_length=4000)


class SourceSerializer(ClosedSerializer):
    """A source. `published` is an instant to the minute, or a day; `cites` what it rests on itself."""

    title = TextField(max_length=300)
    publisher = TextField(required=False, max_length=300)
    published = MomentSerializer(required=False, allow_null=True)
    cites = serializers.CharField(max_length=300, allow_blank=True, required=False)
    url = serializers.URLField(max_length=500, allow_blank=True, required=False)
