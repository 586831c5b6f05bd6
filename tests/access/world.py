"""The place in which the access tests happen: one thing of each kind, and everybody who might want it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.test import Client

from accounts.actors import SYSTEM
from accounts.models import ApiToken, Organisation, Person, ServiceAccount, TrailEntry
from accounts.roles import GrantLevel, Role
from accounts.services.leaving import deactivate_person
from accounts.services.service_accounts import create_service
from accounts.services.tokens import issue_token, known_scopes, revoke_token
from compliance.catalogue import ISO_27001_2022
from compliance.catalogue.reader import read_framework
from compliance.models import Asset, Control, Requirement
from compliance.services.assets import AssetSheet, create_asset
from compliance.services.catalogue import load_framework
from compliance.services.controls import ControlSheet, create_control
from followups.models import Delivery, FollowUp, Notice
from followups.services.followups import create_follow_up
from followups.services.outbox import BACK_OFF, Turn, deliver_one
from followups.services.sweeps import WATCHED, running
from incidents.models import Event, Incident
from incidents.services.events import EventData, report_event
from incidents.services.incidents import open_incident
from incidents.services.sharing import share_with_organisation, share_with_person
from incidents.services.steps import close_incident
from lib.texts import Text
from tests.access import identities as who
from tests.access.canaries import AMBER, FAR, RED, Canaries
from tests.access.elsewhere import elsewhere, needed
from tests.access.things import Hands, Matter, matter
from tests.people import NOW, Cast, add_organisation, add_person, as_actor, cast

MISSING = uuid.UUID("01900000-0000-7000-8000-00000000dead")
"""An identity that no thing has."""
MISSING_NUMBER = 987_654_321


@dataclass
class World:
    """Everybody and everything. `amber` is Diskominfotik's, shared with `guest` and `invited`; `red` is
    TLP:RED and restricted: the manager and the responder take part, the head reads, nobody else. A further
    organisation shares nothing."""

    cast: Cast
    people: dict[str, Person]
    shared_with: Organisation
    amber: Matter
    red: Matter | None
    hands: Hands
    asset: Asset
    other_asset: Asset
    control: Control
    event: Event
    closed: Incident
    outside: Organisation
    """An outside body that no incident names."""
    follow_up: FollowUp
    dead_letter: Notice
    left: Person
    idle_service: ServiceAccount
    tokens: dict[str, ApiToken] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)
    heard: dict[Any, Any] = field(default_factory=dict)
    """Answers already heard, by who asked what."""

    def cookies(self, identity: str, *, api: bool = False) -> dict[str, str]:
        """The session cookie of that identity; before the API only of whoever tries that."""
        if api and identity != who.SESSION_ONLY:
            return {}
        session = self.sessions.get(identity)
        return {settings.SESSION_COOKIE_NAME: session} if session else {}

    def bearer(self, identity: str) -> dict[str, str]:
        """The header with which that identity calls the API; none without a token."""
        secret = self.secrets.get(identity)
        return {"Authorization": f"Bearer {secret}"} if secret else {}

    def entry_about(self, thing: Any, kind: str) -> TrailEntry:
        """The first entry of the trail about a thing."""
        return TrailEntry.objects.about(kind, thing.pk).earliest("sequence")


def built() -> World:
    """Everybody and everything, by the services, as of `NOW`."""
    everybody = cast()
    load_framework(actor=SYSTEM, now=NOW, data=read_framework(ISO_27001_2022))
    plain = _plain(everybody)
    people, shared_with = _people(everybody)
    hands = _hands(everybody)
    people[who.FAR_LEAD] = elsewhere(Canaries(FAR), hands, everybody.pemprov, everybody.dpo)
    needed(hands, people[who.FAR_LEAD])
    hands.asset.refresh_from_db()
    world = World(
        cast=everybody,
        people=people,
        shared_with=shared_with,
        hands=hands,
        asset=hands.asset,
        amber=_amber(hands, people, shared_with),
        red=None,
        left=_left(everybody),
        idle_service=create_service(
            actor=SYSTEM, now=NOW, organisation=everybody.diskominfotik, name="Pemantau jaringan"
        ),
        dead_letter=_given_up(plain["follow_up"]),
        **plain,
    )
    for sweep in WATCHED:
        with running(sweep, tick=lambda: NOW):
            pass
    _let_sign_in(world)
    _give_tokens(world)
    return world


def add_red(world: World) -> Matter:
    """The incident for named people; made last, so that the world without it is the same in all else."""
    head = world.cast.head
    named = (world.cast.responder, head)
    found = matter(Canaries(RED), world.hands, tlp="RED", restricted=True, let_in=named)
    share_with_person(
        actor=world.hands.lead, now=NOW, incident=found.incident, person=head, level=GrantLevel.READ
    )
    world.red = found
    return found


def _people(everybody: Cast) -> tuple[dict[str, Person], Organisation]:
    body = add_organisation("dinkes", "Dinas Kesehatan", "Dinkes", everybody.pemprov)
    other = add_organisation("dishub", "Dinas Perhubungan", "Dishub", everybody.pemprov)
    people = {
        who.REPORTER: everybody.reporter,
        who.RESPONDER: everybody.responder,
        who.MANAGER: everybody.isms_manager,
        who.OFFICER: everybody.dpo,
        who.HEAD: everybody.head,
        who.AUDITOR: everybody.auditor,
        who.ADMINISTRATOR: everybody.administrator,
        who.ABOVE: everybody.province_head,
        who.ADMINISTRATOR_ABOVE: everybody.province_administrator,
        who.STRANGER: everybody.stranger,
        who.GUEST: add_person("respons-dinkes", "Petugas Respons Dinkes", body, Role.RESPONDER),
        who.INVITED: add_person("respons-dishub", "Petugas Respons Dishub", other, Role.RESPONDER),
        who.NOBODY: everybody.nobody,
    }
    return people, body


def _hands(everybody: Cast) -> Hands:
    manager = as_actor(everybody.isms_manager)
    sheet = AssetSheet(Text("Portal layanan", "Service portal"), key="portal", url="https://portal.example/")
    return Hands(
        reporter=as_actor(everybody.second_responder),
        lead=manager,
        handler=everybody.responder,
        head=as_actor(everybody.head),
        organisation=everybody.diskominfotik,
        party=everybody.outside,
        asset=create_asset(actor=manager, now=NOW, organisation=everybody.diskominfotik, sheet=sheet),
        requirement=Requirement.objects.get(code="A.8.16"),
    )


def _amber(hands: Hands, people: dict[str, Person], shared_with: Organisation) -> Matter:
    made = matter(Canaries(AMBER), hands, tlp="AMBER", restricted=False)
    share_with_organisation(actor=hands.lead, now=NOW, incident=made.incident, organisation=shared_with)
    share_with_person(
        actor=hands.lead,
        now=NOW,
        incident=made.incident,
        person=people[who.INVITED],
        level=GrantLevel.READ,
    )
    return made


def _left(everybody: Cast) -> Person:
    """Somebody whose account was closed."""
    person = add_person("sudah-keluar", "Pegawai Lama", everybody.diskominfotik, Role.RESPONDER)
    return person


def _plain(everybody: Cast) -> dict[str, Any]:
    """Things without anything secret in them: they are there so that each kind has one to act on."""
    manager, dinas = as_actor(everybody.isms_manager), everybody.diskominfotik
    closed = open_incident(
        actor=manager, now=NOW, organisation=dinas, title=Text("Surel penipuan", "Phishing mail")
    )
    close_incident(actor=manager, now=NOW, incident=closed, version=closed.version, reason="Tidak ada dampak")
    return {
        "other_asset": create_asset(
            actor=manager, now=NOW, organisation=dinas, sheet=AssetSheet(Text("Basis data", "Database"))
        ),
        "control": create_control(
            actor=manager,
            now=NOW,
            organisation=dinas,
            sheet=ControlSheet(
                Text("Pencadangan harian", "Daily backup"),
                owner=everybody.isms_manager,
                review_every_months=6,
                review_due=NOW + timedelta(days=90),
            ),
        ),
        "event": report_event(
            actor=as_actor(everybody.reporter),
            now=NOW,
            organisation=dinas,
            data=EventData("Layar login berubah", where="Loket 3"),
        ),
        "closed": closed,
        "outside": add_organisation("badan-siber", "Badan siber", "Badan siber", external=True),
        "follow_up": create_follow_up(
            actor=manager,
            now=NOW,
            organisation=dinas,
            owner=everybody.responder,
            due_at=NOW + timedelta(days=5),
            title_id="Perbarui daftar kontak",
        ),
    }


def _given_up(follow_up: FollowUp) -> Notice:
    """The notice of a follow-up whose mail could not be sent."""
    delivery = Delivery.objects.get(notice__follow_up=follow_up)
    at = NOW
    for pause in (timedelta(0), *BACK_OFF):
        at += pause
        delivery.refresh_from_db()
        deliver_one(Turn(delivery.pk, delivery.token), now=at, post=BrokenPost())
    return delivery.notice


class BrokenPost:
    """A mail server that takes nothing."""

    def send(self, message: EmailMessage) -> None:
        """Refuse."""
        raise ConnectionRefusedError("no mail server")


def _let_sign_in(world: World) -> None:
    """A session for everybody; one of them was deactivated after signing in."""
    for identity, person in {**world.people, who.DEACTIVATED: world.left}.items():
        client = Client()
        client.force_login(person, backend="accounts.backends.PersonBackend")
        world.sessions[identity] = client.cookies[settings.SESSION_COOKIE_NAME].value
    world.sessions[who.SESSION_ONLY] = world.sessions[who.RESPONDER]


def _give_tokens(world: World) -> None:
    """A token for everybody with a role, and those that no longer work; then the last one leaves."""
    everything, reading = list(known_scopes()), [s for s in known_scopes() if s.endswith(":read")]
    responder = world.cast.responder
    for identity, person in world.people.items():
        _token(world, identity, person, everything)
    _token(world, who.READ_ONLY, responder, reading)
    _token(world, who.NARROW, responder, ["assets:read", "assets:write"])
    _token(world, who.CLOSED, world.left, everything)
    _token(world, who.EXPIRED, responder, everything, made=NOW - timedelta(days=30), days=20)
    _token(world, who.REVOKED, responder, everything)
    revoke_token(actor=as_actor(responder), now=NOW, token=world.tokens[who.REVOKED])
    token, world.secrets[who.SERVICE] = issue_token(
        actor=as_actor(world.cast.administrator),
        now=NOW,
        service=world.cast.service,
        label="Tiket",
        scopes=everything,
        expires_at=NOW + timedelta(days=90),
    )
    world.tokens[who.SERVICE] = token
    deactivate_person(
        actor=as_actor(world.cast.administrator), now=NOW, person=world.left, version=world.left.version
    )


def _token(
    world: World, identity: str, person: Person, scopes: list[str], *, made=NOW, days: int = 90
) -> None:
    world.tokens[identity], world.secrets[identity] = issue_token(
        actor=SYSTEM if person == world.people[who.NOBODY] else as_actor(person),
        now=made,
        person=person,
        label=identity,
        scopes=scopes,
        expires_at=made + timedelta(days=days),
    )
