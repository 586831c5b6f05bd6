"""Checking that stored bytes still have their hash, and sweeping away what nobody refers to."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import BinaryIO

from django.db.models import Exists, OuterRef, QuerySet

from accounts.actors import SYSTEM, Actor
from accounts.services.trail import Subject, writing
from records import damage, store
from records.models import Blob, CheckResult, CustodyVerb, Evidence, IssuedReport
from records.services.custody import log_custody, subject_of

RECHECK_AFTER = timedelta(days=30)
ABANDONED_AFTER = timedelta(hours=24)

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Checked:
    """How many blobs were read, and those whose bytes are not what they were."""

    blobs: int = 0
    broken: list[Blob] = field(default_factory=list)


@dataclass(slots=True)
class Swept:
    """How much was removed: files never finished, blobs nobody refers to, files no blob names."""

    temporary: int = 0
    blobs: int = 0
    files: int = 0


def open_checked(blob: Blob) -> tuple[BinaryIO | None, CheckResult]:
    """The stored file at its beginning if its hash is right, and what the check found.

    The same open file is checked and handed out, so nothing can be put in its place between. Raises
    `Unavailable` when the storage is away: then nothing was found.
    """
    try:
        file = store.opened(blob.storage_name)
    except FileNotFoundError:
        return None, CheckResult.MISSING
    if store.measured(file) != store.Stored(blob.sha256, blob.size):
        file.close()
        return None, CheckResult.CHANGED
    return file, CheckResult.WHOLE


def record_check(*, actor: Actor, now: datetime, blob: Blob, result: CheckResult) -> None:
    """Note the outcome on the blob and in the custody of all its evidence; damage goes to the trail too.

    Who has to hear of damage is told when it is found, and not again while it lasts.
    """
    broken = result != CheckResult.WHOLE
    evidence = list(
        Evidence.objects.filter(blob=blob).select_related("organisation", "access", "received_by")
    )
    with writing() as book:
        Blob.objects.filter(pk=blob.pk).update(checked_at=now, broken=broken)
        for each in evidence:
            each.blob = blob
        log_custody(actor=actor, now=now, evidence=evidence, verb=CustodyVerb.CHECKED, note=result)
        if broken or blob.broken:
            verb = "broken" if broken else "mended"
            named = _named(blob, evidence)
            if broken and not blob.broken:
                damage.tell_all(now, blob, [thing for thing, _subject in named])
            for thing, subject in named:
                book.record(
                    actor=actor,
                    now=now,
                    verb=f"{subject.kind}.{verb}",
                    organisation=thing.organisation,
                    access=thing.access,
                    subjects=[subject],
                    changes={"check": (None, result.value), "sha256": (None, blob.sha256)},
                )
    if broken:
        log.error("stored bytes are %s: %s", result.value, blob.storage_name)


def _named(blob: Blob, evidence: list[Evidence]) -> list[tuple[Evidence | IssuedReport, Subject]]:
    """Everything that rests on the blob, as the trail names it."""
    reports = IssuedReport.objects.filter(blob=blob).select_related(
        "organisation", "access", "approved_by", "drafted_by"
    )
    return [
        *((each, subject_of(each)) for each in evidence),
        *((each, Subject("report", each.pk, each.public_id, str(each))) for each in reports),
    ]


def recheck_blobs(*, now: datetime, limit: int = 200) -> Checked:
    """Read again the blobs that were not checked for `RECHECK_AFTER`, the longest unchecked first."""
    outcome = Checked()
    for blob in Blob.objects.unchecked_since(now - RECHECK_AFTER)[:limit]:
        file, result = open_checked(blob)
        if file is not None:
            file.close()
        record_check(actor=SYSTEM, now=now, blob=blob, result=result)
        outcome.blobs += 1
        if result != CheckResult.WHOLE:
            outcome.broken.append(blob)
    return outcome


def sweep_storage(*, now: datetime) -> Swept:
    """Remove what an interrupted upload, a replaced or an emptied draft left behind a day ago."""
    before = now - ABANDONED_AFTER
    swept = Swept()
    for path in store.abandoned(before):
        path.unlink(missing_ok=True)
        swept.temporary += 1
    swept.blobs = _unreferenced(before).delete()[0]
    known = _known_names()
    for name in store.names():
        if name not in known and store.older_than(name, before):
            store.delete(name)
            swept.files += 1
    return swept


def _unreferenced(before: datetime) -> QuerySet[Blob]:
    """Rows whose bytes were last written or checked before, and that nothing rests on any more."""
    evidence = Evidence.objects.filter(blob=OuterRef("pk"))
    reports = IssuedReport.objects.filter(blob=OuterRef("pk"))
    return Blob.objects.filter(~Exists(evidence), ~Exists(reports), checked_at__lt=before)


def _known_names() -> set[str]:
    rows = Blob.objects.full().values_list("organisation_id", "sha256")
    return {Blob.name_in_storage(organisation, sha256) for organisation, sha256 in rows.iterator()}
