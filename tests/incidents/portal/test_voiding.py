"""Voiding an incident that was registered twice: it leaves the lists; its page says that, when, who, why."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.roles import Role
from followups.services.followups import create_follow_up
from incidents.services.aggregate import subject_of
from incidents.services.clocks import cancel_legal_clock, start_legal_clock
from incidents.services.incidents import edit_incident, void_incident
from lib.texts import Text
from tests.incidents.making import fresh, minute, opened, recorded
from tests.incidents.portal.conftest import as_sent, at, form_of, words
from tests.people import NOW, add_person, as_actor

pytestmark = pytest.mark.django_db
REASON = "Terdaftar dua kali, lihat INS-2026-0009"


@pytest.fixture
def manager(cast, portal):
    """A browser in which the ISMS manager is signed in."""
    return portal(cast.isms_manager)


@pytest.fixture
def door(live) -> str:
    """Where the incident is voided."""
    return at("void", live)


@pytest.fixture
def voided(cast, live):
    """The incident, after it was voided."""
    return void_incident(
        actor=as_actor(cast.isms_manager), now=NOW, incident=live, version=live.version, reason=REASON
    )


def running_clock(cast, live):
    return start_legal_clock(
        actor=as_actor(cast.responder),
        now=NOW,
        incident=live,
        fact=fresh(recorded(cast, live, kind="awareness", moment=minute(0))),
        owner=cast.dpo,
        title=Text(id="Beri tahu lembaga PDP"),
    )


def test_what_was_registered_twice_is_voided_with_a_reason(manager, live, door, fill):
    assert door in words(manager.get(at("incident", live)))
    assert "tidak dapat ditarik kembali" in words(manager.get(door))
    answer = fill(manager, door, reason=REASON)
    assert answer.status_code == 303 and answer["Location"] == at("incident", live)
    found = fresh(live)
    assert (found.voided_at, found.void_reason) == (NOW, REASON)
    assert "Insiden dibatalkan" in words(manager.get(answer["Location"]))


@pytest.mark.parametrize(
    ("language", "said", "who"),
    [
        ("id", "Dibatalkan 23 November 2026", "oleh {}."),
        ("en", "Void since 23 November 2026", "by {}."),
    ],
)
@pytest.mark.parametrize("page", ["incident", "timeline", "follow_ups", "evidence", "reports", "team"])
def test_its_pages_say_to_an_auditor_that_when_who_and_why(portal, cast, voided, page, language, said, who):
    auditor = portal(cast.auditor)
    auditor.post("/language/", {"language": language})
    shown = words(auditor.get(at(page, voided)))
    assert said in shown and f"“{REASON}”" in shown
    assert who.format(cast.isms_manager.name) in shown


def test_no_list_and_no_number_counts_it(manager, cast, live):
    before = manager.get("/")
    assert live.number in words(before)
    void_incident(actor=as_actor(cast.dpo), now=NOW, incident=live, version=live.version, reason=REASON)
    pages = ["/", at("list"), at("list", view="all"), at("list", q=live.number)]
    assert not any(at("incident", live) in words(manager.get(page)) for page in pages)
    assert not any(f"/go/incident/{live.public_id}" in words(manager.get(page)) for page in pages)
    assert "INS-" not in words(manager.get("/"))


@pytest.mark.parametrize("who", ["auditor", "isms_manager", "head", "responder"])
def test_who_reads_the_register_lists_what_was_voided_and_only_that(portal, cast, live, who):
    other = opened(cast)
    browser, page = portal(getattr(cast, who)), at("list", view="voided")
    assert "Tidak ada insiden yang dibatalkan" in words(browser.get(page))
    manager = as_actor(cast.isms_manager)
    void_incident(actor=manager, now=NOW, incident=live, version=live.version, reason=REASON)
    shown = browser.get(page)
    assert at("incident", live) in words(shown) and REASON in words(shown)
    assert at("incident", other) not in words(shown)
    assert [row["state_label"] for row in shown.context["rows"]] == ["Tidak berlaku"], "not its phase"
    counts = shown.context["counts"]
    assert (counts["open"], counts["all"]) == (1, 1)
    (pill,) = (each for each in shown.context["pills"] if each["current"])
    assert (pill["label"], pill["count"]) == ("Tidak berlaku", None)
    assert at("incident", live) in words(browser.get(at("list", view="voided", q=live.number)))
    assert at("incident", live) not in words(browser.get(at("list", view="voided", rsit="availability")))


def test_a_stranger_finds_nothing_voided(portal, cast, voided):
    assert voided.number not in words(portal(cast.stranger).get(at("list", view="voided")))


def test_the_list_of_what_was_voided_keeps_to_the_budget(manager, voided, django_assert_max_num_queries):
    for page in (at("list", view="voided"), at("list", view="voided", q="data")):
        with django_assert_max_num_queries(12):
            manager.get(page)


def test_its_pages_offer_nothing_to_change_and_forms_that_stood_open_are_refused(manager, live, voided):
    shown = "".join(words(manager.get(at(page, live))) for page in ("incident", "timeline", "team"))
    for name in ("void", "edit", "phase", "fact_add", "assets", "requirements", "share", "access"):
        assert at(name, live) not in shown
        assert manager.get(at(name, live)).status_code in {405, 409}
    answer = manager.post(at("edit", live), {"version": live.version, "title_id": "Judul lain"})
    assert answer.status_code == 409 and "hanya dapat dibaca" in words(answer)


def test_voiding_wants_a_reason_of_at_most_200_letters(manager, live, door, fill):
    assert "Tulis mengapa insiden ini dibatalkan." in words(fill(manager, door, reason="  "))
    assert fill(manager, door, reason="x" * 201).status_code == 422
    assert fresh(live).voided_at is None


def test_a_duty_by_law_ends_first_and_the_way_to_that_is_shown(manager, cast, live, door):
    duty = running_clock(cast, live)
    shown = manager.get(door)
    assert at("clock_stop", live, duty.public_id) in words(shown) and "<textarea" not in words(shown)
    answer = manager.post(door, {"version": fresh(live).version, "reason": REASON})
    assert answer.status_code == 422 and "kewajiban hukum yang berjalan" in words(answer)
    assert fresh(live).voided_at is None
    cancel_legal_clock(
        actor=as_actor(cast.dpo), now=NOW, incident=live, follow_up=fresh(duty), reason="Insidennya ganda"
    )
    sent = as_sent(form_of(manager.get(door)), reason=REASON)
    assert manager.post(door, sent).status_code == 303


def test_what_else_is_owed_is_named_and_stays_open(manager, cast, live, door):
    create_follow_up(
        actor=as_actor(cast.responder),
        now=NOW,
        organisation=live.organisation,
        access=live.access,
        owner=cast.responder,
        due_at=NOW + timedelta(days=3),
        subjects=[subject_of(live)],
        title_id="Ganti kabel",
    )
    assert "1 tindak lanjut tetap terbuka" in words(manager.get(door))


def test_whoever_saw_less_than_stands_now_is_told(manager, cast, live, door):
    sent = as_sent(form_of(manager.get(door)), reason=REASON)
    edit_incident(
        actor=as_actor(cast.responder), now=NOW, incident=live, version=live.version, title=Text(id="Lain")
    )
    answer = manager.post(door, sent)
    assert answer.status_code == 422 and REASON in words(answer)
    assert fresh(live).voided_at is None
    assert manager.post(door, as_sent(form_of(answer))).status_code == 303


@pytest.mark.parametrize("who", ["responder", "auditor"])
def test_it_is_hidden_from_those_who_may_not(portal, cast, live, door, who):
    browser = portal(getattr(cast, who))
    assert door not in words(browser.get(at("incident", live)))
    assert browser.get(door).status_code == 403
    assert browser.post(door, {"version": live.version, "reason": REASON}).status_code == 403
    assert portal(cast.stranger).get(door).status_code == 404
    assert fresh(live).voided_at is None


def test_a_head_finds_it_too_and_the_trail_tells_of_it(portal, cast, live, door, fill):
    head = portal(add_person("kepala2", "Kepala", live.organisation, Role.HEAD))
    assert door in words(head.get(at("incident", live)))
    assert fill(head, door, reason=REASON).status_code == 303
    told = words(head.get(reverse("accounts:trail")))
    assert "membatalkan insiden" in told
