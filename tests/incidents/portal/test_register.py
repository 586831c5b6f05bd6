"""The register: views with their numbers, filters in the address, search, pages by key."""

from __future__ import annotations

from datetime import timedelta

import pytest

from followups.services.followups import create_follow_up
from incidents.models import Incident
from incidents.services.aggregate import subject_of
from incidents.services.incidents import Classification
from incidents.services.members import assign_member
from incidents.services.steps import close_incident
from lib.texts import Text
from tests.incidents.making import opened, recorded
from tests.incidents.portal.conftest import at, words
from tests.people import NOW, as_actor

pytestmark = pytest.mark.django_db


def named(cast, title: str, **more) -> Incident:
    return opened(cast, title=Text(id=title), **more)


def titles(answer) -> list[str]:
    return [row["title"] for row in answer.context["rows"]]


def owed(cast, incident, *, days: int):
    """A task of the incident that was due so many days from now, made while it was still to come."""
    before = NOW - timedelta(days=30)
    return create_follow_up(
        actor=as_actor(cast.responder),
        now=before,
        organisation=incident.organisation,
        access=incident.access,
        owner=cast.responder,
        due_at=NOW + timedelta(days=days),
        subjects=[subject_of(incident)],
        title_id="Kabari pimpinan",
    )


def test_open_incidents_come_first_and_newest_on_top(responder, cast, live):
    newer = named(cast, "Surel pengelabuan")
    answer = responder.get(at("list"))
    assert titles(answer) == [newer.title_id, live.title_id]
    assert answer.context["counts"]["open"] == 2


def test_each_view_shows_what_it_counts(responder, cast, live):
    mine, late, closed = (named(cast, name) for name in ("Milik saya", "Terlambat", "Ditutup"))
    assign_member(
        actor=as_actor(cast.responder), now=NOW, incident=mine, person=cast.responder, role="commander"
    )
    owed(cast, late, days=-1)
    close_incident(
        actor=as_actor(cast.responder), now=NOW, incident=closed, version=closed.version, reason="Selesai"
    )
    found = {view: titles(responder.get(at("list", view=view))) for view in ("mine", "late", "unled", "all")}
    assert found["mine"] == [mine.title_id] and found["late"] == [late.title_id]
    assert mine.title_id not in found["unled"] and len(found["unled"]) == 2
    assert len(found["all"]) == 4
    pills = responder.get(at("list")).context["pills"]
    assert [each["count"] for each in pills[:6]] == ["3", "1", "1", "0", "2", "4"]


def test_the_next_date_of_each_incident_stands_in_its_row(responder, cast, live):
    owed(cast, live, days=2)
    owed(cast, live, days=9)
    row = responder.get(at("list")).context["rows"][0]
    assert row["due"] == NOW + timedelta(days=2)


def test_filters_stand_in_the_address_so_that_a_view_can_be_shared(responder, cast, live):
    leak = named(cast, "Kebocoran", classification=Classification(rsit="fraud"), impact=3, urgency=3)
    assert titles(responder.get(at("list", rsit="fraud"))) == [leak.title_id]
    assert titles(responder.get(at("list", severity="high"))) == [leak.title_id]
    assert titles(responder.get(at("list", tlp="RED"))) == []
    assert titles(responder.get(at("list", year="2026", phase="triage"))) == [leak.title_id, live.title_id]
    assert titles(responder.get(at("list", unit=cast.smart_city.public_id))) == []


def test_what_makes_no_sense_in_the_address_counts_as_not_asked(responder, live):
    asked = {"view": "x", "year": "sekarang", "unit": "bukan-id", "phase": "'", "before": "a", "q": "\x00"}
    assert titles(responder.get(at("list"), asked)) == [live.title_id]


def test_search_finds_words_of_the_timeline_and_marks_them(responder, cast, live):
    recorded(cast, live, what=Text(id="Sertifikat gerbang kedaluwarsa."))
    answer = responder.get(at("list"), {"q": "kedaluwarsa"})
    assert titles(answer) == [live.title_id]
    assert "<mark>kedaluwarsa</mark>" in words(answer)
    assert titles(responder.get(at("list"), {"q": "tidakada"})) == []


@pytest.mark.parametrize("signs", ["???", "%", '"', "- -"])
def test_signs_that_make_no_word_are_found_nowhere(responder, live, signs):
    answer = responder.get(at("list"), {"q": signs})
    assert titles(answer) == [] and "Tidak ada insiden yang cocok" in words(answer)


def test_searched_words_are_never_mark_up(responder, cast, live):
    recorded(cast, live, what=Text(id="<script>alert(1)</script> terlihat"))
    shown = words(responder.get(at("list"), {"q": "<script>alert"}))
    assert "<script>alert" not in shown


def test_pages_go_by_key_both_ways(responder, cast, frozen, monkeypatch):
    monkeypatch.setattr("incidents.portal.register.PAGE", 2)
    made = [named(cast, f"Insiden {number}") for number in range(5)]
    newest_first = [each.title_id for each in reversed(made)]
    first = responder.get(at("list"))
    second = responder.get(at("list") + first.context["older_url"])
    third = responder.get(at("list") + second.context["older_url"])
    assert [*titles(first), *titles(second), *titles(third)] == newest_first
    back = responder.get(at("list") + third.context["newer_url"])
    assert titles(back) == titles(second)


def test_nobody_finds_what_is_hidden_from_them_not_even_in_a_number(portal, cast, live, frozen):
    hidden = named(cast, "Hanya untuk yang disebut", tlp="RED", restricted=True)
    other = portal(cast.second_responder)
    for query in ({}, {"q": "disebut"}, {"view": "all"}, {"tlp": "RED"}):
        answer = other.get(at("list"), query)
        assert hidden.title_id not in words(answer)
        assert answer.context["counts"]["all"] == 1
    assert portal(cast.stranger).get(at("incident", live)).status_code == 404


def test_a_reconstruction_says_that_no_clock_runs(portal, cast, sikm):
    shown = words(portal(cast.province_head).get(at("list")))
    assert "Tidak berjalan" in shown and "peristiwa Mei 2020" in shown and "Rekonstruksi" in shown


def test_empty_pages_offer_the_next_step(responder):
    shown = words(responder.get(at("list")))
    assert "Belum ada insiden" in shown and at("report_event") in shown
    assert "Bersihkan" in words(responder.get(at("list", q="apa")))


def test_somebody_with_many_organisations_finds_the_same_in_another_way(portal, cast, live, monkeypatch):
    hidden = named(cast, "Hanya untuk yang disebut", tlp="RED", restricted=True)
    reader = portal(cast.second_responder)
    usual = {view: titles(reader.get(at("list", view=view))) for view in ("all", "personal", "open")}
    monkeypatch.setattr("accounts.models.access.MANY_ORGANISATIONS", 0)
    assert {view: titles(reader.get(at("list", view=view))) for view in usual} == usual
    assert hidden.title_id not in usual["all"] and live.title_id in usual["all"]


def test_numbers_stop_at_their_cap_and_say_so(responder, cast, frozen, monkeypatch):
    monkeypatch.setattr("incidents.selectors.register.MOST_COUNTED", 2)
    for number in range(3):
        named(cast, f"Insiden {number}")
    shown = responder.get(at("list")).context["pills"]
    assert (shown[0]["count"], shown[5]["count"]) == ("2+", "2+")
