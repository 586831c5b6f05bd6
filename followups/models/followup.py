"""A follow-up: anything that somebody owes by a date."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import models
from django.db.models import OuterRef, Q

from accounts.models import Access, Organisation, Person, ScopedQuerySet
from accounts.policy import Action
from followups.schedule import Policy, policy_for
from followups.vocabulary import FollowUpKind, FollowUpState
from lib.db.fields import one_language_at_least, one_of, prose, public_id, version, words
from lib.texts import Text, text_of
from records.models import Evidence


class FollowUpQuerySet(ScopedQuerySet["FollowUp"]):
    """Questions about follow-ups."""

    read_action = Action.FOLLOW_UP_READ

    def open(self) -> FollowUpQuerySet:
        """Accepted and not yet done."""
        return self.filter(state=FollowUpState.OPEN)

    def proposed(self) -> FollowUpQuerySet:
        """Waiting for an owner and a date, or to be declined."""
        return self.filter(state=FollowUpState.PROPOSED)

    def unfinished(self) -> FollowUpQuerySet:
        """Proposed or open: what closing an incident names."""
        return self.filter(state__in=[FollowUpState.PROPOSED, FollowUpState.OPEN])

    def waiting_under(self, access: Access) -> FollowUpQuerySet:
        """Under one access, what somebody still waits for: not finished, or done and to be verified."""
        return (self.unfinished() | self.to_verify()).filter(access=access)

    def overdue(self, now: datetime) -> FollowUpQuerySet:
        """Open and past its moment."""
        return self.open().filter(due_at__lte=now)

    def owned_by(self, person_id: int) -> FollowUpQuerySet:
        """What one person owes."""
        return self.filter(owner_id=person_id)

    def about(self, kind: str, object_id: int | OuterRef) -> FollowUpQuerySet:
        """Those that name the thing among their subjects."""
        return self.filter(subjects__kind=kind, subjects__object_id=object_id)

    def to_verify(self) -> FollowUpQuerySet:
        """Corrective actions that are done and wait for somebody else's eyes (ISO/IEC 27001 10.2)."""
        return self.filter(state=FollowUpState.DONE, kind=FollowUpKind.CORRECTIVE)

    def legal(self) -> FollowUpQuerySet:
        """Duties by law."""
        return self.filter(kind=FollowUpKind.LEGAL)

    def about_named(self, kind: str, public_id: UUID) -> FollowUpQuerySet:
        """The same, by the thing's public identity."""
        named = FollowUpSubject.objects.filter(kind=kind, public_id=public_id)
        return self.filter(pk__in=named.values("follow_up"))

    def linked_as(self, system: str, reference: str) -> FollowUpQuerySet:
        """Those that an outside system knows by this reference."""
        return self.filter(external_links__system=system, external_links__reference=reference)

    def waking(self, now: datetime) -> FollowUpQuerySet:
        """Open ones whose next reminder is due: what the sweep plans."""
        return self.open().filter(next_reminder_at__lte=now)


class FollowUp(models.Model):
    """One debt: what, who, until when. A legal one counts elapsed hours from a chosen fact.

    `managed_by` names the room whose own verbs change it; `due_locked` refuses re-dating. Texts stand in
    Indonesian, English or both. `next_reminder_at` is the schedule's next wake-up, kept by the services.
    """

    public_id = public_id()
    version = version()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    access = models.ForeignKey(Access, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=FollowUpKind.choices, default=FollowUpKind.TASK)
    state = models.CharField(max_length=10, choices=FollowUpState.choices, default=FollowUpState.OPEN)
    title_id = words(300)
    title_en = words(300)
    detail_id = prose()
    detail_en = prose()
    origin = models.CharField(max_length=14, default="live")
    owner = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="owned")
    due_at = models.DateTimeField(null=True, blank=True)
    zone = models.CharField(max_length=40, default="Asia/Jakarta")
    managed_by = words(20)
    due_locked = models.BooleanField(default=False)
    due_reason_id = words(300)
    due_reason_en = words(300)
    clock_from = models.DateTimeField(null=True, blank=True)
    clock_hours = models.PositiveSmallIntegerField(null=True, blank=True)
    legal_basis = words(120)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reminders_from = models.DateTimeField()
    next_reminder_at = models.DateTimeField(null=True, blank=True)
    next_milestone = words(20)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    done_note = prose()
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    verified_note = prose()
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = words(300)
    retention_class = words(30)
    retain_until = models.DateField(null=True, blank=True)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "id"]
        constraints = [
            one_of("follow_up_kind_known", "kind", FollowUpKind),
            one_of("follow_up_state_known", "state", FollowUpState),
            one_language_at_least("follow_up_titled", "title"),
            models.CheckConstraint(
                condition=~Q(state="open") | Q(owner__isnull=False, due_at__isnull=False),
                name="follow_up_open_is_owned_and_dated",
            ),
            models.CheckConstraint(
                condition=~Q(verified_by=models.F("done_by")), name="follow_up_verified_by_another"
            ),
            models.CheckConstraint(
                condition=~Q(kind="legal") | Q(clock_from__isnull=False, clock_hours__isnull=False),
                name="follow_up_legal_has_clock",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_reminder_at"],
                condition=Q(state="open", next_reminder_at__isnull=False),
                name="follow_up_waking",
            ),
            models.Index(
                fields=["done_at"],
                condition=Q(state="done", kind="corrective"),
                name="follow_up_to_verify",
            ),
            models.Index(fields=["id"], condition=Q(state="proposed"), name="follow_up_proposed"),
            models.Index(fields=["owner", "state", "due_at"], name="follow_up_of_owner"),
            models.Index(fields=["organisation", "state", "due_at"], name="follow_up_of_organisation"),
        ]

    def __str__(self) -> str:
        return self.title_id or self.title_en

    @property
    def title(self) -> Text:
        """What is owed, as it was written."""
        return text_of(self, "title")

    @property
    def detail(self) -> Text:
        """What belongs to it, as it was written."""
        return text_of(self, "detail")

    @property
    def due_reason(self) -> Text:
        """Why the due moment is what it is, for a locked one."""
        return text_of(self, "due_reason")

    @property
    def labels(self) -> list[str]:
        """What it is about, in words, each once; asks for the subjects if they are not loaded."""
        return list(dict.fromkeys(subject.label for subject in self.subjects.all() if subject.label))

    @property
    def is_legal(self) -> bool:
        """Whether it is a duty by law, with a clock of elapsed hours."""
        return self.kind == FollowUpKind.LEGAL

    @property
    def awaits_verification(self) -> bool:
        """Whether it is done and somebody else's eyes are still owed (ISO/IEC 27001 10.2)."""
        return self.state == FollowUpState.DONE and self.kind == FollowUpKind.CORRECTIVE

    @property
    def policy(self) -> Policy:
        """How often its owner is reminded."""
        return policy_for(FollowUpKind(self.kind))


class FollowUpSubject(models.Model):
    """What a follow-up is about, named from below: an upper room writes and relabels it."""

    follow_up = models.ForeignKey(FollowUp, on_delete=models.CASCADE, related_name="subjects")
    kind = models.CharField(max_length=30)
    object_id = models.BigIntegerField()
    public_id = models.UUIDField()
    label = models.CharField(max_length=200)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["follow_up", "kind", "object_id"], name="follow_up_subject_once"),
        ]
        indexes = [
            models.Index(fields=["kind", "object_id"], name="follow_up_subject_of"),
            models.Index(fields=["public_id"], name="follow_up_subject_named"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.label}"


class FollowUpProof(models.Model):
    """Evidence that a follow-up was done."""

    follow_up = models.ForeignKey(FollowUp, on_delete=models.CASCADE, related_name="proofs")
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["follow_up", "evidence"], name="follow_up_proof_once")]

    def __str__(self) -> str:
        return f"{self.follow_up_id}: {self.evidence_id}"


class ExternalLink(models.Model):
    """The reference of a follow-up in an outside system, such as a ticket number."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    follow_up = models.ForeignKey(FollowUp, on_delete=models.CASCADE, related_name="external_links")
    system = models.CharField(max_length=40)
    reference = models.CharField(max_length=120)
    url = models.URLField(max_length=500, blank=True, default="")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "system", "reference"], name="external_link_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.system} {self.reference}"
