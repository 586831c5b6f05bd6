"""The planning sweep: turns milestones that have come into notices and outbox rows, each exactly once.

In one transaction the schedule of a follow-up moves on by compare-and-set and the rows of that milestone are
written. A sweep that dies leaves nothing half done, and two sweeps at once never plan the same milestone:
the loser of the compare-and-set writes nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime

from django.db import Error, transaction

from accounts.actors import Actor, actors_for_people
from accounts.models import Person
from accounts.policy import Action
from followups.models import FollowUp
from followups.schedule import Milestone, latest_passed, next_milestone
from followups.services.notices import Telling, tell
from followups.services.owners import candidates, superiors
from followups.vocabulary import NoticeKind
from lib import failpoints

BATCH = 200
log = logging.getLogger(__name__)


def plan_reminders(*, now: datetime, batch: int = BATCH) -> int:
    """Plan whatever is due and not planned yet; how many milestones that are.

    Of several missed milestones only the latest counts. A follow-up that cannot be planned is logged and
    left for the next sweep; the others go on. Raises what the database raises when it is away.
    """
    planned, failed = 0, set[int]()
    while True:
        waking = FollowUp.objects.waking(now).exclude(pk__in=failed).order_by("next_reminder_at", "pk")
        keys = list(waking.values_list("pk", flat=True)[:batch])
        if not keys:
            return planned
        done, broken = _plan(keys, now)
        planned += done
        failed |= broken


def _plan(keys: Sequence[int], now: datetime) -> tuple[int, set[int]]:
    """Plan a batch in one transaction, or one by one if that fails: how many, and which failed."""
    try:
        return _plan_together(keys, now), set()
    except Error:
        raise
    except Exception:
        log.exception("reminders of the follow-ups %s could not be planned", list(keys))
    if len(keys) == 1:
        return 0, set(keys)
    singly = [_plan([key], now) for key in keys]
    return sum(done for done, _ in singly), set[int]().union(*(broken for _, broken in singly))


def _plan_together(keys: Sequence[int], now: datetime) -> int:
    with transaction.atomic():
        rows = FollowUp.objects.waking(now).filter(pk__in=keys).order_by("pk")
        come = [
            (row, milestone)
            for row in rows.select_related("organisation", "access", "owner__home")
            if (milestone := _advance(row, now)) is not None
        ]
        tell(_tellings(come, now), now=now)
        failpoints.hit("plan-writing")
    failpoints.hit("plan-written")
    return len(come)


def _advance(row: FollowUp, now: datetime) -> Milestone | None:
    """Move the schedule on by compare-and-set; the milestone to tell of.

    None if another sweep was faster, or if somebody changed the follow-up since it was read: it still wakes,
    and whoever owns it now is told.
    """
    due, seen = row.due_at, row.next_reminder_at
    if due is None or seen is None:
        return None
    upcoming = next_milestone(row.policy, due, row.reminders_from, now)
    mine = FollowUp.objects.open().filter(pk=row.pk, version=row.version, next_reminder_at=seen, due_at=due)
    if not mine.update(next_reminder_at=upcoming.at, next_milestone=upcoming.key):
        return None
    return latest_passed(row.policy, due, row.reminders_from, now)


def _tellings(come: Sequence[tuple[FollowUp, Milestone]], now: datetime) -> list[Telling]:
    """Whom to tell: each owner, and from some delay on the superiors who may see the follow-up.

    The superiors hear of it from the first milestone on where the owner cannot do it any more: a role ended
    by its date, or the owner left while it was given to them. If none of them may know of it, whoever could
    take it over hears instead: what is owed is never told to nobody.
    """
    able = candidates([row for row, _milestone in come], now=now)
    lost = {row.pk for row, _milestone in come if row.owner and not able.reaches(row.owner, row)}
    late = [row.owner for row, each in come if row.owner and (each.escalates or row.pk in lost)]
    above = superiors(late, now=now) if late else {}
    actors = actors_for_people({head for chain in above.values() for head in chain}, now=now)
    found = []
    for row, milestone in come:
        if row.owner is None:
            continue
        if row.pk not in lost:
            found.append(_telling(row, milestone, row.owner, NoticeKind.REMINDER))
        if milestone.escalates or row.pk in lost:
            told = [head for head in above.get(row.owner.pk, []) if _may_know(actors[head.pk], row)]
            if row.pk in lost and not told:
                told = able.at(row)
            found += [_telling(row, milestone, each, NoticeKind.ESCALATION) for each in told]
    return found


def _may_know(head: Actor, row: FollowUp) -> bool:
    """Whether a superior may see the follow-up at all: a restricted one stays among those let in."""
    return head.may(Action.FOLLOW_UP_READ, row)


def _telling(row: FollowUp, milestone: Milestone, person: Person, kind: NoticeKind) -> Telling:
    epoch = int(row.due_at.timestamp()) if row.due_at else 0
    return Telling(
        recipient=person,
        kind=kind,
        organisation=row.organisation,
        access=row.access,
        dedupe_key=f"fu:{row.public_id}:{epoch}:{milestone.key}:{person.pk}",
        follow_up=row,
        milestone=milestone.key,
        due_at=row.due_at,
    )
