"""However much hangs on what is redacted, the form asks as often, and all of it loses its words."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import KeptAnswer, TrailDetail, TrailEntry
from accounts.services.verify import verify_trail
from incidents.models import Event, Fact, FactRevision, Incident
from incidents.services.assessment import Opening, assess_event
from incidents.services.disputes import settle_fact
from incidents.services.events import EventData, report_event
from incidents.services.facts import correct_fact, data_of
from incidents.services.issuing import issue_as
from incidents.services.reports import draft_post_incident
from lib.texts import Text
from records.models import Blob, IssuedReport
from tests.api_client import Api
from tests.incidents.making import fresh, minute, read, recorded, sourced
from tests.incidents.portal.conftest import as_sent, at, form_of, words
from tests.people import NOW, Cast, as_actor

pytestmark = pytest.mark.django_db
NIK = "3171015503900001"
REASON = "Memuat NIK seseorang"
MOST = 12


@dataclass(frozen=True)
class Told:
    """A fact, the reports that say the same, and the incident on which both hang."""

    incident: Incident
    fact: Fact
    events: list[Event]

    def door(self, what: str) -> str:
        """Where the fact or its first report is redacted."""
        if what == "event":
            return at("event_redact", self.events[0])
        return at("fact_redact", self.incident, self.fact.public_id)


def reported(cast: Cast, known: Incident | None = None) -> Event:
    """A report that holds somebody's NIK, and became an incident or is one more of a known one."""
    data = EventData(what=f"NIK {NIK} terlihat", where=f"Loket {NIK}", contact="0812-0000-0001")
    event = report_event(actor=as_actor(cast.reporter), now=NOW, organisation=cast.diskominfotik, data=data)
    judged = {"outcome": "incident", "opening": Opening(title=Text(id="Data orang lain terlihat"))}
    if known is not None:
        judged = {"outcome": "duplicate", "incident": fresh(known)}
    return assess_event(
        actor=as_actor(cast.responder),
        now=NOW,
        event=event,
        version=event.version,
        reason=f"Ada NIK {NIK}",
        **judged,
    )


def told(cast: Cast, times: int) -> Told:
    """So many reports, corrections, readings, decisions, kept answers, facts beside it, and versions."""
    events = [reported(cast)]
    incident = events[0].incident
    events += [reported(cast, incident) for _number in range(times)]
    fact = Fact.objects.filter(incident=incident, kind="detection").earliest("pk")
    responder, source = as_actor(cast.responder), sourced(cast, incident)
    for number in range(times):
        now = fresh(fact)
        data = replace(data_of(now), what=Text(id=f"kata {number} {NIK}"))
        correct_fact(actor=responder, now=NOW, fact=now, version=now.version, data=data, reason=f"Ada {NIK}")
        chosen = read(cast, fact, minute(number), text=Text(id=f"kata {number} pemilik {NIK}"))
        now = fresh(fact)
        settle_fact(
            actor=responder,
            now=NOW,
            fact=now,
            version=now.version,
            chosen=chosen,
            source=source,
            reason=f"Log {number} menyebut {NIK}",
        )
        answered(cast, fact, number)
        recorded(cast, incident, same_as=fact)
        issue_as(actor=as_actor(cast.head), now=NOW, incident=fresh(incident), language="en")
        draft_post_incident(actor=responder, now=NOW, incident=fresh(incident), language="id")
    return Told(incident, fact, events)


def answered(cast: Cast, fact: Fact, number: int) -> None:
    """A program adds a reading, and its answer is kept for a repetition."""
    address = f"/api/v1/incidents/{fact.incident.public_id}/facts/{fact.public_id}/readings"
    sent = {"of": "quantity", "text": {"id": f"program {NIK}"}, "value": str(number)}
    key = {"Idempotency-Key": f"{fact.pk}-{number}"}
    made = Api(cast.responder).send("post", address, sent, version=fresh(fact).version, **key)
    assert made.status_code == 201, made.content


def questions(client, door: str, committed, **typed) -> int:
    """How often the form asks when it is sent, what is done after the commit included."""
    sent = as_sent(form_of(client.get(door)), reason=REASON, **typed)
    with CaptureQueriesContext(connection) as captured, committed(execute=True):
        answer = client.post(door, {name: value for name, value in sent.items() if value is not None})
    assert answer.status_code == 303, words(answer)
    return sum(each["sql"].startswith(("SELECT", "WITH")) for each in captured)


@pytest.mark.parametrize(
    ("what", "typed"), [("fact", {"with_reports": None}), ("fact", {}), ("event", {})], ids=str
)
def test_redacting_asks_at_most_twelve_times_however_much_hangs_on_it(
    cast, portal, frozen, django_capture_on_commit_callbacks, what, typed
):
    officer = portal(cast.dpo)
    few, many = (
        questions(officer, told(cast, times).door(what), django_capture_on_commit_callbacks, **typed)
        for times in (1, 3)
    )
    assert few == many <= MOST


def test_a_fact_goes_with_all_reports_that_say_the_same(
    cast, portal, frozen, django_capture_on_commit_callbacks
):
    made = told(cast, 2)
    questions(portal(cast.dpo), made.door("fact"), django_capture_on_commit_callbacks)
    assert not FactRevision.objects.filter(fact=made.fact).exclude(what_id="", reason="").exists()
    kept = Event.objects.select_related("contact").filter(pk__in=[each.pk for each in made.events])
    assert {(each.what, each.where, each.assessment) for each in kept} == {("", "", "")}
    assert all(each.contact.erased_at and not each.contact.ciphertext for each in kept)
    assert not [each for each in KeptAnswer.objects.all() if f"program {NIK}" in str(each.body)]
    own = [("fact", made.fact.pk), *(("event", each.pk) for each in made.events)]
    for kind, key in own:
        entries = TrailEntry.objects.about(kind, key).filter(verb__startswith=f"{kind}.")
        assert not [
            each for each in TrailDetail.objects.filter(entry__in=entries) if NIK in str(each.values)
        ], kind
        assert entries.filter(verb=f"{kind}.redacted").count() == 1
    assert verify_trail().holds


def test_what_was_issued_keeps_its_words_and_every_draft_loses_them(
    cast, portal, frozen, django_capture_on_commit_callbacks
):
    made, officer = told(cast, 2), portal(cast.dpo)
    questions(officer, made.door("fact"), django_capture_on_commit_callbacks)
    shown = words(officer.get(at("timeline", made.incident)))
    assert "1 draf laporan ditarik" in shown and "Versi 2, English; Versi 1, English." in shown
    assert {(each.state, NIK in each.snapshot) for each in IssuedReport.objects.all()} == {
        ("issued", True),
        ("withdrawn", False),
    }
    emptied = set(Blob.objects.filter(emptied_at__isnull=False).values_list("pk", flat=True))
    assert emptied == set(IssuedReport.objects.exclude(state="issued").values_list("blob", flat=True))


def test_a_form_that_is_refused_still_offers_the_reports(cast, portal, frozen):
    made, officer = told(cast, 1), portal(cast.dpo)
    door = made.door("fact")
    sent = as_sent(form_of(officer.get(door)), reason=" ")
    answer = officer.post(door, sent)
    assert answer.status_code == 422 and "Hapus juga teks 2 laporan yang berkata sama" in words(answer)
    read(cast, made.fact, minute(30))
    with CaptureQueriesContext(connection) as captured:
        answer = officer.post(door, {**sent, "reason": REASON})
    assert answer.status_code == 422 and "Hapus juga teks 2 laporan yang berkata sama" in words(answer)
    assert sum(each["sql"].startswith("SELECT") for each in captured) <= MOST


def test_asking_for_reports_where_none_says_the_same_redacts_the_fact_alone(cast, portal, frozen):
    made, officer = told(cast, 1), portal(cast.dpo)
    other = recorded(cast, made.incident, what=Text(id=f"lain {NIK}"))
    door = at("fact_redact", made.incident, other.public_id)
    form = form_of(officer.get(door))
    assert "with_reports" not in form.fields
    assert officer.post(door, {**as_sent(form, reason=REASON), "with_reports": "on"}).status_code == 303
    assert not FactRevision.objects.get(fact=other).what_id
    assert Event.objects.get(pk=made.events[0].pk).what
