"""Moments over REST: as said, with earliest, latest, precision and the zone it was said in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.text import capfirst, format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from lib import clock
from lib.api.fields import ClosedSerializer
from lib.calendar_words import language_of
from lib.errors import Invalid
from lib.moments import Moment, Precision, moment_from_values
from lib.said_times import read_said_time
from lib.wording import moment_words
from lib.zones import zone_info


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


def require_one_reading(words: str, *, zone: str, field: str) -> None:
    """Pass unless a weekday in the words contradicts their date: `field` then has to say what is meant.

    Words that are no time that can be read are the source's own, and pass. Raises `Invalid` at `as_said`.
    """
    told_on = clock.now().astimezone(zone_info(zone)).date()
    try:
        said = read_said_time(words, zone=zone, reference=told_on)
    except Invalid:
        return
    if not said.contradicts:
        return
    language = language_of(get_language() or "")
    first, second = (moment_words(each.moment, language) for each in said.candidates)
    message = format_lazy(
        _("{remark}. This can mean {first}, or {second}: send which one as “{field}”."),
        remark=capfirst(said.remark(language)),
        first=first,
        second=second,
        field=field,
    )
    raise Invalid(message, code="two_readings", field="as_said")


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
