"""API tokens and the answers kept for repeated requests."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from accounts.models.person import Person, ServiceAccount
from accounts.policy import Action
from lib.db.fields import public_id, words

if TYPE_CHECKING:
    from accounts.actors import Actor


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    """Questions about tokens."""

    def visible_to(self, actor: Actor) -> ApiTokenQuerySet:
        """One's own, and those of the service accounts that one administers; all for the system."""
        if actor.is_system:
            return self
        administered = actor.organisations_for(Action.PERSON_EDIT)
        return self.filter(Q(person_id=actor.person_id or 0) | Q(service__organisation__in=administered))

    def usable(self, now: datetime) -> ApiTokenQuerySet:
        """Those that are neither revoked nor expired and whose owner is active."""
        owner = Q(person__is_active=True) | Q(service__is_active=True)
        return self.filter(owner, revoked_at__isnull=True, expires_at__gt=now)


class ApiToken(models.Model):
    """A secret for the API, kept as a keyed hash: the secret itself is shown once and never stored."""

    public_id = public_id()
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.CASCADE, related_name="api_tokens"
    )
    service = models.ForeignKey(
        ServiceAccount, null=True, blank=True, on_delete=models.CASCADE, related_name="api_tokens"
    )
    label = models.CharField(max_length=80)
    prefix = models.CharField(max_length=12, unique=True)
    keyed_hash = models.CharField(max_length=64)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=True) ^ Q(service__isnull=True), name="api_token_of_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} ({self.prefix}…)"


class KeptAnswer(models.Model):
    """The answer to a creating request with an `Idempotency-Key`, bound to actor and route, for 24 hours."""

    actor_id = models.UUIDField()
    route = models.CharField(max_length=200)
    key = models.CharField(max_length=200)
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    location = words(300)
    body = models.JSONField(null=True, blank=True)
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["actor_id", "route", "key"], name="kept_answer_once")]

    def __str__(self) -> str:
        return f"{self.route} {self.key}"
