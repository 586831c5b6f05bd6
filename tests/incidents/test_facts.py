"""Recording, correcting and redacting facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from accounts.models import SearchDocument, TrailDetail, TrailEntry
from accounts.services.verify import verify_trail
from incidents.models import Fact, FactRevision
from incidents.services.facts import correct_fact, data_of, record_fact
from incidents.services.redaction import redact_fact
from lib.errors import Conflict, Invalid, Missing, Refused, Stale
from lib.texts import Text
from tests.incidents.making import (
    DAY,
    fact_data,
    fresh,
    minute,
    opened,
    read,
    recorded,
    settled,
    sourced,
    span,
)
from tests.people import NOW, as_actor

pytestmark = pytest.mark.django_db


def corrected(cast, fact, who=None, *, version=None, reason="Narasumber membetulkannya", **changes):
    fact = fresh(fact)
    return correct_fact(
        actor=as_actor(who or cast.responder),
        now=NOW,
        fact=fact,
        version=version or fact.version,
        data=replace(data_of(fact), **changes),
        reason=reason,
    )


def test_a_fact_knows_its_span_and_its_place(cast):
    incident = opened(cast)
    later, earlier = recorded(cast, incident, moment=minute(60)), recorded(cast, incident, moment=span(0, 30))
    assert list(incident.facts.in_order()) == [earlier, later]
    assert (fresh(earlier).span_from, fresh(earlier).span_to) == (DAY, DAY + timedelta(minutes=30))


def test_recording_raises_no_version_but_is_found_by_its_words(cast):
    incident = opened(cast)
    recorded(cast, incident, what=Text(id="Kolom terisi nama orang lain"))
    assert fresh(incident).version == 1
    assert "kolom" in SearchDocument.objects.get(kind="incident", object_id=incident.pk).content


def test_a_correction_keeps_the_old_wording_with_the_reason(cast):
    fact = recorded(cast, opened(cast), what=Text(id="Terjadi karena pemeliharaan."))
    corrected(cast, fact, what=Text(id="Terjadi saat pemeliharaan."), claim="stated")
    newest, oldest = fact.revisions.order_by("-n")
    assert (oldest.what_id, newest.what_id) == (
        "Terjadi karena pemeliharaan.",
        "Terjadi saat pemeliharaan.",
    )
    assert newest.reason == "Narasumber membetulkannya"
    assert (fresh(fact).claim, fresh(fact).revision_count) == ("stated", 2)


def test_a_correction_that_says_nothing_new_writes_nothing(cast):
    fact = recorded(cast, opened(cast))
    corrected(cast, fact)
    assert fresh(fact).version == fact.version and fact.revisions.count() == 1


def test_a_correction_wants_a_reason_and_the_present_version(cast):
    fact = recorded(cast, opened(cast))
    with pytest.raises(Invalid):
        corrected(cast, fact, reason=" ", claim="stated")
    with pytest.raises(Stale) as stale:
        corrected(cast, fact, version=9, claim="stated")
    assert stale.value.current == 1


def test_facts_that_share_a_moment_move_with_it(cast):
    incident = opened(cast)
    first = recorded(cast, incident, moment=minute(0))
    seen = recorded(cast, incident, kind="detection", same_as=first, precision="about")
    outage = recorded(cast, incident, same_as=seen, precision="day")
    corrected(cast, first, moment=minute(24 * 60))
    assert fresh(seen).span_from == DAY + timedelta(hours=24) - timedelta(minutes=15)
    assert fresh(outage).span_to - fresh(outage).span_from == timedelta(days=1)
    assert fresh(seen).version == seen.version + 1


def test_a_moment_is_never_taken_from_itself(cast):
    incident = opened(cast)
    first = recorded(cast, incident, moment=minute(0))
    second = recorded(cast, incident, same_as=first, precision="day")
    with pytest.raises(Invalid) as refused:
        corrected(cast, first, moment=None, same_as=second)
    assert refused.value.field == "same_as"


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("what", {"what": Text(id=" ")}),
        ("kind", {"kind": "rumour"}),
        ("claim", {"claim": "disputed"}),
        ("as_said", {"as_said": "x" * 301}),
        ("what_id", {"what": Text(id="a\x00b")}),
        ("what_id", {"what": Text(id="a\ud800b")}),
        ("what_en", {"what": Text(en="x" * 20_001)}),
    ],
)
def test_what_a_fact_cannot_say_is_named_and_nothing_is_written(cast, field, changes):
    incident = opened(cast)
    with pytest.raises(Invalid) as refused:
        record_fact(actor=as_actor(cast.responder), now=NOW, incident=incident, data=fact_data(**changes))
    assert field in {each.field for each in refused.value.problems}
    assert not Fact.objects.exists()


def test_sources_and_facts_of_another_incident_are_refused(cast):
    incident, other = opened(cast), opened(cast)
    source, fact = sourced(cast, other), recorded(cast, other, moment=minute(0))
    for change in ({"source": source}, {"same_as": fact}):
        with pytest.raises(Invalid):
            recorded(cast, incident, **change)


@pytest.mark.parametrize(
    ("role", "error"),
    [("auditor", Refused), ("head", Refused), ("reporter", Missing), ("administrator", Missing)],
)
def test_who_may_not_record(cast, role, error):
    incident = opened(cast)
    with pytest.raises(error):
        recorded(cast, incident, getattr(cast, role))
    with pytest.raises(Missing):
        recorded(cast, incident, cast.stranger)


def test_a_settled_moment_is_not_corrected_away(cast):
    incident = opened(cast)
    fact = recorded(cast, incident, moment=minute(0))
    other = read(cast, fact, minute(600))
    settled(cast, fact, other, sourced(cast, incident))
    with pytest.raises(Conflict):
        corrected(cast, fact, moment=minute(30))
    assert corrected(cast, fact, what=Text(id="Dengan kata lain")).span_from == minute(600).earliest


def test_redaction_empties_every_wording_passes_the_triggers_and_is_on_record(cast):
    fact = recorded(cast, opened(cast), what=Text(id="NIK 31710 milik seorang ibu terlihat"))
    corrected(cast, fact, what=Text(id="Data seorang ibu terlihat"))
    read(cast, fact, minute(5), text=Text(id="kata seorang ibu"))
    actor = as_actor(cast.dpo)
    redact_fact(actor=actor, now=NOW, fact=fresh(fact), version=fresh(fact).version, reason="Memuat NIK")
    assert not any(each.what_id for each in FactRevision.objects.filter(fact=fact))
    assert not any(each.text_id for each in fact.readings.all())
    assert not any("31710" in str(each.values) for each in TrailDetail.objects.all())
    assert "31710" not in SearchDocument.objects.get(kind="incident").content
    assert TrailEntry.objects.get(verb="fact.redacted").detail.values["reason"]["after"] == "Memuat NIK"
    assert verify_trail().holds


def test_who_wrote_when_stays_in_the_trail_and_so_does_who_redacted_and_why(cast):
    fact = recorded(cast, opened(cast), what=Text(id="NIK 31710 terlihat"))
    for reason in ("Memuat NIK", "Sekali lagi"):
        now = fresh(fact)
        redact_fact(actor=as_actor(cast.dpo), now=NOW, fact=now, version=now.version, reason=reason)
    details = TrailDetail.objects.filter(entry__subjects__kind="fact").order_by("entry")
    told = [
        (each.entry.verb, each.actor_name, each.values.get("reason", {}).get("after")) for each in details
    ]
    assert told == [
        ("fact.recorded", cast.responder.name, None),
        ("trail.erased", cast.dpo.name, "Memuat NIK"),
        ("fact.redacted", cast.dpo.name, "Memuat NIK"),
        ("fact.redacted", cast.dpo.name, "Sekali lagi"),
    ]
    assert details[0].labels
    assert verify_trail().holds


def test_only_who_answers_for_personal_data_redacts(cast):
    fact = fresh(recorded(cast, opened(cast)))
    with pytest.raises(Refused):
        redact_fact(actor=as_actor(cast.responder), now=NOW, fact=fact, version=1, reason="Memuat NIK")


def test_the_database_refuses_to_rewrite_a_revision(cast):
    fact = recorded(cast, opened(cast))
    for change in ({"what_id": "lain"}, {"claim": "confirmed", "what_id": ""}, {"n": 7}):
        with pytest.raises(DatabaseError), transaction.atomic():
            FactRevision.objects.filter(fact=fact).update(**change)
