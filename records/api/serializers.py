"""How evidence and reports look over REST; bodies are closed."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from lib.api.fields import ClosedSerializer
from lib.api.queries import FeedQuery
from records import verify_codes
from records.models import (
    CustodyEntry,
    CustodyVerb,
    Evidence,
    HandoverChannel,
    IssuedReport,
    ReportAudience,
    ReportHandover,
    ReportState,
)
from records.services.issue_info import file_name, verify_url


class ReportQuery(FeedQuery):
    """What the list of reports can be asked for."""

    subject = serializers.UUIDField(required=False, help_text="Only on the thing with this identity.")


class EvidenceSerializer(serializers.Serializer[Evidence]):
    """One piece of evidence as a list shows it."""

    id = serializers.UUIDField(source="public_id")
    version = serializers.IntegerField()
    organisation = serializers.UUIDField(source="organisation.public_id")
    filename = serializers.CharField()
    media_type = serializers.CharField()
    size = serializers.IntegerField(source="blob.size")
    sha256 = serializers.CharField(source="blob.sha256")
    broken = serializers.BooleanField(source="blob.broken")
    checked_at = serializers.DateTimeField(source="blob.checked_at")
    description = serializers.CharField()
    received_at = serializers.DateTimeField()
    received_by = serializers.UUIDField(source="received_by.public_id", allow_null=True, default=None)
    voided_at = serializers.DateTimeField(allow_null=True)
    void_reason = serializers.CharField()


class CustodySerializer(serializers.Serializer[CustodyEntry]):
    """One entry of a custody log."""

    at = serializers.DateTimeField(source="moment")
    verb = serializers.ChoiceField(choices=CustodyVerb.choices)
    actor_kind = serializers.CharField()
    actor = serializers.UUIDField(source="actor_id")
    actor_name = serializers.CharField(source="shown_name")
    sha256 = serializers.CharField()
    note = serializers.CharField()


class EvidenceRecordSerializer(EvidenceSerializer):
    """One piece of evidence with its newest custody entries; `custody_total` counts all of them."""

    custody_total = serializers.SerializerMethodField()
    custody = serializers.SerializerMethodField()

    def get_custody_total(self, evidence: Evidence) -> int:
        """How many entries the whole log has."""
        return int(self.context["custody"].total)

    @extend_schema_field(CustodySerializer(many=True, help_text="The newest entries, newest first."))
    def get_custody(self, evidence: Evidence) -> list[dict[str, Any]]:
        """The newest entries, newest first."""
        return list(CustodySerializer(self.context["custody"].entries, many=True).data)


class VoidSerializer(ClosedSerializer):
    """Why evidence is a mistake."""

    reason = serializers.CharField(max_length=200)


class EvidenceUploadSerializer(ClosedSerializer):
    """A file to keep as evidence, for the endpoints of the rooms whose things it belongs to."""

    file = serializers.FileField(allow_empty_file=True, use_url=False)
    description = serializers.CharField(max_length=4000, allow_blank=True, default="")

    def validate_file(self, file: UploadedFile) -> UploadedFile:
        """The file, if it is the only one: of several, all but the last would be dropped."""
        sent = self.initial_data
        if isinstance(sent, MultiValueDict) and len(sent.getlist("file")) > 1:
            words = _("Only one file fits in a request. Send each of the others in its own.")
            raise serializers.ValidationError(words, code="one_file")
        return file


class HandoverSerializer(serializers.Serializer[ReportHandover]):
    """To whom a report was given."""

    id = serializers.UUIDField(source="public_id")
    recipient = serializers.CharField()
    recipient_role = serializers.CharField()
    channel = serializers.ChoiceField(choices=HandoverChannel.choices)
    moment = serializers.DateTimeField()
    receipt_reference = serializers.CharField()
    receipt = serializers.UUIDField(source="receipt.public_id", allow_null=True, default=None)


class ReportSubjectSerializer(serializers.Serializer[IssuedReport]):
    """What a report is on."""

    kind = serializers.CharField(source="subject_kind")
    id = serializers.UUIDField(source="subject_public_id")
    label = serializers.CharField(source="subject_label")  # type: ignore[assignment]


class ReportSerializer(serializers.Serializer[IssuedReport]):
    """One version of a report. The code is given once it is issued: a draft is never confirmed by it."""

    id = serializers.UUIDField(source="public_id")
    version = serializers.IntegerField()
    organisation = serializers.UUIDField(source="organisation.public_id")
    kind = serializers.CharField()
    subject = ReportSubjectSerializer(source="*")
    number = serializers.IntegerField()
    language = serializers.CharField()
    audience = serializers.ChoiceField(choices=ReportAudience.choices)
    tlp = serializers.CharField()
    origin = serializers.CharField()
    state = serializers.ChoiceField(choices=ReportState.choices)
    filename = serializers.SerializerMethodField()
    size = serializers.IntegerField(source="blob.size", allow_null=True, default=None)
    pages = serializers.IntegerField()
    snapshot_sha256 = serializers.CharField()
    file_sha256 = serializers.CharField(source="blob.sha256", allow_null=True, default=None)
    emptied_at = serializers.DateTimeField(
        source="blob.emptied_at",
        allow_null=True,
        default=None,
        help_text="When the file of a withdrawn draft was emptied, as a redaction does.",
    )
    builder = serializers.CharField()
    drafted_at = serializers.DateTimeField()
    drafted_by = serializers.UUIDField(source="drafted_by.public_id", allow_null=True, default=None)
    approved_at = serializers.DateTimeField(allow_null=True)
    approved_by = serializers.UUIDField(source="approved_by.public_id", allow_null=True, default=None)
    approved_role = serializers.CharField()
    supersedes = serializers.UUIDField(source="supersedes.public_id", allow_null=True, default=None)
    superseded_by = serializers.UUIDField(source="superseded_by.public_id", allow_null=True, default=None)
    verify_code = serializers.SerializerMethodField()
    verify_url = serializers.SerializerMethodField()
    handovers = HandoverSerializer(many=True, source="handovers.all")

    def get_filename(self, report: IssuedReport) -> str:
        """What the file is called when it is taken."""
        return file_name(report)

    def get_verify_code(self, report: IssuedReport) -> str | None:
        """The code as it is printed."""
        return verify_codes.shown(report.verify_code) if report.state == ReportState.ISSUED else None

    def get_verify_url(self, report: IssuedReport) -> str | None:
        """Where anybody checks it."""
        return verify_url(report.verify_code) if report.state == ReportState.ISSUED else None
