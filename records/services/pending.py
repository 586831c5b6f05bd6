"""Files on their way into the vault; those of a refused form are held for a day under a signed token."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, BinaryIO
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Count, Sum
from django.template.defaultfilters import filesizeformat
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.models import Access, Organisation
from accounts.policy import Action
from accounts.services.trail import writing
from lib.errors import Conflict, Invalid, Refused, TooLarge
from lib.ids import new_public_id
from records import file_names, store
from records.models import Evidence, PendingUpload
from records.services.vault import Received, keep, receive

KEPT_FOR = timedelta(hours=24)
MOST_FILES = 20
MOST_TIMES_LIMIT = 3
"""Together, one person's waiting files may be this many times as large as one file may be."""

_SALT = "records.pending"


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file that is to become evidence: just sent, already received, or waiting since a form was refused."""

    content: UploadedFile | BinaryIO | Received | PendingUpload
    filename: str = ""


def token_of(pending: PendingUpload) -> str:
    """What the form carries: signed, and bound to the person who chose the file."""
    return signing.Signer(salt=_SALT).sign(f"{pending.person_id}.{pending.public_id.hex}")


def hold(*, actor: Actor, now: datetime, file: UploadedFile | BinaryIO, filename: str) -> PendingUpload:
    """Keep a chosen file for `KEPT_FOR`, while its form is mended.

    Raises `Refused` for anybody but a person, `TooLarge` for the file or for all that waits together,
    `Invalid` for an empty file or too many, `Unavailable`.
    """
    if actor.person_id is None:
        raise Refused(_("Only people who are signed in can leave files waiting."))
    size = getattr(file, "size", None) or 0
    if size > settings.EVIDENCE_LIMIT:
        raise store.too_large(settings.EVIDENCE_LIMIT)
    _check_room(actor, now, size)
    public_id = new_public_id()
    stored = store.put(
        store.chunks_of(file), name=lambda sha256: _name(public_id), limit=settings.EVIDENCE_LIMIT
    )
    return PendingUpload.objects.create(
        public_id=public_id,
        person_id=actor.person_id,
        filename=file_names.cleaned(filename),
        size=stored.size,
        sha256=stored.sha256,
        created_at=now,
        expires_at=now + KEPT_FOR,
    )


def _check_room(actor: Actor, now: datetime, size: int) -> None:
    """Pass if the person may leave one more file of that size waiting."""
    waiting = PendingUpload.objects.visible_to(actor).standing(now)
    held = waiting.aggregate(files=Count("pk"), size=Sum("size"))
    if held["files"] >= MOST_FILES:
        words = _("{most} files of yours already wait for a form to be sent. Remove some first.")
        raise Invalid(format_lazy(words, most=MOST_FILES), field="file")
    most = settings.EVIDENCE_LIMIT * MOST_TIMES_LIMIT
    if (held["size"] or 0) + size > most:
        words = _("Files that wait for a form may take {most} together. Choose fewer or smaller ones.")
        raise TooLarge(format_lazy(words, most=filesizeformat(most)), field="file")


def _name(public_id: UUID) -> str:
    return f"{store.PENDING}/{public_id.hex}"


def held(*, actor: Actor, now: datetime, tokens: Iterable[str]) -> list[PendingUpload]:
    """The actor's waiting files that the tokens name, in the order they were chosen.

    A token that is forged, somebody else's, used up or expired names nothing: the caller sees fewer files
    than tokens and says so.
    """
    known = [identity for token in tokens if (identity := _identity(token, actor)) is not None]
    if not known:
        return []
    return list(PendingUpload.objects.visible_to(actor).standing(now).filter(public_id__in=known))


def _identity(token: str, actor: Actor) -> UUID | None:
    try:
        person, _dot, identity = signing.Signer(salt=_SALT).unsign(token).partition(".")
    except signing.BadSignature:
        return None
    return UUID(identity) if person == str(actor.person_id) else None


def drop(*, actor: Actor, now: datetime, token: str) -> None:
    """Remove a waiting file; nothing happens when there is none."""
    for pending in held(actor=actor, now=now, tokens=[token]):
        _remove([pending])


def _remove(pending: Sequence[PendingUpload]) -> None:
    """Rows first; the bytes follow once that is certain."""
    names = [_name(each.public_id) for each in pending]
    PendingUpload.objects.filter(pk__in=[each.pk for each in pending]).delete()

    def bytes_too() -> None:
        for name in names:
            store.delete(name)

    transaction.on_commit(bytes_too)


def receive_new(*, organisation: Organisation, files: Iterable[NewFile]) -> list[NewFile]:
    """The same files, all with their bytes in storage: what comes before the transaction of `keep_new`.

    Raises `TooLarge`, `Invalid`, `Unavailable`.
    """
    return [_received(organisation, each) for each in files]


def _received(organisation: Organisation, file: NewFile) -> NewFile:
    if isinstance(file.content, Received | PendingUpload):
        return file
    return replace(file, content=receive(organisation=organisation, file=file.content))


def keep_new(
    *,
    actor: Actor,
    now: datetime,
    file: NewFile,
    organisation: Organisation,
    access: Access | None,
    description: str = "",
    under: Action = Action.EVIDENCE_ADD,
) -> Evidence:
    """Turn a new file into evidence; a waiting one has its own name. Raises as `keep` and `keep_held` do."""
    place: dict[str, Any] = {
        "actor": actor,
        "now": now,
        "organisation": organisation,
        "access": access,
        "description": description,
        "under": under,
    }
    if isinstance(file.content, PendingUpload):
        return keep_held(pending=file.content, **place)
    return keep(file=file.content, filename=file.filename, **place)


def keep_held(
    *,
    actor: Actor,
    now: datetime,
    pending: PendingUpload,
    organisation: Organisation,
    access: Access | None,
    description: str = "",
    under: Action = Action.EVIDENCE_ADD,
) -> Evidence:
    """Turn a waiting file into evidence; see `vault.keep`. Raises `Conflict` when its bytes are not whole."""
    gone = Conflict(
        format_lazy(_("The file “{name}” is no longer there. Choose it again."), name=pending.filename),
        code="gone",
        field="file",
    )
    try:
        file = store.opened(_name(pending.public_id))
    except FileNotFoundError as error:
        raise gone from error
    with file, writing():
        if store.measured(file).sha256 != pending.sha256:
            raise gone
        evidence = keep(
            actor=actor,
            now=now,
            organisation=organisation,
            access=access,
            file=file,
            filename=pending.filename,
            description=description,
            under=under,
        )
        _remove([pending])
    return evidence


def sweep_pending(*, now: datetime) -> int:
    """Remove what expired, and bytes whose row is gone; returns how many files went."""
    expired = list(PendingUpload.objects.filter(expires_at__lte=now)[:1000])
    _remove(expired)
    names = {_name(each) for each in PendingUpload.objects.values_list("public_id", flat=True)}
    strays = [name for name in store.names(store.PENDING) if name not in names]
    strays = [name for name in strays if store.older_than(name, now - KEPT_FOR)]
    for name in strays:
        store.delete(name)
    return len(expired) + len(strays)
