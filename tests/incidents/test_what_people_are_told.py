"""Mail about events and incidents: what is not live is marked, and a number is said once in a subject."""

from __future__ import annotations

import pytest
from django.core.mail import EmailMessage

from accounts.models import Person
from followups.mail import compose
from followups.models import Notice
from incidents.services.members import assign_member
from incidents.vocabulary import IncidentRole, Origin
from tests.incidents.making import opened
from tests.incidents.test_events import judged, reported
from tests.people import NOW, Cast, as_actor

pytestmark = pytest.mark.django_db


def mail_to(person: Person, text_key: str) -> EmailMessage:
    """The mail of the one notice of that sentence."""
    notice = Notice.objects.get(recipient=person, data__text_key=text_key)
    return compose([notice], message_id="<1@tanggap.example>", now=NOW, domain="tanggap.example")


def give_part(cast: Cast, origin: str) -> EmailMessage:
    incident = opened(cast, origin=origin)
    assign_member(
        actor=as_actor(cast.isms_manager),
        now=NOW,
        incident=incident,
        person=cast.second_responder,
        role=IncidentRole.HANDLER,
    )
    return mail_to(cast.second_responder, "incident_part")


def test_a_part_in_an_exercise_is_told_as_one(cast: Cast) -> None:
    told = give_part(cast, Origin.EXERCISE)
    assert told.subject == "[Tanggap] [LATIHAN] Anda mendapat peran dalam insiden LAT-2026-0001"
    assert "Latihan, bukan insiden nyata" in told.body


def test_a_part_in_a_live_incident_carries_no_mark(cast: Cast) -> None:
    told = give_part(cast, Origin.LIVE)
    assert told.subject == "[Tanggap] Anda mendapat peran dalam insiden INS-2026-0001"
    assert "Latihan" not in told.body


def test_a_drill_is_told_to_responders_and_reporter_as_one(cast: Cast) -> None:
    event = reported(cast, origin=Origin.EXERCISE)
    assert "[LATIHAN]" in mail_to(cast.responder, "event_reported").subject
    judged(cast, event)
    told = mail_to(cast.reporter, "event_became_incident")
    assert "[LATIHAN]" in told.subject
    assert told.subject.count("LAT-2026-0001") == 1
