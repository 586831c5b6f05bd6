"""Issued reports: the frozen content, the PDF's bytes, who approved, whom it was handed to."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Access, Organisation, Person, ScopedQuerySet
from accounts.policy import Action
from lib.db.fields import one_of, public_id, version, words
from lib.tlp import Tlp
from records.models.evidence import Blob, Evidence


class ReportState(models.TextChoices):
    """Where a report stands."""

    DRAFT = "draft", _("Draft")
    ISSUED = "issued", _("Issued")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class ReportAudience(models.TextChoices):
    """Who a report is for."""

    REGULATOR = "regulator", _("Regulator")
    INTERNAL = "internal", _("Internal")


class IssuedReportQuerySet(ScopedQuerySet["IssuedReport"]):
    """Questions about reports."""

    read_action = Action.REPORT_READ

    def of(self, kind: str, object_id: int | OuterRef) -> IssuedReportQuerySet:
        """All versions of the reports on one thing, newest first."""
        return self.filter(subject_kind=kind, subject_id=object_id).order_by("-number", "language")

    def beside(self, report: IssuedReport) -> IssuedReportQuerySet:
        """All versions of the same report in the same language, itself included, newest first."""
        return self.of(report.subject_kind, report.subject_id).filter(
            kind=report.kind, language=report.language
        )

    def issued(self) -> IssuedReportQuerySet:
        """Those that left the house: approved, superseded or not."""
        return self.filter(state=ReportState.ISSUED)

    def drafts(self) -> IssuedReportQuerySet:
        """Those that wait for approval."""
        return self.filter(state=ReportState.DRAFT)

    def worded(self, since: datetime) -> IssuedReportQuerySet:
        """Those in which words written since then may stand: issued ones, and drafts not emptied yet.

        Of drafts also earlier ones and withdrawn ones: a redaction empties all of them.
        """
        issued = Q(state=ReportState.ISSUED)
        return self.filter(issued & Q(drafted_at__gte=since) | ~issued & ~Q(snapshot=""))


class IssuedReport(models.Model):
    """One version of one report in one language; a draft until the head approves it.

    `snapshot` is canonical JSON (RFC 8785) of the content; its hash is printed. The file's hash is kept.
    A redaction empties the snapshot of a withdrawn draft; the hash stays.
    Versions count from 1 for each subject, kind and language; a withdrawn draft gives its number back.
    """

    public_id = public_id()
    version = version()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    access = models.ForeignKey(Access, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30, default="post_incident")
    subject_kind = models.CharField(max_length=30)
    subject_id = models.BigIntegerField()
    subject_public_id = models.UUIDField()
    subject_label = models.CharField(max_length=200)
    number = models.PositiveIntegerField()
    language = models.CharField(max_length=2)
    audience = models.CharField(
        max_length=12, choices=ReportAudience.choices, default=ReportAudience.REGULATOR
    )
    tlp = models.CharField(max_length=12, choices=Tlp.choices)
    origin = models.CharField(max_length=14)
    state = models.CharField(max_length=10, choices=ReportState.choices, default=ReportState.DRAFT)
    snapshot = models.TextField()
    snapshot_sha256 = models.CharField(max_length=64, db_index=True)
    builder = models.CharField(max_length=40)
    blob = models.ForeignKey(Blob, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    pages = models.PositiveSmallIntegerField(default=0)
    drafted_at = models.DateTimeField()
    drafted_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    approved_role = words()
    verify_code = models.CharField(max_length=32, unique=True)
    verify_line_id = words()
    verify_line_en = words()
    supersedes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="superseded_by"
    )

    objects = IssuedReportQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            one_of("issued_report_state_known", "state", ReportState),
            models.CheckConstraint(
                condition=~Q(state="issued")
                | Q(approved_at__isnull=False, approved_by__isnull=False, blob__isnull=False),
                name="issued_report_was_approved",
            ),
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "kind", "language", "number"],
                condition=~Q(state="withdrawn"),
                name="issued_report_number_once",
            ),
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "kind", "language"],
                condition=Q(state="draft"),
                name="issued_report_one_draft",
            ),
        ]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="issued_report_of"),
            models.Index(
                fields=["organisation", "drafted_at"],
                condition=Q(state="draft"),
                name="issued_report_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_label} v{self.number} {self.language}"


class HandoverChannel(models.TextChoices):
    """How a report left."""

    IN_PERSON = "in_person", _("In person")
    LETTER = "letter", _("Letter")
    EMAIL = "email", _("E-mail")
    PORTAL = "portal", _("The recipient's portal")


class ReportHandover(models.Model):
    """Who was given an issued report, when, how, and the receipt that proves it."""

    report = models.ForeignKey(IssuedReport, on_delete=models.PROTECT, related_name="handovers")
    public_id = public_id()
    recipient = models.CharField(max_length=200)
    recipient_role = words(120)
    channel = models.CharField(max_length=12, choices=HandoverChannel.choices)
    moment = models.DateTimeField()
    receipt_reference = words()
    receipt = models.ForeignKey(Evidence, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["moment"]
        constraints = [one_of("handover_channel_known", "channel", HandoverChannel)]

    def __str__(self) -> str:
        return f"{self.recipient} {self.moment:%Y-%m-%d}"
