"""Notices to people, their delivery by mail (the outbox), and what the sweeps remember of themselves."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q

from accounts.actors import Actor
from accounts.models import Access, Organisation, Person
from accounts.policy import Action
from followups.models.followup import FollowUp
from followups.vocabulary import Channel, DeliveryState, NoticeKind
from lib.db.among import Among
from lib.db.fields import one_of, public_id, words


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Questions about notices."""

    def visible_to(self, actor: Actor) -> NoticeQuerySet:
        """A person's own, nobody else's."""
        return self.filter(recipient_id=actor.person_id or 0)

    def unread(self) -> NoticeQuerySet:
        """Those not yet opened or marked as read."""
        return self.filter(read_at__isnull=True)


class Notice(models.Model):
    """One thing one person is told, once: `dedupe_key` is unique. It stands in the portal's inbox.

    Text is made in the reader's language from `kind`, `milestone` and the follow-up; `data` holds the rest.
    """

    public_id = public_id()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    access = models.ForeignKey(Access, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    recipient = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=12, choices=NoticeKind.choices)
    follow_up = models.ForeignKey(
        FollowUp, null=True, blank=True, on_delete=models.CASCADE, related_name="notices"
    )
    milestone = words(20)
    due_at = models.DateTimeField(null=True, blank=True)
    data = models.JSONField(default=dict, blank=True)
    dedupe_key = models.CharField(max_length=120, unique=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [one_of("notice_kind_known", "kind", NoticeKind)]
        indexes = [
            models.Index(fields=["recipient", "-id"], name="notice_inbox"),
            models.Index(fields=["recipient"], condition=Q(read_at__isnull=True), name="notice_unread"),
        ]

    def __str__(self) -> str:
        return self.dedupe_key


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Questions about the outbox."""

    def visible_to(self, actor: Actor) -> DeliveryQuerySet:
        """Deliveries of the organisations that the actor administers; their content is nobody's business."""
        if actor.is_system:
            return self
        return self.filter(Among("organisation_id", actor.organisations_for(Action.DELIVERY_READ)))

    def mails(self) -> DeliveryQuerySet:
        """Rows that are a mail of their own, not gathered into another one's."""
        return self.filter(gathered_into__isnull=True)

    def claimable(self, now: datetime) -> DeliveryQuerySet:
        """Mails that are planned, their time come, and not under a running lease."""
        free = Q(lease_until__isnull=True) | Q(lease_until__lte=now)
        return self.mails().filter(free, state=DeliveryState.PLANNED, not_before__lte=now)

    def dead(self) -> DeliveryQuerySet:
        """Given up after bounded retries; shown on the home page until retried or put aside."""
        return self.filter(state=DeliveryState.DEAD)


class Delivery(models.Model):
    """One row of the outbox: a notice by one channel. Claimed under a lease with a fencing token.

    Marked after sending, only where the token still matches. `message_id` is fixed at planning, so that a
    mail sent twice around a crash is one mail to the reader's programme. After a long pause many rows of one
    person are `gathered_into` one of them, which carries a digest; that is settled before it is sent, so
    that a second attempt sends the same mail.
    """

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="deliveries")
    gathered_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="gathered"
    )
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    access = models.ForeignKey(Access, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=8, choices=Channel.choices, default=Channel.MAIL)
    state = models.CharField(max_length=8, choices=DeliveryState.choices, default=DeliveryState.PLANNED)
    message_id = models.CharField(max_length=120, unique=True)
    not_before = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    token = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    last_error = words(300)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notice", "channel"], name="delivery_once"),
            one_of("delivery_state_known", "state", DeliveryState),
        ]
        indexes = [
            models.Index(fields=["not_before"], condition=Q(state="planned"), name="delivery_claimable"),
            models.Index(fields=["state"], condition=Q(state="dead"), name="delivery_dead"),
        ]

    def __str__(self) -> str:
        return self.message_id


class Lease(models.Model):
    """Who alone may do something for a while, such as being the one beat."""

    name = models.CharField(max_length=40, unique=True)
    holder = words(80)
    token = models.PositiveBigIntegerField(default=0)
    until = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.name}: {self.holder}"


class SweepRun(models.Model):
    """When a sweep last ran to its end, and what went wrong if it did not."""

    name = models.CharField(max_length=40, unique=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    last_error = words(300)

    def __str__(self) -> str:
        return self.name


class SendingSwitch(models.Model):
    """One row: whether mail is sent at all. A restored copy starts paused."""

    paused = models.BooleanField(default=False)
    reason = words(200)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return "paused" if self.paused else "sending"
