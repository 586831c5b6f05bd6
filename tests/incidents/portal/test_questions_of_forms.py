"""At most twelve questions for a form that is sent, also where a colleague was faster."""

from __future__ import annotations

from datetime import timedelta

import pytest

from followups.services.followups import create_follow_up
from incidents.models import Event
from incidents.services.aggregate import subject_of
from incidents.services.assessment import assess_event
from incidents.services.members import assign_member
from tests.incidents.making import fresh
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
