"""The delivery sweep: claim under a lease, send outside of any transaction, mark where the token still fits.

A process that dies in between leaves the row claimable again when its lease ends: a mail may go out twice
around a crash, with the same Message-ID, and none is ever lost. Nothing is marked before it was sent.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from django.core.mail import EmailMessage
from django.db import Error, transaction
from django.db.models import F, QuerySet

from accounts.actors import actor_for_person
from accounts.policy import Action
from followups.mail import compose
from followups.models import Delivery, Notice
from followups.services import dead_letters
from followups.services.digests import gather_digests
from followups.services.notices import mail_domain
from followups.services.sending import paused
from followups.vocabulary import DeliveryState, FollowUpState, NoticeKind
from lib import failpoints
from lib.logs import masked

LEASE = timedelta(minutes=2)
"""Longer than sending one mail takes; how late a mail is that was being sent when its process died."""
BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 360))
ATTEMPTS = len(BACK_OFF) + 1
log = logging.getLogger(__name__)


class Post(Protocol):
    """Whatever hands mail over; raises when it could not."""

    def send(self, message: EmailMessage) -> None:
        """Hand one mail over, or raise."""


class Outcome(StrEnum):
    """What became of one turn of one delivery."""

    SENT = "sent"
    VOID = "void"
    FAILED = "failed"
    DEAD = "dead"
    LOST = "lost"
    """Another process was faster."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A delivery whose time has come, and the token it had when it was seen."""

    key: int
    token: int


def turns(*, now: datetime, limit: int = 50) -> list[Turn]:
    """The mails to send next, the longest waiting first; none while sending is paused."""
    rows = Delivery.objects.claimable(now).filter(~paused()).order_by("not_before", "pk")
    return [Turn(key, token) for key, token in rows.values_list("pk", "token")[:limit]]


def deliver(*, now: datetime, post: Post, limit: int = 50) -> Counter[Outcome]:
    """Gather digests and give up to `limit` mails their turn, all at the moment `now`; how each ended."""
    gather_digests(now=now)
    return Counter(deliver_one(turn, now=now, post=post) for turn in turns(now=now, limit=limit))


def deliver_one(turn: Turn, *, now: datetime, post: Post) -> Outcome:
    """Give one delivery its turn: claim, look whether it is still owed, send, mark.

    Raises what the database raises when it is away; then the lease ends by itself and it is sent later.
    """
    claimed = claim(turn, now=now)
    if claimed is None:
        return Outcome.LOST
    failpoints.hit("outbox-claimed")
    if claimed.attempts > ATTEMPTS:
        return _give_up(claimed, now, "the process that sent it ended each time")
    rows = carried(claimed)
    owed = [row for row in rows if is_owed(row.notice, now=now)]
    if not owed:
        return Outcome.VOID if close(claimed, rows, [], now=now) else Outcome.LOST
    try:
        notices = [row.notice for row in owed]
        post.send(compose(notices, message_id=claimed.message_id, now=now, domain=mail_domain()))
    except Error:
        raise
    except Exception as error:
        log.warning("mail %s could not be sent: %s", claimed.message_id, error)
        return _fail(claimed, now, f"{type(error).__name__}: {error}")
    failpoints.hit("outbox-sent")
    marked = close(claimed, rows, owed, now=now)
    failpoints.hit("outbox-marked")
    return Outcome.SENT if marked else Outcome.LOST


def claim(turn: Turn, *, now: datetime) -> Delivery | None:
    """Take a delivery under a lease if nobody else did since it was seen and sending is not paused."""
    mine = Delivery.objects.claimable(now).filter(~paused(), pk=turn.key, token=turn.token)
    if not mine.update(token=F("token") + 1, attempts=F("attempts") + 1, lease_until=now + LEASE):
        return None
    return _loaded().get(pk=turn.key)


def carried(claimed: Delivery) -> list[Delivery]:
    """The rows that one mail speaks for: itself, and those gathered into it and still planned."""
    gathered = _loaded().filter(gathered_into=claimed, state=DeliveryState.PLANNED).order_by("pk")
    return [claimed, *gathered]


def _loaded() -> QuerySet[Delivery]:
    rows = Delivery.objects.select_related(
        "access",
        "notice__access",
        "notice__recipient__home",
        "notice__follow_up__access",
        "notice__follow_up__owner",
    )
    return rows.prefetch_related("notice__follow_up__subjects")


def is_owed(notice: Notice, *, now: datetime) -> bool:
    """Whether the recipient is still to be told by mail: has an address, may see it, and it still holds."""
    recipient, follow_up = notice.recipient, notice.follow_up
    if not recipient.is_active or not recipient.email:
        return False
    if follow_up is None:
        return True
    still_open = follow_up.state == FollowUpState.OPEN and follow_up.due_at == notice.due_at
    still_owner = follow_up.owner_id == recipient.pk
    if notice.kind in {NoticeKind.REMINDER, NoticeKind.ESCALATION} and not still_open:
        return False
    if notice.kind in {NoticeKind.REMINDER, NoticeKind.ASSIGNED} and not still_owner:
        return False
    return actor_for_person(recipient, now=now).may(Action.FOLLOW_UP_READ, follow_up)


def close(claimed: Delivery, rows: Sequence[Delivery], sent: Sequence[Delivery], *, now: datetime) -> bool:
    """Mark what was sent and what was no longer owed, where our token still fits; False if it does not."""
    went = {row.pk for row in sent}
    with transaction.atomic():
        state = DeliveryState.SENT if claimed.pk in went else DeliveryState.VOID
        if not _mark(claimed, state=state, sent_at=now if claimed.pk in went else None, last_error=""):
            return False
        others = Delivery.objects.filter(gathered_into=claimed, state=DeliveryState.PLANNED)
        others.filter(pk__in=went).update(state=DeliveryState.SENT, sent_at=now)
        dropped = {row.pk for row in rows} - went
        others.filter(pk__in=dropped).update(state=DeliveryState.VOID)
    return True


def _mark(claimed: Delivery, **values: object) -> bool:
    mine = Delivery.objects.filter(pk=claimed.pk, token=claimed.token, state=DeliveryState.PLANNED)
    return bool(mine.update(lease_until=None, **values))


def _fail(claimed: Delivery, now: datetime, why: str) -> Outcome:
    """Try again after a pause that grows, or give up."""
    if claimed.attempts >= ATTEMPTS:
        return _give_up(claimed, now, why)
    later = now + BACK_OFF[claimed.attempts - 1]
    marked = _mark(claimed, not_before=later, last_error=masked(why)[:300])
    return Outcome.FAILED if marked else Outcome.LOST


def _give_up(claimed: Delivery, now: datetime, why: str) -> Outcome:
    """Leave it to an administrator, who is told in the portal: mail is what does not work."""
    with transaction.atomic():
        if not _mark(claimed, state=DeliveryState.DEAD, last_error=masked(why)[:300]):
            return Outcome.LOST
        dead_letters.alert(claimed, now=now)
    log.error("mail %s was given up after %s attempts: %s", claimed.message_id, claimed.attempts, why)
    return Outcome.DEAD
