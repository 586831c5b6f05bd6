"""The rows of the timeline: checked and written, without policy and trail, which the verbs add."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from incidents.derived import FactRows, FactState, moment_columns, quantity_of, states
from incidents.models import Fact, FactRevision, Incident, Reading, Source
from incidents.selectors.rows import rows_of
from incidents.services.entries import FactData, ReadingData
from incidents.timing import require_happened
from incidents.vocabulary import ReadingOf
from lib.db.checks import checked
from lib.errors import Invalid
from lib.moments import Span, unknown_moment
from lib.texts import required

_CACHES = ("span_from", "span_to", "sort_at", "disputed", "version")
_REVISION_TEXTS = (
    "kind",
    "claim",
    "precision",
    "what_id",
    "what_en",
    "speaker_role_id",
    "speaker_role_en",
    "as_said",
)
_READING_TEXTS = ("of", "precision", "text_id", "text_en", "value", "note_id", "note_en")


def add_fact(*, actor: Actor, now: datetime, incident: Incident, data: FactData) -> FactRows:
    """Write a new fact with its first revision; its caches follow with `refresh`.

    Raises `Invalid`, also for a moment that is still to come: what has not happened is no fact.
    """
    require_happened(data.moment, now, "moment")
    fact = Fact(
        organisation=incident.organisation,
        access=incident.access,
        incident=incident,
        key=data.key,
        kind=data.kind,
        claim=data.claim,
        sort_at=now,
        created_at=now,
    )
    revision = _revision(actor, now, incident, fact, data, n=1)
    fact.save(force_insert=True)
    revision.save(force_insert=True)
    return FactRows(fact, revision)


def add_revision(
    *,
    actor: Actor,
    now: datetime,
    incident: Incident,
    fact: Fact,
    data: FactData,
    reason: str,
    shared: Mapping[int, int],
) -> FactRevision:
    """Write the next revision of a fact whose `revision_count` is already raised. Raises `Invalid`.

    `shared` says whose moment each fact of the incident shares, by their keys.
    """
    revision = _revision(actor, now, incident, fact, data, n=fact.revision_count)
    if data.same_as is not None:
        _check_circle(fact, data.same_as, shared)
    revision.reason = reason
    checked(revision, ["reason"])
    revision.save(force_insert=True)
    return revision


def _revision(
    actor: Actor, now: datetime, incident: Incident, fact: Fact, data: FactData, *, n: int
) -> FactRevision:
    what = required(data.what, "what", _("Say what happened."))
    if data.moment is not None and data.same_as is not None:
        raise Invalid(_("A fact has its own moment or shares another's, not both."), field="same_as")
    _check_source(incident, data.source)
    if data.same_as is not None:
        _check_target(incident, data.same_as)
    moment = data.moment or unknown_moment(incident.organisation.zone)
    columns = moment_columns(moment)
    if data.same_as is not None:
        columns["precision"] = str(data.precision)
    revision = FactRevision(
        fact=fact,
        n=n,
        kind=data.kind,
        claim=data.claim,
        **what.fields("what"),
        **data.speaker_role.stripped().fields("speaker_role"),
        source=data.source,
        same_as=data.same_as,
        **columns,
        as_said=data.as_said.strip(),
        made_at=now,
        made_by_id=actor.person_id,
    )
    checked(revision, _REVISION_TEXTS)
    return revision


def _check_source(incident: Incident, source: Source | None) -> None:
    if source is not None and source.incident_id != incident.pk:
        raise Invalid(_("This source belongs to another incident."), field="source")


def _check_target(incident: Incident, target: Fact) -> None:
    """Pass if the target is of the same incident."""
    if target.incident_id != incident.pk:
        raise Invalid(_("That fact belongs to another incident."), field="same_as")


def _check_circle(fact: Fact, target: Fact, shared: Mapping[int, int]) -> None:
    """Pass if the fact may share the target's moment without closing a circle.

    A fact that is only being written closes none: nothing can share its moment yet.
    """
    here, seen = target.pk, set[int]()
    while here not in seen:
        if here == fact.pk:
            raise Invalid(
                _("A fact cannot take its moment from itself, not even by way of others."), field="same_as"
            )
        seen.add(here)
        here = shared.get(here, here)


def add_reading_row(
    *, actor: Actor, now: datetime, incident: Incident, fact: Fact, n: int, data: ReadingData
) -> Reading:
    """Write the `n`th reading of a fact; the caches follow with `refresh`. Raises `Invalid`."""
    text = required(data.text, "text", _("Give the words as they were said."))
    _check_source(incident, data.source)
    value = data.value.strip()
    if data.of == ReadingOf.QUANTITY and value:
        numbers = quantity_of(value)
        if numbers is None or numbers[0] > numbers[1]:
            message = _("A quantity is a whole number, or two with a hyphen between them: 100-200.")
            raise Invalid(message, field="value")
    reading = Reading(
        fact=fact,
        n=n,
        of=data.of,
        **text.fields("text"),
        source=data.source,
        **moment_columns(data.moment or unknown_moment(incident.organisation.zone)),
        value=value,
        **data.note.stripped().fields("note"),
        made_at=now,
        made_by_id=actor.person_id,
    )
    checked(reading, _READING_TEXTS)
    reading.save(force_insert=True)
    return reading


@dataclass(frozen=True, slots=True)
class Moved:
    """A fact that another one took along, and when it was before."""

    fact: Fact
    before: Span


@dataclass(frozen=True, slots=True)
class Refreshed:
    """The state of each fact by its key, and those whose time a verb about another fact has moved."""

    states: dict[int, FactState]
    moved: tuple[Moved, ...]


def refresh(
    incident: Incident, *, unversioned: Iterable[Fact] = (), rows: Iterable[FactRows] | None = None
) -> Refreshed:
    """Bring the caches of all facts of the incident up to date.

    A fact whose caches change gets a new version, but for those in `unversioned`, whose verb has raised it.
    Call it while the incident's row is held, and tell the trail what moved. `rows` is every fact as it stands
    now, where the verb has read them since it holds that row.
    """
    found = states(rows_of(incident) if rows is None else rows)
    spared = {each.pk for each in unversioned}
    changed: list[Fact] = []
    moved: list[Moved] = []
    for state in found.values():
        fact = state.rows.fact
        start, stop = state.in_use.span()
        wanted = (start, stop, state.in_use.sort_at(fact.created_at), state.disputed)
        if wanted != (fact.span_from, fact.span_to, fact.sort_at, fact.disputed):
            if fact.pk not in spared:
                moved.append(Moved(fact, (fact.span_from, fact.span_to)))
                fact.version += 1
            fact.span_from, fact.span_to, fact.sort_at, fact.disputed = wanted
            changed.append(fact)
    Fact.objects.bulk_update(changed, _CACHES, batch_size=200)
    return Refreshed(found, tuple(moved))
