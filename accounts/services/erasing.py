"""Erasing what the trail's side rows say; the chain keeps its hashes, and each erasure is an entry of it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, TypedDict

from django.db.models import F, JSONField, OuterRef, Q, QuerySet, TextField
from django.db.models.expressions import Func, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.actors import Actor
from accounts.models import Person, TrailDetail, TrailEntry, TrailSubject
from accounts.policy import Action
from accounts.services.trail import ACTOR_KEY, LABEL_KEY, Book, Subject, writing
from accounts.services.verify import ERASING
from lib.db.gathering import RowsOf
from lib.errors import Conflict, Missing
from lib.texts import given

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class Named(TypedDict):
    """What `own_entries` adds to an entry."""

    named: list[SimpleNamespace]
    """Its subjects."""


if TYPE_CHECKING:
    NamingEntry = WithAnnotations[TrailEntry, Named]


class WithoutKey(Func):
    """A JSON object without one of its keys, on both databases."""

    output_field = JSONField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """`json_remove(object, '$."key"')`."""
        source, key = self.get_source_expressions()
        path = Func(source, Value(f'$."{key.value}"'), function="json_remove")
        return path.as_sql(compiler, connection)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """`object - 'key'`."""
        source, key = self.get_source_expressions()
        sql, params = compiler.compile(source)
        return f"({sql} - %s::text)", [*params, key.value]


def without(column: str, key: str) -> WithoutKey:
    """The column's JSON object without `key`."""
    return WithoutKey(F(column), Value(key))


def erase_detail(*, actor: Actor, now: datetime, entry: TrailEntry, reason: str) -> None:
    """Delete names, labels, values and salts of one entry, on request of whom they are about.

    Raises `Missing`, `Refused`; `Invalid` without a reason; `Conflict` for an entry that records erasures.
    """
    _require_erasing(actor, entry)
    words = given(reason, "reason", _("Say why."))
    if entry.verb in ERASING:
        raise Conflict(_("This entry accounts for an erasure and stays."))
    with writing() as book:
        if TrailDetail.objects.filter(entry=entry).delete()[0]:
            _record(book, actor, now, entry, entry.subjects.all(), words)


def own_entries(things: Collection[Subject]) -> dict[Subject, list[NamingEntry]]:
    """What the trail says of each thing by verbs of its own kind, but not of its redaction, in order.

    One query for any number of things and entries. Ask while the things are held: what others write about
    them is then on record, or waits.
    """
    keys: dict[str, set[int]] = defaultdict(set)
    for each in things:
        keys[each.kind].add(each.object_id)
    of_any = Q()
    for kind, held in keys.items():
        own = Q(subjects__kind=kind, subjects__object_id__in=held, verb__startswith=f"{kind}.")
        of_any |= own & ~Q(verb=f"{kind}.redacted")
    rows: Any = TrailEntry.objects.filter(of_any, detail__isnull=False).order_by("sequence")
    told = rows.select_related("organisation", "access", "detail").annotate(named=_named())
    # An entry that names two of the things is found twice, and is one.
    return _by_thing(things, {each.pk: each for each in told}.values())


def _named() -> RowsOf:
    """The subjects of an entry, as a value of the query that reads it."""
    rows = TrailSubject.objects.filter(entry=OuterRef("pk")).order_by("pk")
    return RowsOf(rows, "kind", "object_id", "public_id")


def _by_thing(
    things: Collection[Subject], entries: Iterable[NamingEntry]
) -> dict[Subject, list[NamingEntry]]:
    """Each thing with the entries by verbs of its kind that name it."""
    found: dict[Subject, list[NamingEntry]] = {each: [] for each in things}
    by_key = {(each.kind, each.object_id): each for each in things}
    for entry in entries:
        for each in entry.named:
            thing = by_key.get((each.kind, each.object_id))
            if thing is not None and entry.verb.startswith(f"{thing.kind}."):
                found[thing].append(entry)
    return found


def erase_values(*, actor: Actor, now: datetime, entries: Iterable[NamingEntry], reason: str) -> None:
    """Delete values and salts of entries whose thing lost its words; who did it and to what stays named.

    Called by the verb that takes the words away; the values go whether or not the actor reads the entries.
    Raises `Refused`.
    """
    with writing() as book:
        for entry in entries:
            policy.require_in(actor, Action.TRAIL_ERASE, entry.organisation_id or 0)
            if entry.detail.values:
                _emptied(entry.detail, entry.detail.values)
                _record(book, actor, now, entry, entry.named, reason)


def _record(
    book: Book, actor: Actor, now: datetime, entry: TrailEntry, named: Iterable[Any], reason: str
) -> None:
    """The entry that accounts for an erasure; `named` are the subjects of the one that was erased."""
    book.record(
        actor=actor,
        now=now,
        verb="trail.erased",
        organisation=entry.organisation,
        access=entry.access,
        subjects=[Subject(row.kind, row.object_id, row.public_id) for row in named],
        changes={"entries": (None, [entry.sequence]), "reason": ("", reason)},
    )


def erase_name(*, person: Person, names: Iterable[str]) -> list[int]:
    """Take a person's name out of all side rows: as actor, as label, and wherever a value is one of `names`.

    Called by the verb that erases the person and records it; returns the numbers of the entries that lost a
    value, for that record.
    """
    key = f"person:{person.public_id}"
    TrailDetail.objects.filter(entry__actor_id=person.public_id).update(
        actor_name="", salts=without("salts", ACTOR_KEY)
    )
    about = TrailSubject.objects.filter(kind="person", object_id=person.pk)
    TrailDetail.objects.filter(entry__in=about.values("entry")).update(
        labels=without("labels", key), salts=without("salts", LABEL_KEY + key)
    )
    own = TrailDetail.objects.filter(entry__in=about.values("entry"), entry__verb__startswith="person.")
    erased = [_emptied(detail, detail.values) for detail in own.exclude(entry__verb__in=ERASING)]
    wanted = set(names)
    for detail in _mentioning(wanted):
        keys = [each for each, value in detail.values.items() if _holds(value, wanted)]
        if keys:
            erased.append(_emptied(detail, keys))
    return sorted(set(erased))


def _require_erasing(actor: Actor, entry: TrailEntry) -> None:
    if actor.is_system:
        return
    if not TrailEntry.objects.visible_to(actor).filter(pk=entry.pk).exists():
        raise Missing(_("There is nothing here, or you may not see it."))
    policy.require_in(actor, Action.TRAIL_ERASE, entry.organisation_id or 0)


def _mentioning(names: set[str]) -> QuerySet[TrailDetail]:
    """Side rows in whose values one of the names may stand, as either database writes it."""
    spelt = Q(pk__in=[])
    for name in names:
        for text in (name, json.dumps(name)[1:-1]):
            spelt |= Q(text__contains=text)
    return TrailDetail.objects.annotate(text=Cast("values", TextField())).filter(spelt)


def _holds(value: Any, names: set[str]) -> bool:
    if isinstance(value, dict):
        return any(_holds(each, names) for each in value.values())
    if isinstance(value, list):
        return any(_holds(each, names) for each in value)
    return value in names if isinstance(value, str) else False


def _emptied(detail: TrailDetail, keys: Sequence[str] | dict[str, Any]) -> int:
    """Delete the values and salts under `keys`; the entry's number."""
    for key in list(keys):
        detail.values.pop(key, None)
        detail.salts.pop(key, None)
    TrailDetail.objects.filter(pk=detail.pk).update(values=detail.values, salts=detail.salts)
    return detail.entry_id
