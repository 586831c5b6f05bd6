"""Who else takes part: organisations that an incident names, whom it is shared with, how far it may go."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from accounts.actors import Actor
from accounts.models import AccessGrant, Organisation, Person
from accounts.models.person import PersonQuerySet
from accounts.policy import Action
from accounts.roles import GrantLevel
from accounts.services.access import change_access, grant, kept_by, revoke
from accounts.services.organisations import subject_of as organisation_subject
from accounts.services.trail import writing
from followups.models import FollowUp
from incidents.models import Incident, IncidentMember, IncidentParty
from incidents.services.aggregate import hold, note, require, subject_of, touched
from incidents.services.joined import let_follow
from lib.db.checks import checked
from lib.texts import Text, text_of


def share_with_organisation(
    *,
    actor: Actor,
    now: datetime,
    incident: Incident,
    organisation: Organisation,
    level: str = GrantLevel.TAKE_PART,
    reason: str = "",
) -> AccessGrant:
    """Let another organisation see or take part in an incident and in everything that hangs on it.

    Raises `Missing`, `Refused`, `Invalid` (an outside body, or TLP:RED, which goes to named people).
    """
    require(actor, Action.INCIDENT_SHARE, incident)
    checked(AccessGrant(reason=reason), ["reason"])
    with writing():
        touched(incident, now=now)
        given = grant(
            actor=actor,
            now=now,
            access=incident.access,
            organisation=organisation,
            level=level,
            reason=reason,
            subject=subject_of(incident),
        )
        let_follow(actor=actor, now=now, incident=incident)
        write_party(incident, organisation, shared=True)
    return given


def share_with_person(
    *,
    actor: Actor,
    now: datetime,
    incident: Incident,
    person: Person,
    level: str = GrantLevel.TAKE_PART,
    reason: str = "",
) -> AccessGrant:
    """Let one person in by name. Raises `Missing`, `Refused`, `Invalid`."""
    require(actor, Action.INCIDENT_SHARE, incident)
    checked(AccessGrant(reason=reason), ["reason"])
    with writing():
        touched(incident, now=now)
        given = grant(
            actor=actor,
            now=now,
            access=incident.access,
            person=person,
            level=level,
            reason=reason,
            subject=subject_of(incident),
        )
        let_follow(actor=actor, now=now, incident=incident)
    return given


def stop_sharing(*, actor: Actor, now: datetime, incident: Incident, given: AccessGrant) -> None:
    """Take a grant back; an organisation stays named as a party. Raises `Missing`, `Refused`, `Conflict`."""
    require(actor, Action.INCIDENT_SHARE, incident)
    with writing():
        touched(incident, now=now)
        revoke(actor=actor, now=now, grant=given, subject=subject_of(incident))
        let_follow(actor=actor, now=now, incident=incident)
        if given.organisation_id:
            IncidentParty.objects.filter(incident=incident, organisation=given.organisation_id).update(
                shared=False
            )


def name_party(
    *,
    actor: Actor,
    now: datetime,
    incident: Incident,
    organisation: Organisation,
    part: Text,
    version: int | None = None,
) -> IncidentParty:
    """Name an organisation and what it is to the incident; naming lets nobody in.

    Whoever changes what was said before gives the incident's `version`. Raises `Missing`, `Refused`,
    `Invalid`, `Stale`.
    """
    require(actor, Action.INCIDENT_EDIT, incident)
    with writing() as book:
        hold(incident, now, version)
        before = IncidentParty.objects.filter(incident=incident, organisation=organisation).first()
        party = write_party(incident, organisation, part=part)
        was = text_of(before, "part") if before else Text()
        note(
            book,
            actor=actor,
            now=now,
            incident=incident,
            verb="incident.party_named",
            changes={"part_id": (was.id, party.part_id), "part_en": (was.en, party.part_en)},
            subjects=(organisation_subject(organisation),),
        )
    return party


def write_party(
    incident: Incident, organisation: Organisation, *, shared: bool | None = None, part: Text | None = None
) -> IncidentParty:
    """Write the row of an organisation that the incident names; None leaves a thing as it is."""
    values: dict[str, object] = {}
    if shared is not None:
        values["shared"] = shared
    if part is not None:
        texts = part.stripped().fields("part")
        checked(IncidentParty(**texts), texts)
        values |= texts
    party, _created = IncidentParty.objects.update_or_create(
        incident=incident,
        organisation=organisation,
        defaults=values,
        create_defaults={**values, "key": organisation.key, "external": organisation.external},
    )
    return party


def change_tlp(
    *,
    actor: Actor,
    now: datetime,
    incident: Incident,
    version: int,
    tlp: str | None = None,
    restricted: bool | None = None,
) -> Incident:
    """Change how far an incident and everything that hangs on it may go; `version` is the access's.

    Going stricter to TLP:RED takes it from every organisation it was shared with: only named people stay.
    Who has a part in it or owns what is still to be done is named then, and let in.
    Raises `Missing`, `Refused`, `Invalid`, `Stale`.
    """
    require(actor, Action.INCIDENT_EDIT, incident)
    with writing():
        touched(incident, now=now)
        incident.access = change_access(
            actor=actor,
            now=now,
            access=kept_by(incident.access, incident.organisation),
            version=version,
            tlp=tlp,
            restricted=restricted,
            subject=subject_of(incident),
            team=_team(incident),
        )
        let_follow(actor=actor, now=now, incident=incident)
    return incident


def _team(incident: Incident) -> PersonQuerySet:
    """Who has a part in the incident, and who owns what is still to be done under its access."""
    members = IncidentMember.objects.filter(incident=incident).values("person")
    owing = FollowUp.objects.waiting_under(incident.access).filter(owner__isnull=False).values("owner")
    return Person.objects.get_queryset().filter(Q(pk__in=members) | Q(pk__in=owing)).order_by("pk")
