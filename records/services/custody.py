"""The custody log of evidence: one row for whatever happens to a file, and never fewer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from accounts.actors import Actor
from accounts.services.trail import Subject
from records.models import CustodyEntry, CustodyVerb, Evidence


def subject_of(evidence: Evidence) -> Subject:
    """How the trail names a piece of evidence."""
    return Subject("evidence", evidence.pk, evidence.public_id, evidence.filename)


def log_custody(
    *,
    actor: Actor,
    now: datetime,
    evidence: Iterable[Evidence],
    verb: CustodyVerb,
    note: str = "",
) -> None:
    """Write one entry for each piece of evidence, with the hash its bytes must have; one statement."""
    CustodyEntry.objects.bulk_create(
        CustodyEntry(
            evidence=each,
            moment=now,
            verb=verb,
            actor_kind=actor.kind,
            actor_id=actor.public_id,
            actor_name=actor.name,
            sha256=each.blob.sha256,
            note=note,
        )
        for each in evidence
    )


def record_opened(*, actor: Actor, now: datetime, evidence: Evidence) -> None:
    """Note that somebody looked at the record of the evidence, without taking the file."""
    log_custody(actor=actor, now=now, evidence=[evidence], verb=CustodyVerb.OPENED)


def forget_name(*, actor_id: UUID) -> int:
    """Empty the name of an erased person in all custody entries; their opaque identity stays."""
    return CustodyEntry.objects.filter(actor_id=actor_id).exclude(actor_name="").update(actor_name="")
