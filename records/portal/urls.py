"""Addresses of the room in the portal. Expects to be mounted at the root."""

from __future__ import annotations

from django.urls import path

from records.portal import evidence, reports, verify

app_name = "records"

urlpatterns = [
    path("evidence/<uuid:public_id>/", evidence.evidence, name="evidence"),
    path("evidence/<uuid:public_id>/download", evidence.download, name="evidence_download"),
    path("evidence/<uuid:public_id>/void", evidence.void, name="evidence_void"),
    path("reports/<uuid:public_id>/", reports.report, name="report"),
    path("reports/<uuid:public_id>/download", reports.download, name="report_download"),
    path("verify/", verify.verify, name="verify_any"),
    path("verify/<str:code>", verify.verify, name="verify"),
]
