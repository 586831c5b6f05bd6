"""At most twelve questions when somebody leaves, moves or loses a role, whatever they owe; all passes on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.actors import SYSTEM
from accounts.models import Access, AccessGrant, Membership, Person, TrailEntry
from accounts.roles import GrantLevel, Role
from accounts.services.people import assign_role
from compliance.models import Asset, Control
from compliance.services.assets import AssetSheet, create_asset
from compliance.services.controls import ControlSheet, create_control
from followups.models import FollowUp
from followups.services.followups import create_follow_up
from incidents.models import Incident, IncidentMember
from incidents.services.aggregate import subject_of
from incidents.services.assessment import assess_event
from incidents.services.events import EventData, report_event
from incidents.services.members import assign_member
from incidents.services.sharing import change_tlp, share_with_person
from lib.texts import Text
from tests.incidents.making import fresh, opened
from tests.people import NOW, add_person, as_actor
from tests.questions import MOST, questions

pytestmark = pytest.mark.django_db

CLOSED = ({"tlp": "RED"}, {"restricted": True})
DUE = NOW + timedelta(days=30)


@pytest.fixture
def leaver(cast) -> Person:
    """A responder and administrator who will owe a lot."""
    person = add_person("cadangan", "Petugas Cadangan", cast.diskominfotik, Role.RESPONDER)
    common = {"actor": SYSTEM, "now": NOW, "person": person}
    assign_role(**common, organisation=cast.diskominfotik, role=Role.ADMINISTRATOR)
    return person


@pytest.fixture
def heir(cast) -> Person:
    """Who can take over everything: in the closed incidents they may read and no more."""
    return add_person("pewaris", "Petugas Pewaris", cast.diskominfotik, Role.RESPONDER)


@pytest.fixture
def owing(cast, leaver, heir):
    """`owing(n)`: the leaver owes so many of everything."""
    manager = {"actor": as_actor(cast.isms_manager), "now": NOW}

    def owe(size: int) -> None:
        for number in range(size):
            asset = AssetSheet(Text(f"Portal {number}"), owner=leaver)
            create_asset(actor=SYSTEM, now=NOW, organisation=cast.diskominfotik, sheet=asset)
            control = ControlSheet(Text(f"Uji {number}"), owner=leaver, review_every_months=6, review_due=DUE)
            create_control(**manager, organisation=cast.diskominfotik, sheet=control)
            _task(cast, leaver)
            for how in ({}, *CLOSED):
                _incident(cast, leaver, heir, how)

    return owe


def _task(cast, owner: Person, incident: Incident | None = None) -> FollowUp:
    return create_follow_up(
        actor=SYSTEM,
        now=NOW,
        organisation=cast.diskominfotik,
        access=incident.access if incident else None,
        owner=owner,
        due_at=DUE,
        title_id="Perbarui kata sandi",
        subjects=[subject_of(incident)] if incident else [],
    )


def _incident(cast, leaver: Person, heir: Person, how: dict) -> None:
    """One in which the leaver has two parts, and a task where all may see it; a report joined it."""
    manager = {"actor": as_actor(cast.isms_manager), "now": NOW}
    incident = opened(cast, cast.isms_manager)
    for role in ("commander", "handler"):
        assign_member(**manager, incident=fresh(incident), person=leaver, role=role)
    data = EventData(what="Layar menampilkan galat", contact="0812")
    event = report_event(actor=as_actor(cast.reporter), now=NOW, organisation=cast.diskominfotik, data=data)
    judged = {"outcome": "duplicate", "reason": "Sudah diketahui", "incident": fresh(incident)}
    assess_event(**manager, event=event, version=event.version, **judged)
    if not how:
        _task(cast, leaver, fresh(incident))
        return
    incident = fresh(incident)
    change_tlp(**manager, incident=incident, version=incident.access.version, **how)
    share_with_person(**manager, incident=fresh(incident), person=heir, level=GrantLevel.READ)


@pytest.fixture
def door(leaver):
    """`door("deactivate")`, or `move`, or `role_end`: its address and what is sent there.

    The role that ends is that of an administrator, which asks most, and the last that the leaver has.
    """

    def at(page: str, cast) -> tuple[str, dict]:
        version = Person.objects.get(pk=leaver.pk).version
        role = leaver.memberships.get(role=Role.ADMINISTRATOR)
        if page == "role_end":
            leaver.memberships.filter(role=Role.RESPONDER).update(until=NOW)
        sent = {
            "deactivate": {"version": version},
            "move": {"version": version, "home": str(cast.smart_city.public_id), "roles": "end"},
            "role_end": {"membership": role.pk},
        }
        return reverse(f"accounts:person_{page}", args=[leaver.public_id]), sent[page]

    return at


def asked(client, address, sent, status: int) -> int:
    """How many questions the form asks that is sent."""
    with questions() as found:
        answer = client.post(address, sent)
    assert answer.status_code == status, answer.content
    return len(found)


@pytest.mark.parametrize("size", [1, pytest.param(4, marks=pytest.mark.thorough)])
@pytest.mark.parametrize("page", ["deactivate", "move", "role_end"])
def test_everything_that_is_owed_passes_on(cast, portal, frozen, leaver, heir, owing, door, page, size):
    owing(size)
    (address, sent), browser = door(page, cast), portal(cast.administrator)
    assert asked(browser, address, sent, 422) <= MOST
    assert asked(browser, address, sent | {"successor": str(heir.public_id)}, 303) <= MOST
    assert not FollowUp.objects.unfinished().filter(owner=leaver).exists()
    assert not IncidentMember.objects.filter(person=leaver).exists()
    for owned in (Asset, Control):
        assert not owned.objects.filter(owner=leaver).exists()
    assert IncidentMember.objects.filter(person=heir).count() == 6 * size
    assert FollowUp.objects.unfinished().filter(owner=heir).count() == 3 * size
    closed = Access.objects.filter(needs_grant=True)
    given = AccessGrant.objects.standing().filter(person=heir)
    assert {each.level for each in given} == {GrantLevel.TAKE_PART}
    assert {each.access_id for each in given} == {each.pk for each in closed}
    assert closed.count() == 4 * size, "the incident's, and the one that its report left behind"
    verbs = list(TrailEntry.objects.order_by("sequence").values_list("verb", flat=True))
    assert verbs.count("access.granted") - verbs.count("access.revoked") >= 2 * size
    assert verbs.count("incident.member_handed_over") == 6 * size


def sent_wrong(cast, page: str, sent: dict) -> list[dict]:
    """Ways in which it is refused although somebody takes over."""
    unable = [{"successor": str(each.public_id)} for each in (cast.reporter, cast.stranger, cast.auditor)]
    stale = [] if page == "role_end" else [{"version": 99, "successor": str(cast.isms_manager.public_id)}]
    return [sent | each for each in (*unable, *stale)]


@pytest.mark.parametrize("page", ["deactivate", "move", "role_end"])
def test_a_refusal_asks_no_more(cast, portal, frozen, leaver, heir, owing, door, page):
    owing(2)
    (address, sent), browser = door(page, cast), portal(cast.administrator)
    counted = {str(each): asked(browser, address, each, 422) for each in sent_wrong(cast, page, sent)}
    assert max(counted.values()) <= MOST, counted
    assert IncidentMember.objects.filter(person=leaver).count() == 12
    assert Person.objects.get(pk=leaver.pk).is_active


@pytest.mark.parametrize("page", ["deactivate", "move", "role_end"])
def test_the_last_administrator_is_refused_as_cheaply(cast, portal, frozen, leaver, heir, owing, door, page):
    owing(2)
    Membership.objects.filter(role=Role.ADMINISTRATOR).exclude(person=leaver).update(
        until=NOW + timedelta(days=1)
    )
    (address, sent), browser = door(page, cast), portal(cast.administrator)
    successor = {"successor": str(heir.public_id)}
    status = 303 if page == "role_end" else 422
    assert asked(browser, address, sent | successor, status) <= MOST
    assert leaver.memberships.filter(role=Role.ADMINISTRATOR, until__isnull=True).exists()
