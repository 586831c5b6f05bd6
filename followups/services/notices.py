"""Telling people: one notice and one delivery for each, once for each dedupe key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from accounts.actors import Actor
from accounts.models import Access, Organisation, Person
from followups.models import Delivery, FollowUp, Notice
from followups.vocabulary import LIVE, DeliveryState, NoticeKind


@dataclass(frozen=True, slots=True)
class Telling:
    """One thing that one person is about to be told."""

    recipient: Person
    kind: str
    organisation: Organisation
    access: Access | None
    dedupe_key: str
    follow_up: FollowUp | None = None
    milestone: str = ""
    due_at: datetime | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    by_mail: bool = True


def notify(
    *,
    now: datetime,
    recipients: Iterable[Person],
    kind: str,
    organisation: Organisation,
    access: Access | None,
    dedupe: str,
    origin: str,
    follow_up: FollowUp | None = None,
    data: Mapping[str, Any] | None = None,
    by_mail: bool = True,
) -> None:
    """Tell each of the people once; call it in the transaction of what they are told about.

    `origin` says whether that is live, an exercise or a reconstruction: what is not live is marked.
    `data` may hold `url` (a path in the portal), `number` (safe to show to anybody) and `text_key`, a name
    registered with `followups.texts`, with that text's own values; never a person's name, which could not
    be erased there. Saying the same again (`dedupe`) tells nobody twice.
    """
    tell(
        [
            Telling(
                recipient=person,
                kind=kind,
                organisation=organisation,
                access=access,
                dedupe_key=f"{dedupe}:{person.pk}",
                follow_up=follow_up,
                due_at=follow_up.due_at if follow_up else None,
                data={**(data or {}), **({} if origin == LIVE else {"origin": str(origin)})},
                by_mail=by_mail,
            )
            for person in recipients
        ],
        now=now,
    )


def tell(tellings: Sequence[Telling], *, now: datetime) -> None:
    """Write notices and deliveries for all of them: three statements whatever their number.

    A notice whose key is there already is left alone; if its mail was void, it is owed again.
    """
    wanted = {each.dedupe_key: each for each in tellings}
    if not wanted:
        return
    notices = Notice.objects.bulk_create(
        [_notice(each, now) for each in wanted.values()],
        update_conflicts=True,  # of itself: so the database answers with the key of one that stands already
        unique_fields=["dedupe_key"],
        update_fields=["dedupe_key"],
    )
    mailed = [each for each in notices if wanted[each.dedupe_key].by_mail]
    Delivery.objects.bulk_create([_delivery(each, now) for each in mailed], ignore_conflicts=True)
    Delivery.objects.filter(notice__in=mailed, state=DeliveryState.VOID).update(
        state=DeliveryState.PLANNED, not_before=now, attempts=0, lease_until=None, gathered_into=None
    )


def _notice(telling: Telling, now: datetime) -> Notice:
    return Notice(
        organisation=telling.organisation,
        access=telling.access,
        recipient=telling.recipient,
        kind=telling.kind,
        follow_up=telling.follow_up,
        milestone=telling.milestone,
        due_at=telling.due_at,
        data=dict(telling.data),
        dedupe_key=telling.dedupe_key,
        created_at=now,
    )


def _delivery(notice: Notice, now: datetime) -> Delivery:
    return Delivery(
        notice=notice,
        organisation_id=notice.organisation_id,
        access_id=notice.access_id,
        message_id=f"<{notice.public_id}@{mail_domain()}>",
        not_before=now,
    )


def mail_domain() -> str:
    """The domain in Message-IDs and List-Id: the portal's own."""
    return urlsplit(settings.PUBLIC_URL).hostname or "localhost"


def assigned(follow_ups: Sequence[FollowUp], *, actor: Actor, owner: Person, now: datetime) -> None:
    """Tell a new owner what they were given, unless they took it themselves."""
    if actor.person_id == owner.pk:
        return
    tell(
        [
            Telling(
                recipient=owner,
                kind=NoticeKind.ASSIGNED,
                organisation=each.organisation,
                access=each.access,
                dedupe_key=f"assigned:{each.public_id}:{each.version}:{owner.pk}",
                follow_up=each,
                due_at=each.due_at,
            )
            for each in follow_ups
        ],
        now=now,
    )


def moved(follow_ups: Sequence[FollowUp], *, actor: Actor, now: datetime) -> None:
    """Tell each owner that a deadline of theirs was moved by somebody else."""
    tell(
        [
            Telling(
                recipient=each.owner,
                kind=NoticeKind.MESSAGE,
                organisation=each.organisation,
                access=each.access,
                dedupe_key=f"moved:{each.public_id}:{each.version}:{each.owner.pk}",
                follow_up=each,
                due_at=each.due_at,
                data={"text_key": "due_moved"},
            )
            for each in follow_ups
            if each.owner is not None and each.owner.pk != actor.person_id
        ],
        now=now,
    )


def mark_read(*, actor: Actor, now: datetime, notices: Iterable[Notice] | None = None) -> int:
    """Mark the actor's own notices as read, all of them without a choice; how many were unread."""
    rows = Notice.objects.visible_to(actor).unread()
    if notices is not None:
        rows = rows.filter(pk__in=[each.pk for each in notices])
    return rows.update(read_at=now)
