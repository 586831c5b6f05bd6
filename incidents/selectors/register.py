"""The register of incidents: ready-made views, filters, the numbers beside them, what stands in a row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F, OuterRef, Subquery, TextChoices, Value
from django.db.models.functions import Greatest, StrIndex, Substr
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.models import Person, SearchDocument
from accounts.policy import Action
from accounts.services.search import matching, words_of
from followups.models import FollowUp
from incidents.models import Fact, Incident, IncidentMember
from incidents.models.incident import IncidentQuerySet
from incidents.vocabulary import FactKind, IncidentRole
from lib.db.counting import CountOf
from lib.db.gathering import RowsOf
from lib.db.made_once import MadeFor, MadeOnce

MOST_COUNTED, MOST_PICKED = 1000, 200
"""Counting stops here: of all, of what is open and of what matches; and in the other views."""


class View(TextChoices):
    """Ready-made views of the register."""

    OPEN = "open", _("Open")
    MINE = "mine", _("I take part")
    LATE = "late", _("Past the date")
    PERSONAL = "personal", _("Personal data")
    UNLED = "unled", _("No commander")
    ALL = "all", _("All")


VOIDED = "voided"
"""Beside those views: what was voided, which stands in none of them and is not counted."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks the register for; an empty value asks for nothing. `unit` is an identity."""

    view: str = View.OPEN
    words: str = ""
    phase: str = ""
    rsit: str = ""
    severity: str = ""
    tlp: str = ""
    origin: str = ""
    unit: UUID | None = None
    year: int | None = None

    @property
    def narrowed(self) -> bool:
        """Whether anything beyond the ready-made view is asked for."""
        return any((self.words, self.phase, self.rsit, self.severity, self.tlp, self.origin)) or any(
            (self.unit, self.year)
        )


@dataclass(frozen=True, slots=True)
class Numbers:
    """How many stand in each view, none counted beyond its `cap_of`, and the year of the first incident."""

    views: Mapping[str, int]
    first_year: int


def cap_of(view: str) -> int:
    """How far a view is counted."""
    return MOST_COUNTED if view in {View.ALL, View.OPEN} else MOST_PICKED


def register_of(actor: Actor, *, by_key: bool = False) -> IncidentQuerySet:
    """Every incident that the actor may see and that was not voided; `by_key` where keys lead the way."""
    every = Incident.objects
    seen = every.visible_by_key_to(actor) if by_key else every.visible_to(actor)
    return seen.filter(voided_at__isnull=True)


def in_view(actor: Actor, now: datetime, view: str, *, by_key: bool = False) -> IncidentQuerySet:
    """The incidents of a ready-made view, or those that were voided."""
    if view == VOIDED:
        return Incident.objects.visible_to(actor).voided()
    rows = register_of(actor, by_key=by_key)
    match view:
        case View.MINE:
            mine = IncidentMember.objects.filter(person=actor.person_id or 0)
            return rows.open().filter(pk__in=mine.values("incident_id"))
        case View.LATE:
            late = FollowUp.objects.visible_to(actor).overdue(now).about("incident", OuterRef("pk"))
            # A look for each open incident; for IN PostgreSQL reads all that follow-ups are about.
            return rows.open().alias(late=Subquery(late.values("pk")[:1])).filter(late__isnull=False)
        case View.PERSONAL:
            return rows.filter(has_personal_data=True)
        case View.UNLED:
            led = IncidentMember.objects.filter(incident=OuterRef("pk"), role=IncidentRole.COMMANDER)
            # A look for each open incident; for NOT EXISTS PostgreSQL reads all commanders there ever were.
            return rows.open().alias(led=Subquery(led.values("pk")[:1])).filter(led__isnull=True)
        case View.ALL:
            return rows
    return rows.open()


def matching_incidents(actor: Actor, now: datetime, wanted: Wanted) -> IncidentQuerySet:
    """The incidents that a view and its filters leave, in no order, with organisation and access."""
    by_key = wanted.view in {View.ALL, View.PERSONAL} and not wanted.words
    rows = in_view(actor, now, wanted.view, by_key=by_key).select_related("organisation", "access")
    found = matching("incident", wanted.words)
    if found is not None:
        rows = rows.filter(pk__in=found)
    asked = {
        "phase": wanted.phase,
        "rsit": wanted.rsit,
        "severity": wanted.severity,
        "access__tlp": wanted.tlp,
        "origin": wanted.origin,
        "year": wanted.year,
        "organisation__public_id": wanted.unit,
    }
    return rows.filter(**{name: value for name, value in asked.items() if value})


def _counted(view: View) -> MadeFor:
    return MadeFor(lambda actor, _key, now: CountOf(in_view(actor, now, view), cap_of(view)))


_VIEWS = [_counted(view) for view in View]
_OLDEST = MadeFor(
    lambda actor, _key, _now: Subquery(register_of(actor, by_key=True).order_by("pk").values("year")[:1])
)


def numbers(actor: Actor, now: datetime) -> Numbers:
    """The numbers beside the views, in one query."""
    reach = actor.reach(Action.INCIDENT_READ, Action.FOLLOW_UP_READ)
    columns = [each(actor, reach, now=now) for each in (*_VIEWS, _OLDEST)]
    asker = Person.objects.filter(pk=actor.person_id or 0).order_by("pk")
    row = asker.values_list(*columns).first()
    if row is None:
        return Numbers(dict.fromkeys(View, 0), now.year)
    return Numbers(dict(zip(View, row, strict=False)), row[-1] or now.year)


def count_matches(rows: IncidentQuerySet) -> int:
    """How many rows there are, counted up to `MOST_COUNTED`; one query."""
    return rows.order_by()[:MOST_COUNTED].count()


def newest(rows: IncidentQuerySet, most: int) -> tuple[list[int], int]:
    """The keys of the newest rows, at most `most`, and how many there are, counted up to `MOST_COUNTED`.

    SQLite goes through all that a common word finds before it hands over the first row, so it is asked
    once. PostgreSQL takes no notice of a limit that high when it plans: it is asked for each, in 2 queries.
    """
    keys = rows.order_by("-pk").values_list("pk", flat=True)
    if connection.vendor != "postgresql":
        found = list(keys[:MOST_COUNTED])
        return found[:most], len(found)
    shown = list(keys[:most])
    return shown, len(shown) if len(shown) < most else count_matches(rows)


def rows_found(keys: Iterable[int]) -> IncidentQuerySet:
    """The incidents that the caller found for the actor, with organisation and access."""
    return Incident.objects.filter(pk__in=list(keys)).select_related("organisation", "access")


_COMMANDER = MadeOnce(
    lambda incident: RowsOf(
        IncidentMember.objects.filter(incident=incident, role=IncidentRole.COMMANDER),
        "person__name",
        "person__erased_at",
    )
)
_BEGAN = MadeOnce(
    lambda incident: RowsOf(
        Fact.objects.filter(incident=incident, kind=FactKind.OCCURRENCE).in_order()[:1],
        "sort_at",
        "span_from",
    )
)


def beside(actor: Actor, shown: Iterable[Incident], words: str = "") -> Mapping[int, Any]:
    """What stands beside incidents in a list, by key, in one query: next date, commander, beginning, find.

    `due`, `commander` and `began` are lists of at most one; `found` are some words around the find.
    """
    keys = [each.pk for each in shown]
    if not keys:
        return {}
    due = FollowUp.objects.visible_to(actor).open().about("incident", OuterRef("pk"))
    rows = Incident.objects.filter(pk__in=keys).annotate(
        due=RowsOf(due.order_by("due_at", "pk")[:1], "due_at", "kind", "zone", "title_id", "title_en"),
        commander=_COMMANDER,
        began=_BEGAN,
        found=_found(words),
    )
    names = ("pk", "due", "commander", "began", "found")
    return {row[0]: SimpleNamespace(**dict(zip(names, row, strict=True))) for row in rows.values_list(*names)}


def _found(words: str) -> Any:
    """Some words around the first of those that were searched for, as the index keeps them."""
    first = next(iter(words_of(words)), "")
    if not first:
        return Value("")
    documents = SearchDocument.objects.filter(kind="incident", object_id=OuterRef("pk"))
    around = documents.annotate(at=StrIndex("content", Value(first))).annotate(
        part=Substr("content", Greatest(F("at") - 60, Value(1)), 160)
    )
    return Subquery(around.values("part")[:1])
