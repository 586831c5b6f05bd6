"""Legal clocks: elapsed hours from a chosen fact, shifted when the fact is, stopped where no duty applies.

How a duty is fulfilled stands in `incidents.services.follow_ups`.

UU 27/2022 Pasal 46 gives 3×24 hours from awareness. Where the fact is known only so well, the clock runs
from its earliest possible instant: the safe side.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.actors import SYSTEM, Actor
from accounts.models import Person
from accounts.policy import Action
from accounts.services.trail import Subject, writing
from followups.models import FollowUp, FollowUpSubject
from followups.services.changes import shift_held
from followups.services.followups import cancel, create_follow_up
from followups.services.holding import held
from followups.vocabulary import FollowUpKind, FollowUpState
from incidents.derived import FactState
from incidents.models import Fact, Incident
from incidents.services.aggregate import note, require, subject_of, touched
from incidents.timing import CLOCKS_DIFFER
from lib.errors import Conflict, Invalid, Missing
from lib.texts import Text, required

ROOM = "incidents"
PDP_HOURS = 72
PDP_BASIS = "UU 27/2022 Pasal 46"
MOST_HOURS = 24 * 366
_DUE_REASON = Text(
    id="Kewajiban hukum: {hours} jam sejak faktanya. Bila waktunya keliru, perbaiki faktanya.",
    en="A duty by law: {hours} hours from the fact. If its time is wrong, correct the fact.",
)


def start_legal_clock(
    *,
    actor: Actor,
    now: datetime,
    incident: Incident,
    fact: Fact,
    owner: Person,
    title: Text,
    hours: int = PDP_HOURS,
    basis: str = PDP_BASIS,
) -> FollowUp:
    """Start the clock of a duty by law, from a fact of a live incident; it may have run out already.

    It runs from the fact's time as it stands once the incident is held: a correction that came first counts.
    Raises `Missing`, `Refused`, `Conflict` for an exercise or a reconstruction, and `Invalid` for a fact
    that no source dates, or that is dated in the future.
    """
    require(actor, Action.INCIDENT_EDIT, incident)
    if not incident.is_live:
        raise Conflict(_("An exercise or a reconstruction runs no legal clock."), code="not_live")
    if fact.incident_id != incident.pk:
        raise Invalid(_("That fact belongs to another incident."), field="fact")
    if not 1 <= hours <= MOST_HOURS:
        raise Invalid(_("A period lasts from one hour to a year."), field="hours")
    said = required(title, "title", _("Say what the duty is."))
    with writing() as book:
        touched(incident, now=now)
        start = _start_of(Fact.objects.get(pk=fact.pk), now)
        follow_up = create_follow_up(
            actor=actor,
            now=now,
            organisation=incident.organisation,
            access=incident.access,
            kind=FollowUpKind.LEGAL,
            owner=owner,
            subjects=[subject_of(incident), Subject("fact", fact.pk, fact.public_id, incident.number)],
            origin=str(incident.origin),
            managed_by=ROOM,
            due_locked=True,
            due_reason_id=_DUE_REASON.id.format(hours=hours),
            due_reason_en=_DUE_REASON.en.format(hours=hours),
            clock_from=start,
            clock_hours=hours,
            legal_basis=basis.strip(),
            title_id=said.id,
            title_en=said.en,
        )
        note(
            book,
            actor=actor,
            now=now,
            incident=incident,
            verb="clock.started",
            changes={"hours": (None, hours), "basis": (None, basis)},
            subjects=(Subject("follow_up", follow_up.pk, follow_up.public_id, str(follow_up)[:200]),),
        )
    return follow_up


def _start_of(fact: Fact, now: datetime) -> datetime:
    """The earliest instant from which a clock can run. Raises `Invalid`."""
    if fact.span_from is None:
        raise Invalid(_("Nobody says when this was at the earliest: no clock can run from it."), field="fact")
    if fact.span_from > now + CLOCKS_DIFFER:
        raise Invalid(_("The time of this fact lies in the future: correct it first."), field="fact")
    return fact.span_from


def cancel_legal_clock(
    *,
    actor: Actor,
    now: datetime,
    incident: Incident,
    follow_up: FollowUp,
    reason: str,
    version: int | None = None,
) -> FollowUp:
    """Stop a clock because the duty does not apply, with the reason.

    Raises `Missing`, `Refused`, `Invalid`, `Conflict`, `Stale`.
    """
    _check_belongs(actor, incident, follow_up)
    return cancel(actor=actor, now=now, follow_up=follow_up, reason=reason, version=version, room=ROOM)


def _check_belongs(actor: Actor, incident: Incident, follow_up: FollowUp) -> None:
    require(actor, Action.INCIDENT_EDIT, incident)
    about = FollowUpSubject.objects.filter(follow_up=follow_up, kind="incident", object_id=incident.pk)
    if follow_up.managed_by != ROOM or not about.exists():
        raise Missing(_("There is nothing here, or you may not see it."))


def runs_clocks(incident: Incident) -> bool:
    """Whether the clock of a duty by law runs in the incident."""
    return FollowUp.objects.about("incident", incident.pk).legal().open().filter(managed_by=ROOM).exists()


def shift_clocks(*, actor: Actor, now: datetime, incident: Incident, states: Mapping[int, FactState]) -> None:
    """Let every running clock of the incident run from its fact's earliest instant as it is known now.

    A fact that lost its time leaves its clock where it was: the duty does not go away by not knowing. The
    shift follows from the verb that changed the fact, whatever the actor's own role in follow-ups.
    """
    RunningClocks(incident).shift(actor=actor, now=now, states=states)


class RunningClocks:
    """The running clocks of an incident: asked for once in a unit of work, and those that move held once."""

    def __init__(self, incident: Incident) -> None:
        self._incident = incident
        self._running: list[FollowUpSubject] | None = None
        self._held: dict[int, FollowUp] = {}

    def shift(self, *, actor: Actor, now: datetime, states: Mapping[int, FactState]) -> None:
        """See `shift_clocks`; three queries at most, whatever the number of clocks."""
        if not self._incident.is_live:
            return
        moved: list[tuple[int, datetime]] = []
        for row in self._from_facts(states):
            start = states[row.object_id].in_use.span()[0]
            clock = self._held.get(row.follow_up_id, row.follow_up)
            if start is not None and start != clock.clock_from:
                moved.append((clock.pk, start))
        self._hold({pk for pk, _start in moved} - self._held.keys())
        for pk, start in moved:
            clock = self._held[pk]
            who = actor if actor.may(Action.FOLLOW_UP_EDIT, clock) else SYSTEM
            shift_held(actor=who, now=now, held=clock, room=ROOM, clock_from=start)

    def _from_facts(self, states: Mapping[int, FactState]) -> list[FollowUpSubject]:
        if self._running is None:
            running = FollowUpSubject.objects.filter(
                kind="fact",
                object_id__in=states.keys(),
                follow_up__kind=FollowUpKind.LEGAL,
                follow_up__managed_by=ROOM,
                follow_up__state=FollowUpState.OPEN,
            )
            self._running = list(running.select_related("follow_up__organisation", "follow_up__access"))
        return self._running

    def _hold(self, keys: set[int]) -> None:
        if keys:
            self._held |= held(keys)
