"""What the room takes over REST for events and incidents: closed bodies, checked field by field."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from accounts.selectors import organisation_for
from compliance.selectors import asset_named
from incidents.api.moments import MomentSerializer
from incidents.api.shapes import BSSN_TYPES
from incidents.lifecycle import OPEN_PHASES, EventState, Phase
from incidents.selectors.rest import incident_seen
from incidents.services.impact import MOST_PEOPLE
from incidents.vocabulary import BssnType, Discovery, LossKind, Origin, RsitClass
from lib.api.fields import ByIdentity, ClosedSerializer, TextField
from lib.personal_data import PersonalData
from lib.texts import LANGUAGES
from lib.tlp import Tlp
from records.models import ReportAudience

_LANGUAGES = [(each, each) for each in LANGUAGES]


class _Degree(serializers.IntegerField):
    """From 1 to 4; null is not assessed."""

    def __init__(self) -> None:
        super().__init__(min_value=1, max_value=4, allow_null=True, required=False)


def _one_of(choices: Any, **more: Any) -> serializers.ChoiceField:
    return serializers.ChoiceField(choices=choices, required=False, **more)


def _losses() -> serializers.ListField:
    return serializers.ListField(
        child=serializers.ChoiceField(choices=LossKind.choices), max_length=3, required=False
    )


class PersonalDataSerializer(ClosedSerializer):
    """Whose personal data, of which kinds, seen by whom; replaces what was said before.

    How many people: both numbers the same for a number, both null while nobody knows.

    No categories and both numbers zero: no personal data was affected. No categories alone: not named yet.
    """

    categories = serializers.ListField(
        child=serializers.ChoiceField(choices=PersonalData.choices), max_length=len(PersonalData)
    )
    subjects_min = serializers.IntegerField(min_value=0, max_value=MOST_PEOPLE, allow_null=True)
    subjects_max = serializers.IntegerField(min_value=0, max_value=MOST_PEOPLE, allow_null=True)
    exposed_to = TextField(required=False, max_length=300)
    note = TextField(required=False)


class IncidentChangeSerializer(ClosedSerializer):
    """What can be changed of an incident's sheet; what is not sent stays."""

    title = TextField(required=False, max_length=200)
    summary = TextField(required=False)
    language = _one_of(_LANGUAGES)
    tlp = _one_of(Tlp.choices)
    restricted = serializers.BooleanField(required=False)
    rsit = _one_of(RsitClass.choices, allow_blank=True)
    bssn = _one_of(BssnType.choices, allow_blank=True, help_text=BSSN_TYPES)
    lost = _losses()
    discovery = _one_of(Discovery.choices, allow_blank=True)
    discoverer = TextField(required=False, max_length=200)
    impact = _Degree()
    urgency = _Degree()
    personal_data = PersonalDataSerializer(required=False)


class IncidentCreationSerializer(ClosedSerializer):
    """A new incident, reported and assessed in one; `organisation` is the token's own by itself."""

    organisation = ByIdentity(organisation_for, required=False)
    title = TextField(max_length=200)
    summary = TextField(required=False)
    language = _one_of(_LANGUAGES)
    origin = _one_of(Origin.choices)
    tlp = _one_of(Tlp.choices)
    restricted = serializers.BooleanField(required=False)
    phase = _one_of([(each.value, each.label) for each in OPEN_PHASES])
    rsit = _one_of(RsitClass.choices, allow_blank=True)
    bssn = _one_of(BssnType.choices, allow_blank=True, help_text=BSSN_TYPES)
    lost = _losses()
    discovery = _one_of(Discovery.choices, allow_blank=True)
    discoverer = TextField(required=False, max_length=200)
    impact = _Degree()
    urgency = _Degree()


class PhaseSerializer(ClosedSerializer):
    """A step to another open phase; leaving phases out or going back wants a reason."""

    phase = serializers.ChoiceField(choices=[(each.value, each.label) for each in OPEN_PHASES])
    reason = serializers.CharField(max_length=4000, allow_blank=True, default="")


class CloseSerializer(ClosedSerializer):
    """Closing; a reason is wanted where something is unfinished or phases are left out."""

    reason = serializers.CharField(max_length=4000, allow_blank=True, default="")


class ReopenSerializer(ClosedSerializer):
    """Taking a closed incident up again."""

    reason = serializers.CharField(max_length=4000)
    phase = serializers.ChoiceField(
        choices=[(each.value, each.label) for each in OPEN_PHASES], default=Phase.REVIEW.value
    )


class IncidentVoidSerializer(ClosedSerializer):
    """Why an incident should not have been registered."""

    reason = serializers.CharField(max_length=200)


class EventCreationSerializer(ClosedSerializer):
    """A report of something noticed; `organisation` is the token's own by itself."""

    organisation = ByIdentity(organisation_for, required=False)
    what = serializers.CharField(max_length=20_000)
    where = serializers.CharField(max_length=200, allow_blank=True, required=False)
    asset = ByIdentity(asset_named, required=False, allow_null=True)
    ongoing = serializers.BooleanField(required=False)
    noticed = MomentSerializer(required=False, allow_null=True)
    as_said = serializers.CharField(max_length=200, allow_blank=True, required=False)
    personal_data_seen = _one_of([(each, each) for each in ("yes", "no", "unknown")])
    language = _one_of(_LANGUAGES)
    contact = serializers.CharField(max_length=200, allow_blank=True, required=False)
    origin = _one_of(Origin.choices)


class AssessmentSerializer(ClosedSerializer):
    """The judgement on an event.

    `incident` opens one: give `title`, and what is known. `duplicate` names the `incident` that it already
    is. Anything but opening wants a reason, which the reporter reads.
    """

    outcome = serializers.ChoiceField(
        choices=[(each.value, each.label) for each in EventState if each is not EventState.REPORTED]
    )
    reason = serializers.CharField(max_length=4000, allow_blank=True, default="")
    incident = ByIdentity(incident_seen, required=False)
    title = TextField(required=False, max_length=200)
    summary = TextField(required=False)
    tlp = _one_of(Tlp.choices)
    restricted = serializers.BooleanField(required=False)
    rsit = _one_of(RsitClass.choices, allow_blank=True)
    bssn = _one_of(BssnType.choices, allow_blank=True, help_text=BSSN_TYPES)
    lost = _losses()
    impact = _Degree()
    urgency = _Degree()


class ReportDraftSerializer(ClosedSerializer):
    """A report to draft."""

    language = serializers.ChoiceField(choices=_LANGUAGES)
    audience = serializers.ChoiceField(choices=ReportAudience.choices, default=ReportAudience.REGULATOR.value)
