"""What may stand behind the question mark: each parameter declared once, checked, and described."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

from lib.api.framework_words import speak_plainly
from lib.api.strict import all_wrong_at_once
from lib.errors import Invalid
from lib.moments import Precision, moment_from_values


class Query(serializers.Serializer):
    """Exactly these parameters, each at most once: another one is an error at its name."""

    default_error_messages = {
        "unknown": _("There is no such parameter here."),
        "twice": _("This parameter stands here twice."),
    }

    def get_fields(self) -> dict[str, serializers.Field]:
        """The parameters, which say in our words what they take."""
        fields = super().get_fields()
        speak_plainly(fields.values())
        return fields

    def to_internal_value(self, data: Any) -> Any:
        """The validated values. Raises for what is not known, doubled, or not right."""
        wrong: dict[str, Any] = {}
        for name in data:
            if name not in self.fields:
                wrong[name] = [ErrorDetail(str(self.error_messages["unknown"]), "unknown_parameter")]
            elif len(data.getlist(name)) > 1:
                wrong[name] = [ErrorDetail(str(self.error_messages["twice"]), "twice")]
        return all_wrong_at_once(wrong, lambda: super(Query, self).to_internal_value(data.dict()))


def words(help_text: str) -> serializers.CharField:
    """A parameter with words to search for; none are none."""
    return serializers.CharField(max_length=300, allow_blank=True, required=False, help_text=help_text)


class NoQuery(Query):
    """No parameters at all."""


class ListQuery(Query):
    """The parameters of every list."""

    limit = serializers.IntegerField(
        min_value=1, required=False, help_text="How many rows a page has; 50 by itself, 100 at most."
    )
    cursor = serializers.CharField(
        max_length=400, required=False, help_text="Where the page begins; stands in `next` and `previous`."
    )


class FeedQuery(ListQuery):
    """The parameters of a list that can also tell what has changed."""

    after = serializers.IntegerField(
        min_value=0,
        max_value=2**63 - 1,
        required=False,
        help_text="A sequence of the trail: answers what changed after it, oldest change first, "
        "with `next_after` for the next request. Stands alone or with `limit`.\n\n"
        "What leaves your view is not told: it answers 404 from then on. An incident that comes into view "
        "by a decision about it is told; read then what hangs on it as well.",
    )

    default_error_messages = {
        "alone": _("With “after” a list takes no other filter than “limit”: it tells every change."),
    }

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """The feed knows no filters: what leaves a filter would never be told of."""
        others = set(self.initial_data) - {"after", "limit"}
        if "after" in attrs and others:
            wrong = {name: [self.error_messages["alone"]] for name in sorted(others)}
            raise serializers.ValidationError(wrong, code="not_with_after")
        return attrs


_PLUS_LOST = re.compile(r"T[\d:.]+ \d{2}:\d{2}\Z")
"""A time whose + came as a space, as it does unless it is encoded."""
LONGEST_TIME = 40
"""A time in a parameter is never longer; what is cut off it is no time either."""


@extend_schema_field(
    {"type": "string", "pattern": r"^\d{4}-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2}))?)?$"}
)
class SinceField(serializers.CharField):
    """An instant, or a day: its first instant in the reader's zone, or for `end=True` its last."""

    def __init__(self, *, end: bool = False, **kwargs: Any) -> None:
        self.end = end
        super().__init__(required=False, **kwargs)

    def to_internal_value(self, data: Any) -> datetime:  # type: ignore[override]
        """The instant in UTC."""
        said = super().to_internal_value(data)[:LONGEST_TIME]
        if _PLUS_LOST.search(said):
            raise serializers.ValidationError(
                [_("In an address, write the + of a time as %2B.")], "plus_lost"
            )
        side = "latest" if self.end else "earliest"
        given: Mapping[str, date | datetime | str | None] = {"earliest": None, "latest": None, side: said}
        zone = self.context["actor"].zone
        try:
            moment = moment_from_values(
                earliest=given["earliest"], latest=given["latest"], precision=Precision.UNKNOWN, zone=zone
            )
        except Invalid as error:
            raise serializers.ValidationError([str(error)], code=error.code) from error
        found = moment.latest if self.end else moment.earliest
        if found is None:
            raise serializers.ValidationError([_("A time is missing.")], code="moment_missing")
        return found
