"""Files of a form that was refused: kept for a day, so that nobody has to choose them again."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from accounts.models import Person
from lib.db.fields import public_id

if TYPE_CHECKING:
    from accounts.actors import Actor


class PendingUploadQuerySet(models.QuerySet["PendingUpload"]):
    """Questions about files that wait for their form."""

    def visible_to(self, actor: Actor) -> PendingUploadQuerySet:
        """A person's own, nobody else's."""
        return self.filter(person_id=actor.person_id or 0)

    def standing(self, now: datetime) -> PendingUploadQuerySet:
        """Those not yet expired."""
        return self.filter(expires_at__gt=now)


class PendingUpload(models.Model):
    """One chosen file of one person; it becomes evidence when the form goes through, else it expires."""

    public_id = public_id()
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    filename = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    objects = PendingUploadQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=Q(size__gt=0), name="pending_upload_not_empty")]

    def __str__(self) -> str:
        return self.filename
