"""The audit trail: one hash chain per organisation and one of the system, with an erasable side table.

An entry holds no content: only commitments (salted hashes) of the values. Values, names and salts stand
in `TrailDetail`, under the entry's access; erasing a detail leaves the chain whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from accounts.models.access import Access, ScopedQuerySet
from accounts.models.organisation import Organisation
from accounts.policy import Action
from accounts.roles import ActorKind
from lib.db.among import Among

if TYPE_CHECKING:
    from accounts.actors import Actor


class TrailFeed(models.Model):
    """The one counter that numbers all entries in the order in which they become visible."""

    last = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.last)


class TrailHead(models.Model):
    """The end of one chain: how long it is and the hash of its last entry. No organisation: the system."""

    organisation = models.OneToOneField(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="trail_head"
    )
    chain = models.CharField(max_length=36, unique=True)
    position = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="", blank=True)

    def __str__(self) -> str:
        return f"{self.chain} {self.position}"


class TrailEntryQuerySet(ScopedQuerySet["TrailEntry"]):
    """Questions about the trail."""

    read_action = Action.TRAIL_READ

    def visible_to(self, actor: Actor) -> TrailEntryQuerySet:
        """Entries of the organisations whose trail the actor may read; the system's for administrators."""
        found = super().visible_to(actor)
        if actor.is_system or not actor.organisations_for(Action.SYSTEM_TRAIL_READ):
            return found
        return found | self.filter(organisation__isnull=True)

    def listed_for(self, actor: Actor) -> TrailEntryQuerySet:
        """Entries of which the actor may know that they stand, though not always what they say.

        An auditor sees the whole chain of an organisation; `visible_to` decides whose content is shown.
        """
        if actor.is_system:
            return self
        listed = Q(Among("organisation_id", actor.organisations_for(Action.TRAIL_READ)))
        if actor.organisations_for(Action.SYSTEM_TRAIL_READ):
            listed |= Q(organisation__isnull=True)
        return self.filter(listed)

    def about(self, kind: str, object_id: int) -> TrailEntryQuerySet:
        """Entries that name the thing among their subjects."""
        return self.filter(subjects__kind=kind, subjects__object_id=object_id)


class TrailEntry(models.Model):
    """One thing that somebody did. Append-only: the database refuses update and delete."""

    sequence = models.BigIntegerField(primary_key=True)
    chain = models.CharField(max_length=36)
    position = models.BigIntegerField()
    moment = models.DateTimeField()
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    access = models.ForeignKey(Access, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    actor_kind = models.CharField(max_length=10, choices=ActorKind.choices)
    actor_id = models.UUIDField()
    verb = models.CharField(max_length=60)
    commitments = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    objects = TrailEntryQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chain", "position"], name="trail_position_once")]
        indexes = [
            models.Index(fields=["organisation", "-sequence"], name="trail_newest_first"),
            models.Index(fields=["actor_id", "-sequence"], name="trail_by_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.verb}"


class TrailSubject(models.Model):
    """What an entry is about; `public_id` is part of the hash, so that nothing can be re-pointed."""

    entry = models.ForeignKey(TrailEntry, on_delete=models.CASCADE, related_name="subjects")
    kind = models.CharField(max_length=30)
    object_id = models.BigIntegerField()
    public_id = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "kind", "object_id"], name="trail_subject_once")
        ]
        indexes = [
            models.Index(fields=["kind", "object_id", "entry"], name="trail_subject_of"),
            models.Index(fields=["kind", "entry"], name="trail_subject_feed"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"


class TrailDetail(models.Model):
    """The erasable side of an entry: who by name, the labels, the values before and after, the salts."""

    entry = models.OneToOneField(
        TrailEntry, on_delete=models.CASCADE, related_name="detail", primary_key=True
    )
    actor_name = models.CharField(max_length=120)
    labels = models.JSONField(default=dict)
    values = models.JSONField(default=dict)
    salts = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"detail of {self.entry_id}"


class TrailCheck(models.Model):
    """The last check of one chain: how far it holds, or where it breaks. Rewritten by every check."""

    chain = models.CharField(max_length=36, unique=True)
    checked_at = models.DateTimeField()
    position = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="", blank=True)
    broken_at = models.BigIntegerField(null=True, blank=True)
    findings = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.chain} {self.position}"
