"""What other rooms and the frame of every page ask about follow-ups and notices; each in a query or two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import (
    Case,
    Exists,
    OuterRef,
    Prefetch,
    QuerySet,
    Value,
    When,
    prefetch_related_objects,
)
from django.utils.translation import gettext as _

from accounts.abilities import allowed
from accounts.actors import Actor
from accounts.policy import Action
from accounts.selectors import as_public_id, get_visible, missing, one_named
from followups.models import Delivery, FollowUp, FollowUpProof, Notice
from followups.models.followup import FollowUpQuerySet
from followups.services.sending import paused
from followups.vocabulary import LIVE, FollowUpKind
from followups.wording import label_of, title_of
from lib.db.counting import CountOf
from lib.db.made_once import MadeFor
from lib.urgency import ClockCard
from records.models import Evidence


@dataclass(frozen=True, slots=True)
class BadgeCounts:
    """The numbers beside the navigation: what is mine, what of it is late, what I have not read.

    `dead` counts mails that were given up, for whoever may start them again; no number passes the cap of
    `lib.db.counting`.
    """

    open: int = 0
    late: int = 0
    unread: int = 0
    dead: int = 0
    paused: bool = False


def _mine(actor: Actor) -> FollowUpQuerySet:
    return FollowUp.objects.visible_to(actor).open().owned_by(actor.person_id or 0)


_BADGES = {
    "open": MadeFor(lambda actor, _key, _now: CountOf(_mine(actor))),
    "late": MadeFor(lambda actor, _key, now: CountOf(_mine(actor).overdue(now))),
    "unread": MadeFor(lambda actor, _key, _now: CountOf(Notice.objects.visible_to(actor).unread())),
    "dead": MadeFor(lambda actor, _key, _now: CountOf(Delivery.objects.visible_to(actor).mails().dead())),
}


def badge_expressions(actor: Actor, now: datetime) -> dict[str, Any]:
    """The fields of `BadgeCounts` as expressions, so that a page asks for them and its own in one query."""
    reach = actor.reach(Action.FOLLOW_UP_READ)
    return {**{name: made(actor, reach, now=now) for name, made in _BADGES.items()}, "paused": paused()}


def shown(rows: QuerySet[FollowUp]) -> QuerySet[FollowUp]:
    """The same with everything that a list shows of each, in one query more."""
    return rows.select_related("owner", "organisation", "access").prefetch_related("subjects")


MOST_SHOWN = 300
"""More open tasks of one person than this are cut off: the most pressing come first."""
MOST_PROPOSALS = 20


def my_open(actor: Actor) -> list[FollowUp]:
    """What the reader owes, duties by law first, then by due moment; without subjects (`load_subjects`)."""
    return list(_joined(_mine(actor)).order_by(legal_first(), "due_at", "pk")[:MOST_SHOWN])


def to_verify(actor: Actor) -> list[FollowUp]:
    """Corrective actions of others that the reader may verify, the longest waiting first."""
    rows = _joined(_done_by_others(actor)).order_by("done_at", "pk")[:MOST_SHOWN]
    return actor.able(Action.FOLLOW_UP_VERIFY, rows)


def verifiable(actor: Actor, limit: int) -> QuerySet[FollowUp]:
    """The first of the same, for a query that asks for more besides; nothing for whoever verifies nothing."""
    if not actor.may_somewhere(Action.FOLLOW_UP_VERIFY):
        return FollowUp.objects.none()
    return allowed(_done_by_others(actor), actor, Action.FOLLOW_UP_VERIFY).order_by("done_at", "pk")[:limit]


def _done_by_others(actor: Actor) -> QuerySet[FollowUp]:
    done = FollowUp.objects.visible_to(actor).to_verify()
    return done.exclude(owner_id=actor.person_id).exclude(done_by_id=actor.person_id)


def proposed(actor: Actor) -> list[FollowUp]:
    """The newest proposals that wait for somebody's decision."""
    rows = FollowUp.objects.visible_to(actor).proposed()
    return list(_joined(rows).order_by("-pk")[:MOST_PROPOSALS])


def _joined(rows: QuerySet[FollowUp]) -> QuerySet[FollowUp]:
    return rows.select_related("owner", "organisation", "access")


def load_subjects(follow_ups: list[FollowUp]) -> None:
    """What each of them is about, in one query for all."""
    prefetch_related_objects(follow_ups, "subjects")


def follow_up_for(actor: Actor, public_id: UUID | str) -> FollowUp:
    """One follow-up with its people. Raises `Missing`."""
    rows = FollowUp.objects.visible_to(actor).select_related(
        "organisation", "access", "owner", "done_by", "verified_by", "created_by"
    )
    return one_named(rows, public_id)


def load_lists(actor: Actor, found: FollowUp) -> None:
    """What a follow-up is about, its outside references and, once it is done, its proofs."""
    prefetch_related_objects([found], "subjects", "external_links")
    if found.done_at is not None:
        load_proofs(actor, [found])


def load_proofs(actor: Actor, follow_ups: list[FollowUp]) -> None:
    """The files that prove them, each with `readable`: whether the actor may open it. One query for all."""
    seen = Evidence.objects.visible_to(actor).filter(pk=OuterRef("evidence"))
    proofs = FollowUpProof.objects.select_related("evidence__blob").annotate(readable=Exists(seen))
    prefetch_related_objects(follow_ups, Prefetch("proofs", proofs.order_by("pk")))


def legal_first() -> Any:
    """An order that puts duties by law before everything else."""
    return Case(When(kind=FollowUpKind.LEGAL, then=Value(0)), default=Value(1))


def running_clocks(actor: Actor, limit: int = 12) -> list[FollowUp]:
    """The legal clocks that run in what the reader may see, the nearest first; two queries."""
    legal = FollowUp.objects.visible_to(actor).open().legal().filter(origin=LIVE)
    return list(shown(legal).order_by("due_at", "pk")[:limit])


def clocks(actor: Actor, now: datetime, limit: int = 12) -> list[ClockCard]:
    """The same as cards for the page, with titles in the active language."""
    return [clock_card(each) for each in running_clocks(actor, limit)]


def clock_card(follow_up: FollowUp) -> ClockCard:
    """One follow-up with a due moment as a card that counts down."""
    if follow_up.due_at is None:
        raise ValueError("a follow-up without a due moment has no clock")
    about = (label_of(follow_up.origin), ", ".join(follow_up.labels[:2]))
    return ClockCard(
        key=str(follow_up.public_id),
        basis=follow_up.legal_basis or follow_up.get_kind_display(),
        what=title_of(follow_up),
        due=follow_up.due_at,
        zone=follow_up.zone,
        started=follow_up.clock_from or follow_up.created_at,
        legal=follow_up.is_legal,
        done_at=follow_up.done_at,
        action_url=f"/go/follow_up/{follow_up.public_id}",
        action_label=str(_("Show")),
        note=" · ".join(part for part in about if part),
    )


def dead_letters(actor: Actor) -> QuerySet[Delivery]:
    """Mails that were given up, before whoever may let them start again; the newest first."""
    rows = Delivery.objects.visible_to(actor).mails().dead()
    return rows.select_related("organisation", "notice__recipient").order_by("-pk")


def dead_letter_for(actor: Actor, public_id: UUID | str) -> Delivery:
    """One mail that was given up, by its notice's identity. Raises `Missing`."""
    found = dead_letters(actor).filter(notice__public_id=as_public_id(public_id)).first()
    if found is None:
        raise missing()
    return found


def picked_for(actor: Actor, identities: Sequence[UUID]) -> list[FollowUp]:
    """Those of the named follow-ups that the actor may see, by due moment; see `load_subjects`."""
    rows = FollowUp.objects.visible_to(actor).filter(public_id__in=identities)
    return list(_joined(rows).order_by(legal_first(), "due_at", "pk"))


@dataclass(frozen=True, slots=True)
class NoticePage:
    """A page of an inbox, which of its follow-ups the reader may see, and where the next page begins."""

    notices: list[Notice]
    visible: set[int]
    next_before: str


def notice_page(actor: Actor, *, unread: bool, before: str = "", limit: int = 50) -> NoticePage:
    """The reader's notices, newest first; three queries. `before` is the number that ended the last page."""
    rows = Notice.objects.visible_to(actor)
    if unread:
        rows = rows.unread()
    if before.isascii() and before.isdigit() and len(before) < 19:
        rows = rows.filter(pk__lt=int(before))
    loaded = rows.select_related("follow_up").prefetch_related("follow_up__subjects")
    found = list(loaded.order_by("-pk")[: limit + 1])
    more, found = len(found) > limit, found[:limit]
    about = {notice.follow_up_id for notice in found if notice.follow_up_id}
    seen = FollowUp.objects.visible_to(actor).filter(pk__in=about).values_list("pk", flat=True)
    return NoticePage(found, set(seen) if about else set(), str(found[-1].pk) if more else "")


def notice_for(actor: Actor, public_id: UUID | str) -> Notice:
    """One of the reader's own notices. Raises `Missing`."""
    return get_visible(Notice.objects.select_related("follow_up"), actor, public_id)
