"""The timeline's pages: facts told in a source's words, contradictions asked about, disputes settled."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from incidents.models import Fact
from tests.incidents.making import fresh, minute, read, recorded, sourced, span, with_file
from tests.incidents.portal.conftest import as_sent, at, form_of, words

pytestmark = pytest.mark.django_db

CONTRADICTION = "Selasa 18/5/2020, sekitar 23.30"
FACT = {"kind": "occurrence", "claim": "reported", "what_id": "Formulir menampilkan data orang lain."}


def add(responder, live, **typed):
    address = at("fact_add", live)
    shown = form_of(responder.get(address))
    return responder.post(address, as_sent(shown, **{**FACT, **typed}))


def test_a_fact_is_told_with_the_time_as_its_source_says_it(responder, live):
    answer = add(responder, live, when="18 Mei 2020 sekitar 23.30")
    assert answer.status_code == 303
    shown = words(responder.get(at("timeline", live)))
    assert "Formulir menampilkan data orang lain." in shown
    assert "sekitar 23.30" in shown and "18 Mei 2020" in shown


def test_what_was_understood_is_said_back_while_typing(responder, live):
    answer = responder.get(at("said", live), {"when": "18/5/2020 23.30"})
    assert "18 Mei 2020 pukul 23.30 WIB" in words(answer)


def test_words_that_are_no_time_are_refused_and_stay_in_the_form(responder, live):
    answer = add(responder, live, when="kemarin sore")
    assert answer.status_code == 422
    assert "kemarin sore" in words(answer) and FACT["what_id"] in words(answer)
    assert not Fact.objects.exists()


def test_a_weekday_that_contradicts_its_date_is_asked_about_before_anything_is_saved(responder, live):
    answer = add(responder, live, when=CONTRADICTION)
    shown = words(answer)
    assert answer.status_code == 422 and not Fact.objects.exists()
    assert "18 Mei 2020 adalah hari Senin." in shown
    assert [f'value="{each}"' in shown for each in ("both", "date", "weekday")] == [True] * 3
    assert "Belum tersimpan" not in shown


@pytest.mark.parametrize(("choice", "day"), [("date", 18), ("weekday", 19)])
def test_one_of_the_two_days_is_chosen(responder, live, choice, day):
    assert add(responder, live, when=CONTRADICTION, reading=choice).status_code == 303
    fact = Fact.objects.get()
    assert (fact.sort_at.day, fact.readings.count(), fact.disputed) == (day, 0, False)


def test_both_readings_are_kept_side_by_side_and_stand_in_dispute(responder, live):
    assert add(responder, live, when=CONTRADICTION, reading="both").status_code == 303
    fact = Fact.objects.get()
    assert fact.disputed and fact.readings.count() == 2
    shown = words(responder.get(at("timeline", live)))
    assert "Senin, 18 Mei 2020" in shown and "Selasa, 19 Mei 2020" in shown
    assert "Belum diputuskan." in shown


def test_the_form_of_a_correction_names_its_fields_and_asks_nothing_again(responder, live):
    add(responder, live, when=CONTRADICTION, reading="both")
    page = responder.get(at("fact_correct", live, Fact.objects.get().public_id))
    shown = words(page)
    assert "Apa yang terjadi" in shown and "Satu fakta, satu kalimat." in shown
    assert "What id" not in shown and "Simpan yang mana?" not in shown


def test_a_choice_between_readings_is_one_sentence(responder, live):
    add(responder, live, when=CONTRADICTION, reading="both")
    shown = words(responder.get(at("fact_settle", live, Fact.objects.get().public_id)))
    assert "Senin, 18 Mei 2020, sekitar pukul 23.30 WIB: “Selasa" in shown


def test_the_chart_names_a_fact_as_the_timeline_does(responder, cast, live):
    recorded(cast, live, kind="detection", moment=minute(0))
    shown = words(responder.get(at("timeline", live)))
    assert "F1 Penemuan" in shown and "Deteksi" not in shown


def test_a_correction_keeps_the_old_wording_with_its_reason(responder, cast, live, fill):
    fact = recorded(cast, live, moment=minute(0))
    answer = fill(
        responder,
        at("fact_correct", live, fact.public_id),
        what_id="Data dua orang terlihat.",
        reason="Sumber kedua menyebut dua orang",
    )
    assert answer.status_code == 303
    shown = words(responder.get(at("timeline", live)))
    assert "Data dua orang terlihat." in shown and "<del>Data terlihat.</del>" in shown
    assert "Sumber kedua menyebut dua orang" in shown


def test_a_correction_without_a_reason_is_refused_with_all_that_was_typed(responder, cast, live, fill):
    fact = recorded(cast, live, moment=minute(0))
    answer = fill(responder, at("fact_correct", live, fact.public_id), what_id="Kata-kata baru.")
    assert answer.status_code == 422 and "Kata-kata baru." in words(answer)
    assert fresh(fact).revision_count == 1


def test_correcting_the_words_leaves_a_time_alone_that_nobody_touched(responder, cast, live, fill):
    fact = recorded(cast, live, moment=minute(7), as_said="Jumat malam")
    fill(responder, at("fact_correct", live, fact.public_id), what_id="Lebih jelas.", reason="Ejaan")
    assert fresh(fact).span_from == fact.span_from


@pytest.mark.parametrize(
    "said",
    [
        {"moment": minute(7)},
        {"moment": minute(7), "as_said": "Jumat malam"},
        {"moment": span(0, 90)},
        {},
    ],
)
def test_a_reason_alone_corrects_nothing(responder, cast, live, fill, said):
    fact = recorded(cast, live, **said)
    answer = fill(responder, at("fact_correct", live, fact.public_id), reason="Ejaan")
    assert answer.status_code == 422 and "Fakta sudah berbunyi demikian." in words(answer)
    assert fresh(fact).revision_count == 1


def test_words_of_ours_for_a_time_do_not_become_the_words_of_the_source(responder, cast, live, fill):
    fact = recorded(cast, live, moment=minute(7))
    fill(responder, at("fact_correct", live, fact.public_id), what_id="Lebih jelas.", reason="Ejaan")
    newest = fresh(fact).revisions.get(n=2)
    assert (newest.as_said, newest.earliest, newest.precision) == ("", minute(7).earliest, "minute")


def test_a_shared_time_keeps_how_the_source_told_it(responder, cast, live, fill):
    first = recorded(cast, live, moment=minute(7))
    second = recorded(cast, live, same_as=first, as_said="pada saat itu juga")
    fill(responder, at("fact_correct", live, second.public_id), what_id="Lebih jelas.", reason="Ejaan")
    newest = fresh(second).revisions.get(n=2)
    assert (newest.as_said, newest.same_as_id) == ("pada saat itu juga", first.pk)


def test_two_corrections_at_once_are_merged_where_they_fit(responder, cast, live):
    fact = recorded(cast, live, moment=minute(0))
    address = at("fact_correct", live, fact.public_id)
    mine, theirs = (as_sent(form_of(responder.get(address)), reason="Dua sumber") for _each in range(2))
    assert responder.post(address, {**theirs, "claim": "confirmed"}).status_code == 303
    assert responder.post(address, {**mine, "what_id": "Data tiga orang."}).status_code == 303
    assert fresh(fact).claim == "confirmed"
    assert "Data tiga orang." in words(responder.get(at("timeline", live)))


def test_a_correction_that_stands_already_is_saved_and_made_once(responder, cast, live, portal):
    fact = recorded(cast, live, moment=minute(0))
    address = at("fact_correct", live, fact.public_id)
    mine = as_sent(form_of(responder.get(address)), what_id="Data tiga orang.", reason="Dua sumber")
    for client in (responder, responder, portal(cast.isms_manager)):
        assert client.post(address, mine).status_code == 303
    assert fresh(fact).revision_count == 2


def test_a_way_to_read_the_words_is_kept_where_a_colleague_was_faster(responder, cast, live):
    fact = recorded(cast, live, moment=minute(0))
    address = at("fact_correct", live, fact.public_id)
    mine, theirs = (as_sent(form_of(responder.get(address)), reason="Dua sumber") for _each in range(2))
    assert responder.post(address, {**theirs, "what_en": "Seen."}).status_code == 303
    said = {"when": "Selasa, 20 November 2026 07.15", "reading": "weekday"}
    assert responder.post(address, {**mine, **said}).status_code == 303
    assert fresh(fact).span_from == datetime(2026, 11, 17, 0, 15, tzinfo=UTC)


def test_words_that_can_be_read_in_two_ways_are_asked_about_after_a_conflict_too(responder, cast, live):
    fact = recorded(cast, live, moment=minute(0))
    address = at("fact_correct", live, fact.public_id)
    mine, theirs = (as_sent(form_of(responder.get(address)), reason="Dua sumber") for _each in range(2))
    responder.post(address, {**theirs, "what_id": "Data dua orang."})
    said = {"when": "Selasa, 20 November 2026 07.15", "reading": "weekday", "what_id": "Data tiga orang."}
    page = responder.post(address, {**mine, **said})
    asks = responder.post(address, {**dict(page.context["hidden"]), "choice-what_id": "mine"})
    assert asks.status_code == 422 and form_of(asks).asks
    assert responder.post(address, as_sent(form_of(asks), reading="weekday")).status_code == 303
    assert fresh(fact).span_from == datetime(2026, 11, 17, 0, 15, tzinfo=UTC)
    assert "Data tiga orang." in words(responder.get(at("timeline", live)))


def test_two_corrections_of_one_thing_ask_which_stands(responder, cast, live):
    fact = recorded(cast, live, moment=minute(0))
    address = at("fact_correct", live, fact.public_id)
    mine, theirs = (as_sent(form_of(responder.get(address)), reason="Dua sumber") for _each in range(2))
    responder.post(address, {**theirs, "what_id": "Data dua orang."})
    answer = responder.post(address, {**mine, "what_id": "Data tiga orang."})
    assert answer.status_code == 409
    hidden = {}
    for name, value in answer.context["hidden"]:
        hidden.setdefault(name, []).append(value)
    assert responder.post(address, {**hidden, "choice-what_id": "mine"}).status_code == 303
    assert "Data tiga orang." in words(responder.get(at("timeline", live)))


def test_another_reading_puts_a_time_in_dispute(responder, cast, live, fill):
    fact = recorded(cast, live, moment=minute(0), as_said="20 November 2026 pukul 08.00")
    answer = fill(
        responder, at("fact_reading", live, fact.public_id), when="20 November 2026 pukul 11.00", note="Log"
    )
    assert answer.status_code == 303
    assert fresh(fact).disputed


def test_a_dispute_is_settled_on_a_source_with_a_reason_and_taken_back(responder, cast, live, fill):
    fact = recorded(cast, live, moment=minute(0))
    read(cast, fact, minute(300))
    chosen = fact.readings.get(n=2)
    source = sourced(cast, live)
    address = at("fact_settle", live, fact.public_id)
    settled = fill(
        responder, address, chosen=chosen.public_id, source=source.public_id, reason="Log lebih tepercaya"
    )
    assert settled.status_code == 303
    shown = words(responder.get(at("timeline", live)))
    assert "Sudah diputuskan." in shown and "Log lebih tepercaya" in shown
    fill(responder, at("fact_withdraw", live, fact.public_id), reason="Log ternyata salah zona")
    assert fresh(fact).disputed


def test_settling_asks_for_evidence_or_a_source(responder, cast, live, fill):
    fact = recorded(cast, live, moment=minute(0))
    read(cast, fact, minute(300))
    chosen = fact.readings.get(n=1)
    answer = fill(
        responder, at("fact_settle", live, fact.public_id), chosen=chosen.public_id, reason="Saya yakin"
    )
    assert answer.status_code == 422 and "Saya yakin" in words(answer)
    assert fresh(fact).disputed


def test_evidence_settles_a_dispute(responder, cast, live, fill):
    fact = recorded(cast, live, moment=minute(0))
    read(cast, fact, minute(300))
    link = with_file(cast, live)
    answer = fill(
        responder,
        at("fact_settle", live, fact.public_id),
        chosen=fact.readings.get(n=1).public_id,
        evidence=link.public_id,
        reason="Log peladen",
    )
    assert answer.status_code == 303 and not fresh(fact).disputed
    shown = words(responder.get(at("timeline", live)))
    page = reverse("records:evidence", args=[link.evidence.public_id])
    assert f'<a href="{page}">log.txt</a>' in shown.partition("Log peladen ")[2]


def test_the_pills_show_what_they_say(responder, cast, live):
    recorded(cast, live, moment=minute(0), claim="confirmed")
    disputed = recorded(cast, live, moment=minute(5))
    read(cast, disputed, minute(300))
    shown = responder.get(at("timeline", live, show="disputed")).context["facts"]
    assert [each["public_id"] for each in shown] == [disputed.public_id]
    assert [each["count"] for each in responder.get(at("timeline", live)).context["pills"]] == [2, 1, 0, 1, 0]


def test_the_chart_has_its_data_below_it_and_no_style_attribute(responder, cast, live):
    recorded(cast, live, moment=minute(0))
    recorded(cast, live, kind="containment", moment=minute(80))
    shown = words(responder.get(at("timeline", live)))
    assert shown.count('<svg class="chart') == 2 and "style=" not in shown
    assert "F1 Kejadian" in shown and "Tabel data" in shown


def test_a_shared_time_follows_the_fact_it_is_shared_with(responder, cast, live):
    first = recorded(cast, live, moment=minute(0))
    answer = add(responder, live, when="", same_as=first.public_id, precision="day")
    assert answer.status_code == 303
    assert "waktunya ikut fakta" in words(responder.get(at("timeline", live)))


def test_who_only_reads_finds_no_form(portal, cast, live):
    fact = recorded(cast, live, moment=minute(0))
    auditor = portal(cast.auditor)
    assert at("fact_correct", live, fact.public_id) not in words(auditor.get(at("timeline", live)))
    assert auditor.get(at("fact_add", live)).status_code == 403
