"""What the lists of the room can be asked for."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from incidents.lifecycle import EventState, Phase
from incidents.severity import Severity
from incidents.vocabulary import Origin, RsitClass
from lib.api.queries import FeedQuery, Query, SinceField, words
from lib.tlp import Tlp


def _choice(choices: Any, help_text: str) -> serializers.ChoiceField:
    return serializers.ChoiceField(choices=choices, required=False, help_text=help_text)


def _identity(help_text: str) -> serializers.UUIDField:
    return serializers.UUIDField(required=False, help_text=help_text)


class NumberField(serializers.CharField):
    """A number as people write it, in any capitals."""

    def to_internal_value(self, data: Any) -> str:
        """The number as it is kept."""
        return super().to_internal_value(data).upper()


class IncidentQuery(FeedQuery):
    """Filters of the list of incidents; all of them must fit."""

    status = _choice([("open", "open"), ("closed", "closed"), ("all", "all")], "Open, closed, or all.")
    phase = _choice(Phase.choices, "Only in this phase.")
    rsit = _choice(RsitClass.choices, "Only of this class.")
    severity = _choice(Severity.choices, "Only of this severity.")
    tlp = _choice(Tlp.choices, "Only with this TLP label; write + as %2B.")
    organisation = _identity("Only of this organisation.")
    origin = _choice(Origin.choices, "Live ones, exercises, or reconstructions.")
    year = serializers.IntegerField(
        min_value=1970, max_value=9999, required=False, help_text="The year in its number."
    )
    registered_from = SinceField(help_text="Registered then or later: an instant with offset, or a day.")
    registered_to = SinceField(end=True, help_text="Registered before that instant, or until that day's end.")
    personal_data = serializers.BooleanField(required=False, help_text="Whether personal data is affected.")
    voided = serializers.BooleanField(
        required=False, help_text="Those that were voided, which are left out otherwise."
    )
    number = NumberField(max_length=20, required=False, help_text="Its number, INS-2026-0001.")
    case_key = serializers.CharField(max_length=60, required=False, help_text="The key in its case file.")
    q = words("Words that it is found by; all of them, the last as a beginning.")


class CountsQuery(Query):
    """What is counted."""

    registered_from = SinceField(help_text="Registered then or later: an instant with offset, or a day.")
    registered_to = SinceField(end=True, help_text="Registered before that instant, or until that day's end.")
    origin = _choice(Origin.choices, "Live ones by itself; exercises or reconstructions when asked.")


class EventQuery(FeedQuery):
    """Filters of the list of events."""

    state = _choice(EventState.choices, "Only in this state.")
    organisation = _identity("Only of this organisation.")
    reported_from = SinceField(help_text="Reported then or later: an instant with offset, or a day.")
    reported_to = SinceField(end=True, help_text="Reported before that instant, or until that day's end.")
    q = words("Words that it is found by; all of them, the last as a beginning.")
