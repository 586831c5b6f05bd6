"""Evidence to find, read, take and void; reports to find, read and take."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.feed import feed_response
from accounts.api.views import ApiView
from accounts.policy import Action
from lib import clock
from lib.api.queries import FeedQuery
from lib.api.versions import against_version, telling_version, versioned
from records.api.parts import FILE, FileAnswer
from records.api.serializers import (
    EvidenceRecordSerializer,
    EvidenceSerializer,
    ReportQuery,
    ReportSerializer,
    VoidSerializer,
)
from records.attachment import attachment
from records.models import Evidence
from records.selectors import (
    custody_of,
    evidence_for,
    evidence_named,
    report_named,
    report_record,
    reports_for,
)
from records.services.issue_info import file_name
from records.services.reports import open_report
from records.services.vault import open_for_reading, record_opened, void_evidence


class EvidenceList(ApiView):
    """All evidence that the token may see."""

    actions = {"get": Action.EVIDENCE_READ}
    queries = {"get": FeedQuery}
    serializer_class = EvidenceSerializer

    @extend_schema(operation_id="evidence_list")
    def get(self, request: Request) -> Response:
        """List evidence, newest first, or what changed since a trail sequence; voided evidence too."""
        rows = evidence_for(self.actor)
        fed = feed_response(request, rows, kind="evidence", serialize=_many_evidence)
        return fed or self.page(rows, EvidenceSerializer)


class EvidenceDetail(ApiView):
    """The record of one piece of evidence."""

    actions = {"get": Action.EVIDENCE_READ}
    serializer_class = EvidenceRecordSerializer

    @extend_schema(operation_id="evidence_retrieve")
    @telling_version
    def get(self, request: Request, public_id: str) -> Response:
        """Read the record with its custody; that it was read stands in the custody log."""
        evidence = evidence_named(self.actor, public_id)
        record_opened(actor=self.actor, now=clock.now(), evidence=evidence)
        return _record(evidence)


class EvidenceDownload(FileAnswer):
    """The file of one piece of evidence."""

    actions = {"get": Action.EVIDENCE_READ}

    @extend_schema(operation_id="evidence_download", responses=FILE)
    def get(self, request: Request, public_id: str) -> FileResponse:
        """Take the file, checked against its hash; that it was taken stands in custody and trail."""
        evidence = evidence_named(self.actor, public_id)
        file = open_for_reading(actor=self.actor, now=clock.now(), evidence=evidence)
        return attachment(file, name=evidence.filename, media_type=evidence.media_type)


class EvidenceVoid(ApiView):
    """Marking evidence as a mistake."""

    actions = {"post": Action.EVIDENCE_VOID}
    serializer_class = EvidenceRecordSerializer

    @extend_schema(
        operation_id="evidence_void", request=VoidSerializer, responses={200: EvidenceRecordSerializer}
    )
    @against_version
    def post(self, request: Request, public_id: str, version: int) -> Response:
        """Void evidence with a reason; `If-Match` says which version. Row, file and custody stay."""
        evidence = evidence_named(self.actor, public_id)
        values = self.read(VoidSerializer)
        void_evidence(
            actor=self.actor, now=clock.now(), evidence=evidence, reason=values["reason"], version=version
        )
        return _record(evidence)


class ReportList(ApiView):
    """All reports that the token may see."""

    actions = {"get": Action.REPORT_READ}
    queries = {"get": ReportQuery}
    serializer_class = ReportSerializer

    @extend_schema(operation_id="reports_list")
    def get(self, request: Request) -> Response:
        """List reports, newest first, or what changed since a trail sequence."""
        rows = reports_for(self.actor, subject=self.asked.get("subject"))
        fed = feed_response(request, rows, kind="report", serialize=_many_reports)
        return fed or self.page(rows, ReportSerializer)


class ReportDetail(ApiView):
    """One version of a report."""

    actions = {"get": Action.REPORT_READ}
    serializer_class = ReportSerializer

    @extend_schema(operation_id="reports_retrieve")
    @telling_version
    def get(self, request: Request, public_id: str) -> Response:
        """Read what is known of a report; `/download` gives the file."""
        report = report_record(self.actor, public_id)
        return versioned(Response(ReportSerializer(report).data), report.version)


class ReportDownload(FileAnswer):
    """The file of a report."""

    actions = {"get": Action.REPORT_READ}

    @extend_schema(operation_id="reports_download", responses=FILE)
    def get(self, request: Request, public_id: str) -> FileResponse:
        """Take the PDF as it was issued, or the draft; that it was taken stands in the trail."""
        report = report_named(self.actor, public_id)
        file = open_report(actor=self.actor, now=clock.now(), report=report)
        return attachment(file, name=file_name(report), media_type="application/pdf")


def _record(evidence: Evidence) -> Response:
    """A record as it stands, with its version."""
    shown = EvidenceRecordSerializer(evidence, context={"custody": custody_of(evidence)})
    return versioned(Response(shown.data), evidence.version)


def _many_evidence(rows: Any) -> Any:
    return EvidenceSerializer(rows, many=True).data


def _many_reports(rows: Any) -> Any:
    return ReportSerializer(rows, many=True).data
