"""Checking the trail: recomputes every hash and says where a chain does not hold.

It runs beside writers: heads and counter are read before and after the entries, so that entries which
arrive meanwhile are neither missed nor mistaken for forgeries.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Max, Min

from accounts.models import TrailDetail, TrailEntry, TrailFeed, TrailHead, TrailSubject
from accounts.services.trail import ACTOR_KEY, LABEL_KEY, commitment, entry_hash, sides_of
from lib.db.gathering import RowsOf
from lib.db.made_once import MadeOnce

BATCH = 5000
ERASING = ("trail.erased", "person.erased")
Place = tuple[int, str]
SubjectRow = tuple[str, int, UUID]
_SUBJECTS = MadeOnce(
    lambda entry: RowsOf(TrailSubject.objects.filter(entry=entry), "kind", "object_id", "public_id")
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One place where the trail was changed, cut or grown by other means than its services."""

    chain: str
    position: int
    sequence: int | None
    what: str

    def __str__(self) -> str:
        at = f"entry {self.sequence}" if self.sequence is not None else "chain"
        return f"{self.chain} position {self.position}, {at}: {self.what}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check found: how many entries in how many chains, each chain's end, and every finding."""

    entries: int
    heads: dict[str, Place]
    findings: list[Finding]

    @property
    def holds(self) -> bool:
        """Whether nothing was found."""
        return not self.findings


class Erasures:
    """What was erased on record: all that people said of themselves, and whole side rows by number.

    An erasure that happens while the check runs is looked up when its gap is met.
    """

    def __init__(self) -> None:
        self._latest = 0
        self._people: frozenset[str] = frozenset()
        self._entries: frozenset[int] = frozenset()
        self._look_again()

    def excuse(self, entry: TrailEntry, subjects: list[SubjectRow], key: str) -> bool:
        """Whether the value under `key` may be gone."""
        if self._excuses(entry, subjects, key):
            return True
        return self._look_again() and self._excuses(entry, subjects, key)

    def _excuses(self, entry: TrailEntry, subjects: list[SubjectRow], key: str) -> bool:
        if entry.sequence in self._entries:
            return True
        if key == ACTOR_KEY:
            return str(entry.actor_id) in self._people
        if key.startswith(f"{LABEL_KEY}person:"):
            return key.rpartition(":")[2] in self._people
        about = {str(public_id) for kind, _object_id, public_id in subjects if kind == "person"}
        return entry.verb.startswith("person.") and bool(about & self._people)

    def _look_again(self) -> bool:
        """Read the records anew if there are new ones; whether there were."""
        records = TrailEntry.objects.filter(verb__in=ERASING)
        latest = records.aggregate(last=Max("sequence"))["last"] or 0
        if latest == self._latest:
            return False
        people = TrailSubject.objects.filter(entry__verb="person.erased", kind="person")
        listed = TrailDetail.objects.filter(entry__in=records).values_list("values", flat=True)
        self._latest = latest
        self._people = frozenset(str(each) for each in people.values_list("public_id", flat=True))
        self._entries = frozenset(
            number for values in listed for number in (values.get("entries") or {}).get("after") or []
        )
        return True


def verify_trail(*, known: Mapping[str, Place] | None = None) -> Verdict:
    """Check all chains from their beginning: order, links, hashes, commitments, heads and the counter.

    `known` are heads that were noted earlier outside of the database, by chain; a trail that was rewritten
    as a whole is consistent in itself and differs from them.
    """
    feed_before = _fed()
    heads_before = _heads()
    erasures = Erasures()
    findings: list[Finding] = []
    ends: dict[str, Place] = {}
    count = 0
    for chain in sorted({*heads_before, *_chains()}):
        end, entries, found = check_chain(
            chain, erasures=erasures, before=heads_before.get(chain), known=(known or {}).get(chain)
        )
        findings += found
        count += entries
        if entries:
            ends[chain] = end
    findings += [
        Finding(chain, place[0], None, "this chain was known and is gone")
        for chain, place in (known or {}).items()
        if place[0] and chain not in ends
    ]
    findings += _check_feed(feed_before)
    return Verdict(count, ends, findings)


def check_chain(
    chain: str,
    *,
    erasures: Erasures,
    before: Place | None,
    known: Place | None = None,
    start: Place = (0, ""),
) -> tuple[Place, int, list[Finding]]:
    """Check one chain from `start` (a place that is known to hold): its end, its length, its findings.

    `before` is the head as it stood before the check began.
    """
    findings: list[Finding] = []
    position, previous = start
    hashes: dict[int, str] = {start[0]: start[1]}
    wanted = {place[0] for place in (before, known) if place}
    count = 0
    for entry, subjects, detail in _walk(chain, position):
        count += 1
        findings += _check_entry(entry, subjects, detail, position, previous, erasures)
        position, previous = entry.position, entry.hash
        if position in wanted:
            hashes[position] = entry.hash
    findings += _check_head(chain, before, (position, previous), hashes)
    if known and known[0] and hashes.get(known[0]) != known[1]:
        findings.append(Finding(chain, known[0], None, "differs from the head that was noted earlier"))
    return (position, previous), count, findings


def _fed() -> int:
    return TrailFeed.objects.values_list("last", flat=True).get(pk=1)


def _heads() -> dict[str, Place]:
    return {head.chain: (head.position, head.hash) for head in TrailHead.objects.all()}


def _chains() -> list[str]:
    return list(TrailEntry.objects.order_by("chain").values_list("chain", flat=True).distinct())


def _walk(chain: str, start: int) -> Iterator[tuple[TrailEntry, list[SubjectRow], TrailDetail | None]]:
    """The entries of a chain after `start`, with subjects and side rows, a bounded batch a query."""
    entries = TrailEntry.objects.filter(chain=chain).select_related("organisation", "detail")
    rows: Any = entries.annotate(told_subjects=_SUBJECTS).order_by("position")
    batch = list((rows.filter(position__gt=start) if start else rows)[:BATCH])
    while batch:
        for entry in batch:
            subjects = [(each.kind, each.object_id, each.public_id) for each in entry.told_subjects]
            yield entry, subjects, getattr(entry, "detail", None)
        full = len(batch) == BATCH
        batch = list(rows.filter(position__gt=batch[-1].position)[:BATCH]) if full else []


def _check_entry(
    entry: TrailEntry,
    subjects: list[SubjectRow],
    detail: TrailDetail | None,
    position: int,
    previous: str,
    erasures: Erasures,
) -> list[Finding]:
    found = []
    if entry.position != position + 1:
        found.append(f"follows position {position}: an entry is missing or was inserted")
    if entry.previous_hash != previous:
        found.append("does not link to the entry before it")
    body = entry.organisation
    if entry.chain != (str(body.public_id) if body else "system"):
        found.append("stands in the chain of another organisation")
    if entry.hash != entry_hash(entry, subjects):
        found.append("its content does not match its hash")
    changed, gone = _check_sides(entry, subjects, detail, erasures)
    if changed:
        found.append(f"its values do not match what was committed: {', '.join(changed)}")
    if gone:
        found.append(f"its values are gone and no erasure is on record: {', '.join(gone)}")
    return [Finding(entry.chain, entry.position, entry.sequence, what) for what in found]


def _check_sides(
    entry: TrailEntry, subjects: list[SubjectRow], detail: TrailDetail | None, erasures: Erasures
) -> tuple[list[str], list[str]]:
    """The keys whose values differ from what was committed, and those that are gone without a record."""
    sides: dict[str, Any] = sides_of(detail) if detail else {}
    salts: dict[str, str] = detail.salts if detail else {}
    changed, gone = [], []
    for key in sorted({*entry.commitments, *sides, *salts}):
        if key not in sides and key not in salts:
            if not erasures.excuse(entry, subjects, key):
                gone.append(key)
        elif commitment(salts.get(key, ""), sides.get(key)) != entry.commitments.get(key):
            changed.append(key)
    return changed, gone


def _check_head(chain: str, before: Place | None, end: Place, hashes: dict[int, str]) -> list[Finding]:
    """The head as it stood before must be passed, and the head as it stands now must not be overtaken."""
    head = TrailHead.objects.filter(chain=chain).select_related("organisation").first()
    now = (head.position, head.hash) if head else (0, "")
    found = []
    if before and before[0] > end[0]:
        found.append(f"ends here, but its head says position {before[0]}: the end was cut off")
    elif before and before[0] and hashes.get(before[0], before[1]) != before[1]:
        found.append(f"its head says another hash for position {before[0]}")
    if now[0] < end[0]:
        found.append(f"goes on after its head, which says position {now[0]}")
    elif now[0] == end[0] and now[1] != end[1]:
        found.append("its head says another hash for its end")
    owner = str(head.organisation.public_id) if head and head.organisation else "system"
    if head and owner != chain:
        found.append("its head belongs to another organisation")
    return [Finding(chain, end[0], None, what) for what in dict.fromkeys(found)]


def _check_feed(before: int) -> list[Finding]:
    """Numbers are given without gaps, and none beyond the counter (read after the entries)."""
    count = TrailEntry.objects.filter(sequence__lte=before, sequence__gte=1).count()
    reach = TrailEntry.objects.aggregate(first=Min("sequence"), last=Max("sequence"))
    after = _fed()
    found = []
    if count != before:
        found.append(Finding("all", before, None, f"{before} numbers were given, but {count} entries stand"))
    if (reach["last"] or 0) > after or (reach["first"] or 1) < 1:
        found.append(Finding("all", after, None, "entries have numbers that were never given"))
    return found
