"""Addresses below /api/v1/ of the room."""

from __future__ import annotations

from django.urls import path

from records.api.views import (
    EvidenceDetail,
    EvidenceDownload,
    EvidenceList,
    EvidenceVoid,
    ReportDetail,
    ReportDownload,
    ReportList,
)

urlpatterns = [
    path("evidence", EvidenceList.as_view(), name="evidence"),
    path("evidence/<uuid:public_id>", EvidenceDetail.as_view(), name="evidence_record"),
    path("evidence/<uuid:public_id>/download", EvidenceDownload.as_view(), name="evidence_download"),
    path("evidence/<uuid:public_id>/void", EvidenceVoid.as_view(), name="evidence_void"),
    path("reports", ReportList.as_view(), name="reports"),
    path("reports/<uuid:public_id>", ReportDetail.as_view(), name="report"),
    path("reports/<uuid:public_id>/download", ReportDownload.as_view(), name="report_download"),
]
