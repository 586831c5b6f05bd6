"""Naming organisations as parties of an incident: with their part in words, letting nobody in."""

from __future__ import annotations

import pytest

from accounts.models import AccessGrant
from accounts.roles import GrantLevel
from incidents.models import IncidentParty
from incidents.services.sharing import name_party, share_with_organisation
from lib.texts import Text
from tests.incidents.making import opened
from tests.incidents.portal.conftest import as_sent, at, form_of, words
from tests.people import NOW, as_actor

pytestmark = pytest.mark.django_db
PART = "Menerima laporan insiden"


@pytest.fixture
def door(live) -> str:
    """Where an organisation is named."""
    return at("party_add", live)


@pytest.fixture
def named(cast, live) -> IncidentParty:
    """The outside body, named already."""
    return name_party(
        actor=as_actor(cast.responder), now=NOW, incident=live, organisation=cast.outside, part=Text(id=PART)
    )


@pytest.fixture
def its_page(live, named, cast) -> str:
    """Where its part is changed."""
    return at("party", live, cast.outside.public_id)


def test_an_outside_body_is_named_with_its_part_and_let_in_by_nobody(responder, cast, live, door, fill):
    assert door in words(responder.get(at("team", live)))
    assert "tidak ada yang diberi akses" in words(responder.get(door))
    answer = fill(responder, door, organisation=str(cast.outside.public_id), part_id=PART)
    assert answer.status_code == 303 and answer["Location"] == at("team", live)
    party = IncidentParty.objects.get(incident=live, organisation=cast.outside)
    assert (party.part_id, party.external, party.shared) == (PART, True, False)
    for page in ("team", "incident"):
        shown = words(responder.get(at(page, live)))
        assert PART in shown and cast.outside.name in shown
    assert not AccessGrant.objects.exists()


def offered(browser, door) -> set[str]:
    return {key for key, _name in form_of(browser.get(door)).fields["organisation"].choices if key}


def test_what_is_named_already_is_not_offered_again(responder, cast, live, door, named):
    there = offered(responder, door)
    assert str(cast.outside.public_id) not in there and str(live.organisation.public_id) not in there
    sent = as_sent(form_of(responder.get(door)), organisation=str(cast.outside.public_id), part_id="Lain")
    answer = responder.post(door, sent)
    assert answer.status_code == 422 and "organisation" in form_of(answer).errors
    named.refresh_from_db()
    assert named.part_id == PART


def test_who_shares_chooses_among_all_and_others_among_those_they_see(portal, responder, cast, door):
    sibling = str(cast.dpmptsp.public_id)
    assert sibling in offered(portal(cast.isms_manager), door)
    assert sibling not in offered(responder, door)
    assert {str(cast.outside.public_id), str(cast.smart_city.public_id)} <= offered(responder, door)


@pytest.mark.parametrize(
    ("language", "said"), [("id", "Tulis apa peran organisasi itu."), ("en", "Say what the organisation")]
)
def test_a_party_wants_its_part_in_the_language_of_the_incident(
    responder, cast, live, door, fill, language, said
):
    responder.post("/language/", {"language": language})
    answer = fill(responder, door, organisation=str(cast.outside.public_id), part_id=" ")
    assert answer.status_code == 422
    assert said in words(answer) and "part_id" in form_of(answer).errors
    assert fill(responder, door, organisation="", part_id=PART).status_code == 422
    assert not IncidentParty.objects.filter(organisation=cast.outside).exists()


def test_its_part_is_changed_in_both_languages(responder, cast, live, named, its_page, fill):
    assert its_page in words(responder.get(at("team", live)))
    answer = fill(responder, its_page, part_en="Receives the report")
    assert answer.status_code == 303 and answer["Location"] == at("team", live)
    named.refresh_from_db()
    assert (named.part_id, named.part_en) == (PART, "Receives the report")


def renamed(cast, live, **part: str) -> None:
    """A colleague changes the part meanwhile."""
    name_party(actor=as_actor(cast.dpo), now=NOW, incident=live, organisation=cast.outside, part=Text(**part))


def test_two_who_change_different_wordings_are_merged(responder, cast, live, named, its_page):
    sent = as_sent(form_of(responder.get(its_page)), part_en="Receives the report")
    renamed(cast, live, id="Menerima laporan 3 x 24 jam")
    assert responder.post(its_page, sent).status_code == 303
    named.refresh_from_db()
    assert (named.part_id, named.part_en) == ("Menerima laporan 3 x 24 jam", "Receives the report")


def test_two_who_change_one_wording_are_asked(responder, cast, live, named, its_page):
    sent = as_sent(form_of(responder.get(its_page)), part_id="Mengawasi")
    renamed(cast, live, id="Menerima laporan 3 x 24 jam")
    answer = responder.post(its_page, sent)
    assert answer.status_code == 409
    assert "Mengawasi" in words(answer) and "Menerima laporan 3 x 24 jam" in words(answer)
    named.refresh_from_db()
    assert named.part_id == "Menerima laporan 3 x 24 jam"


def test_who_only_reads_finds_the_names_but_no_way_to_change_them(portal, cast, live, door, named, its_page):
    auditor = portal(cast.auditor)
    shown = words(auditor.get(at("team", live)))
    assert PART in shown and door not in shown and its_page not in shown
    for address in (door, its_page):
        assert auditor.get(address).status_code == 403
        assert auditor.post(address, {"part_id": "Lain"}).status_code == 403
        assert portal(cast.stranger).get(address).status_code == 404


def test_an_organisation_that_is_not_named_has_no_page(responder, cast, live, named):
    assert responder.get(at("party", live, cast.dpmptsp.public_id)).status_code == 404
    assert responder.get(at("party", opened(cast), cast.outside.public_id)).status_code == 404


def test_sharing_names_it_too_and_its_part_can_be_said_later(responder, cast, live, fill):
    share_with_organisation(
        actor=as_actor(cast.isms_manager),
        now=NOW,
        incident=live,
        organisation=cast.smart_city,
        level=GrantLevel.READ,
    )
    assert "Perannya belum disebutkan" in words(responder.get(at("team", live)))
    assert fill(responder, at("party", live, cast.smart_city.public_id), part_id=PART).status_code == 303
    assert IncidentParty.objects.get(incident=live, organisation=cast.smart_city).shared


def test_the_pages_keep_to_the_budget(
    portal, cast, live, door, named, its_page, django_assert_max_num_queries
):
    manager = portal(cast.isms_manager)
    for page in (at("team", live), door, its_page):
        manager.get(page)
        with django_assert_max_num_queries(12):
            manager.get(page)
