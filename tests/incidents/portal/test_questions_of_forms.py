"""At most twelve questions for a form that is sent, also where a colleague was faster."""

from __future__ import annotations

from datetime import timedelta

import pytest

from followups.models import FollowUp
from followups.services.followups import create_follow_up
from incidents.models import Event
from incidents.services.aggregate import subject_of
from incidents.services.assessment import assess_event
from incidents.services.clocks import start_legal_clock
from incidents.services.members import assign_member
from lib.texts import Text
from tests.incidents.making import fresh, minute, recorded, sourced
from tests.incidents.portal.conftest import as_sent, at, form_of
from tests.people import NOW, as_actor
from tests.questions import MOST, questions

pytestmark = pytest.mark.django_db


def asked(client, address, sent, status=303) -> int:
    """How many questions the form asks that is sent."""
    with questions() as found:
        answer = client.post(address, sent)
    assert answer.status_code == status, answer.content
    return len(found)


def sheet(client, address, **typed):
    """The form as it is open now, with what somebody types; None takes a field out."""
    return as_sent(form_of(client.get(address)), **typed)


@pytest.fixture
def manager(portal, cast):
    return portal(cast.isms_manager)


@pytest.fixture
def reports(portal, cast, frozen):
    """`reports(n)`: so many events, each reported with a file."""
    reporter = portal(cast.reporter)

    def report(size: int) -> list[Event]:
        for _each in range(size):
            reporter.post(at("report_event"), {"what": "Layar menampilkan galat", "personal_data": "yes"})
        return list(Event.objects.order_by("-pk")[:size])

    return report


@pytest.fixture
def worked_on(cast, live, reports):
    """An incident with people who have a part, with tasks of others, and with reports that joined it."""
    common = {"actor": as_actor(cast.responder), "now": NOW}
    for person, role in ((cast.responder, "commander"), (cast.second_responder, "handler")):
        assign_member(**common, incident=live, person=person, role=role)
    create_follow_up(
        **common,
        organisation=live.organisation,
        access=live.access,
        owner=cast.dpo,
        due_at=NOW + timedelta(days=3),
        subjects=[subject_of(live)],
        title_id="Tugas",
    )
    for event in reports(3):
        judged = {"outcome": "duplicate", "reason": "Sudah diketahui", "incident": fresh(live)}
        assess_event(**common, event=event, version=event.version, **judged)
    return fresh(live)


@pytest.mark.parametrize("stricter", [{"tlp": "RED"}, {"restricted": "on"}])
def test_how_far_an_incident_may_go(responder, manager, worked_on, stricter):
    door = at("access", worked_on)
    counted = {
        "stricter": asked(responder, door, sheet(responder, door, **stricter)),
        "wider": asked(manager, door, sheet(manager, door, tlp="GREEN", restricted=None)),
    }
    mine, theirs = sheet(manager, door, tlp="AMBER"), sheet(responder, door, restricted="on")
    assert responder.post(door, theirs).status_code == 303
    counted["merged"] = asked(manager, door, mine)
    assert (fresh(worked_on).access.tlp, fresh(worked_on).access.restricted) == ("AMBER", True)
    assert max(counted.values()) <= MOST, counted


@pytest.mark.parametrize("judge", ["responder", "isms_manager"])
def test_an_event_is_assessed(portal, cast, live, reports, judge):
    client = portal(getattr(cast, judge))
    opening = {"outcome": "incident", "title": "Baru", "commander": cast.second_responder.public_id}
    judgements = {
        "opened": {**opening, "impact": "2", "urgency": "3"},
        "stricter": {**opening, "tlp": "AMBER+STRICT"},
        "joined": {"outcome": "duplicate", "incident": live.public_id, "words": "Sudah diketahui"},
        "none": {"outcome": "no_incident", "words": "Fitur yang benar"},
    }
    counted = {}
    for (name, typed), event in zip(judgements.items(), reports(len(judgements)), strict=True):
        form = client.get(at("event", event)).context["assess"]["form"]
        counted[name] = asked(client, at("assess", event), as_sent(form, **typed))
    assert max(counted.values()) <= MOST, counted
    assert counted["none"] <= 5, "whom nobody chooses from is not asked for"
    assert fresh(live).has_personal_data and Event.objects.filter(incident=live).exists()


@pytest.fixture
def timed(cast, live):
    """A fact from which two clocks run, one that shares its time, and one that stands for itself."""
    first, other = recorded(cast, live, moment=minute(0)), recorded(cast, live, moment=minute(30))
    shared = recorded(cast, live, what=Text(id="Pada saat itu juga."), same_as=first)
    for hours in (7200, 7500):
        start_legal_clock(
            actor=as_actor(cast.responder),
            now=NOW,
            incident=live,
            fact=first,
            owner=cast.responder,
            title=Text(id=f"Lapor dalam {hours} jam"),
            hours=hours,
        )
    return first, other, shared


def starts() -> set[object]:
    return set(FollowUp.objects.legal().values_list("clock_from", flat=True))


def test_a_fact_is_corrected_that_a_colleague_corrected_too(responder, manager, cast, live, timed):
    first, other, _shared = timed
    source, door = sourced(cast, live), at("fact_correct", live, first.public_id)
    typed = {
        "date": {"when": "20 November 2026 07.15", "reason": "Salah jam"},
        "weekday": {"when": "Selasa, 20 November 2026 07.20", "reading": "date", "reason": "Salah jam"},
        "shared": {"when": "", "same_as": str(other.public_id), "reason": "Seperti yang lain"},
        "both": {"when": "Selasa, 20 November 2026 07.25", "reading": "both", "same_as": "", "reason": "Dua"},
    }
    counted, before = {}, starts()
    for name, said in typed.items():
        mine = sheet(responder, door, source="" if name == "weekday" else str(source.public_id), **said)
        theirs = sheet(manager, door, what_en=f"Seen, {name}", reason="Terjemahan")
        assert manager.post(door, theirs).status_code == 303
        counted[name] = asked(responder, door, mine)
        assert fresh(first).revisions.latest("n").what_en == f"Seen, {name}"
        assert starts() != before and len(starts()) == 1, "both clocks moved, and together"
        before = starts()
    rival = sheet(responder, door, what_en="Mine", reason="Terjemahan")
    assert manager.post(door, sheet(manager, door, what_en="Theirs", reason="Lagi")).status_code == 303
    counted["conflict"] = asked(responder, door, rival, 409)
    assert max(counted.values()) <= MOST, counted


def test_a_fact_is_added_with_both_ways_to_read_it(responder, cast, live, timed):
    common = {"kind": "occurrence", "claim": "reported", "source": str(sourced(cast, live).public_id)}
    typed = {
        "both": ({"when": "Selasa, 20 November 2026 09.15", "reading": "both"}, 303),
        "asks": ({"when": "Selasa, 20 November 2026 09.15"}, 422),
        "shared": ({"same_as": str(timed[0].public_id)}, 303),
    }
    counted = {
        name: asked(responder, at("fact_add", live), common | {"what_id": f"Baru, {name}"} | said, status)
        for name, (said, status) in typed.items()
    }
    assert max(counted.values()) <= MOST, counted
    assert live.facts.get(revisions__what_id="Baru, both").readings.count() == 2


def test_what_an_incident_says_is_changed_where_a_colleague_changed_something_else(responder, manager, live):
    changes = {
        "edit": ({"rsit": "fraud"}, {"summary_id": "Ringkasan saya"}),
        "personal_data": ({"exposed_to_id": "Pengguna lain"}, {"categories": ["nik"]}),
    }
    counted = {}
    for page, (theirs, mine) in changes.items():
        opened = sheet(responder, at(page, live), **mine)
        assert manager.post(at(page, live), sheet(manager, at(page, live), **theirs)).status_code == 303
        counted[page] = asked(responder, at(page, live), opened)
    assert max(counted.values()) <= MOST, counted


@pytest.mark.parametrize("judge", ["responder", "isms_manager"])
def test_an_event_is_opened_for_named_people_alone(portal, cast, reports, judge):
    client = portal(getattr(cast, judge))
    typed = {"outcome": "incident", "title": "Rahasia", "tlp": "RED", "commander": cast.responder.public_id}
    [event] = reports(1)
    form = client.get(at("event", event)).context["assess"]["form"]
    assert asked(client, at("assess", event), as_sent(form, **typed)) <= MOST
    assert portal(cast.responder).get(at("incident", fresh(event).incident)).status_code == 200


def test_a_part_is_given_where_people_are_let_in_by_name(responder, manager, cast, worked_on):
    door = at("access", worked_on)
    assert responder.post(door, sheet(responder, door, tlp="RED")).status_code == 303
    part = {"person": cast.isms_manager.public_id, "role": "commander"}
    counted = asked(manager, at("member_add", worked_on), part)
    assert counted <= MOST
    assert worked_on.members.get(role="commander").person == cast.isms_manager
