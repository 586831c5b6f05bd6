"""At most twelve queries for any page of any size; both languages whole; hidden pages are not there."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from babel.messages.pofile import read_po
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from config.catalogues import sources
from followups.services.followups import create_follow_up
from incidents.models import Event, Incident
from incidents.services.aggregate import subject_of
from incidents.services.disputes import settle_fact
from incidents.services.incidents import Classification
from incidents.services.members import assign_member
from incidents.services.review import add_cause, add_lesson, add_unknown
from lib.texts import Text
from tests.incidents.making import fresh, minute, opened, read, recorded, sourced, with_file
from tests.incidents.portal.conftest import at, words
from tests.people import NOW, as_actor

pytestmark = pytest.mark.django_db

BUDGET = 12
TABS = ("incident", "timeline", "follow_ups", "evidence", "reports", "team", "clocks")
FORMS = (
    "edit", "access", "assets", "personal_data", "requirements", "phase", "close", "fact_add",
    "follow_up_add", "clock_start", "unknown_add", "cause_add", "source_add", "lesson_add",
)  # fmt: skip


def grow(cast, incident: Incident, size: int) -> None:
    """Let so many of everything hang on an incident."""
    actor = as_actor(cast.responder)
    common = {"actor": actor, "now": NOW, "incident": incident}
    for number in range(size):
        source = sourced(cast, incident)
        fact = recorded(cast, incident, moment=minute(number), source=source)
        if number % 5 == 0:
            read(cast, fact, minute(300 + number))
        add_unknown(**common, kind="other", text=Text(id=f"Hal {number}"))
        add_cause(**common, text=Text(id=f"Sebab {number}"), claim="stated")
        add_lesson(**common, text=Text(id=f"Pelajaran {number}"))
        with_file(cast, incident, f"log {number}".encode())
        create_follow_up(
            actor=actor,
            now=NOW,
            organisation=incident.organisation,
            access=incident.access,
            owner=cast.responder,
            due_at=NOW + timedelta(days=number + 1),
            subjects=[subject_of(incident)],
            title_id=f"Tugas {number}",
        )
    assign_member(**common, person=cast.responder, role="commander")


def asked(client, address: str) -> int:
    """How many queries a page takes."""
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200, address
    return len(queries)


def test_every_page_of_an_incident_keeps_to_its_budget_whatever_its_size(responder, cast, live):
    small, large = live, opened(cast)
    grow(cast, small, 5)
    grow(cast, large, 50)
    over = {}
    for page in (*TABS, *FORMS):
        few, many = (asked(responder, at(page, each)) for each in (small, large))
        if few != many or many > BUDGET:
            over[page] = (few, many)
    assert not over


def test_settled_facts_keep_to_the_budget_however_many(responder, cast, live):
    for number in range(6):
        fact = recorded(cast, live, moment=minute(number))
        read(cast, fact, minute(300))
        settle_fact(
            actor=as_actor(cast.responder),
            now=NOW,
            fact=fresh(fact),
            version=fresh(fact).version,
            chosen=fact.readings.get(n=1),
            reason="Log peladen lebih tepercaya",
            evidence=with_file(cast, live, f"log {number}".encode()).evidence,
        )
    pages = {page: at(page, live) for page in TABS} | {"shown in part": at("timeline", live, show="disputed")}
    counted = {page: asked(responder, address) for page, address in pages.items()}
    assert not {page: number for page, number in counted.items() if number > BUDGET}


def test_the_form_that_closes_asks_once_what_is_unfinished_also_where_nothing_is(responder, cast):
    classed = Classification(rsit="information-content-security")
    incident = opened(cast, phase="review", classification=classed)
    with CaptureQueriesContext(connection) as queries:
        assert responder.get(at("close", incident)).status_code == 200
    asked_for = [each["sql"] for each in queries if each["sql"].startswith("SELECT")]
    assert len(asked_for) == len(set(asked_for))


def test_forms_over_a_fact_keep_to_the_budget(responder, cast, live):
    grow(cast, live, 6)
    fact = live.facts.disputed().first()
    pages = ("fact_correct", "fact_reading", "fact_settle", "fact_withdraw")
    counted = {page: asked(responder, at(page, live, fact.public_id)) for page in pages}
    assert not {page: number for page, number in counted.items() if number > BUDGET}


def test_a_guest_by_grant_keeps_to_the_budget(portal, cast, live):
    grow(cast, live, 5)
    manager, guest = portal(cast.isms_manager), portal(cast.stranger)
    manager.post(at("share", live), {"organisation": cast.dpmptsp.public_id, "level": "take_part"})
    counted = {page: asked(guest, at(page, live)) for page in TABS}
    assert not {page: number for page, number in counted.items() if number > BUDGET}


def test_the_register_keeps_to_the_budget_with_5_and_with_50_rows(responder, cast, live):
    def fill(size: int) -> None:
        for number in range(size):
            incident = opened(cast, title=Text(id=f"Insiden {number}"))
            recorded(cast, incident, moment=minute(0))
        for _each in range(size // 5):
            responder.post(at("report_event"), {"what": "Layar menampilkan galat"})

    fill(5)
    few = asked(responder, at("list", q="insiden")), asked(responder, at("list"))
    fill(40)
    many = asked(responder, at("list", q="insiden")), asked(responder, at("list"))
    assert few == many and max(many) <= BUDGET
    assert asked(responder, at("list", view="reported")) <= BUDGET


def test_events_keep_to_the_budget(responder, cast, frozen):
    responder.post(at("report_event"), {"what": "Layar menampilkan galat"})
    event = Event.objects.get()
    assert asked(responder, at("event", event)) <= BUDGET
    assert asked(responder, at("report_event")) <= BUDGET
    assert asked(responder, at("report_assets", search="layar")) <= BUDGET


def english_sentences() -> set[str]:
    """Every English sentence of the room's catalogue that no Indonesian text could hold by chance."""
    found: set[str] = set()
    for source in sources():
        with source.open("rb") as file:
            for message in read_po(file):
                texts = message.id if isinstance(message.id, tuple) else (message.id,)
                translated = message.string if isinstance(message.string, str) else message.string[0]
                for text in texts:
                    if (
                        text
                        and text != translated
                        and text.count(" ") >= 1
                        and "%" not in text
                        and "{" not in text
                    ):
                        found.add(text)
    return found


def test_indonesian_pages_hold_no_english_sentence(responder, cast, live, fill):
    grow(cast, live, 5)
    fact = live.facts.disputed().first()
    pages = [at(page, live) for page in (*TABS, *FORMS)] + [at("list"), at("report_event")]
    pages += [at(page, live, fact.public_id) for page in ("fact_correct", "fact_reading", "fact_settle")]
    english = english_sentences()
    found = {}
    for address in pages:
        text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "\n", words(responder.get(address))))
        left = [each for each in english if re.search(rf"(?<!\w){re.escape(each)}(?!\w)", text)]
        if left:
            found[address] = left
    assert not found


def test_english_readers_get_english_pages(portal, cast, live):
    cast.responder.language = "en"
    cast.responder.save(update_fields=["language"])
    grow(cast, live, 2)
    client = portal(cast.responder)
    with override("en"):
        shown = words(client.get(at("incident", live)))
    assert '<html lang="en"' in shown and "Key timeline" in shown and "Not known yet" in shown
    assert "Belum diketahui" not in shown


def test_what_was_written_in_the_other_language_is_quoted_with_its_mark(portal, cast, live):
    cast.responder.language = "en"
    cast.responder.save(update_fields=["language"])
    recorded(cast, live, what=Text(id="Data terlihat di layar."))
    shown = words(portal(cast.responder).get(at("timeline", live)))
    assert '<span lang="id">Data terlihat di layar.</span>' in shown


@pytest.mark.parametrize("page", [*TABS, *FORMS])
def test_a_hidden_incident_answers_like_one_that_is_not_there(portal, cast, live, page):
    stranger = portal(cast.stranger)
    hidden = stranger.get(at(page, live))
    nowhere = stranger.get(at(page, "0197d2f4-0000-7000-8000-000000000000"))
    assert hidden.status_code == nowhere.status_code == 404
    assert _plain(hidden) == _plain(nowhere)


def _plain(answer) -> str:
    """The page without what differs by request: the address asked for and the form token."""
    return re.sub(
        r'(name="csrfmiddlewaretoken" value=|nonce=)"[^"]*"|/incidents/[0-9a-f-]+/[\w/-]*', "", words(answer)
    )


def test_text_of_people_is_never_mark_up(responder, cast, live):
    evil = "<img src=x onerror=alert(1)>"
    recorded(cast, live, what=Text(id=evil), moment=minute(0))
    add_unknown(actor=as_actor(cast.responder), now=NOW, incident=live, kind="other", text=Text(id=evil))
    for page in ("incident", "timeline", "evidence", "follow_ups"):
        assert evil not in words(responder.get(at(page, live)))
