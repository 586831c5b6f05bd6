"""Repeated requests: the first one runs, and its answer is kept for whoever asks the same again.

Claimed in the transaction of its effect (the API), a repetition waits for the first one, and a crash leaves
nothing. Claimed before it (a form, whose files are stored in between), a repetition is told that the first
one still runs; whoever takes over from a crashed one and the crashed one itself cannot both keep an answer.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from accounts.models import KeptAnswer
from lib.db.adding import add_if_new
from lib.errors import Conflict, DomainError

KEPT_FOR = timedelta(hours=24)
GIVEN_UP_AFTER = timedelta(minutes=5)
_SOUGHT_AT_ONCE = 500
"""For so many things one query looks: SQLite takes no condition of a thousand parts."""


class OtherRequest(DomainError):
    """The key was used for a request with another body (draft-ietf-httpapi-idempotency-key-header)."""

    status = 422
    code = "key_reused"


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to run a request, or the answer that it already had (`status` is then set)."""

    pk: int
    claimed_at: datetime
    status: int | None = None
    body: Any = None
    location: str = ""


def fingerprint_of(query: str, fields: Any, files: MultiValueDict[str, Any]) -> str:
    """A hash of what was sent: fields (JSON values), and names and contents of files."""
    digest = hashlib.sha256()
    digest.update(json.dumps([query, fields], sort_keys=True, default=str).encode())
    for name in sorted(files):
        for upload in files.getlist(name):
            digest.update(json.dumps([name, upload.name, upload.size]).encode())
            for chunk in upload.chunks():
                digest.update(chunk)
            upload.seek(0)
    return digest.hexdigest()


def claim(*, now: datetime, actor_id: UUID, route: str, key: str, fingerprint: str) -> Claim:
    """Take the key for this request, or find the answer it had.

    Raises `OtherRequest` when the key belongs to another body, `Conflict` while the first one still runs.
    """
    names = {"actor_id": actor_id, "route": route, "key": key}
    fresh = _claimed(names, fingerprint, now)
    if fresh is None and KeptAnswer.objects.filter(**names, created_at__lte=now - KEPT_FOR).delete()[0]:
        fresh = _claimed(names, fingerprint, now)
    if fresh is not None:
        return fresh
    known = KeptAnswer.objects.filter(**names).first()
    if known is None:
        raise _running()
    if known.request_hash != fingerprint:
        raise OtherRequest(_("This Idempotency-Key was used for another request. Use a new one."))
    if known.status is not None:
        return Claim(known.pk, known.created_at, known.status, known.body, known.location)
    return _take_over(known, now)


def _claimed(names: dict[str, Any], fingerprint: str, now: datetime) -> Claim | None:
    """The key for this request alone; None while somebody has it."""
    fresh = KeptAnswer(**names, request_hash=fingerprint, created_at=now)
    return Claim(fresh.pk, now) if add_if_new(fresh) else None


def keep(claimed: Claim, *, status: int, body: Any, location: str) -> None:
    """Write the answer beside the effect. Raises `Conflict` when somebody took over, so that the effect of
    this one is rolled back."""
    rows = KeptAnswer.objects.filter(pk=claimed.pk, created_at=claimed.claimed_at, status__isnull=True)
    if not rows.update(status=status, body=body, location=location):
        raise _running()


def release(claimed: Claim) -> None:
    """Give the key back where nothing was done, so that the request can be mended and tried again."""
    KeptAnswer.objects.filter(pk=claimed.pk, created_at=claimed.claimed_at, status__isnull=True).delete()


def forget_words(lost: Mapping[UUID, Collection[str]]) -> None:
    """Empty words in the kept answers about things that lost them; what was sent is still done only once.

    `lost` maps each thing to its own words. All things are asked about at once.
    """
    named = list(lost)
    for start in range(0, len(named), _SOUGHT_AT_ONCE):
        _forget({each: lost[each] for each in named[start : start + _SOUGHT_AT_ONCE]})


def _forget(lost: Mapping[UUID, Collection[str]]) -> None:
    about = reduce(or_, (Q(text__contains=str(public_id)) for public_id in lost))
    for kept in KeptAnswer.objects.annotate(text=Cast("body", TextField())).filter(about):
        body = kept.body
        for public_id, words in lost.items():
            if str(public_id) in kept.text:
                body = _without(body, words)
        KeptAnswer.objects.filter(pk=kept.pk).update(body=body)


def _without(value: Any, words: Collection[str]) -> Any:
    if isinstance(value, dict):
        return {name: _without(each, words) for name, each in value.items()}
    if isinstance(value, list):
        return [_without(each, words) for each in value]
    return "" if isinstance(value, str) and value in words else value


def forget_old_answers(*, now: datetime) -> int:
    """Delete what is older than 24 hours; how many."""
    return KeptAnswer.objects.filter(created_at__lte=now - KEPT_FOR).delete()[0]


def _take_over(known: KeptAnswer, now: datetime) -> Claim:
    """A request that never answered has died; the next one runs in its place."""
    if now - known.created_at < GIVEN_UP_AFTER:
        raise _running()
    rows = KeptAnswer.objects.filter(pk=known.pk, created_at=known.created_at, status__isnull=True)
    if not rows.update(created_at=now):
        raise _running()
    return Claim(known.pk, now)


def _running() -> Conflict:
    return Conflict(
        _("The same request is still being worked on. Ask again in a moment."), code="in_progress"
    )
