"""The reports on a thing in which words may stand that are to be taken out."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, TypedDict

from django.db.models import Case, TextField, Value, When

from accounts.services.trail import Subject
from records.models import IssuedReport, ReportState

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class Worded(TypedDict):
    """What `worded_reports` adds to a report."""

    issued_snapshot: str


if TYPE_CHECKING:
    WordedReport = WithAnnotations[IssuedReport, Worded]


def worded_reports(subject: Subject, since: datetime) -> list[WordedReport]:
    """The reports on a thing in which words written since then may stand, newest first: one query.

    See `IssuedReportQuerySet.worded`. What an issued one says is its `issued_snapshot`; that of a draft is
    empty, for nobody looks into what is emptied anyway, and its content is not loaded.
    """
    rows: Any = IssuedReport.objects.of(subject.kind, subject.object_id).worded(since)
    told = rows.select_related("organisation", "access", "blob").defer("snapshot")
    words = Case(When(state=ReportState.ISSUED, then="snapshot"), default=Value(""), output_field=TextField())
    return list(told.annotate(issued_snapshot=words))
