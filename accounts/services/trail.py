"""Writing the trail: one unit of work is one transaction, and its entries are flushed at its end.

Entries are numbered under one counter row that is locked only while they are written, as the last
statements of the transaction. So sequences become visible in order, `after=<sequence>` misses nothing,
and writers wait for each other only for that moment.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from accounts.actors import Actor
from accounts.models import TrailDetail, TrailEntry, TrailHead, TrailSubject
from lib.canonical import sha256_of

SYSTEM_CHAIN = "system"
ACTOR_KEY = "@actor"
LABEL_KEY = "@label:"
Change = tuple[Any, Any]


@dataclass(frozen=True, slots=True)
class Subject:
    """What an entry is about; the label is for readers and stays erasable."""

    kind: str
    object_id: int
    public_id: UUID
    label: str = ""


@dataclass(slots=True)
class Draft:
    """One entry before it has a number."""

    moment: datetime
    actor: Actor
    verb: str
    organisation_id: int | None
    chain: str
    access_id: int | None
    subjects: Sequence[Subject]
    changes: Mapping[str, Change]


@dataclass(slots=True)
class Book:
    """The entries of one unit of work, in the order in which they were recorded.

    Where it is `indivisible`, what fails inside fails all of it. `closing` is what remains to be done once
    at its end, by key.
    """

    drafts: list[Draft] = field(default_factory=list)
    indivisible: bool = False
    closing: dict[Hashable, Callable[[], None]] = field(default_factory=dict)

    def record(
        self,
        *,
        actor: Actor,
        now: datetime,
        verb: str,
        organisation: Any = None,
        access: Any = None,
        subjects: Sequence[Subject] = (),
        changes: Mapping[str, Change] | None = None,
    ) -> None:
        """Note what was done. `changes` maps a field to its value before and after (JSON values).

        `organisation` is an `Organisation` or None for the system's chain; `access` an `Access` or None.
        """
        self.drafts.append(
            Draft(
                moment=now.astimezone(UTC),
                actor=actor,
                verb=verb,
                organisation_id=organisation.pk if organisation else None,
                chain=str(organisation.public_id) if organisation else SYSTEM_CHAIN,
                access_id=access.pk if access else None,
                subjects=tuple({(each.kind, each.object_id): each for each in subjects}.values()),
                changes={key: change for key, change in (changes or {}).items() if change[0] != change[1]},
            )
        )


_open_book: ContextVar[Book | None] = ContextVar("trail_book", default=None)


@contextmanager
def writing() -> Iterator[Book]:
    """One transaction whose trail entries are flushed as its last statements.

    A service inside another service's unit joins it; what fails inside leaves no entry behind, and nothing
    to be done at the end.
    """
    outer = _open_book.get()
    if outer is not None:
        mark, closing = len(outer.drafts), dict(outer.closing)
        try:
            with transaction.atomic(savepoint=not outer.indivisible):
                yield outer
        except BaseException:
            del outer.drafts[mark:]
            outer.closing = closing
            raise
        return
    book = Book()
    token = _open_book.set(book)
    try:
        with transaction.atomic():
            yield book
            _close(book)
            flush(book)
    finally:
        _open_book.reset(token)


@contextmanager
def one_unit() -> Iterator[None]:
    """One transaction that is done as a whole or not at all: the services inside set no savepoints.

    For a request whose answer is kept with its effect. Whoever catches what a service raises inside and goes
    on gets a `TransactionManagementError` from the next query, and not half of the effect.
    """
    with writing() as book:
        book.indivisible = True
        yield


def at_the_end(key: Hashable, action: Callable[[], None]) -> None:
    """Do this once at the end of the unit of work, before its entries are flushed: the last one for its key.

    For what several verbs of one unit would each do, such as writing what is found of a thing. The action
    looks at what stands in the database then, and asks for nothing to be done after it. Raises
    `RuntimeError` where no unit is open.
    """
    book = _open_book.get()
    if book is None:
        raise RuntimeError("Nothing is being written: there is no unit of work whose end could come.")
    book.closing.pop(key, None)
    book.closing[key] = action


def _close(book: Book) -> None:
    for action in book.closing.values():
        action()
    book.closing.clear()


def flush(book: Book) -> None:
    """Give the entries their numbers and hashes and write them, six statements for any number of them."""
    if not book.drafts:
        return
    drafts = sorted(book.drafts, key=lambda draft: draft.organisation_id or 0)
    last = _take_numbers(len(drafts))
    heads = _heads({(draft.chain, draft.organisation_id) for draft in drafts})
    entries, subjects, details = [], [], []
    for sequence, draft in enumerate(drafts, start=last - len(drafts) + 1):
        entry, detail = _entry(draft, sequence, heads[draft.chain])
        entries.append(entry)
        details.append(detail)
        subjects += [
            TrailSubject(entry=entry, kind=each.kind, object_id=each.object_id, public_id=each.public_id)
            for each in draft.subjects
        ]
    TrailEntry.objects.bulk_create(entries)
    TrailSubject.objects.bulk_create(subjects)
    TrailDetail.objects.bulk_create(details)
    TrailHead.objects.bulk_create(
        heads.values(), update_conflicts=True, unique_fields=["chain"], update_fields=["position", "hash"]
    )
    book.drafts.clear()


def _take_numbers(count: int) -> int:
    """Raise the one counter by `count` and hold its row until the transaction ends; the new last number."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_trailfeed SET last = last + %s WHERE id = 1 RETURNING last", [count])
        return int(cursor.fetchone()[0])


def _heads(chains: set[tuple[str, int | None]]) -> dict[str, TrailHead]:
    known = {head.chain: head for head in TrailHead.objects.filter(chain__in=[chain for chain, _ in chains])}
    for chain, organisation_id in chains:
        known.setdefault(chain, TrailHead(chain=chain, organisation_id=organisation_id))
    return known


def _entry(draft: Draft, sequence: int, head: TrailHead) -> tuple[TrailEntry, TrailDetail]:
    """The entry and its side row; moves the chain's head on."""
    detail = TrailDetail(
        entry_id=sequence,
        actor_name=draft.actor.name,
        labels={f"{each.kind}:{each.public_id}": each.label for each in draft.subjects if each.label},
        values={key: {"before": before, "after": after} for key, (before, after) in draft.changes.items()},
    )
    sides = sides_of(detail)
    detail.salts = {key: secrets.token_hex(16) for key in sides}
    head.position += 1
    entry = TrailEntry(
        sequence=sequence,
        chain=draft.chain,
        position=head.position,
        moment=draft.moment,
        organisation_id=draft.organisation_id,
        access_id=draft.access_id,
        actor_kind=draft.actor.kind,
        actor_id=draft.actor.public_id,
        verb=draft.verb,
        commitments={key: commitment(detail.salts[key], sides[key]) for key in sides},
        previous_hash=head.hash,
    )
    rows = [(each.kind, each.object_id, each.public_id) for each in draft.subjects]
    entry.hash = head.hash = entry_hash(entry, rows)
    return entry, detail


def sides_of(detail: TrailDetail) -> dict[str, Any]:
    """Everything an erasable side row says, by the key under which the chain commits to it."""
    sides: dict[str, Any] = {LABEL_KEY + key: label for key, label in detail.labels.items()}
    if detail.actor_name:
        sides[ACTOR_KEY] = detail.actor_name
    return {**sides, **detail.values}


def commitment(salt: str, value: Any) -> str:
    """The salted hash that stands in the chain for a value; without the salt it tells nothing."""
    return sha256_of({"salt": salt, "value": value})


def entry_hash(entry: TrailEntry, subjects: Sequence[tuple[str, int, UUID]]) -> str:
    """The hash over every column of an entry, its subjects and the hash before it (RFC 8785)."""
    return sha256_of(
        {
            "sequence": entry.sequence,
            "chain": entry.chain,
            "position": entry.position,
            "moment": entry.moment.astimezone(UTC).isoformat(timespec="microseconds"),
            "organisation": entry.organisation_id,
            "access": entry.access_id,
            "actor": [str(entry.actor_kind), str(entry.actor_id)],
            "verb": entry.verb,
            "subjects": sorted([kind, object_id, str(public_id)] for kind, object_id, public_id in subjects),
            "commitments": entry.commitments,
            "previous": entry.previous_hash,
        }
    )
