"""How follow-ups look over REST; bodies are closed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from rest_framework import serializers

from accounts.api.fields import ManyByIdentity
from accounts.selectors import organisation_for, person_for
from followups.models import ExternalLink, FollowUp
from followups.reading import evidence_seen
from followups.services.links import MAX_LINKS, LinkData
from followups.vocabulary import FollowUpKind, FollowUpState
from lib.api.fields import ByIdentity, ClosedSerializer, TextField
from lib.api.queries import FeedQuery, Query, SinceField, words


class FollowUpQuery(FeedQuery):
    """What the list of follow-ups can be asked for."""

    q = words(help_text="Words that the follow-up is found by.")
    state = serializers.ChoiceField(choices=FollowUpState.choices, required=False)
    kind = serializers.ChoiceField(choices=FollowUpKind.choices, required=False)
    owner = serializers.UUIDField(required=False, help_text="A person's identity.")
    due_after = SinceField(help_text="Due at or after this instant or day.")
    due_before = SinceField(end=True, help_text="Due before this instant, or on this day or before.")
    incident = serializers.UUIDField(required=False, help_text="Only of the incident with this identity.")
    subject_kind = serializers.CharField(
        max_length=30, required=False, help_text="What `subject` is, such as `incident`."
    )
    subject = serializers.UUIDField(
        required=False, help_text="Only about the thing with this identity, with `subject_kind`."
    )
    system = serializers.CharField(max_length=40, required=False, help_text="The system of `reference`.")
    reference = serializers.CharField(
        max_length=120, required=False, help_text="An outside reference, with its `system`."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Filters that go in pairs."""
        found = super().validate(attrs)
        for one, other in (("system", "reference"), ("reference", "system"), ("subject", "subject_kind")):
            if one in found and other not in found:
                words = _("`{one}` goes with `{other}`.").format(one=one, other=other)
                raise serializers.ValidationError({other: [words]}, code="required")
        return found


class LinkQuery(Query):
    """Which reference is taken off."""

    system = serializers.CharField(max_length=40)
    reference = serializers.CharField(max_length=120)


class SubjectSerializer(serializers.Serializer[Any]):
    """A thing that a follow-up is about."""

    kind = serializers.CharField()
    id = serializers.UUIDField(source="public_id")
    label = serializers.CharField()  # type: ignore[assignment]


class LinkSerializer(serializers.Serializer[ExternalLink]):
    """A reference in an outside system."""

    system = serializers.CharField()
    reference = serializers.CharField()
    url = serializers.CharField()


class FollowUpSerializer(serializers.Serializer[FollowUp]):
    """One follow-up as it is read. Who did something is a person's identity, null where a program did it."""

    id = serializers.UUIDField(source="public_id")
    version = serializers.IntegerField(help_text="The number in the ETag, for `If-Match`.")
    organisation = serializers.UUIDField(source="organisation.public_id")
    kind = serializers.ChoiceField(choices=FollowUpKind.choices)
    state = serializers.ChoiceField(choices=FollowUpState.choices)
    title = TextField(stem="title")
    detail = TextField(stem="detail")
    origin = serializers.CharField()
    owner = serializers.UUIDField(source="owner.public_id", allow_null=True, default=None)
    owner_name = serializers.CharField(source="owner.shown_name", allow_null=True, default=None)
    due_at = serializers.DateTimeField(allow_null=True)
    zone = serializers.CharField(help_text="The time zone in which people are told of it.")
    managed_by = serializers.CharField(
        help_text="The room that keeps it, such as `incidents` a duty by law; mostly empty. What is kept "
        "is completed or handed over here, nothing else."
    )
    due_locked = serializers.BooleanField(help_text="Whether the deadline follows from `clock_from`.")
    due_reason = TextField(stem="due_reason")
    clock_from = serializers.DateTimeField(allow_null=True, help_text="When its legal clock began.")
    clock_hours = serializers.IntegerField(allow_null=True, help_text="How many elapsed hours it runs.")
    legal_basis = serializers.CharField()
    subjects = SubjectSerializer(many=True, source="told_subjects")
    external_links = LinkSerializer(many=True, source="told_links")
    evidence = serializers.SerializerMethodField()
    created_at = serializers.DateTimeField()
    created_by = serializers.UUIDField(source="created_by.public_id", allow_null=True, default=None)
    next_reminder_at = serializers.DateTimeField(allow_null=True)
    done_at = serializers.DateTimeField(allow_null=True)
    done_by = serializers.UUIDField(source="done_by.public_id", allow_null=True, default=None)
    done_note = serializers.CharField()
    verified_at = serializers.DateTimeField(allow_null=True)
    verified_by = serializers.UUIDField(source="verified_by.public_id", allow_null=True, default=None)
    verified_note = serializers.CharField()
    cancelled_at = serializers.DateTimeField(allow_null=True)
    cancel_reason = serializers.CharField()

    def get_evidence(self, follow_up: Any) -> list[UUID]:
        """What shows that it was done."""
        return [proof.evidence_public_id for proof in follow_up.told_proofs]


class LinkBody(ClosedSerializer):
    """A reference in an outside system, such as a ticket's number."""

    system = serializers.CharField(max_length=40)
    reference = serializers.CharField(max_length=120)
    url = serializers.URLField(max_length=500, allow_blank=True, default="")

    def to_internal_value(self, data: Any) -> Any:
        """The reference as the services take it."""
        return LinkData(**super().to_internal_value(data))


class SubjectBody(ClosedSerializer):
    """What a follow-up is about: the kind of thing, and its identity."""

    kind = serializers.CharField(
        max_length=30, help_text="Such as `incident`; the token needs the scope to read it."
    )
    id = serializers.UUIDField()


class FollowUpChange(ClosedSerializer):
    """What can be changed of a follow-up; what is not sent stays."""

    title = TextField(required=False, max_length=300)
    detail = TextField(required=False)
    owner = ByIdentity(person_for, required=False)
    due_at = serializers.DateTimeField(required=False)


class FollowUpBody(FollowUpChange):
    """A new follow-up: about a thing, or of an organisation; open with owner and due moment, or proposed."""

    subject = SubjectBody(required=False)
    organisation = ByIdentity(organisation_for, required=False)
    kind = serializers.ChoiceField(
        choices=[(each.value, each.label) for each in FollowUpKind if each is not FollowUpKind.LEGAL],
        default=FollowUpKind.TASK,
    )
    state = serializers.ChoiceField(
        choices=[(each.value, each.label) for each in (FollowUpState.OPEN, FollowUpState.PROPOSED)],
        default=FollowUpState.OPEN,
    )
    title = TextField(max_length=300)
    external_links = serializers.ListField(child=LinkBody(), required=False, max_length=MAX_LINKS)


class AcceptBody(ClosedSerializer):
    """Who takes a proposal on, until when."""

    owner = ByIdentity(person_for)
    due_at = serializers.DateTimeField()


class CompleteBody(ClosedSerializer):
    """What was done; evidence is named by its identity."""

    note = serializers.CharField(max_length=20_000, allow_blank=True, default="")
    evidence = ManyByIdentity(evidence_seen, required=False, max_length=50)


class NoteBody(ClosedSerializer):
    """A remark that may be empty."""

    note = serializers.CharField(max_length=20_000, allow_blank=True, default="")


class ReasonBody(ClosedSerializer):
    """Why."""

    reason = serializers.CharField(max_length=300)


class ReopenBody(ReasonBody):
    """Why it is taken up again, until when, and by whom if its owner has left."""

    due_at = serializers.DateTimeField(required=False)
    owner = ByIdentity(person_for, required=False)


class OwnerBody(ClosedSerializer):
    """The new owner."""

    owner = ByIdentity(person_for)
