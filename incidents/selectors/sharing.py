"""Who has a part in an incident, whom it names, whom it was shared with, and who could be let in."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from accounts.actors import Actor
from accounts.models import AccessGrant, Organisation, Person
from accounts.selectors import as_public_id, missing
from incidents.models import Incident, IncidentMember, IncidentParty


def members_of(incident: Incident) -> list[IncidentMember]:
    """Who has which part; one query."""
    return list(IncidentMember.objects.filter(incident=incident).select_related("person"))


def member_for(incident: Incident, person_id: UUID | str, role: str) -> IncidentMember:
    """One part by person and role. Raises `Missing`."""
    rows = IncidentMember.objects.filter(incident=incident, role=role).select_related("person")
    found = rows.filter(person__public_id=as_public_id(person_id)).first()
    if found is None:
        raise missing()
    return found


def grants_on(incident: Incident) -> list[AccessGrant]:
    """Whom it was shared with and not taken back; one query."""
    rows = AccessGrant.objects.standing().filter(access=incident.access_id)
    return list(rows.select_related("organisation", "person", "access").order_by("pk"))


def grant_for(incident: Incident, key: str) -> AccessGrant:
    """One standing grant by its key. Raises `Missing`."""
    known = {str(each.pk): each for each in grants_on(incident)}
    if key not in known:
        raise missing()
    return known[key]


def bodies_to_share_with(incident: Incident) -> list[Organisation]:
    """Organisations that are run here, but the one that keeps the incident; by name, one query."""
    return list(Organisation.objects.internal().exclude(pk=incident.organisation_id).order_by("name"))


def party_for(incident: Incident, organisation_id: UUID | str) -> IncidentParty:
    """An organisation that it names. Raises `Missing`."""
    rows = IncidentParty.objects.filter(incident=incident).select_related("organisation")
    found = rows.filter(organisation__public_id=as_public_id(organisation_id)).first()
    if found is None:
        raise missing()
    return found


def bodies_to_name(actor: Actor, incident: Incident, *, everywhere: bool) -> list[Organisation]:
    """Organisations that it does not name yet: outside bodies and those the actor sees; by name, one query.

    `everywhere`: all that there are, for whoever chooses among them when sharing.
    """
    rows = Organisation.objects.exclude(pk__in=incident.parties.values("organisation"))
    if not everywhere:
        seen = Organisation.objects.visible_to(actor)
        rows = rows.filter(Q(external=True) | Q(pk__in=seen.values("pk")))
    return list(rows.order_by("name"))


def body_to_name(
    actor: Actor, incident: Incident, public_id: UUID | str, *, everywhere: bool
) -> Organisation:
    """One organisation that it names, or that `bodies_to_name` would offer. Raises `Missing`."""
    rows = Organisation.objects.filter(public_id=as_public_id(public_id))
    if not everywhere:
        named, seen = incident.parties.values("organisation"), Organisation.objects.visible_to(actor)
        rows = rows.filter(Q(external=True) | Q(pk__in=seen.values("pk")) | Q(pk__in=named))
    found = rows.first()
    if found is None:
        raise missing()
    return found


def people_to_let_in(actor: Actor, limit: int = 200) -> list[Person]:
    """Colleagues who sign in, by name; one query."""
    return list(Person.objects.visible_to(actor).active().order_by("name")[:limit])
