"""A sibling organisation that shares nothing: one thing of each kind, each of its texts a word of its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from accounts.actors import SYSTEM, Actor
from accounts.models import Organisation, Person
from accounts.roles import Role
from accounts.services.people import assign_role
from accounts.services.service_accounts import create_service
from accounts.services.tokens import issue_token
from compliance.models import Asset, Requirement
from compliance.services.assets import AssetSheet, create_asset, edit_asset, sheet_of
from compliance.services.controls import ControlSheet, create_control
from followups.services.creation import create_follow_up
from followups.services.followups import complete
from incidents.models import Incident
from incidents.services.events import EventData, report_event
from incidents.services.incidents import open_incident
from incidents.services.sharing import share_with_person, stop_sharing
from lib.texts import Text
from tests.access.canaries import Canaries
from tests.access.things import Hands
from tests.people import NOW, add_organisation, add_person, as_actor

EARLIER = NOW - timedelta(hours=2)


def elsewhere(canary: Canaries, hands: Hands, above: Organisation, once_let_in: Person) -> Person:
    """Make it; the person of it who has every role there.

    `once_let_in` was let into one of its incidents, has work there, and was shut out again.
    """
    body = add_organisation(canary("body.key"), canary("body.name"), canary("body.short"), above)
    person = add_person(canary("person.username"), canary("person.name"), body, Role.ISMS_MANAGER)
    for role in set(Role) - {Role.ISMS_MANAGER}:
        assign_role(actor=SYSTEM, now=NOW, person=person, organisation=body, role=role)
    lead = as_actor(person)
    _program(canary, body, lead)
    _belongings(canary, hands, body, lead, person)
    event = EventData(canary("event.what"), where=canary("event.at"))
    report_event(actor=lead, now=EARLIER, organisation=body, data=event)
    incident = open_incident(
        actor=lead,
        now=EARLIER,
        organisation=body,
        title=Text(canary("incident.title"), canary("incident.title_en")),
    )
    _owed(canary, lead, incident, once_let_in)
    return person


def needed(hands: Hands, person: Person) -> None:
    """Let one of our assets need all that the person's organisation has."""
    ours = Asset.objects.get(pk=hands.asset.pk)
    theirs = Asset.objects.filter(organisation=person.home).exclude(dependencies__needs=ours)
    sheet = replace(sheet_of(ours), depends_on=tuple(theirs))
    edit_asset(actor=SYSTEM, now=NOW, asset=ours, version=ours.version, sheet=sheet)


def _program(canary: Canaries, body: Organisation, lead: Actor) -> None:
    service = create_service(actor=lead, now=NOW, organisation=body, name=canary("service.name"))
    assign_role(actor=lead, now=NOW, service=service, organisation=body, role=Role.RESPONDER)
    issue_token(
        actor=lead,
        now=NOW,
        service=service,
        label=canary("token.label"),
        scopes=["assets:read"],
        expires_at=NOW + timedelta(days=90),
    )


def _belongings(canary: Canaries, hands: Hands, body: Organisation, lead: Actor, person: Person) -> None:
    """An asset, one that needs one of ours, and a control for a requirement that failed us."""
    sheet = AssetSheet(Text(canary("asset.name")), purpose=Text(canary("asset.purpose")), owner=person)
    create_asset(actor=lead, now=NOW, organisation=body, sheet=sheet)
    needing = AssetSheet(Text(canary("asset.that_needs")), depends_on=(hands.asset,))
    create_asset(actor=SYSTEM, now=NOW, organisation=body, sheet=needing)
    create_control(
        actor=lead,
        now=NOW,
        organisation=body,
        sheet=ControlSheet(
            Text(canary("control.title")),
            detail=Text(canary("control.detail")),
            owner=person,
            requirements=(Requirement.objects.get(pk=hands.requirement.pk),),
        ),
    )


def _owed(canary: Canaries, lead: Actor, incident: Incident, once_let_in: Person) -> None:
    """Work in an incident, of somebody who has no part in it any more."""
    given = share_with_person(actor=lead, now=EARLIER, incident=incident, person=once_let_in)
    for name, done in (("late", False), ("soon", False), ("done", True)):
        made = create_follow_up(
            actor=lead,
            now=EARLIER,
            organisation=incident.organisation,
            access=incident.access,
            kind="corrective",
            owner=once_let_in,
            due_at=EARLIER + timedelta(minutes=30 if name == "late" else 3000),
            title_id=canary(f"{name}.title"),
            detail_id=canary(f"{name}.detail"),
        )
        if done:
            complete(actor=lead, now=EARLIER, follow_up=made, note=canary("done.note"), evidence=[])
    create_follow_up(
        actor=lead,
        now=EARLIER,
        organisation=incident.organisation,
        access=incident.access,
        state="proposed",
        owner=once_let_in,
        title_id=canary("proposal.title"),
    )
    stop_sharing(actor=lead, now=NOW, incident=incident, given=given)
