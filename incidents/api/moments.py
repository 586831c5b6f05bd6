"""Moments over REST: as said, with earliest, latest, precision and the zone it was said in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from lib.api.fields import ClosedSerializer
from lib.errors import Invalid
from lib.moments import Moment, Precision, moment_from_values


class MomentSerializer(ClosedSerializer):
    """When something happened, as it was told.

    `earliest` and `latest` are ISO 8601 with an offset, or days, or months; `latest` is not part of the
    span. `earliest` alone is one point told with that precision. `zone` is the organisation's by itself.
    """

    earliest = serializers.CharField(max_length=40, allow_null=True, required=False)
    latest = serializers.CharField(max_length=40, allow_null=True, required=False)
    precision = serializers.ChoiceField(choices=Precision.choices)
    zone = serializers.CharField(max_length=40, required=False)


class MomentShape(serializers.Serializer):
    """When something happened, as it was told."""

    earliest = serializers.DateTimeField(allow_null=True)
    latest = serializers.DateTimeField(allow_null=True)
    precision = serializers.ChoiceField(choices=Precision.choices)
    zone = serializers.CharField()


class SpanShape(serializers.Serializer):
    """A half-open stretch of time; an end that nobody knows is null."""

    start = serializers.DateTimeField(allow_null=True)
    end = serializers.DateTimeField(allow_null=True)


def moment_given(values: Mapping[str, Any] | None, *, zone: str, field: str) -> Moment | None:
    """The moment that a body tells. Raises `Invalid` at the field inside it."""
    if values is None:
        return None
    try:
        return moment_from_values(
            earliest=values.get("earliest"),
            latest=values.get("latest"),
            precision=Precision(values["precision"]),
            zone=values.get("zone") or zone,
        )
    except Invalid as error:
        inner = error.problems[0].field if error.problems else None
        raise Invalid(error.message, code=error.code, field=f"{field}.{inner}" if inner else field) from error


def moment_shown(row: Any) -> dict[str, Any] | None:
    """The moment in the columns of a row; null where it tells none."""
    if row.earliest is None and row.latest is None:
        return None
    return {
        "earliest": row.earliest,
        "latest": row.latest,
        "precision": row.precision,
        "zone": row.zone,
    }
