"""Who handles an incident: commander, handlers, data protection officer; and passing parts on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.actors import SYSTEM, Actor, actor_for_person
from accounts.candidates import Asked
from accounts.hand_over import PLACE, acting, placed, told_of
from accounts.models import AccessGrant, Person
from accounts.policy import Action
from accounts.roles import GrantLevel
from accounts.services.access import kept_by, let_in_by_name
from accounts.services.access_checks import require_sharing
from accounts.services.people import subject_of as person_subject
from accounts.services.trail import Book, writing
from accounts.told import told_now
from followups.services.notices import notify
from followups.vocabulary import NoticeKind
from incidents.models import Incident, IncidentMember
from incidents.notices import PART_GIVEN
from incidents.services import joined
from incidents.services.aggregate import hold, note, require, subject_of, touched
from incidents.vocabulary import IncidentRole
from lib.db.gathering import RowsOf
from lib.errors import Conflict, Invalid, Refused


def assign_member(
    *, actor: Actor, now: datetime, incident: Incident, person: Person, role: str
) -> IncidentMember:
    """Give somebody a part in the incident and tell them; a new commander takes the old one's place.

    Where only people let in by name see the incident, they are let in, by who may do so. The person must
    have a role that lets them work on it. Raises `Missing`, `Refused`, `Invalid`, `Conflict`.
    """
    require(actor, Action.INCIDENT_EDIT, incident)
    if role not in IncidentRole.values:
        raise Invalid(_("There is no such part in an incident."), field="role")
    if not person.is_active:
        raise Invalid(_("This person no longer signs in. Choose somebody else."), field="person")
    with writing() as book:
        touched(incident, now=now)
        stands = _standing(incident, role)
        if any(each.person_id == person.pk for each in stands.holders):
            raise Conflict(_("This person has that part already."), field="person")
        _let_in(actor, now, incident, person, stands)
        _check_reach(incident, person, now)
        before = _replaced(stands.holders, role)
        member = IncidentMember.objects.create(incident=incident, person=person, role=role)
        note(
            book,
            actor=actor,
            now=now,
            incident=incident,
            verb="incident.member_assigned",
            changes={str(role): (before, person.shown_name)},
            subjects=(person_subject(person),),
        )
        if person.pk != actor.person_id:
            _tell(now, incident, person, role)
    return member


def unassign_member(
    *,
    actor: Actor,
    now: datetime,
    incident: Incident,
    member: IncidentMember,
    version: int | None = None,
) -> None:
    """Take a part back. A grant by name stays until it is taken back.

    Who saw the incident in a `version` gives it. Raises `Missing`, `Refused`, `Stale`.
    """
    require(actor, Action.INCIDENT_EDIT, incident)
    with writing() as book:
        hold(incident, now, version)
        if not IncidentMember.objects.filter(pk=member.pk, incident=incident).delete()[0]:
            return
        note(
            book,
            actor=actor,
            now=now,
            incident=incident,
            verb="incident.member_unassigned",
            changes={str(member.role): (member.person.shown_name, None)},
            subjects=(person_subject(member.person),),
        )


def _standing(incident: Incident, role: str) -> Any:
    """Who has the part in an incident that is held (`holders`), and what decides who is let in, if needed."""
    holders = IncidentMember.objects.filter(incident=OuterRef("pk"), role=role)
    named = RowsOf(holders, "id", "person_id", "person__name", "person__erased_at")
    let_in = joined.telling("pk") if incident.access.needs_grant else {}
    return Incident.objects.only("pk").annotate(holders=named, **let_in).get(pk=incident.pk)


def _let_in(actor: Actor, now: datetime, incident: Incident, person: Person, stands: Any) -> None:
    """A grant by name where the incident needs one and the person has none."""
    if not incident.access.needs_grant or _takes_part(incident, person, stands):
        return
    if not actor.may_in(incident.organisation_id, Action.INCIDENT_SHARE):
        raise Refused(_("Only people let in by name see this. Ask the ISMS manager to let this person in."))
    require_sharing(actor, incident.access)
    _give_part(actor, actor, now, incident, person, stands)


def _takes_part(incident: Incident, person: Person, told: Any) -> bool:
    return any(each.level == GrantLevel.TAKE_PART for each in _grants_to(incident, person, told))


def _grants_to(incident: Incident, person: Person, told: Any) -> list[AccessGrant]:
    """The standing grants by which the person, by name, sees the incident: one at most."""
    given: list[AccessGrant] = told.standing_grants
    return [each for each in given if each.access_id == incident.access_id and each.person_id == person.pk]


def _give_part(by: Actor, actor: Actor, now: datetime, incident: Incident, person: Person, told: Any) -> None:
    """Let the person take part by name, and what joined reports left behind follow; asks nothing.

    `by` is who the trail says let them in.
    """
    lesser = _grants_to(incident, person, told)
    given = let_in_by_name(
        actor=by,
        now=now,
        access=kept_by(incident.access, incident.organisation),
        person=person,
        lesser=lesser[0] if lesser else None,
        subject=subject_of(incident),
    )
    standing = [*(each for each in told.standing_grants if each not in lesser), given]
    joined.let_told_follow(actor=actor, now=now, incident=incident, told=told, standing=standing)


def _check_reach(incident: Incident, person: Person, now: datetime) -> None:
    """The person must be able to do what the part asks for."""
    able = actor_for_person(person, now=now, told=told_now(person, now))
    if not able.may(Action.INCIDENT_EDIT, incident):
        raise _cannot_reach(person, "person")


def _cannot_reach(person: Person, field: str) -> Invalid:
    words = _("{name} cannot see this or has no role to work on it. Choose somebody else.")
    return Invalid(format_lazy(words, name=person.shown_name), code="cannot_reach", field=field)


def _replaced(holders: Sequence[Any], role: str) -> str | None:
    """Make room for a new commander; the name of the one before."""
    if role != IncidentRole.COMMANDER or not holders:
        return None
    former = holders[0]
    IncidentMember.objects.filter(pk=former.id).delete()
    return Person(name=former.person_name, erased_at=former.person_erased_at).shown_name


def _tell(now: datetime, incident: Incident, person: Person, role: str) -> None:
    notify(
        now=now,
        recipients=[person],
        kind=NoticeKind.MESSAGE,
        organisation=incident.organisation,
        access=incident.access,
        dedupe=f"part:{incident.public_id}:{role}:{incident.version}",
        origin=incident.origin,
        data={
            "url": f"/go/incident/{incident.public_id}",
            "number": incident.number,
            "text_key": PART_GIVEN,
            "role": str(role),
        },
    )


_PART = ("id", "role", "incident_id", *(f"incident__{name}" for name in PLACE))


def telling() -> dict[str, RowsOf]:
    """Columns for a query of people that tell in which open incidents each of them has a part."""
    parts = IncidentMember.objects.filter(person=OuterRef("pk"), incident__in=Incident.objects.open())
    return {"incident_duties": RowsOf(parts.order_by("pk"), *_PART)}


def parts_of(person: Person, still: Actor | None = None) -> int:
    """How many parts in open incidents somebody else must take over: all, or those beyond `still`."""
    return len(_parts(person, still))


def _parts(person: Any, still: Actor | None) -> list[IncidentMember]:
    """The person's parts in open incidents, without those that `still` (the same person) can fill.

    As much of each as its place takes; asked for unless the row of the person told of them.
    """
    told = person if hasattr(person, "incident_duties") else told_of(person)
    held = [
        IncidentMember(
            pk=each.id, role=each.role, incident=Incident(pk=each.incident_id, **placed(each, "incident_"))
        )
        for each in told.incident_duties
    ]
    able = set(still.able(Action.INCIDENT_EDIT, [each.incident for each in held])) if still else set()
    return [each for each in held if each.incident not in able]


def asks(person: Any) -> list[Asked]:
    """What parts ask of whoever takes them over; nothing where people are let in by name: they will be."""
    incidents = [each.incident for each in _parts(person, None)]
    reached = [each for each in incidents if each.access and not each.access.needs_grant]
    return [(Action.INCIDENT_EDIT, each) for each in reached]


def check_reach(actor: Actor, now: datetime, person: Person, successor: Person, still: Actor | None) -> None:
    """Pass if the successor can fill all of it. Raises `Invalid` at `successor`."""
    _check_successor(successor, [each.incident for each in _parts(person, still)], now)


def hand_over_parts(
    actor: Actor, now: datetime, person: Person, successor: Person, still: Actor | None = None
) -> None:
    """Pass parts in open incidents to the successor, who is told, and let in where people are let in by name.

    Called while a person is deactivated or moved; the registry of `accounts.hand_over` names it. Raises
    `Invalid` at `successor` for somebody whose role does not reach one of the incidents.
    """
    parts = _parts(person, still)
    if not parts:
        return
    with writing() as book:
        for each in sorted(parts, key=lambda part: part.incident_id):  # so that nobody waits in a ring
            touched(each.incident, now=now)
        held = _held(parts, successor)
        _check_successor(successor, [each.incident for each in held], now)
        let_in = set[int]()
        for each in held:
            if each.incident_id not in let_in:  # one who has several parts in it tells of it several times
                _let_heir_in(actor, now, each, successor)
                let_in.add(each.incident_id)
            _pass_part_on(book, actor, now, each, person, successor)


def _held(parts: Sequence[IncidentMember], successor: Person) -> list[Any]:
    """The parts, asked for once their incidents are held: each with whether the successor `has` it already,
    and with what decides who is let in."""
    rows = IncidentMember.objects.filter(pk__in=[each.pk for each in parts])
    theirs = IncidentMember.objects.filter(
        person=successor, incident=OuterRef("incident"), role=OuterRef("role")
    )
    told = rows.annotate(has=Exists(theirs), **joined.telling())
    return list(told.select_related("incident__organisation", "incident__access").order_by("pk"))


def _let_heir_in(actor: Actor, now: datetime, told: Any, successor: Person) -> None:
    """Let the successor in by name where the incident needs it and they are not yet; asks nothing."""
    incident = told.incident
    if incident.access.needs_grant and not _takes_part(incident, successor, told):
        _give_part(SYSTEM, actor, now, incident, successor, told)


def _pass_part_on(
    book: Book, actor: Actor, now: datetime, member: Any, person: Person, successor: Person
) -> None:
    incident = member.incident
    member.delete()
    if not member.has:
        IncidentMember.objects.create(incident=incident, person=successor, role=member.role)
    note(
        book,
        actor=actor,
        now=now,
        incident=incident,
        verb="incident.member_handed_over",
        changes={str(member.role): (person.shown_name, successor.shown_name)},
        subjects=(person_subject(person), person_subject(successor)),
    )
    if not member.has and successor.pk != actor.person_id:
        _tell(now, incident, successor, member.role)


def _check_successor(successor: Person, incidents: Sequence[Incident], now: datetime) -> None:
    """The same as `_check_reach` for all of them at once, with everybody let in who is to be.

    Where people are let in by name, the successor will be: a role that edits somewhere is enough.
    """
    if not incidents:
        return
    heir = acting(successor, now)
    by_role = [each for each in incidents if not each.access.needs_grant]
    lost = len(heir.able(Action.INCIDENT_EDIT, by_role)) < len(by_role)
    if lost or not heir.may_somewhere(Action.INCIDENT_EDIT):
        raise _cannot_reach(successor, "successor")
