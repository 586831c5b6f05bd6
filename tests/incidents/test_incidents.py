"""Opening, editing, classifying, stepping through phases, closing, reopening, voiding."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.db import connections

from accounts.models import TrailEntry
from followups.models import FollowUp
from incidents.models import Incident
from incidents.services.aggregate import grown
from incidents.services.incidents import (
    Classification,
    edit_incident,
    open_incident,
    set_classification,
    set_severity,
    void_incident,
)
from incidents.services.review import add_lesson, add_unknown
from incidents.services.steps import change_phase, close_incident, obstacles_of, reopen_incident
from lib.errors import Conflict, Invalid, Missing, Refused, Stale
from lib.texts import Text
from tests.incidents.making import fresh, minute, opened, read, recorded
from tests.people import NOW, as_actor

pytestmark = pytest.mark.django_db
LEAK = Classification(rsit="information-content-security", bssn="kebocoran data", lost=("confidentiality",))


def edited(cast, incident, who=None, *, version=1, title="Judul baru"):
    return edit_incident(
        actor=as_actor(who or cast.responder),
        now=NOW,
        incident=fresh(incident),
        version=version,
        title=Text(id=title),
    )


def closed(cast, incident, who=None, reason=""):
    incident = fresh(incident)
    return close_incident(
        actor=as_actor(who or cast.responder),
        now=NOW,
        incident=incident,
        version=incident.version,
        reason=reason,
    )


def test_numbers_run_per_organisation_and_exercises_have_their_own(cast):
    numbers = [
        opened(cast).number,
        opened(cast).number,
        opened(cast, origin="exercise").number,
        opened(cast, organisation=cast.smart_city).number,
        opened(cast, origin="reconstructed").number,
    ]
    assert numbers == [
        "INS-2026-0001",
        "INS-2026-0002",
        "LAT-2026-0001",
        "INS-2026-0001",
        "INS-2026-0003",
    ]


def test_a_number_given_on_new_years_eve_carries_the_local_year(cast):
    incident = open_incident(
        actor=as_actor(cast.responder),
        now=datetime(2026, 12, 31, 18, 0, tzinfo=UTC),
        organisation=cast.diskominfotik,
        title=Text(id="Tengah malam"),
    )
    assert incident.number == "INS-2027-0001"


def test_editing_raises_the_version_and_is_on_record(cast):
    incident = edited(cast, opened(cast))
    assert (incident.title_id, incident.version) == ("Judul baru", 2)
    values = TrailEntry.objects.get(verb="incident.changed").detail.values
    assert values["title_id"] == {"before": "Data pemohon terlihat", "after": "Judul baru"}


def test_a_stale_edit_says_which_version_stands(cast):
    incident = opened(cast)
    edited(cast, incident)
    with pytest.raises(Stale) as stale:
        edited(cast, incident, cast.isms_manager, title="Judul lain")
    assert stale.value.current == 2
    assert fresh(incident).title_id == "Judul baru"


@pytest.mark.django_db(transaction=True)
def test_of_fifty_who_saw_the_same_version_one_succeeds(cast):
    incident = opened(cast)

    def attempt(number: int) -> bool:
        try:
            edited(cast, incident, title=f"Judul {number}")
        except Stale:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(16) as pool:
        outcomes = list(pool.map(attempt, range(50)))
    assert sum(outcomes) == 1
    assert fresh(incident).version == 2
    assert TrailEntry.objects.filter(verb="incident.changed").count() == 1


@pytest.mark.django_db(transaction=True)
def test_numbers_given_at_the_same_time_are_all_different_and_leave_no_gap(cast):
    def attempt(_number: int) -> str:
        try:
            return opened(cast).number
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(attempt, range(24)))
    assert sorted(numbers) == [f"INS-2026-{n:04d}" for n in range(1, 25)]


@pytest.mark.parametrize(
    ("role", "error"),
    [("auditor", Refused), ("head", Refused), ("reporter", Missing), ("administrator", Missing)],
)
def test_who_may_not_edit(cast, role, error):
    incident = opened(cast)
    with pytest.raises(error):
        edited(cast, incident, getattr(cast, role))
    with pytest.raises(Missing):
        edited(cast, incident, cast.stranger)


@pytest.mark.parametrize("role", ["reporter", "auditor", "head", "administrator", "stranger"])
def test_who_may_not_open(cast, role):
    with pytest.raises(Refused):
        opened(cast, getattr(cast, role))
    assert not Incident.objects.exists()


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("title", {"title": Text(id=" ")}),
        ("title_id", {"title": Text(id="x" * 201)}),
        ("origin", {"origin": "real"}),
        ("rsit", {"classification": Classification(rsit="leak")}),
        ("lost", {"classification": Classification(lost=("secrecy",))}),
        ("urgency", {"impact": 3}),
        ("impact", {"impact": 5, "urgency": 1}),
        ("phase", {"phase": "closed"}),
        ("organisation", {"organisation": "outside"}),
    ],
)
def test_a_refused_opening_names_the_field_and_takes_no_number(cast, field, given):
    if given.get("organisation") == "outside":
        given = {"organisation": cast.outside}
    with pytest.raises((Invalid, Refused)) as refused:
        opened(cast, **given)
    named = {each.field for each in refused.value.problems}
    assert field in named or isinstance(refused.value, Refused)
    assert opened(cast).number == "INS-2026-0001"


def test_severity_follows_from_impact_and_urgency(cast):
    incident = opened(cast, impact=3, urgency=4)
    assert incident.severity == "critical"
    actor = as_actor(cast.responder)
    lower = {"impact": 2, "urgency": 2}
    assert set_severity(actor=actor, now=NOW, incident=incident, version=1, **lower).severity == "medium"
    none = set_severity(actor=actor, now=NOW, incident=incident, version=2, impact=None, urgency=None)
    assert none.severity == ""


def test_phases_run_on_and_back_with_a_reason(cast):
    incident, actor = opened(cast), as_actor(cast.responder)
    change_phase(actor=actor, now=NOW, incident=incident, version=1, phase="containment")
    with pytest.raises(Invalid):
        change_phase(actor=actor, now=NOW, incident=incident, version=2, phase="triage")
    change_phase(actor=actor, now=NOW, incident=incident, version=2, phase="triage", reason="Salah nilai")
    with pytest.raises(Invalid):
        change_phase(actor=actor, now=NOW, incident=incident, version=3, phase="closed")
    with pytest.raises(Invalid):
        change_phase(actor=actor, now=NOW, incident=incident, version=3, phase="tidur")
    assert fresh(incident).phase == "triage"


def test_closing_names_what_is_unfinished_and_asks_for_a_reason(cast):
    incident, actor = opened(cast, phase="review"), as_actor(cast.responder)
    fact = recorded(cast, incident, moment=minute(0))
    read(cast, fact, minute(600))
    add_lesson(actor=actor, now=NOW, incident=incident, text=Text(id="Uji sebelum rilis"))
    add_unknown(actor=actor, now=NOW, incident=incident, kind="root_cause", text=Text(id="Akar"))
    with pytest.raises(Invalid) as refused:
        closed(cast, incident)
    assert {each.code for each in refused.value.problems} == {
        "open_follow_ups",
        "missing_class",
        "unsettled_disputes",
        "unknowns",
    }
    done = closed(cast, incident, reason="Disetujui pimpinan")
    assert (done.phase, done.close_reason, done.closed_at) == ("closed", "Disetujui pimpinan", NOW)
    unfinished = TrailEntry.objects.get(verb="incident.closed").detail.values["unfinished"]["after"]
    assert unfinished["unsettled_disputes"] == 1
    assert FollowUp.objects.proposed().count() == 1


def test_nothing_unfinished_closes_without_a_word(cast):
    incident = opened(cast, phase="review", classification=LEAK)
    assert obstacles_of(as_actor(cast.head), incident) == []
    assert closed(cast, incident, cast.head).phase == "closed"


def test_closing_does_not_miss_a_dispute_that_came_after_the_incident_was_loaded(cast, monkeypatch):
    incident = opened(cast, phase="review", classification=LEAK)
    fact = recorded(cast, incident, moment=minute(0))

    def just_then(given, **at):
        read(cast, fact, minute(600))
        return grown(given, **at)

    monkeypatch.setattr("incidents.services.steps.grown", just_then)
    with pytest.raises(Invalid) as refused:
        closed(cast, incident)
    assert {each.code for each in refused.value.problems} == {"unsettled_disputes"}
    assert incident.is_open and fresh(incident).is_open


def test_a_closed_incident_is_reopened_with_a_reason(cast):
    incident = closed(cast, opened(cast, classification=LEAK), reason="Tidak ada dampak")
    actor = as_actor(cast.isms_manager)
    with pytest.raises(Conflict):
        change_phase(actor=actor, now=NOW, incident=incident, version=2, phase="recovery", reason="x")
    with pytest.raises(Invalid):
        reopen_incident(actor=actor, now=NOW, incident=incident, version=2, reason="")
    again = reopen_incident(actor=actor, now=NOW, incident=incident, version=2, reason="Muncul lagi")
    assert (again.phase, again.closed_at, again.reopened_count) == ("review", None, 1)
    with pytest.raises(Conflict):
        reopen_incident(actor=actor, now=NOW, incident=again, version=3, reason="Lagi")


def test_an_auditor_neither_closes_nor_reopens(cast):
    incident = opened(cast, classification=LEAK, phase="review")
    with pytest.raises(Refused):
        closed(cast, incident, cast.auditor)


def test_what_is_voided_is_only_read(cast):
    incident = opened(cast)
    with pytest.raises(Refused):
        void_incident(actor=as_actor(cast.responder), now=NOW, incident=incident, version=1, reason="Ganda")
    void_incident(actor=as_actor(cast.isms_manager), now=NOW, incident=incident, version=1, reason="Ganda")
    with pytest.raises(Conflict):
        edited(cast, incident, version=2)


def test_what_was_voided_meanwhile_is_only_read_also_for_whoever_loaded_it_before(cast):
    incident = opened(cast)
    seen = [fresh(incident) for _each in range(3)]
    void_incident(actor=as_actor(cast.isms_manager), now=NOW, incident=incident, version=1, reason="Ganda")
    actor = as_actor(cast.responder)
    late = [
        lambda: recorded(cast, seen[0]),
        lambda: add_lesson(actor=actor, now=NOW, incident=seen[1], text=Text(id="Uji")),
        lambda: edited(cast, seen[2], version=1),
    ]
    for verb in late:
        with pytest.raises(Conflict) as refused:
            verb()
        assert refused.value.code == "voided"
    found = fresh(incident)
    assert (found.version, found.facts.count(), found.lessons.count()) == (2, 0, 0)


def test_classifying_replaces_what_was_said(cast):
    incident = opened(cast, classification=LEAK)
    other = Classification(rsit="fraud", lost=("integrity",), discovery="external")
    found = set_classification(
        actor=as_actor(cast.dpo), now=NOW, incident=incident, version=1, classification=other
    )
    assert (found.rsit, found.bssn, found.lost_confidentiality) == ("fraud", "", False)
