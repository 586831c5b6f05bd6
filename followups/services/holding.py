"""Holding a follow-up while a verb changes it: the row as it stands, compare-and-set, trail, search."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db import connection, models
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Access, Organisation, Person
from accounts.services import search
from accounts.services.trail import Subject
from followups.models import FollowUp, FollowUpSubject
from followups.schedule import next_milestone
from lib.db.checks import checked
from lib.db.gathering import InstancesOf, as_prefetched
from lib.db.made_once import MadeOnce
from lib.errors import Stale

JOINED = ("organisation", "access", "owner__home")
_SUBJECTS = MadeOnce(
    lambda follow_up: InstancesOf(FollowUpSubject.objects.filter(follow_up=follow_up).order_by("pk"))
)


@dataclass(slots=True)
class Place:
    """Where something is about to be created, as a thing that the policy can be asked about."""

    organisation: Organisation
    access: Access | None = None
    organisation_id: int = field(init=False)
    access_id: int | None = field(init=False)

    def __post_init__(self) -> None:
        self.organisation_id = self.organisation.pk
        self.access_id = self.access.pk if self.access else None


def hold(follow_up: FollowUp, version: int | None) -> FollowUp:
    """The row as it stands, held until the transaction ends (SQLite holds the whole file instead).

    Raises `Stale` when `version` is given and no longer stands.
    """
    current = held([follow_up.pk])[follow_up.pk]
    require_version(current, version)
    return current


def held(keys: Iterable[int]) -> dict[int, FollowUp]:
    """The rows as they stand, by key, taken in the same order by everybody so that nobody waits in a ring."""
    return {each.pk: each for each in holding(FollowUp.objects.filter(pk__in=list(keys)))}


def holding(rows: QuerySet[FollowUp]) -> list[FollowUp]:
    """The same for rows that are found by something else; what they are about comes with them.

    What is joined is read once the rows are held: PostgreSQL, when it has waited for one, joins what it saw
    before, and a new owner would be nobody.
    """
    if connection.features.has_select_for_update:
        keys = rows.order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True)
        rows = FollowUp.objects.filter(pk__in=list(keys))
    found: list[Any] = list(rows.select_related(*JOINED).annotate(told_subjects=_SUBJECTS).order_by("pk"))
    for each in found:
        as_prefetched(each, "subjects", each.told_subjects)
    return found


def require_version(current: FollowUp, version: int | None) -> None:
    """Pass if the caller saw what stands now, or does not care; else raise `Stale`."""
    if version is not None and version != current.version:
        raise Stale(_("Somebody else has changed this meanwhile."), current=current.version)


def write(current: FollowUp, values: Mapping[str, Any]) -> FollowUp:
    """Set the columns of a held row and raise its version by one. Raises `Stale` if it slipped away."""
    rows = FollowUp.objects.filter(pk=current.pk, version=current.version)
    if not rows.update(**values, version=F("version") + 1):
        raise Stale(_("Somebody else has changed this meanwhile."), current=current.version)
    for name, value in values.items():
        setattr(current, name, value)
    current.version += 1
    return current


def check_columns(model: type[models.Model], values: Mapping[str, Any]) -> None:
    """Pass if the values fit their columns, also a long text, else `Invalid` naming each field."""
    checked(model(**values), values)


def schedule_from(follow_up: FollowUp, due_at: datetime | None, now: datetime) -> dict[str, Any]:
    """The columns that start the reminders of a due moment anew, counted from `now`."""
    if due_at is None:
        return {"reminders_from": now, **asleep()}
    upcoming = next_milestone(follow_up.policy, due_at, now, now)
    return {"reminders_from": now, "next_reminder_at": upcoming.at, "next_milestone": upcoming.key}


def asleep() -> dict[str, Any]:
    """The columns of a follow-up that reminds nobody: a proposal, or a finished one."""
    return {"next_reminder_at": None, "next_milestone": ""}


def subject_of(follow_up: FollowUp) -> Subject:
    """How the trail and others name a follow-up."""
    return Subject("follow_up", follow_up.pk, follow_up.public_id, str(follow_up)[:200])


def subjects_of(
    follow_up: FollowUp, *people: Person | None, about: Sequence[Subject] | None = None
) -> list[Subject]:
    """The follow-up, what it is about (asked for unless it is given), and the people whom an entry names."""
    if about is None:
        rows = follow_up.subjects.all()
        about = [Subject(each.kind, each.object_id, each.public_id, each.label) for each in rows]
    named = [Subject("person", person.pk, person.public_id, person.shown_name) for person in people if person]
    return [subject_of(follow_up), *about, *named]


def name_of(person: Person | None) -> str | None:
    """A person's name as the trail keeps it."""
    return person.shown_name if person else None


def stamp_of(moment: datetime | None) -> str | None:
    """An instant as the trail keeps it: ISO 8601 in UTC."""
    return moment.astimezone(UTC).isoformat() if moment else None


def index(follow_up: FollowUp) -> None:
    """Write what can be found of a follow-up: its texts, the names of its subjects, outside references."""
    labels = [each.label for each in follow_up.subjects.all()]
    index_by(follow_up, [*labels, *(each.reference for each in follow_up.external_links.all())])


def index_by(follow_up: FollowUp, named: Iterable[str]) -> None:
    """The same, where the names of its subjects and its outside references are known; asks nothing."""
    texts = [follow_up.title_id, follow_up.title_en, follow_up.detail_id, follow_up.detail_en]
    search.index(
        kind="follow_up",
        object_id=follow_up.pk,
        organisation=follow_up.organisation,
        access=follow_up.access,
        texts=[*texts, follow_up.legal_basis, *named],
    )
