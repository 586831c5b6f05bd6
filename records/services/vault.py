"""The vault: files are kept whole with their hash, handed out checked, and voided but never deleted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.actors import Actor
from accounts.models import Access, Organisation
from accounts.policy import Action
from accounts.services.trail import writing
from lib.db.checks import checked
from lib.errors import Conflict, Invalid, Stale
from records import file_names, store
from records.models import Blob, CheckResult, CustodyVerb, Evidence
from records.services.checks import open_checked, record_check
from records.services.custody import log_custody, record_opened, subject_of

__all__ = ["Received", "keep", "open_for_reading", "receive", "record_opened", "row_for", "void_evidence"]


LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class Received:
    """Bytes that already lie in the storage of one organisation and still need a row."""

    organisation_id: int
    sha256: str
    size: int


def receive(*, organisation: Organisation, file: UploadedFile | BinaryIO) -> Received:
    """Write the bytes to storage, hashed and flushed, without touching the database.

    For a caller who wants the slow part done before a transaction begins; `keep` takes the result instead
    of a file. What is never kept is swept up after a day. Raises `TooLarge`, `Invalid`, `Unavailable`.
    """
    limit = settings.EVIDENCE_LIMIT
    if (getattr(file, "size", None) or 0) > limit:
        raise store.too_large(limit)

    def name(sha256: str) -> str:
        return Blob.name_in_storage(organisation.pk, sha256)

    stored = store.put(store.chunks_of(file), name=name, limit=limit)
    return Received(organisation.pk, stored.sha256, stored.size)


def row_for(received: Received, *, now: datetime) -> Blob:
    """The row of received bytes, the same for the same bytes; call it inside a transaction.

    The bytes were just written, so an older row counts as checked, whole and full again.
    """
    row = Blob(
        organisation_id=received.organisation_id,
        sha256=received.sha256,
        size=received.size,
        stored_at=now,
        checked_at=now,
    )
    Blob.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["organisation", "sha256"],
        update_fields=["checked_at", "broken", "emptied_at"],
    )
    return row


def keep(
    *,
    actor: Actor,
    now: datetime,
    organisation: Organisation,
    access: Access | None,
    file: UploadedFile | BinaryIO | Received,
    filename: str,
    media_type: str = "",
    description: str = "",
    under: Action = Action.EVIDENCE_ADD,
) -> Evidence:
    """Keep a file as evidence: whole, with its SHA-256 and the first entry of its custody log.

    `media_type` is for callers who know it; what a browser claims is not passed on. `under` names the
    action that the file is part of, where another rule lets it in (a reporter's photo). The same bytes in
    one organisation are stored once. Raises `Missing`, `Refused`, `Invalid`, `TooLarge`, `Unavailable`.
    """
    name = file_names.cleaned(filename)
    evidence = Evidence(
        organisation=organisation,
        access=access,
        filename=name,
        media_type=file_names.known_type(media_type, name),
        description=description.strip(),
        received_at=now,
        received_by_id=actor.person_id,
    )
    policy.require(actor, under, evidence)
    checked(evidence, ["description"])
    received = file if isinstance(file, Received) else receive(organisation=organisation, file=file)
    if received.organisation_id != organisation.pk:
        raise Invalid(_("This file was received for another organisation."), field="file")
    with writing() as book:
        evidence.blob = row_for(received, now=now)
        evidence.save(force_insert=True)
        log_custody(actor=actor, now=now, evidence=[evidence], verb=CustodyVerb.RECEIVED)
        book.record(
            actor=actor,
            now=now,
            verb="evidence.received",
            organisation=organisation,
            access=access,
            subjects=[subject_of(evidence)],
            changes={
                "filename": (None, name),
                "sha256": (None, received.sha256),
                "size": (None, received.size),
            },
        )
    return evidence


def open_for_reading(*, actor: Actor, now: datetime, evidence: Evidence) -> BinaryIO:
    """The file, checked against its hash; who takes it stands in custody log and trail before a byte leaves.

    Voided evidence is only for those who may void it. Raises `Missing`, and `Conflict` (`broken`) when the
    bytes are gone or are not the ones that came in: then nothing is handed out and the damage is noted.
    """
    policy.require(actor, Action.EVIDENCE_READ, evidence)
    if evidence.voided_at is not None and not actor.may(Action.EVIDENCE_VOID, evidence):
        raise Conflict(_("This evidence was voided and is no longer handed out."), code="voided")
    file, result = open_checked(evidence.blob)
    if file is None:
        record_check(actor=actor, now=now, blob=evidence.blob, result=result)
        raise broken(result)
    if evidence.blob.broken:
        record_check(actor=actor, now=now, blob=evidence.blob, result=result)
    with writing() as book:
        log_custody(actor=actor, now=now, evidence=[evidence], verb=CustodyVerb.DOWNLOADED)
        book.record(
            actor=actor,
            now=now,
            verb="evidence.downloaded",
            organisation=evidence.organisation,
            access=evidence.access,
            subjects=[subject_of(evidence)],
        )
    return file


def broken(result: CheckResult) -> Conflict:
    """The refusal to hand out bytes that cannot be trusted."""
    if result == CheckResult.MISSING:
        return Conflict(
            _("The file is missing from the storage. Tell your administrator: a backup may have it."),
            code="broken",
        )
    return Conflict(
        _("The file no longer matches its hash, so it is not handed out. Tell your administrator."),
        code="broken",
    )


def void_evidence(
    *, actor: Actor, now: datetime, evidence: Evidence, reason: str, version: int | None = None
) -> Evidence:
    """Mark evidence as a mistake, with the reason; row, bytes and custody stay.

    Raises `Missing`, `Refused`, `Invalid` (no reason), `Conflict` (already voided), `Stale`.
    """
    policy.require(actor, Action.EVIDENCE_VOID, evidence)
    words = reason.strip()
    if not words:
        raise Invalid(_("Say why this evidence is voided."), field="reason")
    if len(words) > LONGEST_REASON or "\x00" in words:
        raise Invalid(_("Give the reason in at most 200 characters."), field="reason")
    if evidence.voided_at is not None:
        raise Conflict(_("This evidence was voided before."))
    known = evidence.version if version is None else version
    with writing() as book:
        changed = Evidence.objects.filter(pk=evidence.pk, version=known, voided_at__isnull=True).update(
            voided_at=now, void_reason=words, version=known + 1
        )
        if not changed:
            evidence.refresh_from_db(fields=["version"])
            raise Stale(_("Somebody else has changed this meanwhile."), current=evidence.version)
        log_custody(actor=actor, now=now, evidence=[evidence], verb=CustodyVerb.VOIDED, note=words)
        book.record(
            actor=actor,
            now=now,
            verb="evidence.voided",
            organisation=evidence.organisation,
            access=evidence.access,
            subjects=[subject_of(evidence)],
            changes={"voided": (False, True), "reason": ("", words)},
        )
    evidence.voided_at, evidence.void_reason, evidence.version = now, words, known + 1
    return evidence
