"""How an event looks over REST. How to reach its reporter stays in the portal."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from incidents.api.moments import MomentShape
from incidents.lifecycle import EventState
from incidents.models import Event
from incidents.vocabulary import Origin


class EventShape(serializers.Serializer):
    """Something that somebody noticed and reported."""

    id = serializers.UUIDField()
    version = serializers.IntegerField()
    organisation = serializers.UUIDField()
    origin = serializers.ChoiceField(choices=Origin.choices)
    state = serializers.ChoiceField(choices=EventState.choices)
    language = serializers.CharField()
    what = serializers.CharField(help_text="Empty once its words were redacted.")
    where = serializers.CharField()
    asset = serializers.UUIDField(allow_null=True)
    ongoing = serializers.BooleanField()
    noticed = MomentShape(allow_null=True)
    as_said = serializers.CharField()
    personal_data_seen = serializers.ChoiceField(choices=[(each, each) for each in ("yes", "no", "unknown")])
    reported_at = serializers.DateTimeField()
    reported_by = serializers.UUIDField(allow_null=True)
    has_contact = serializers.BooleanField(help_text="Whether the reporter left a way to be reached.")
    assess_by = serializers.DateTimeField()
    assessed_at = serializers.DateTimeField(allow_null=True)
    assessed_by = serializers.UUIDField(allow_null=True)
    assessment = serializers.CharField()
    incident = serializers.UUIDField(allow_null=True)


def event(row: Event) -> dict[str, Any]:
    """The values of an event, from `selectors.rest.events_shown`."""
    return {
        "id": row.public_id,
        "version": row.version,
        "organisation": row.organisation.public_id,
        "origin": row.origin,
        "state": row.state,
        "language": row.language,
        "what": row.what,
        "where": row.where,
        "asset": _identity(row.asset),
        "ongoing": row.ongoing,
        "noticed": _noticed(row),
        "as_said": row.noticed_as_said,
        "personal_data_seen": row.personal_data_seen,
        "reported_at": row.reported_at,
        "reported_by": _identity(row.reported_by),
        "has_contact": row.contact_id is not None and bool(row.what),
        "assess_by": row.assess_by,
        "assessed_at": row.assessed_at,
        "assessed_by": _identity(row.assessed_by),
        "assessment": row.assessment,
        "incident": _identity(row.incident),
    }


def _identity(thing: Any) -> Any:
    return thing.public_id if thing is not None else None


def _noticed(row: Event) -> dict[str, Any] | None:
    if row.noticed_earliest is None and row.noticed_latest is None:
        return None
    return {
        "earliest": row.noticed_earliest,
        "latest": row.noticed_latest,
        "precision": row.noticed_precision,
        "zone": row.noticed_zone,
    }
