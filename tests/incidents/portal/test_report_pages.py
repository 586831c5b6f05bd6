"""Reports in the portal: built by one, approved by another, issued for good, handed over with a receipt."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from followups.services.followups import create_follow_up
from incidents.models import Incident
from incidents.services.aggregate import subject_of
from incidents.services.incidents import void_incident
from incidents.services.sharing import change_tlp, share_with_person
from lib.texts import Text
from records.models import IssuedReport, ReportHandover, ReportState
from tests.incidents.making import fresh, minute, opened, read, recorded, settled, sourced, with_file
from tests.people import NOW, Cast, as_actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def incident(cast: Cast) -> Incident:
    return opened(cast)


def page(incident: Incident, name: str = "reports", *more) -> str:
    return reverse(f"incidents:{name}", args=[incident.public_id, *more])


@pytest.fixture
def draft(client, cast, incident) -> IssuedReport:
    client.force_login(cast.responder)
    answer = client.post(page(incident, "report_build"), {"language": "id", "audience": "regulator"})
    assert answer.status_code == 303
    return IssuedReport.objects.get()


def test_a_draft_is_built_and_waits_for_the_head(client, incident, draft):
    shown = client.get(page(incident)).content.decode()
    assert draft.state == ReportState.DRAFT
    assert reverse("records:report_download", args=[draft.public_id]) in shown
    assert page(incident, "report_approve", draft.public_id) not in shown


def test_building_again_without_a_change_is_the_same_draft(client, incident, draft):
    assert client.post(page(incident, "report_rebuild", draft.public_id)).status_code == 303
    assert IssuedReport.objects.get() == draft


def test_the_head_approves_and_the_pdf_is_locked(client, cast, incident, draft):
    client.force_login(cast.head)
    address = page(incident, "report_approve", draft.public_id)
    assert address in client.get(page(incident)).content.decode()
    assert client.post(address, {"version": draft.version}).status_code == 303
    draft.refresh_from_db()
    assert (draft.state, draft.approved_by) == (ReportState.ISSUED, cast.head)
    shown = client.get(page(incident)).content.decode()
    assert draft.blob.sha256[:8] in shown
    assert client.get(reverse("records:report_download", args=[draft.public_id])).status_code == 200


def test_a_draft_marked_with_another_tlp_is_offered_to_be_built_again_and_to_nobody_to_approve(
    client, cast, incident, draft
):
    actor = as_actor(cast.isms_manager)
    change_tlp(actor=actor, now=NOW, incident=incident, version=incident.access.version, tlp="GREEN")
    client.force_login(cast.head)
    address = page(incident, "report_approve", draft.public_id)
    refused = client.post(address, {"version": draft.version, "knowingly": "yes"})
    assert refused.status_code == 409
    shown = refused.content.decode()
    assert "TLP berubah sejak draf ini" in shown and address not in shown
    client.force_login(cast.responder)
    assert client.post(page(incident, "report_rebuild", draft.public_id)).status_code == 303
    client.force_login(cast.head)
    again = IssuedReport.objects.drafts().get()
    assert page(incident, "report_approve", again.public_id) in client.get(page(incident)).content.decode()


def test_from_a_page_that_was_open_nothing_is_done_to_the_draft_of_what_was_voided(
    client, cast, incident, draft
):
    found = fresh(incident)
    void_incident(
        actor=as_actor(cast.isms_manager), now=NOW, incident=found, version=found.version, reason="Ganda"
    )
    client.force_login(cast.head)
    for name in ("report_approve", "report_withdraw"):
        refused = client.post(page(incident, name, draft.public_id), {"version": draft.version})
        assert refused.status_code == 409, name
    draft.refresh_from_db()
    assert draft.state == ReportState.DRAFT


def test_before_an_issue_one_reads_what_the_draft_cannot_print(client, cast, incident):
    client.force_login(cast.responder)
    printable = "Semua karakter dapat dicetak"
    assert printable not in client.get(page(incident)).content.decode(), (
        "without a draft there is none to print"
    )
    build = page(incident, "report_build")
    client.post(build, {"language": "id", "audience": "regulator"})
    assert printable in client.get(page(incident)).content.decode()
    recorded(cast, incident, what=Text(id="Pelaku menulis \U0001f3f4 di pesannya."))
    client.post(build, {"language": "en", "audience": "regulator"})
    shown = client.get(page(incident)).content.decode()
    assert "1 karakter tidak dapat dicetak" in shown
    assert "tanda yang terlihat: \U0001f3f4" in shown
    assert printable not in shown


@pytest.mark.parametrize(
    ("origin", "language", "mark"), [("exercise", "id", "LATIHAN"), ("exercise", "en", "EXERCISE")]
)
def test_the_picture_of_a_draft_carries_the_mark_of_its_pages(client, cast, origin, language, mark):
    client.force_login(cast.responder)
    drill, live = opened(cast, origin=origin), opened(cast)
    for incident, shows in ((drill, True), (live, False)):
        client.post(page(incident, "report_build"), {"language": language, "audience": "regulator"})
        assert (f">{mark}</text>" in client.get(page(incident)).content.decode()) is shows


BEHIND = "Data berubah sejak draf ini."


def test_whoever_builds_reads_that_data_changed_and_builds_the_draft_again(client, cast, incident, draft):
    assert BEHIND not in client.get(page(incident)).content.decode()
    recorded(cast, incident)
    assert BEHIND in client.get(page(incident)).content.decode()
    client.post(page(incident, "report_rebuild", draft.public_id))
    assert BEHIND not in client.get(page(incident)).content.decode()


def test_what_the_incident_owes_is_printed_so_a_change_of_it_counts(client, cast, incident, draft):
    create_follow_up(
        actor=as_actor(cast.responder),
        now=NOW,
        organisation=incident.organisation,
        access=incident.access,
        owner=cast.responder,
        due_at=NOW + timedelta(days=1),
        subjects=[subject_of(incident)],
        title_id="Tutup endpoint",
    )
    assert BEHIND in client.get(page(incident)).content.decode()


def test_evidence_and_downloads_do_not_make_a_draft_old(client, cast, incident, draft):
    with_file(cast, incident, b"log")
    client.get(reverse("records:report_download", args=[draft.public_id]))
    assert BEHIND not in client.get(page(incident)).content.decode()


def test_the_head_approves_an_old_draft_only_after_being_told(client, cast, incident, draft):
    client.force_login(cast.head)
    address = page(incident, "report_approve", draft.public_id)
    recorded(cast, incident)
    refused = client.post(address, {"version": draft.version})
    told = refused.content.decode()
    assert refused.status_code == 409 and BEHIND in told
    assert "yang diterbitkan adalah isinya ketika disusun" in told
    sent = {"version": draft.version, "knowingly": "yes"}
    assert 'name="knowingly" value="yes"' in told and client.post(address, sent).status_code == 303


def test_the_page_with_drafts_keeps_to_the_budget(
    client, cast, incident, draft, django_assert_max_num_queries
):
    client.post(page(incident, "report_build"), {"language": "en", "audience": "internal"})
    recorded(cast, incident)
    client.force_login(cast.head)
    client.get(page(incident))
    with django_assert_max_num_queries(12):
        assert client.get(page(incident)).content.decode().count(BEHIND) == 2


def questions(client, address: str, **sent: str) -> int:
    """How often a form that is sent asks the database."""
    with CaptureQueriesContext(connection) as captured:
        assert client.post(address, sent).status_code == 303
    return sum(each["sql"].startswith("SELECT") for each in captured)


@pytest.mark.parametrize("restricted", [False, True])
def test_building_and_issuing_ask_at_most_twelve_times_however_much_there_is(client, cast, restricted):
    incident = opened(cast, who=cast.isms_manager, restricted=restricted)
    for person in (cast.responder, cast.head):
        share_with_person(actor=as_actor(cast.isms_manager), now=NOW, incident=fresh(incident), person=person)
    for _version in range(3):
        fact = recorded(cast, fresh(incident))
        settled(cast, fact, read(cast, fact, minute(5)), sourced(cast, fresh(incident)))
        client.force_login(cast.responder)
        assert questions(client, page(incident, "report_build"), language="id", audience="regulator") <= 12
        recorded(cast, fresh(incident))
        before = IssuedReport.objects.drafts().get()
        assert questions(client, page(incident, "report_rebuild", before.public_id)) <= 12
        draft = IssuedReport.objects.drafts().get()
        assert draft != before
        client.force_login(cast.head)
        assert questions(client, page(incident, "report_approve", draft.public_id)) <= 12
        given = {"recipient": "BSSN", "channel": "letter", "moment": NOW, "recorded_at": NOW}
        ReportHandover.objects.bulk_create(ReportHandover(report=draft, **given) for _copy in range(2))


@pytest.mark.parametrize("who", ["responder", "isms_manager", "auditor"])
def test_nobody_else_approves(client, cast, incident, draft, who):
    client.force_login(getattr(cast, who))
    assert client.post(page(incident, "report_approve", draft.public_id)).status_code == 403
    draft.refresh_from_db()
    assert draft.state == ReportState.DRAFT


def test_a_draft_is_withdrawn(client, incident, draft):
    assert client.post(page(incident, "report_withdraw", draft.public_id)).status_code == 303
    draft.refresh_from_db()
    assert draft.state == ReportState.WITHDRAWN


def test_a_hand_over_is_noted_with_its_receipt(client, cast, incident, draft):
    client.force_login(cast.head)
    client.post(page(incident, "report_approve", draft.public_id), {"version": draft.version})
    address = page(incident, "handover_add")
    form = client.get(address).context["panel"]["form"]
    sent = {
        "report": str(draft.public_id),
        "recipient": "Badan Siber dan Sandi Negara",
        "channel": "letter",
        "moment": form["moment"].value(),
        "receipt_reference": "TT-17",
        "receipt": SimpleUploadedFile("tanda terima.pdf", b"%PDF-1.4 diterima"),
    }
    refused = client.post(address, {**sent, "recipient": ""})
    assert refused.status_code == 422
    assert "tanda terima.pdf" in refused.content.decode()
    sent["receipt"].seek(0)
    answer = client.post(address, sent)
    assert answer.status_code == 303, answer.context["panel"]["form"].errors
    given = ReportHandover.objects.get()
    assert (given.recipient, given.receipt.filename) == ("Badan Siber dan Sandi Negara", "tanda terima.pdf")
    assert "TT-17" in client.get(page(incident)).content.decode()


def test_a_receipt_that_cannot_be_kept_is_named_and_one_that_waits_can_be_taken_out(
    client, cast, incident, draft
):
    client.force_login(cast.head)
    client.post(page(incident, "report_approve", draft.public_id), {"version": draft.version})
    address = page(incident, "handover_add")
    sent = {
        "report": str(draft.public_id),
        "recipient": "BSSN",
        "channel": "letter",
        "moment": client.get(address).context["panel"]["form"]["moment"].value(),
    }
    empty = SimpleUploadedFile("kosong.pdf", b"")
    refused = client.post(address, {**sent, "receipt": empty})
    assert refused.status_code == 422
    [said] = refused.context["panel"]["form"].errors["receipt"]
    assert said.startswith("kosong.pdf: ")
    waits = client.post(
        address, {**sent, "recipient": "", "receipt": SimpleUploadedFile("salah.pdf", b"%PDF-1.4")}
    )
    token = waits.context["panel"]["kept"][0].token
    without = client.post(address, {**sent, "recipient": "", "kept": token, "drop": token})
    assert without.status_code == 200
    assert not without.context["panel"]["kept"]
    assert not without.context["panel"]["form"].errors
    assert not ReportHandover.objects.exists()


def test_strangers_find_nothing(client, cast, incident, draft):
    client.force_login(cast.stranger)
    assert client.get(page(incident)).status_code == 404
    assert client.post(page(incident, "report_build"), {"language": "id"}).status_code == 404
    assert client.post(page(incident, "report_approve", draft.public_id)).status_code == 404


def test_the_page_costs_few_queries(client, incident, draft, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        client.get(page(incident))
