"""What belongs to an incident and is kept by the rooms below: evidence, reports, follow-ups."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from accounts.api.feed import feed_response
from accounts.api.idempotency import repeatable
from accounts.api.views import ApiView
from accounts.policy import Action
from followups.api.serializers import FollowUpSerializer
from followups.reading import with_everything
from incidents.api import bodies, reading
from incidents.selectors.follow_ups import owed_for
from incidents.selectors.rest import incident_seen
from incidents.selectors.rest_facts import evidence_in, evidence_of
from incidents.services.evidence import attach_evidence
from incidents.services.reports import draft_post_incident
from lib import clock
from lib.api.queries import FeedQuery, ListQuery
from lib.api.versions import versioned
from records.api.parts import FileUpload
from records.api.serializers import EvidenceSerializer, EvidenceUploadSerializer, ReportSerializer
from records.selectors import report_record, reports_for


class IncidentEvidenceSerializer(EvidenceSerializer):
    """A piece of evidence, and the fact of the incident that it supports."""

    fact = serializers.UUIDField(source="supports", allow_null=True)


class IncidentUploadSerializer(EvidenceUploadSerializer):
    """A file to keep as evidence of an incident, and of one of its facts if named."""

    fact = serializers.UUIDField(required=False)


class IncidentEvidenceList(FileUpload):
    """The evidence of one incident."""

    actions = {"get": Action.EVIDENCE_READ, "post": Action.EVIDENCE_ADD}
    finds_by = (Action.INCIDENT_READ,)
    queries = {"get": FeedQuery}
    serializer_class = IncidentEvidenceSerializer

    @extend_schema(operation_id="incident_evidence_list")
    def get(self, request: Request, public_id: str) -> Response:
        """List the evidence of an incident, newest first, or what changed since a sequence of the trail."""
        rows = evidence_of(self.actor, incident_seen(self.actor, public_id))
        fed = feed_response(request, rows, kind="evidence", serialize=_many)
        return fed or self.page(rows, IncidentEvidenceSerializer)

    @extend_schema(
        operation_id="incident_evidence_create",
        request=IncidentUploadSerializer,
        responses={201: IncidentEvidenceSerializer},
    )
    @repeatable
    def post(self, request: Request, public_id: str) -> Response:
        """Keep a file as evidence: whole, under its SHA-256, with a custody log from the first moment."""
        incident = incident_seen(self.actor, public_id)
        values = self.read(IncidentUploadSerializer)
        fact = values.get("fact")
        link = attach_evidence(
            actor=self.actor,
            now=clock.now(),
            incident=incident,
            file=values["file"],
            filename=values["file"].name,
            description=values["description"],
            fact=reading.fact_named(self.actor, incident, fact, "fact") if fact else None,
        )
        kept = evidence_in(self.actor, incident, link.evidence.public_id)
        response = versioned(Response(IncidentEvidenceSerializer(kept).data, status=201), kept.version)
        response["Location"] = reverse("api:evidence_record", [kept.public_id], request=request)
        return response


class IncidentReportList(ApiView):
    """The reports on one incident."""

    actions = {"get": Action.REPORT_READ, "post": Action.REPORT_DRAFT}
    finds_by = (Action.INCIDENT_READ,)
    queries = {"get": ListQuery}
    serializer_class = ReportSerializer

    @extend_schema(operation_id="incident_reports_list")
    def get(self, request: Request, public_id: str) -> Response:
        """List the reports on an incident, newest first."""
        incident = incident_seen(self.actor, public_id)
        rows = reports_for(self.actor, subject=str(incident.public_id))
        return self.page(rows, ReportSerializer)

    @extend_schema(
        operation_id="incident_reports_draft",
        request=bodies.ReportDraftSerializer,
        responses={201: ReportSerializer},
    )
    @repeatable
    def post(self, request: Request, public_id: str) -> Response:
        """Draft the post-incident report in a language. Where nothing has changed, it is the one there is."""
        incident, values = incident_seen(self.actor, public_id), self.read(bodies.ReportDraftSerializer)
        report = draft_post_incident(actor=self.actor, now=clock.now(), incident=incident, **values)
        found = report_record(self.actor, report.public_id)
        response = versioned(Response(ReportSerializer(found).data, status=201), found.version)
        response["Location"] = reverse("api:report", [found.public_id], request=request)
        return response


class IncidentFollowUpList(ApiView):
    """What is owed because of one incident."""

    actions = {"get": Action.FOLLOW_UP_READ}
    finds_by = (Action.INCIDENT_READ,)
    queries = {"get": ListQuery}
    serializer_class = FollowUpSerializer

    @extend_schema(operation_id="incident_follow_ups_list")
    def get(self, request: Request, public_id: str) -> Response:
        """List the follow-ups of an incident, newest first; `/follow-ups` takes more filters."""
        incident = incident_seen(self.actor, public_id)
        return self.page(with_everything(owed_for(self.actor, incident)), FollowUpSerializer)


def _many(rows: Any) -> Any:
    return IncidentEvidenceSerializer(rows, many=True).data
