"""Reading one chain of the trail, newest first, as far as the actor may see it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Exists, Model, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast

from accounts.actors import Actor
from accounts.models import TrailCheck, TrailDetail, TrailEntry, TrailHead, TrailSubject
from accounts.models.trail import TrailEntryQuerySet
from accounts.policy import Action
from accounts.selectors import missing
from accounts.services.trail import SYSTEM_CHAIN
from lib.db.among import Among

PAGE = 50
SEARCHED = 20_000
"""Words are looked for among this many of the newest entries of a chain."""
LOOKED_THROUGH = 200
"""Who changed a field last is looked for among this many of the newest entries about a thing."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the reader asked to see of a chain. `people` and `kinds`, `verbs` are any-of; empty means all."""

    verbs: Sequence[str] = ()
    actor_id: str = ""
    kind: str = ""
    subject_id: str = ""
    since: datetime | None = None
    until: datetime | None = None
    words: str = ""
    before: int | None = None
    after: int | None = None


@dataclass(slots=True)
class Line:
    """One entry with its sides; `readable` is whether the actor may see what it says.

    `listed` is whether it has a page for the actor: a grant shows entries of a chain that one does not read.
    """

    entry: TrailEntry
    detail: TrailDetail | None
    readable: bool
    listed: bool
    subjects: list[TrailSubject] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a chain, newest first, and whether there are newer and older ones."""

    lines: list[Line]
    newer: bool
    older: bool


def readable_heads(actor: Actor) -> list[TrailHead]:
    """The chains whose trail the actor may read: organisations by name, the system's last."""
    heads = TrailHead.objects.select_related("organisation")
    if not actor.is_system:
        allowed = Q(Among("organisation_id", actor.organisations_for(Action.TRAIL_READ)))
        if actor.organisations_for(Action.SYSTEM_TRAIL_READ):
            allowed |= Q(organisation__isnull=True)
        heads = heads.filter(allowed)
    return sorted(heads, key=lambda head: (head.chain == SYSTEM_CHAIN, str(head.organisation or "")))


def last_checks(heads: Sequence[TrailHead]) -> dict[str, TrailCheck]:
    """What the last check of each chain found."""
    rows = TrailCheck.objects.filter(chain__in=[head.chain for head in heads])
    return {check.chain: check for check in rows}


def page_of(actor: Actor, head: TrailHead, wanted: Wanted) -> Page:
    """One page of the chain. A filter by what an entry is about finds only entries that may be read."""
    rows = _filtered(actor, head, wanted)
    forward = wanted.after is not None
    if forward:
        rows = rows.filter(position__gt=wanted.after).order_by("position")
    else:
        rows = rows.order_by("-position")
        if wanted.before is not None:
            rows = rows.filter(position__lt=wanted.before)
    found = list(rows.select_related("access", "detail")[: PAGE + 1])
    more, found = len(found) > PAGE, found[:PAGE]
    if forward:
        found.reverse()
        return Page(_lines(actor, found), newer=more, older=True)
    return Page(_lines(actor, found), newer=wanted.before is not None, older=more)


def line_of(actor: Actor, sequence: int) -> Line:
    """One entry by its number. Raises `Missing` when the actor may not know of it."""
    rows = TrailEntry.objects.listed_for(actor).select_related("access", "detail", "organisation")
    found = rows.filter(sequence=sequence).first()
    if found is None:
        raise missing()
    return _lines(actor, [found])[0]


def history_of(actor: Actor, kind: str, object_id: int, *, limit: int = PAGE) -> list[Line]:
    """The newest entries about one thing, for that thing's own page."""
    rows = TrailEntry.objects.visible_to(actor).about(kind, object_id).order_by("-sequence")
    return _lines(actor, list(rows.select_related("access", "detail")[:limit]))


def changed_since(queryset: QuerySet[Model], *, kind: str, after: int, limit: int) -> list[tuple[int, int]]:
    """Pairs of trail sequence and key: the things of `queryset` whose last change comes after `after`.

    `queryset` is already what the actor may see. Sequences become visible in order, so that whoever goes on
    from the last one misses nothing.
    """
    rows = TrailSubject.objects.filter(kind=kind, entry__gt=after)
    later = TrailSubject.objects.filter(
        kind=kind, object_id=OuterRef("object_id"), entry__gt=OuterRef("entry")
    )
    seen = queryset.order_by().filter(pk=OuterRef("object_id"))
    found = rows.filter(~Exists(later), Exists(seen)).order_by("entry")
    return list(found.values_list("entry_id", "object_id")[:limit])


def _filtered(actor: Actor, head: TrailHead, wanted: Wanted) -> TrailEntryQuerySet:
    rows = TrailEntry.objects.filter(chain=head.chain)
    about = wanted.kind or wanted.subject_id or wanted.words
    rows = rows & (TrailEntry.objects.visible_to(actor) if about else TrailEntry.objects.listed_for(actor))
    if wanted.verbs:
        rows = rows.filter(verb__in=wanted.verbs)
    if wanted.actor_id:
        rows = rows.filter(actor_id=wanted.actor_id)
    if wanted.since:
        rows = rows.filter(moment__gte=wanted.since)
    if wanted.until:
        rows = rows.filter(moment__lt=wanted.until)
    if wanted.kind or wanted.subject_id:
        named = {"subjects__kind": wanted.kind, "subjects__public_id": wanted.subject_id}
        ids = TrailEntry.objects.filter(**{key: value for key, value in named.items() if value})
        rows = rows.filter(pk__in=ids.values("pk"))
    return _with_words(rows, head, wanted.words) if wanted.words else rows


def _with_words(rows: TrailEntryQuerySet, head: TrailHead, words: str) -> TrailEntryQuerySet:
    """Entries by `#number`, or with the words among the labels of what they are about."""
    number = words.removeprefix("#").strip()
    if words.startswith("#") or number.isdigit():
        known = number.isascii() and number.isdigit() and len(number) < 19
        return rows.filter(position=int(number)) if known else rows.none()
    recent = rows.filter(position__gt=head.position - SEARCHED)
    return recent.annotate(said=Cast("detail__labels", TextField())).filter(said__icontains=words)


def _lines(actor: Actor, entries: list[TrailEntry]) -> list[Line]:
    subjects: dict[int, list[TrailSubject]] = defaultdict(list)
    for row in TrailSubject.objects.filter(entry__in=entries).order_by("id"):
        subjects[row.entry_id].append(row)
    readable = _readable(actor, entries)
    return [
        Line(
            entry=entry,
            detail=_detail(entry) if entry.pk in readable else None,
            readable=entry.pk in readable,
            listed=_listed(actor, entry),
            subjects=subjects[entry.pk] if entry.pk in readable else [],
        )
        for entry in entries
    ]


def _readable(actor: Actor, entries: list[TrailEntry]) -> set[int]:
    """Which of the entries the actor may read; asks the database only where a grant decides."""
    free = {each.pk for each in entries if not (each.access and each.access.needs_grant)}
    doubtful = {each.pk for each in entries} - free
    if doubtful:
        seen = TrailEntry.objects.visible_to(actor).filter(pk__in=doubtful)
        free |= set(seen.values_list("pk", flat=True))
    return free


def _listed(actor: Actor, entry: TrailEntry) -> bool:
    """The answer of `TrailEntryQuerySet.listed_for` for one entry; asks nothing."""
    if entry.organisation_id is None:
        return actor.may_somewhere(Action.SYSTEM_TRAIL_READ)
    return actor.may_in(entry.organisation_id, Action.TRAIL_READ)


def _detail(entry: TrailEntry) -> TrailDetail | None:
    return entry.detail if hasattr(entry, "detail") else None


@dataclass(frozen=True, slots=True)
class LastChange:
    """Who changed a thing last, when, and why if they said so; nothing of what was changed."""

    actor_name: str
    moment: datetime
    sequence: int
    position: int
    organisation_id: int | None
    reason: str


def last_changes(
    about: Sequence[tuple[str, int]], fields: Set[str]
) -> tuple[LastChange | None, dict[str, LastChange]]:
    """The last change of what all of `about` name, and the last one of each of the fields of the trail.

    For a reader whom the caller already shows the thing. One query, over as many of the newest entries as a
    form that stayed open may have missed.
    """
    rows = TrailEntry.objects.select_related("detail").order_by("-sequence")
    for kind, object_id in about:
        rows = rows.filter(
            Exists(TrailSubject.objects.filter(entry=OuterRef("pk"), kind=kind, object_id=object_id))
        )
    newest = list(rows[:LOOKED_THROUGH])
    found: dict[str, LastChange] = {}
    for entry in newest:
        for name in fields & entry.commitments.keys() - found.keys():
            found[name] = _last(entry)
    return (_last(newest[0]) if newest else None), found


def _last(entry: TrailEntry) -> LastChange:
    sides = _detail(entry)
    return LastChange(
        actor_name=sides.actor_name if sides else "",
        moment=entry.moment,
        sequence=entry.sequence,
        position=entry.position,
        organisation_id=entry.organisation_id,
        reason=str((sides.values.get("reason") or {}).get("after") or "") if sides else "",
    )
