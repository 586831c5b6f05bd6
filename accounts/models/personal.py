"""Personal values that are not a sign-in: encrypted, apart from everything else, erasable one by one."""

from __future__ import annotations

from django.db import models

from accounts.models.access import Access, ScopedQuerySet
from accounts.models.organisation import Organisation
from accounts.policy import Action
from lib.db.fields import public_id


class PersonalValueQuerySet(ScopedQuerySet["PersonalValue"]):
    """Questions about personal values."""

    read_action = Action.PERSONAL_DATA_READ


class PersonalValue(models.Model):
    """One value, such as the phone number somebody left with a report; `key_id` says which key opens it."""

    public_id = public_id()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    access = models.ForeignKey(Access, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30)
    key_id = models.CharField(max_length=16)
    ciphertext = models.BinaryField(default=bytes)
    created_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, blank=True)

    objects = PersonalValueQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"
