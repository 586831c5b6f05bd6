"""The trail's page: whose chains one reads, what is shown of restricted entries, filters, checks, erasing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.actors import SYSTEM
from accounts.models import TrailCheck, TrailEntry
from accounts.services.trail import SYSTEM_CHAIN, writing
from tests.accounts.tampering import triggers_off
from tests.people import NOW

pytestmark = pytest.mark.django_db


def test_who_reads_the_trail_reads_their_own_chains(cast, inside):
    assert inside("responder").get("/trail/").status_code == 404
    assert inside("reporter").get("/trail/").status_code == 404
    chain = str(cast.dpmptsp.public_id)
    assert inside("auditor").get("/trail/", {"chain": chain}).status_code == 404
    assert inside("province_head").get("/trail/", {"chain": chain}).status_code == 200
    assert inside("isms_manager").get("/trail/", {"chain": SYSTEM_CHAIN}).status_code == 404


def test_the_system_s_chain_is_for_administrators_and_auditors(cast, inside):
    with writing() as book:
        book.record(actor=SYSTEM, now=NOW, verb="person.signed_in")
    for reader in ("auditor", "administrator"):
        assert inside(reader).get("/trail/", {"chain": SYSTEM_CHAIN}).status_code == 200


def test_a_restricted_entry_shows_that_it_is_there_and_not_what_it_says(cast, inside, red_entry):
    for reader, may in (("isms_manager", True), ("auditor", False), ("head", False)):
        page = inside(reader).get("/trail/").content.decode()
        assert f"#{red_entry.position}" in page
        assert ("KENARI" in page) is may, reader
        one = inside(reader).get(f"/trail/{red_entry.sequence}/")
        assert one.status_code == 200 and ("KENARI" in one.content.decode()) is may
    assert inside("sibling_manager").get(f"/trail/{red_entry.sequence}/").status_code == 404


@pytest.mark.parametrize("query", ["q=KENARI", "kind=incident", "about=incident:{}"])
def test_filtering_by_what_an_entry_is_about_does_not_find_what_is_hidden(cast, inside, red_entry, query):
    query = query.format(red_entry.subjects.get().public_id)
    found = inside("isms_manager").get(f"/trail/?{query}").context["days"]
    hidden = inside("auditor").get(f"/trail/?{query}").context["days"]
    assert [entry.position for day in found for entry in day.entries] == [red_entry.position]
    assert hidden == []


def test_the_trail_is_filtered_by_verb_person_time_and_number(cast, inside):
    client = inside("auditor")

    def positions(query):
        return [
            entry.position for day in client.get(f"/trail/?{query}").context["days"] for entry in day.entries
        ]

    everything = positions("")
    assert positions("kind=%00") == positions("about=%00:x") == everything, "what makes no sense is not asked"
    assert everything == sorted(everything, reverse=True)
    assert set(positions("verb=role.assigned")) < set(everything)
    assert positions("q=%235") == positions("q=5") == [5]
    assert positions("q=Kepala+Dinas")
    assert positions(f"who={cast.responder.public_id}") == []
    assert positions("when=today&q=%23x") == []
    for nonsense in ("who=x", "verb=x", "when=x", "before=x", "after=-1", "about=x", "q=%00", "kind=x"):
        assert client.get(f"/trail/?{nonsense}").status_code == 200


def test_the_trail_comes_in_pages_both_ways(cast, inside, now):
    with writing() as book:
        for n in range(120):
            book.record(
                actor=SYSTEM,
                now=now + timedelta(minutes=n),
                verb="organisation.changed",
                organisation=cast.diskominfotik,
            )
    client, seen, url = inside("auditor"), [], "/trail/"
    while url:
        page = client.get(url).context
        seen += [entry.position for day in page["days"] for entry in day.entries]
        last, url = url, page["older_url"] and "/trail/" + page["older_url"]
    assert seen == sorted(range(1, len(seen) + 1), reverse=True)
    back = client.get("/trail/" + client.get(last).context["newer_url"]).context
    assert len([entry for day in back["days"] for entry in day.entries]) == 50


def test_numbers_stand_without_separators(cast, inside):
    with triggers_off():
        TrailEntry.objects.filter(organisation=cast.diskominfotik, position=3).update(position=18207)
    page = inside("auditor").get("/trail/").content.decode()
    assert "#18207" in page and "18.207" not in page and "18,207" not in page


def test_a_chain_is_checked_from_its_page_and_says_how_far_it_holds(cast, inside):
    client, chain = inside("auditor"), str(cast.diskominfotik.public_id)
    assert client.get("/trail/").context["chains"][0]["ok"] is None
    assert client.post(f"/trail/check/{chain}/").status_code == 303
    card = client.get("/trail/").context["chains"][0]
    assert card["ok"] is True and card["upto"] == TrailCheck.objects.get(chain=chain).position
    with triggers_off():
        TrailEntry.objects.filter(chain=chain, position=4).update(verb="lain")
    client.post(f"/trail/check/{chain}/")
    card = client.get("/trail/").context["chains"][0]
    assert (card["ok"], card["broken_at"]) == (False, 4)
    assert inside("sibling_manager").post(f"/trail/check/{chain}/").status_code == 404


def test_an_entry_is_erased_on_its_page_with_a_reason(cast, inside, red_entry):
    url = f"/trail/{red_entry.sequence}/erase/"
    assert inside("isms_manager").post(url, {"reason": " "}).status_code == 400
    assert inside("isms_manager").post(url, {"reason": "a\0b"}).status_code == 400
    assert inside("isms_manager").post(url, {"reason": "a" * 2001}).status_code == 400
    assert inside("auditor").post(url, {"reason": "Tanpa hak"}).status_code in {403, 404}
    assert inside("isms_manager").post(url, {"reason": "Atas permintaan"}).status_code == 303
    assert "KENARI" not in inside("isms_manager").get(f"/trail/{red_entry.sequence}/").content.decode()


def test_from_the_list_of_entries_the_officer_comes_to_the_form_that_erases(cast, inside, red_entry):
    with writing() as book:
        book.record(actor=SYSTEM, now=NOW, verb="organisation.changed", organisation=cast.diskominfotik)
    entry = TrailEntry.objects.latest("sequence")
    assert entry.position != entry.sequence
    link = f'href="/trail/{entry.sequence}/">Buka entri #{entry.position}</a>'
    for reader, erases in (("dpo", True), ("auditor", False)):
        assert link in inside(reader).get("/trail/").content.decode()
        page = inside(reader).get(f"/trail/{entry.sequence}/").content.decode()
        assert f"Nomor {entry.position} di rantainya" in page and f"nomor {entry.sequence} di semua" in page
        assert (f"/trail/{entry.sequence}/erase/" in page) is erases
        assert ('data-confirm="' in page) is erases, "it is asked once more"


@pytest.mark.parametrize("sequence", [0, 999_999, 2**63, 10**30])
def test_an_entry_that_is_not_there_is_not_there(cast, inside, sequence):
    assert inside("auditor").get(f"/trail/{sequence}/").status_code == 404
