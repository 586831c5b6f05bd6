"""What the room takes over REST for what hangs on an incident: its review, assets, requirements, people."""

from __future__ import annotations

from rest_framework import serializers

from accounts.selectors import person_for
from incidents.models.impact import AssetState, Verdict
from incidents.services.review import LESSON_LIMIT
from incidents.vocabulary import Claim, IncidentRole, LossKind, UnknownKind
from lib.api.fields import ByIdentity, ClosedSerializer, TextField


class CauseSerializer(ClosedSerializer):
    """A cause as somebody claims it; a `confirmed` one says in `basis` on what that rests, others do not."""

    text = TextField()
    claim = serializers.ChoiceField(choices=Claim.choices)
    basis = serializers.CharField(max_length=2000, allow_blank=True, required=False)
    source = serializers.UUIDField(required=False, allow_null=True)  # type: ignore[assignment]


class ReasonSerializer(ClosedSerializer):
    """Why something is taken back."""

    reason = serializers.CharField(max_length=2000)


class UnknownSerializer(ClosedSerializer):
    """What nobody has said yet; its kind tells what it holds up."""

    kind = serializers.ChoiceField(choices=UnknownKind.choices)
    text = TextField()


class AnswerSerializer(ClosedSerializer):
    """What was found out."""

    answer = serializers.CharField(max_length=20_000)


class LessonSerializer(ClosedSerializer):
    """What is to be learnt, and the requirements it touches by their ids, such as A.8.16."""

    text = TextField(max_length=LESSON_LIMIT)
    requirements = serializers.ListField(
        child=serializers.CharField(max_length=20), max_length=100, required=False
    )


class VerdictSerializer(ClosedSerializer):
    """How a requirement fared; replaces what was said before."""

    verdict = serializers.ChoiceField(choices=Verdict.choices)
    note = TextField(required=False)


class AffectedAssetSerializer(ClosedSerializer):
    """What was lost at an asset and how it stands; replaces what was said before.

    Nothing lost means that it is only involved.
    """

    lost = serializers.ListField(child=serializers.ChoiceField(choices=LossKind.choices), max_length=3)
    state = serializers.ChoiceField(choices=AssetState.choices, required=False)
    note = serializers.CharField(max_length=20_000, allow_blank=True, required=False)


class PartyPartSerializer(ClosedSerializer):
    """What an organisation is to the incident, as pages and reports print it."""

    part = TextField()


class MemberSerializer(ClosedSerializer):
    """Who gets which part; a new commander takes the place of the one before."""

    person = ByIdentity(person_for)
    role = serializers.ChoiceField(choices=IncidentRole.choices)
