"""When somebody is reminded of what they owe: policies as data, milestones as elapsed time.

All steps are elapsed hours in UTC: they stretch for no holiday and no change of the clocks. A milestone
that lies before the follow-up began never fires, and of several that were missed only the latest does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count

from django.utils.translation import gettext_lazy as _

from followups.vocabulary import FollowUpKind
from lib.errors import Invalid

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DUE = "due"
_KEY = re.compile(r"(?P<side>before|after)-(?P<number>\d+)(?P<unit>[dh])\Z")


@dataclass(frozen=True, slots=True)
class Policy:
    """How often reminders come.

    `before` are the steps ahead of the due moment, the largest first. After it comes one an hour for
    `hourly_after` hours, then one every 24 hours for as long as it is owed. From `escalates_after` past
    the due moment on, the owner's superior is told too.
    """

    name: str
    before: tuple[timedelta, ...]
    hourly_after: int
    escalates_after: timedelta


ORDINARY = Policy(
    name="ordinary",
    before=(7 * DAY, 3 * DAY, DAY, 4 * HOUR),
    hourly_after=0,
    escalates_after=2 * DAY,
)
LEGAL = Policy(
    name="legal",
    before=tuple(hours * HOUR for hours in (48, 24, 12, 6, 5, 4, 3, 2, 1)),
    hourly_after=6,
    escalates_after=timedelta(0),
)


def policy_for(kind: FollowUpKind) -> Policy:
    """Legal duties have their own policy, everything else the ordinary one."""
    return LEGAL if kind == FollowUpKind.LEGAL else ORDINARY


@dataclass(frozen=True, slots=True, order=True)
class Milestone:
    """One moment at which the owner is told; `key` is stable and unique for one due moment."""

    at: datetime
    key: str
    escalates: bool


def due_from_anchor(anchor: datetime, hours: int) -> datetime:
    """The end of an hour-based period, in UTC: so many elapsed hours after the anchor.

    3×24 hours of UU 27/2022 Pasal 46 are `hours=72`, whatever the calendar says. Raises `Invalid` for a
    naive anchor or a period of no hours.
    """
    if anchor.tzinfo is None:
        raise Invalid(_("The moment a period runs from needs its zone."), code="naive_time", field="anchor")
    if hours <= 0:
        raise Invalid(_("A period lasts at least one hour."), code="no_period", field="hours")
    return anchor.astimezone(UTC) + timedelta(hours=hours)


def milestones(policy: Policy, due: datetime, created_at: datetime) -> Iterator[Milestone]:
    """All milestones after `created_at`, in order; endless, since what is late stays late.

    `created_at` is when the present due moment was set: at creation, acceptance or re-dating.
    """
    if due.tzinfo is None or created_at.tzinfo is None:
        raise Invalid(_("A due moment needs its zone."), code="naive_time", field="due")
    return (each for each in _all(policy, due.astimezone(UTC)) if each.at > created_at)


def next_milestone(policy: Policy, due: datetime, created_at: datetime, after: datetime) -> Milestone:
    """The first milestone later than both `created_at` and `after`. There always is one."""
    return next(milestones(policy, due, max(created_at, after)))


def latest_passed(policy: Policy, due: datetime, created_at: datetime, now: datetime) -> Milestone | None:
    """The latest milestone up to `now`; None when none has come since `created_at`.

    A sweep that was away for days finds one milestone here and not one a day.
    """
    found: Milestone | None = None
    for each in milestones(policy, due, created_at):
        if each.at > now:
            break
        found = each
    return found


def key_offset(key: str) -> timedelta:
    """How far from the due moment a milestone's key lies; negative before it.

    Raises `Invalid` for a key that no policy makes.
    """
    if key == DUE:
        return timedelta(0)
    match = _KEY.match(key)
    if match is None:
        raise Invalid(_("There is no such milestone."), code="unknown_milestone")
    length = int(match["number"]) * (DAY if match["unit"] == "d" else HOUR)
    return -length if match["side"] == "before" else length


def _all(policy: Policy, due: datetime) -> Iterator[Milestone]:
    for step in policy.before:
        yield _milestone(policy, due, "before", -step)
    yield Milestone(due, DUE, policy.escalates_after <= timedelta(0))
    for hours in range(1, policy.hourly_after + 1):
        yield _milestone(policy, due, "after", hours * HOUR)
    for days in count(1):
        yield _milestone(policy, due, "after", days * DAY)


def _milestone(policy: Policy, due: datetime, side: str, offset: timedelta) -> Milestone:
    days, rest = divmod(abs(offset), DAY)
    length = f"{rest // HOUR + 24 * days}h" if rest else f"{days}d"
    return Milestone(due + offset, f"{side}-{length}", offset >= policy.escalates_after)
