"""Receipts of hand-overs: one file, and those that come only after the handing over."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from incidents.services.reports import approve_post_incident, draft_post_incident
from records.models import Evidence, ReportHandover
from records.services.handovers import add_receipt, record_handover
from tests.incidents.making import opened, recorded
from tests.incidents.portal.conftest import at, form_of, words
from tests.people import NOW, as_actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def given(cast, live) -> ReportHandover:
    """The report was given to BSSN, who said nothing yet."""
    draft = draft_post_incident(actor=as_actor(cast.responder), now=NOW, incident=live, language="id")
    issued = approve_post_incident(actor=as_actor(cast.head), now=NOW, report=draft)
    return record_handover(
        actor=as_actor(cast.head), now=NOW, report=issued, recipient="BSSN", channel="letter", moment=NOW
    )


@pytest.fixture
def door(live, given) -> str:
    """Where its receipt is added."""
    return at("receipt_add", live, given.public_id)


@pytest.fixture
def head(cast, portal):
    """A browser in which the head is signed in."""
    return portal(cast.head)


def receipt(name: str = "tanda terima.pdf", content: bytes = b"%PDF-1.4 diterima") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_a_receipt_that_comes_later_is_added_where_the_hand_over_stands(head, live, given, door):
    assert f"{door}#panel" in words(head.get(at("reports", live)))
    shown = words(head.get(door))
    assert "Untuk Versi 1, Bahasa Indonesia" in shown and "BSSN" in shown and "tidak dapat diganti" in shown
    answer = head.post(door, {"receipt_reference": "TT-17", "receipt": receipt()})
    assert answer.status_code == 303 and answer["Location"] == at("reports", live)
    given.refresh_from_db()
    assert (given.receipt_reference, given.receipt.filename) == ("TT-17", "tanda terima.pdf")
    assert given.receipt.access == live.access
    page = words(head.get(answer["Location"]))
    assert "TT-17" in page and door not in page


def test_who_holds_a_version_that_was_replaced_since_is_pointed_out(cast, head, live, given):
    def listed() -> str:
        return words(head.get(at("reports", live))).partition('id="handed"')[2]

    assert "Diganti" not in listed()
    recorded(cast, live)
    again = draft_post_incident(actor=as_actor(cast.responder), now=NOW, incident=live, language="id")
    approve_post_incident(actor=as_actor(cast.head), now=NOW, report=again)
    assert "Diganti" in listed()


@pytest.mark.parametrize("sent", [{"receipt_reference": "TT-17"}, {"receipt": True}])
def test_its_number_or_its_file_is_enough(head, given, door, sent):
    fields = {name: receipt() if value is True else value for name, value in sent.items()}
    assert head.post(door, fields).status_code == 303


@pytest.mark.parametrize(
    ("language", "said"),
    [("id", "Isi nomor tanda terima"), ("en", "number or its file")],
)
def test_neither_is_refused_at_its_field(head, given, door, language, said):
    head.post("/language/", {"language": language})
    answer = head.post(door, {"receipt_reference": " "})
    assert answer.status_code == 422
    [told] = form_of(answer).errors["receipt_reference"]
    assert said in told


def test_a_refused_form_keeps_its_file(head, given, door):
    answer = head.post(door, {"receipt_reference": "x" * 201, "receipt": receipt()})
    assert answer.status_code == 422
    [kept] = answer.context["panel"]["kept"]
    assert head.post(door, {"receipt_reference": "TT-17", "kept": kept.token}).status_code == 303
    given.refresh_from_db()
    assert given.receipt.filename == "tanda terima.pdf"


def test_a_receipt_that_somebody_added_meanwhile_stands(head, cast, given, door):
    add_receipt(actor=as_actor(cast.dpo), now=NOW, handover=given, receipt_reference="TT-1")
    answer = head.post(door, {"receipt_reference": "TT-2", "receipt": receipt()})
    assert answer.status_code == 422 and "TT-2" in words(answer)
    given.refresh_from_db()
    assert (given.receipt_reference, given.receipt) == ("TT-1", None)
    assert not Evidence.objects.exists()


@pytest.mark.parametrize("page", ["receipt_add", "handover_add"])
def test_several_files_are_refused_with_words_and_wait(head, live, given, page):
    address = at(page, live, given.public_id) if page == "receipt_add" else at(page, live)
    shown = head.get(address)
    assert "pilih satu berkas" in words(shown) and " multiple" not in words(shown)
    sent = {"receipt_reference": "TT-17"}
    if page == "handover_add":
        moment = form_of(shown)["moment"].value()
        sent |= {"report": given.report.public_id, "recipient": "Kominfo", "channel": "email"}
        sent |= {"moment": moment}
    before = ReportHandover.objects.count()
    two = {**sent, "receipt": [receipt("satu.pdf"), receipt("dua.pdf")]}
    answer = head.post(address, two)
    assert answer.status_code == 422
    assert "Hanya satu berkas" in " ".join(form_of(answer).errors["receipt"])
    kept = answer.context["panel"]["kept"]
    assert [each.name for each in kept] == ["satu.pdf", "dua.pdf"]
    assert ReportHandover.objects.count() == before and not Evidence.objects.exists()
    one = {**sent, "kept": [each.token for each in kept], "drop": kept[0].token}
    left = head.post(address, one).context["panel"]["kept"]
    assert head.post(address, {**sent, "kept": left[0].token}).status_code == 303
    assert [each.filename for each in Evidence.objects.all()] == ["dua.pdf"]


def test_who_does_not_hand_over_finds_no_way(portal, cast, live, given, door):
    for who in (cast.responder, cast.auditor):
        browser = portal(who)
        assert door not in words(browser.get(at("reports", live)))
        assert browser.get(door).status_code == 403
        assert browser.post(door, {"receipt_reference": "TT-17"}).status_code == 403
    assert portal(cast.stranger).get(door).status_code == 404


def test_a_hand_over_of_another_incident_is_missing(head, cast, given):
    assert head.get(at("receipt_add", opened(cast), given.public_id)).status_code == 404


def test_the_page_keeps_to_the_budget(head, door, django_assert_max_num_queries):
    head.get(door)
    with django_assert_max_num_queries(12):
        head.get(door)
