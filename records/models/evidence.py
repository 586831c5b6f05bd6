"""Evidence: files kept unchanged (ISO/IEC 27001 A.5.28), and who ever received, read or took them."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Access, Organisation, Person, ScopedQuerySet
from accounts.policy import Action
from accounts.roles import ActorKind
from lib.db.fields import one_of, prose, public_id, version, words


class BlobQuerySet(models.QuerySet["Blob"]):
    """Questions about stored bytes."""

    def unchecked_since(self, moment: datetime) -> BlobQuerySet:
        """Those whose hash was last compared before the moment, the longest ago first."""
        return self.full().filter(checked_at__lt=moment).order_by("checked_at", "pk")

    def full(self) -> BlobQuerySet:
        """Those whose bytes are to be there: all that were not emptied."""
        return self.filter(emptied_at__isnull=True)


class Blob(models.Model):
    """Bytes in storage, named by their SHA-256 within one organisation; never changed.

    `emptied_at`: the bytes of a draft that was never approved went with a redaction; that they are gone is in
    order, and the trail says why. The same bytes sent again fill it again.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    stored_at = models.DateTimeField()
    checked_at = models.DateTimeField()
    broken = models.BooleanField(default=False)
    emptied_at = models.DateTimeField(null=True, blank=True)

    objects = BlobQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "sha256"], name="blob_once"),
            models.CheckConstraint(condition=Q(size__gt=0), name="blob_not_empty"),
        ]
        indexes = [models.Index(fields=["checked_at"], name="blob_longest_unchecked")]

    def __str__(self) -> str:
        return self.sha256

    @property
    def storage_name(self) -> str:
        """Where it lies in the storage."""
        return self.name_in_storage(self.organisation_id, self.sha256)

    @staticmethod
    def name_in_storage(organisation_id: int, sha256: str) -> str:
        """Where bytes with this hash lie for this organisation: never shared with another one."""
        return f"{organisation_id}/{sha256[:2]}/{sha256}"


class EvidenceQuerySet(ScopedQuerySet["Evidence"]):
    """Questions about evidence."""

    read_action = Action.EVIDENCE_READ

    def standing(self) -> EvidenceQuerySet:
        """Those not voided."""
        return self.filter(voided_at__isnull=True)


class Evidence(models.Model):
    """One file that proves something. Content never changes; a mistake is voided with a reason."""

    public_id = public_id()
    version = version()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    access = models.ForeignKey(Access, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="evidence")
    filename = models.CharField(max_length=200)
    media_type = models.CharField(max_length=120, default="application/octet-stream")
    description = prose()
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    voided_at = models.DateTimeField(null=True, blank=True)
    void_reason = words()
    retention_class = words(30)
    retain_until = models.DateField(null=True, blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["organisation", "-id"], name="evidence_newest_first")]

    def __str__(self) -> str:
        return self.filename


class CustodyVerb(models.TextChoices):
    """What happened to a file."""

    RECEIVED = "received", _("received")
    OPENED = "opened", _("opened its record")
    DOWNLOADED = "downloaded", _("downloaded")
    CHECKED = "checked", _("hash checked")
    VOIDED = "voided", _("voided")
    RESTORED = "restored", _("restored from backup")


class CheckResult(models.TextChoices):
    """What comparing stored bytes with their hash found; it stands as the note of a `checked` entry."""

    WHOLE = "whole", _("unchanged")
    CHANGED = "changed", _("does not match its hash")
    MISSING = "missing", _("missing from the storage")


class CustodyEntry(models.Model):
    """One moment in the life of an evidence file. Append-only: the database refuses update and delete.

    Only the name of an erased person may be emptied; the opaque identity stays.
    """

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="custody")
    moment = models.DateTimeField()
    verb = models.CharField(max_length=12, choices=CustodyVerb.choices)
    actor_kind = models.CharField(max_length=10, choices=ActorKind.choices)
    actor_id = models.UUIDField()
    actor_name = words(120)
    sha256 = models.CharField(max_length=64)
    note = words()

    class Meta:
        ordering = ["id"]
        constraints = [one_of("custody_verb_known", "verb", CustodyVerb)]
        indexes = [models.Index(fields=["actor_id"], name="custody_by_actor")]

    def __str__(self) -> str:
        return f"{self.verb} {self.moment:%Y-%m-%d}"

    @property
    def shown_name(self) -> str:
        """Who it was, or the words for an erased person."""
        return self.actor_name or str(_("data erased"))

    @property
    def shown_note(self) -> str:
        """The note in the reader's language."""
        if self.verb == CustodyVerb.CHECKED and self.note in CheckResult.values:
            return str(CheckResult(self.note).label)
        return self.note
