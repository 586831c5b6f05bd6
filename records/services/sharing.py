"""Evidence that comes under another access, because what it belongs to turned out to be part of something."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from accounts.actors import Actor
from accounts.models import Access
from accounts.services.trail import writing
from records.models import Evidence
from records.services.custody import subject_of


def hand_to_access(*, actor: Actor, now: datetime, evidence: Sequence[Evidence], access: Access) -> None:
    """Let `access` decide from now on who sees these files; called by the verb that joins the things.

    The access must be of the organisation that keeps the files, which never changes. What the trail said of
    them before stays under their old access, which the verb lets follow (`accounts.services.following`).
    """
    rows = [each for each in evidence if each.organisation_id == access.organisation_id]
    if not rows:
        return
    with writing() as book:
        Evidence.objects.filter(pk__in=[each.pk for each in rows]).update(access=access)
        book.record(
            actor=actor,
            now=now,
            verb="evidence.access_changed",
            organisation=rows[0].organisation,
            access=access,
            subjects=[subject_of(each) for each in rows],
        )
    for each in rows:
        each.access = access
