"""The tables of the room: blobs, evidence with its custody, pending uploads, issued reports, hand-overs."""

from records.models.evidence import Blob, CheckResult, CustodyEntry, CustodyVerb, Evidence
from records.models.pending import PendingUpload
from records.models.report import (
    HandoverChannel,
    IssuedReport,
    ReportAudience,
    ReportHandover,
    ReportState,
)

__all__ = [
    "Blob",
    "CheckResult",
    "CustodyEntry",
    "CustodyVerb",
    "Evidence",
    "HandoverChannel",
    "IssuedReport",
    "PendingUpload",
    "ReportAudience",
    "ReportHandover",
    "ReportState",
]
