"""Letting stored bytes go of which nobody keeps a record: their row stays and says when that was."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from lib.db.returning import all_updated
from records import store
from records.models import Blob, Evidence, IssuedReport, ReportState


def empty_blobs(*, now: datetime, blobs: Collection[int]) -> set[int]:
    """Mark those blobs as emptied that are only of withdrawn drafts; which ones. Call it in a transaction.

    Evidence and reports that stand keep their bytes. The bytes are removed after the commit; what a crash or
    an absent storage leaves behind, the sweep removes.
    """
    if not blobs:
        return set()
    evidence = Evidence.objects.filter(blob=OuterRef("pk"))
    standing = IssuedReport.objects.filter(blob=OuterRef("pk")).exclude(state=ReportState.WITHDRAWN)
    let_go = Blob.objects.full().filter(~Exists(evidence), ~Exists(standing), pk__in=blobs)
    keys = set(all_updated(let_go, "id", emptied_at=now))
    transaction.on_commit(lambda: _remove(now, keys), robust=True)
    return keys


def _remove(now: datetime, keys: Collection[int]) -> None:
    """Remove the bytes, but for those that somebody has sent again since."""
    for blob in Blob.objects.filter(pk__in=keys, emptied_at=now):
        if store.older_than(blob.storage_name, now):
            store.delete(blob.storage_name)
