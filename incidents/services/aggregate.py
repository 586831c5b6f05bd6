"""The incident as the root of its aggregate: compare-and-set, its name in the trail, what is found of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.actors import Actor
from accounts.policy import Action
from accounts.services import search
from accounts.services.trail import Book, Change, Subject, at_the_end
from incidents.models import Incident
from incidents.selectors.findable import findable, findable_alone
from lib.db.returning import updated
from lib.errors import Conflict, Missing, Refused, Stale
from lib.texts import Text


def subject_of(incident: Incident) -> Subject:
    """How the trail, follow-ups and reports name an incident: by its number, which gives nothing away."""
    return Subject("incident", incident.pk, incident.public_id, incident.number)


def require(actor: Actor, action: Action, incident: Incident) -> None:
    """Pass if the actor may do that to the incident. Raises `Missing` when it is hidden, else `Refused`.

    A voided incident is only read.
    """
    policy.require(actor, Action.INCIDENT_READ, incident)
    if not actor.may(action, incident):
        raise Refused(_("Your role does not allow this here."))
    check_standing(incident)


def check_standing(incident: Incident) -> None:
    """Pass unless the incident was voided: then it is only read. Raises `Conflict`."""
    if incident.voided_at is not None:
        raise _voided()


def _voided() -> Conflict:
    return Conflict(_("This incident was voided and is only read."), code="voided")


def changed(incident: Incident, *, version: int, now: datetime, **fields: Any) -> None:
    """Set fields of the incident if it still has that version, else raise `Stale` with the present one.

    Raises `Conflict` for one that was voided meanwhile.
    """
    rows = Incident.objects.standing().filter(pk=incident.pk, version=version)
    if not rows.update(version=version + 1, changed_at=now, **fields):
        current = Incident.objects.filter(pk=incident.pk).only("version", "voided_at").first()
        if current is None:
            raise Missing(_("There is nothing here, or you may not see it."))
        check_standing(current)
        raise Stale(_("Somebody else has changed this meanwhile."), current=current.version)
    _set(incident, version=version + 1, changed_at=now, **fields)


def touched(incident: Incident, *, now: datetime, **fields: Any) -> None:
    """Note that something of the incident's own sheet was added, whatever its version; holds its row.

    Additions by several people at once do not contradict each other, so they ask for no version; each
    raises it, so that whoever saw less notices. Raises `Conflict` for an incident that was voided meanwhile:
    what was asked of the row before the transaction is asked again of the row that is held.
    """
    rows = Incident.objects.standing().filter(pk=incident.pk)
    version = updated(rows, "version", **{"version": F("version") + 1, "changed_at": now, **fields})
    if version is None:
        raise _voided()
    _set(incident, version=version, changed_at=now, **fields)


def hold(incident: Incident, now: datetime, version: int | None) -> None:
    """Hold the incident's row: whatever its version, or only if it still has the one given."""
    if version is None:
        touched(incident, now=now)
    else:
        changed(incident, version=version, now=now)


def grown(incident: Incident, *, now: datetime) -> None:
    """Note that the timeline or the evidence grew; holds the incident's row until commit.

    The incident's own version stays: facts and evidence have theirs. Raises `Conflict` for an incident that
    was voided meanwhile.
    """
    if not Incident.objects.standing().filter(pk=incident.pk).update(changed_at=now):
        raise _voided()
    _set(incident, changed_at=now)


def held(incident: Incident) -> Incident:
    """The incident as it stands now; its row is held until commit, and nothing is noted in it.

    For what looks at the incident as a whole and must not miss what comes at the same moment. What hangs on
    it, such as its access, is read after that: a join would show it as it was before the row was waited for.
    Raises `Conflict` for an incident that was voided meanwhile.
    """
    current = Incident.objects.select_for_update().get(pk=incident.pk)
    check_standing(current)
    return current


def _set(incident: Incident, **fields: Any) -> None:
    for name, value in fields.items():
        setattr(incident, name, value)


def note(
    book: Book,
    *,
    actor: Actor,
    now: datetime,
    incident: Incident,
    verb: str,
    changes: dict[str, Change] | None = None,
    subjects: tuple[Subject, ...] = (),
) -> None:
    """Write the trail's entry about an incident, under its access."""
    book.record(
        actor=actor,
        now=now,
        verb=verb,
        organisation=incident.organisation,
        access=incident.access,
        subjects=[subject_of(incident), *subjects],
        changes=changes,
    )


def text_change(stem: str, before: Text, after: Text) -> dict[str, Change]:
    """A changed text as fields of a trail entry."""
    return {f"{stem}_id": (before.id, after.id), f"{stem}_en": (before.en, after.en)}


def reindex(incident: Incident) -> None:
    """Write what can be found of the incident once the unit of work ends, however often it changes in it."""
    at_the_end(("found", incident.pk), lambda: _find_by(incident, findable(incident)))


def index_new(incident: Incident) -> None:
    """Write what can be found of an incident on which nothing hangs yet: its own words."""
    at_the_end(("found", incident.pk), lambda: _find_by(incident, findable_alone(incident)))


def _find_by(incident: Incident, texts: list[str]) -> None:
    search.index(
        kind="incident",
        object_id=incident.pk,
        organisation=incident.organisation,
        access=incident.access,
        texts=texts,
    )
