"""Redacting what a reporter wrote: the words go, the event stays and says that."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.urls import reverse

from accounts.models import KeptAnswer, SearchDocument, TrailDetail, TrailEntry
from accounts.services.verify import verify_trail
from incidents.models import Event, Fact, FactRevision
from incidents.services.assessment import Opening, assess_event
from incidents.services.events import EventData, report_event
from incidents.services.issuing import issue_as
from incidents.services.redaction import redact_event
from incidents.services.reports import draft_post_incident
from lib.errors import Conflict, Missing, Refused, Stale
from lib.texts import Text
from tests.api_client import Api
from tests.incidents.making import fresh
from tests.incidents.portal.conftest import as_sent, at, form_of, in_index, words
from tests.people import NOW, Cast, as_actor

pytestmark = pytest.mark.django_db
NIK = "3171015503900001"
PHONE = "0812-0000-0001"
REASON = "Memuat NIK seseorang"
PLACE = f"Loket {NIK}"


@pytest.fixture
def officer(cast: Cast, portal):
    """A browser in which the data protection officer is signed in."""
    return portal(cast.dpo)


@pytest.fixture
def event(cast, frozen) -> Event:
    """A report whose words hold somebody's NIK in every place, and a telephone number."""
    data = EventData(what=f"NIK {NIK} terlihat", where=PLACE, as_said=f"kata {NIK}", contact=PHONE)
    return report_event(actor=as_actor(cast.reporter), now=NOW, organisation=cast.diskominfotik, data=data)


@pytest.fixture
def incident(cast, event):
    """The incident that it became."""
    return assess_event(
        actor=as_actor(cast.responder),
        now=NOW,
        event=event,
        version=event.version,
        outcome="incident",
        reason=f"Ada NIK {NIK}",
        opening=Opening(title=Text(id="Data orang lain terlihat")),
    ).incident


def redacted(cast, event, **more):
    event = fresh(event)
    sent = {"actor": as_actor(cast.dpo), "version": event.version, "reason": REASON, **more}
    return redact_event(now=NOW, event=event, **sent)


def in_trail(text: str) -> bool:
    return text in str(list(TrailDetail.objects.values_list("values", flat=True)))


def test_the_words_go_and_the_page_says_who_took_them_out(officer, cast, portal, event, fill):
    page, door = at("event", event), at("event_redact", event)
    assert NIK in words(officer.get(page)) and door in words(officer.get(page))
    assert "salinannya di jejak audit dikosongkan" in words(officer.get(door))
    answer = fill(officer, door, reason=REASON)
    assert (answer.status_code, answer["Location"]) == (303, page)
    for person in (cast.dpo, cast.reporter, cast.responder):
        told = words(portal(person).get(page))
        assert NIK not in told and "[teks dihapus]" in told and f"Dihapus oleh {cast.dpo.name}, " in told
    told = words(officer.get(page))
    assert door not in told and at("event_contact", event) not in told
    assert officer.post(at("event_contact", event)).status_code == 409
    assert officer.post(door, as_sent(form_of(officer.get(door)), reason=REASON)).status_code == 422


@pytest.mark.parametrize(("language", "said"), [("id", "[teks dihapus]"), ("en", "[text redacted]")])
def test_every_list_names_a_redacted_report(officer, cast, portal, event, language, said):
    redacted(cast, event)
    for browser, page in (
        (officer, at("list")),
        (officer, reverse("home")),
        (portal(cast.reporter), reverse("home")),
    ):
        browser.post("/language/", {"language": language})
        assert said in words(browser.get(page)), page


def test_nothing_of_it_stays_in_trail_search_or_database(cast, event, incident):
    assert in_trail(NIK) and NIK in SearchDocument.objects.get(kind="event").content
    redacted(cast, event)
    kept = Event.objects.select_related("contact").get(pk=event.pk)
    assert (kept.what, kept.where, kept.noticed_as_said, kept.assessment) == ("", "", "", "")
    assert kept.contact.erased_at and not kept.contact.ciphertext
    assert (kept.state, kept.incident, kept.reported_by) == ("incident", incident, cast.reporter)
    assert NIK not in SearchDocument.objects.get(kind="event").content
    assert not in_trail(NIK)
    entry = TrailEntry.objects.get(verb="event.redacted")
    assert entry.detail.values["reason"]["after"] == REASON and entry.detail.actor_name == cast.dpo.name
    assert verify_trail().holds


def test_the_index_forgets_the_words_too(cast, event):
    assert in_index(NIK)
    redacted(cast, event)
    assert not in_index(NIK)


def test_answers_kept_for_repeated_requests_lose_the_words_and_nothing_is_done_twice(cast):
    told, key = Api(cast.reporter), {"Idempotency-Key": "tiket-1"}
    sent = {"what": f'NIK {NIK} "é" terlihat', "where": PLACE}
    first = told.send("post", "/api/v1/events", sent, **key).json()
    other = told.send("post", "/api/v1/events", sent, **{"Idempotency-Key": "tiket-2"}).json()
    redacted(cast, Event.objects.get(public_id=first["id"]))
    assert [NIK in str(each.body) for each in KeptAnswer.objects.order_by("key")] == [False, True]
    again = told.send("post", "/api/v1/events", sent, **key)
    assert (again.status_code, again["Idempotency-Replayed"]) == (201, "true")
    assert again.json() == {**first, "what": "", "where": ""}
    assert set(Event.objects.values_list("public_id", flat=True)) == {UUID(first["id"]), UUID(other["id"])}


def test_drafts_go_what_was_issued_is_named_and_so_are_facts_that_copy_it(cast, event, incident):
    issued = issue_as(actor=as_actor(cast.head), now=NOW, incident=fresh(incident), language="en")
    draft_post_incident(actor=as_actor(cast.responder), now=NOW, incident=fresh(incident), language="id")
    done = redacted(cast, event)
    assert (done.withdrawn, done.issued) == (1, (issued,))
    assert [each.kind for each in done.copied] == ["detection"]
    told = TrailEntry.objects.get(verb="report.withdrawn").detail.values["reason"]["after"]
    assert told == f"Teks sebuah laporan peristiwa dihapus: {REASON}"


def test_the_page_names_facts_that_still_say_the_same(officer, event, incident, fill):
    fill(officer, at("event_redact", event), reason=REASON)
    assert "1 fakta insiden masih berkata sama" in words(officer.get(at("event", event)))


@pytest.mark.parametrize("too", ["on", None])
def test_redacting_the_fact_offers_to_redact_the_report_that_says_the_same(
    officer, event, incident, fill, too
):
    fact = Fact.objects.get(incident=incident, kind="detection")
    door = at("fact_redact", incident, fact.public_id)
    assert "Hapus juga teks 1 laporan yang berkata sama" in words(officer.get(door))
    answer = fill(officer, door, reason=REASON, with_reports=too)
    assert answer.status_code == 303, words(answer)
    assert not FactRevision.objects.filter(fact=fact).exclude(what_id="").exists()
    assert bool(Event.objects.get(pk=event.pk).what) == (too is None)
    assert in_trail(NIK) == (too is None)
    assert "berkata sama" not in words(officer.get(at("timeline", incident)))


def test_another_fact_offers_nothing(officer, event, incident):
    fact = Fact.objects.get(incident=incident, kind="awareness")
    assert "berkata sama" not in words(officer.get(at("fact_redact", incident, fact.public_id)))


def test_a_redacted_report_is_assessed_all_the_same(cast, event):
    redacted(cast, event)
    event = fresh(event)
    found = assess_event(
        actor=as_actor(cast.responder),
        now=NOW,
        event=event,
        version=event.version,
        outcome="incident",
        opening=Opening(title=Text(id="Data orang lain terlihat")),
    )
    said = FactRevision.objects.get(fact__incident=found.incident, kind="detection")
    assert said.what_id == "Laporan yang teksnya sudah dihapus."


def test_what_is_written_about_a_redacted_report_is_redacted_too(officer, cast, event, fill):
    redacted(cast, event)
    event = fresh(event)
    judged = {"outcome": "no_incident", "reason": f"NIK {NIK} milik pelapor sendiri"}
    assess_event(actor=as_actor(cast.responder), now=NOW, event=event, version=event.version, **judged)
    page = at("event", event)
    assert NIK in words(officer.get(page)) and at("event_redact", event) in words(officer.get(page))
    assert fill(officer, at("event_redact", event), reason=REASON).status_code == 303
    assert NIK not in words(officer.get(page)) and at("event_redact", event) not in words(officer.get(page))
    assert not in_trail(NIK) and NIK not in SearchDocument.objects.get(kind="event").content


def test_only_who_answers_for_personal_data_redacts_once_and_what_they_saw(cast, portal, event):
    for person, refusal in ((cast.responder, Refused), (cast.reporter, Refused), (cast.stranger, Missing)):
        with pytest.raises(refusal):
            redacted(cast, event, actor=as_actor(person))
    for person, status in ((cast.responder, 403), (cast.reporter, 403), (cast.stranger, 404)):
        assert portal(person).get(at("event_redact", event)).status_code == status
    with pytest.raises(Stale):
        redacted(cast, event, version=event.version + 1)
    assert NIK in Event.objects.get(pk=event.pk).what
    redacted(cast, event)
    with pytest.raises(Conflict):
        redacted(cast, event)


def test_over_rest_it_is_empty(cast, event):
    redacted(cast, event)
    told = Api(cast.responder).get(f"/api/v1/events/{event.public_id}").json()
    assert (told["what"], told["where"], told["as_said"], told["has_contact"]) == ("", "", "", False)


def test_the_page_keeps_to_the_budget(officer, cast, event, django_assert_max_num_queries):
    door = at("event_redact", event)
    for address in (door, at("event", event)):
        with django_assert_max_num_queries(12):
            officer.get(address)
    redacted(cast, event)
    with django_assert_max_num_queries(12):
        officer.get(at("event", event))
