"""Redacting a fact from its timeline: the words go, the fact stays and says that."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.models import TrailDetail, TrailEntry
from incidents.models import FactRevision, Settlement
from incidents.services.disputes import settle_fact
from incidents.services.issuing import issue_as
from incidents.services.reports import draft_post_incident
from lib.texts import Text
from tests.incidents.making import fresh, minute, opened, read, recorded, sourced
from tests.incidents.portal.conftest import as_sent, at, form_of, in_index, words
from tests.people import NOW, Cast, as_actor

pytestmark = pytest.mark.django_db
NIK = "3171015503900001"
REASON = "Memuat NIK seseorang"


@pytest.fixture
def officer(cast: Cast, portal):
    """A browser in which the data protection officer is signed in."""
    return portal(cast.dpo)


@pytest.fixture
def fact(cast, live):
    """A fact whose words hold somebody's NIK, and so does a reading of it."""
    made = recorded(cast, live, what=Text(id=f"NIK {NIK} terlihat"), moment=minute(0))
    read(cast, made, minute(5), text=Text(id=f"kata pemilik {NIK}"))
    return fresh(made)


@pytest.fixture
def door(live, fact) -> str:
    """Where the fact is redacted."""
    return at("fact_redact", live, fact.public_id)


def test_the_words_go_and_the_fact_says_that(officer, responder, live, fact, door, fill):
    assert f"{door}#panel" in words(officer.get(at("timeline", live)))
    shown = words(officer.get(door))
    assert "salinannya di jejak audit dikosongkan" in shown
    answer = fill(officer, door, reason=REASON)
    assert answer.status_code == 303
    assert answer["Location"] == f"{at('timeline', live)}#fact-{fact.public_id}"
    for page in ("timeline", "incident"):
        told = words(responder.get(at(page, live)))
        assert NIK not in told and "[teks dihapus]" in told
    assert not FactRevision.objects.exclude(what_id="").exists()
    assert TrailEntry.objects.get(verb="fact.redacted").detail.values["reason"]["after"] == REASON
    assert door not in words(officer.get(at("timeline", live)))


def test_the_index_forgets_the_words(officer, fact, door, fill):
    assert in_index(NIK)
    fill(officer, door, reason=REASON)
    assert not in_index(NIK)


def test_why_a_dispute_was_settled_goes_as_well(officer, cast, live, fact, door, fill):
    source = sourced(cast, live)
    for reason in (f"Log menyebut {NIK}", f"Lagi {NIK}"):
        settle_fact(
            actor=as_actor(cast.isms_manager),
            now=NOW,
            fact=fresh(fact),
            version=fresh(fact).version,
            chosen=fact.readings.last(),
            source=source,
            reason=reason,
        )
    assert NIK in words(officer.get(at("timeline", live)))
    fill(officer, door, reason=REASON)
    told = words(officer.get(at("timeline", live)))
    assert NIK not in told and "Sudah diputuskan.</b> [teks dihapus]" in told
    assert not Settlement.objects.exclude(reason="").exists()
    report = draft_post_incident(actor=as_actor(cast.responder), now=NOW, incident=fresh(live), language="id")
    assert NIK not in report.snapshot
    assert NIK not in str(list(TrailDetail.objects.values_list("values", flat=True)))


def test_it_is_said_which_reports_went_and_which_still_hold_the_words(officer, cast, live, fact, door, fill):
    head, responder = as_actor(cast.head), as_actor(cast.responder)
    issue_as(actor=head, now=NOW, incident=fresh(live), language="en")
    draft_post_incident(actor=responder, now=NOW, incident=fresh(live), language="id")
    assert "Draf laporan tentang insiden ini ditarik" in words(officer.get(door))
    fill(officer, door, reason=REASON)
    told = words(officer.get(at("timeline", live)))
    assert "1 draf laporan ditarik" in told and "yang tetap seperti adanya: Versi 1, English." in told


@pytest.mark.parametrize(("language", "said"), [("id", "[teks dihapus]"), ("en", "[text redacted]")])
def test_a_correction_says_what_remains_and_the_history_stays_redacted(
    officer, live, fact, door, fill, language, said
):
    officer.post("/language/", {"language": language})
    fill(officer, door, reason=REASON)
    correct = at("fact_correct", live, fact.public_id)
    fill(officer, correct, what_id="NIK seseorang terlihat", reason="Tanpa NIK-nya")
    shown = words(officer.get(at("timeline", live)))
    assert "NIK seseorang terlihat" in shown and said in shown


def test_every_list_of_facts_names_a_redacted_one(officer, live, fact, door, fill):
    fill(officer, door, reason=REASON)
    for page in ("fact_add", "evidence", "clock_start"):
        assert "1 · [teks dihapus]" in words(officer.get(at(page, live)))


def test_it_is_asked_once_more_before_the_words_go(officer, responder, live, door):
    assert 'data-confirm="Kata-kata fakta ini hilang untuk selamanya' in words(officer.get(door))
    assert 'data-confirm="' not in words(responder.get(at("fact_add", live)))


def test_the_trail_says_who_wrote_it_and_that_the_words_are_gone(officer, cast, fact, door, fill):
    written = reverse("accounts:trail_entry", args=[TrailEntry.objects.get(verb="fact.recorded").pk])
    gone = "Isinya sudah dihapus. Yang tetap: siapa"
    assert gone not in words(officer.get(written))
    fill(officer, door, reason=REASON)
    told = words(officer.get(written))
    assert gone in told and cast.responder.name in told and NIK not in told
    assert words(officer.get(reverse("accounts:trail"))).count(gone) == 2, "its recording and its dispute"


def test_redacting_wants_a_reason(officer, fact, door, fill):
    answer = fill(officer, door, reason=" ")
    assert answer.status_code == 422
    assert "Tulis mengapa teksnya dihapus, tanpa mengulanginya." in words(answer)
    assert FactRevision.objects.get(fact=fact).what_id


def test_whoever_saw_less_than_stands_now_is_told(officer, cast, fact, door):
    sent = as_sent(form_of(officer.get(door)), reason=REASON)
    read(cast, fact, minute(9))
    answer = officer.post(door, sent)
    assert answer.status_code == 422 and REASON in words(answer)
    assert FactRevision.objects.get(fact=fact).what_id
    assert officer.post(door, as_sent(form_of(answer))).status_code == 303


@pytest.mark.parametrize("who", ["responder", "auditor"])
def test_only_who_answers_for_personal_data_finds_it(portal, cast, live, fact, door, who):
    browser = portal(getattr(cast, who))
    assert door not in words(browser.get(at("timeline", live)))
    assert browser.get(door).status_code == 403
    assert browser.post(door, {"version": fact.version, "reason": REASON}).status_code == 403
    assert portal(cast.stranger).get(door).status_code == 404
    assert FactRevision.objects.get(fact=fact).what_id


def test_a_fact_of_another_incident_is_missing(officer, cast, fact):
    assert officer.get(at("fact_redact", opened(cast), fact.public_id)).status_code == 404


def test_the_page_keeps_to_the_budget(officer, door, django_assert_max_num_queries):
    officer.get(door)
    with django_assert_max_num_queries(12):
        officer.get(door)
