"""Reporting an event and assessing it, through the services."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest

from accounts.models import TrailEntry
from accounts.services.access import change_access
from accounts.services.personal import open_personal
from accounts.services.verify import verify_trail
from followups.models import Notice
from incidents.lifecycle import EventState
from incidents.models import Event, Incident
from incidents.services.assessment import Opening, assess_event
from incidents.services.events import EventData, report_event, subject_of
from incidents.services.impact import DataImpact, PeopleCount, set_personal_data
from incidents.services.members import assign_member
from incidents.services.sharing import change_tlp, share_with_person, stop_sharing
from lib.errors import Conflict, Invalid, Missing, Refused, Stale
from lib.moments import Moment, Precision
from lib.texts import Text
from records.services.pending import NewFile
from records.services.vault import receive
from tests.incidents.making import fresh
from tests.people import NOW, as_actor

pytestmark = pytest.mark.django_db
TITLE = Opening(title=Text(id="Formulir menampilkan data orang lain"))


def reported(cast, who=None, **fields) -> Event:
    """An event that the reporter noticed at Diskominfotik."""
    data = EventData(what="Layar menampilkan data orang lain", **fields)
    return report_event(
        actor=as_actor(who or cast.reporter), now=NOW, organisation=cast.diskominfotik, data=data
    )


def judged(cast, event, outcome="incident", who=None, **more) -> Event:
    more.setdefault("opening", TITLE if outcome == "incident" else None)
    more.setdefault("reason", "" if outcome == "incident" else "Uji coba yang sudah diumumkan")
    more.setdefault("version", event.version)
    return assess_event(actor=as_actor(who or cast.responder), now=NOW, event=event, outcome=outcome, **more)


def said(cast, incident, **more) -> None:
    """What a responder says of the personal data of an incident."""
    found = Incident.objects.select_related("organisation", "access").get(pk=incident.pk)
    actor, impact = as_actor(cast.responder), DataImpact(**more)
    set_personal_data(actor=actor, now=NOW, incident=found, version=found.version, impact=impact)


def test_whoever_assesses_is_told_and_the_reporter_gets_a_receipt(cast):
    event = reported(cast)
    told = set(Notice.objects.values_list("recipient__username", "data__text_key"))
    assert told == {
        ("respons", "event_reported"),
        ("respons-kedua", "event_reported"),
        ("pelapor", "event_received"),
    }
    assert event.assess_by == NOW + timedelta(hours=2)


def test_a_report_of_a_unit_without_responders_goes_to_the_nearest_above(cast):
    report_event(
        actor=as_actor(cast.responder),
        now=NOW,
        organisation=cast.smart_city,
        data=EventData(what="Notifikasi aneh"),
    )
    assert Notice.objects.filter(recipient=cast.second_responder).exists()


def test_the_reporter_sees_the_own_report_and_no_other(cast):
    mine, other = reported(cast), reported(cast, cast.responder)
    visible = Event.objects.visible_to(as_actor(cast.reporter))
    assert mine in visible and other not in visible


def test_how_to_reach_the_reporter_is_encrypted_and_only_for_who_may_read_personal_data(cast):
    event = reported(cast, contact="0812 0000 0000")
    assert b"0812" not in bytes(event.contact.ciphertext)
    opened = open_personal(actor=as_actor(cast.dpo), now=NOW, value=event.contact, subject=subject_of(event))
    assert opened == "0812 0000 0000"
    with pytest.raises((Missing, Refused)):
        open_personal(actor=as_actor(cast.responder), now=NOW, value=event.contact, subject=subject_of(event))


def test_files_of_a_reporter_become_evidence_that_the_incident_takes_over(cast):
    photo = receive(organisation=cast.diskominfotik, file=BytesIO(b"layar"))
    event = report_event(
        actor=as_actor(cast.reporter),
        now=NOW,
        organisation=cast.diskominfotik,
        data=EventData(what="Lihat foto"),
        files=[NewFile(photo, "layar.jpg")],
    )
    incident = judged(cast, event).incident
    evidence = incident.evidence_links.get().evidence
    assert (evidence.filename, evidence.access) == ("layar.jpg", incident.access)


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("what", {"what": "  "}),
        ("noticed", {"noticed": Moment(NOW + timedelta(hours=1), None, Precision.MINUTE, "Asia/Jakarta")}),
        ("contact", {"contact": "x" * 201}),
        ("personal_data_seen", {"personal_data_seen": "mungkin"}),
        ("where", {"where": "x" * 201}),
        ("what", {"what": "a\x00b"}),
    ],
)
def test_a_refused_report_names_the_field_and_leaves_nothing(cast, field, given):
    with pytest.raises(Invalid) as refused:
        report_event(
            actor=as_actor(cast.reporter),
            now=NOW,
            organisation=cast.diskominfotik,
            data=EventData(**{"what": "Ada yang aneh", **given}),
        )
    assert field in {each.field for each in refused.value.problems}
    assert not Event.objects.exists() and not Notice.objects.exists()


def test_a_stranger_of_a_sibling_reports_nothing_here(cast):
    with pytest.raises(Refused):
        reported(cast, cast.stranger)


def test_an_incident_begins_with_the_report_as_source_and_two_facts(cast):
    incident = judged(cast, reported(cast)).incident
    assert incident.number == "INS-2026-0001"
    assert [each.kind for each in incident.facts.in_order()] == ["detection", "awareness"]
    assert incident.sources.get().title_id == "Laporan peristiwa"


def test_the_reporter_is_told_the_outcome(cast):
    judged(cast, reported(cast), "no_incident")
    last = Notice.objects.filter(recipient=cast.reporter).first()
    assert last.data["text_key"] == "event_no_incident"


def test_a_second_report_of_the_same_joins_the_incident(cast):
    incident = judged(cast, reported(cast)).incident
    second = judged(cast, reported(cast), "duplicate", incident=incident)
    assert (second.state, second.incident, second.access) == (
        EventState.DUPLICATE,
        incident,
        incident.access,
    )
    assert incident.sources.count() == 2


def test_personal_data_that_the_reporter_saw_is_carried_over_until_somebody_says_none(cast):
    incident = judged(cast, reported(cast, personal_data_seen="yes")).incident
    assert Incident.objects.get(pk=incident.pk).has_personal_data
    said(cast, incident, exposed_to=Text(id="pengguna lain"))
    assert Incident.objects.get(pk=incident.pk).has_personal_data, "nobody has said otherwise"
    said(cast, incident, people=PeopleCount(0, 0))
    assert not Incident.objects.get(pk=incident.pk).has_personal_data


@pytest.mark.parametrize("seen", ["no", "unknown"])
def test_a_report_that_saw_no_personal_data_says_nothing_of_it(cast, seen):
    incident = judged(cast, reported(cast, personal_data_seen=seen)).incident
    assert not Incident.objects.get(pk=incident.pk).has_personal_data


def test_a_later_report_that_saw_personal_data_says_so_where_nothing_was_said(cast):
    incident = judged(cast, reported(cast)).incident
    judged(cast, reported(cast, personal_data_seen="yes"), "duplicate", incident=incident)
    assert Incident.objects.get(pk=incident.pk).has_personal_data


def test_a_later_report_does_not_outweigh_that_nobody_was_affected(cast):
    incident = judged(cast, reported(cast)).incident
    said(cast, incident, people=PeopleCount(0, 0))
    judged(cast, reported(cast, personal_data_seen="yes"), "duplicate", incident=incident)
    assert not Incident.objects.get(pk=incident.pk).has_personal_data


def test_an_event_is_assessed_once(cast):
    event = reported(cast)
    judged(cast, event)
    with pytest.raises(Conflict):
        judged(cast, event, "no_incident")
    assert Incident.objects.count() == 1


def test_an_assessment_of_an_older_version_is_stale(cast):
    event = reported(cast)
    with pytest.raises(Stale) as stale:
        judged(cast, event, version=event.version + 3)
    assert stale.value.current == 1


@pytest.mark.parametrize("outcome", ["no_incident", "duplicate"])
def test_turning_a_report_down_wants_a_reason(cast, outcome):
    with pytest.raises(Invalid):
        judged(cast, reported(cast), outcome, reason=" ")


@pytest.mark.parametrize(
    ("role", "error"),
    [("auditor", Refused), ("head", Refused), ("reporter", Refused), ("administrator", Missing)],
)
def test_who_may_not_assess(cast, role, error):
    event = reported(cast)
    with pytest.raises(error):
        judged(cast, event, who=getattr(cast, role))
    with pytest.raises(Missing):
        judged(cast, event, who=cast.stranger)


def test_an_incident_opened_as_red_lets_its_author_and_a_lead_in(cast):
    event = reported(cast)
    opening = Opening(title=Text(id="Rahasia"), tlp="RED")
    incident = judged(cast, event, opening=opening).incident
    seen = [
        who
        for who in ("responder", "second_responder", "isms_manager", "head")
        if Incident.objects.visible_to(as_actor(getattr(cast, who))).filter(pk=incident.pk).exists()
    ]
    assert seen == ["responder", "isms_manager"]
    assert not Event.objects.visible_to(as_actor(cast.second_responder)).exists()


def read_in_the_trail(cast, who, event) -> set[str]:
    """The verbs of the entries about the event whose words somebody reads."""
    entries = TrailEntry.objects.visible_to(as_actor(getattr(cast, who))).about("event", event.pk)
    return set(entries.values_list("verb", flat=True))


def joined(cast, incident) -> Event:
    """A second report, with a file, of what is that incident already."""
    photo = receive(organisation=cast.diskominfotik, file=BytesIO(b"layar"))
    event = report_event(
        actor=as_actor(cast.reporter),
        now=NOW,
        organisation=cast.diskominfotik,
        data=EventData(what="Layar menampilkan data orang lain", contact="0812"),
        files=[NewFile(photo, "layar-rahasia.jpg")],
    )
    return judged(cast, event, "duplicate", who=cast.isms_manager, incident=incident)


def test_what_the_trail_says_of_a_report_goes_as_far_as_the_incident_that_it_joined(cast):
    red = Opening(title=Text(id="Rahasia"), tlp="RED")
    incident = judged(cast, reported(cast), who=cast.isms_manager, opening=red).incident
    event = joined(cast, incident)
    assert "event.reported" in read_in_the_trail(cast, "isms_manager", event)
    auditor = as_actor(cast.auditor)
    assert not read_in_the_trail(cast, "auditor", event)
    file = event.evidence_links.get().evidence
    assert not TrailEntry.objects.visible_to(auditor).about("evidence", file.pk).exists()
    with pytest.raises(Missing):
        open_personal(actor=as_actor(cast.dpo), now=NOW, value=event.contact, subject=subject_of(event))
    assert verify_trail().holds


def test_it_follows_when_the_incident_is_raised_shared_and_taken_back_later(cast):
    incident = judged(cast, reported(cast)).incident
    event, manager = joined(cast, incident), as_actor(cast.isms_manager)
    assert "event.reported" in read_in_the_trail(cast, "auditor", event)

    def marked(tlp):
        found = fresh(incident)
        change_tlp(actor=manager, now=NOW, incident=found, version=found.access.version, tlp=tlp)

    marked("RED")
    assert not read_in_the_trail(cast, "auditor", event)
    assign_member(actor=manager, now=NOW, incident=fresh(incident), person=cast.dpo, role="handler")
    assert "event.reported" in read_in_the_trail(cast, "dpo", event)
    given = share_with_person(actor=manager, now=NOW, incident=fresh(incident), person=cast.auditor)
    assert "event.reported" in read_in_the_trail(cast, "auditor", event)
    stop_sharing(actor=manager, now=NOW, incident=fresh(incident), given=given)
    assert not read_in_the_trail(cast, "auditor", event)
    marked("AMBER")
    assert "event.reported" in read_in_the_trail(cast, "auditor", event)
    assert verify_trail().holds


def test_every_step_stands_in_the_trail_and_the_chain_holds(cast):
    judged(cast, reported(cast))
    verbs = set(TrailEntry.objects.values_list("verb", flat=True))
    assert {"event.reported", "event.assessed", "incident.opened"} <= verbs
    assert verify_trail().holds


def test_an_event_made_red_by_hand_is_hidden(cast):
    event = reported(cast)
    change_access(
        actor=as_actor(cast.isms_manager),
        now=NOW,
        access=event.access,
        version=1,
        tlp="RED",
        subject=subject_of(event),
    )
    assert not Event.objects.visible_to(as_actor(cast.responder)).exists()
