"""The pages of follow-ups as people use them: my tasks, one task, proposals, many at once."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.actors import SYSTEM
from accounts.services.access import create_access, grant
from accounts.services.trail import Subject
from followups import keepers
from followups.models import FollowUp, Notice
from followups.portal.step_forms import DOORS
from followups.services import followups as verbs
from followups.services.planning import plan_reminders
from followups.vocabulary import FollowUpKind, FollowUpState
from records.models import Evidence
from records.services.vault import keep
from tests.people import NOW, as_actor
from tests.remembered import remembered

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
pytestmark = pytest.mark.usefixtures("frozen")


def url(follow_up: FollowUp, step: str = "") -> str:
    if step:
        return reverse("followups:step", args=[follow_up.public_id, step])
    return reverse("followups:follow_up", args=[follow_up.public_id])


def text(response) -> str:
    return " ".join(response.content.decode().split())


@pytest.fixture
def legal(given):
    def make(**fields):
        return given(
            "Beri tahu subjek data",
            kind=FollowUpKind.LEGAL,
            due_at=None,
            clock_from=NOW - 31 * HOUR,
            clock_hours=72,
            managed_by="incidents",
            due_locked=True,
            due_reason_id="3×24 jam sejak diketahui.",
            legal_basis="UU PDP Pasal 46",
            **fields,
        )

    return make


def test_a_task_of_an_exercise_is_marked_with_the_word_that_lists_use(given, portal, cast):
    task = given("Ulangi pelatihan", origin="exercise")
    for address in (reverse("followups:work"), url(task)):
        shown = text(portal(cast.responder).get(address))
        assert "Latihan</span>" in shown and "LATIHAN" not in shown


def test_my_tasks_stand_under_their_headings_with_duties_by_law_first(given, legal, portal, cast):
    given("Lusa depan", due_at=NOW + 12 * DAY)
    given("Besok", due_at=NOW + DAY)
    given("Hari ini juga", due_at=NOW + 2 * HOUR)
    late = given("Kemarin", due_at=NOW + HOUR)
    FollowUp.objects.filter(pk=late.pk).update(due_at=NOW - DAY)
    given("Milik orang lain", owner=cast.dpo)
    legal()
    page = portal(cast.responder).get(reverse("followups:work"))
    shown = text(page)
    titles = ["Beri tahu subjek data", "Kemarin", "Hari ini juga", "Besok", "Lusa depan"]
    places = [shown.index(f">{title}<") for title in titles]
    assert places == sorted(places)
    assert "Milik orang lain" not in shown
    assert [group.key for group in page.context["groups"]] == ["legal", "late", "today", "week", "later"]


def test_the_views_show_their_part(given, legal, portal, cast):
    legal()
    given("Tinjauan kontrol A.8.16", kind=FollowUpKind.REVIEW)
    done = given("Pasang aturan", kind=FollowUpKind.CORRECTIVE)
    verbs.complete(actor=as_actor(cast.responder), now=NOW, follow_up=done, note="Sudah")
    mine = portal(cast.responder)
    assert "A.8.16" not in text(mine.get(reverse("followups:work"), {"show": "legal"}))
    assert "A.8.16" in text(mine.get(reverse("followups:work"), {"show": "reviews"}))
    verifier = portal(cast.isms_manager).get(reverse("followups:work"), {"show": "verify"})
    assert "Pasang aturan" in text(verifier)
    assert "Pasang aturan" not in text(mine.get(reverse("followups:work"), {"show": "verify"}))


def test_nothing_of_ones_own_is_not_nothing_at_all_while_something_waits_to_be_verified(given, portal, cast):
    desk, nothing = reverse("followups:work"), "Tidak ada yang menunggu Anda"
    judge = portal(cast.isms_manager)
    assert nothing in text(judge.get(desk))
    done = given("Pasang aturan", kind=FollowUpKind.CORRECTIVE)
    verbs.complete(actor=as_actor(cast.responder), now=NOW, follow_up=done, note="Sudah")
    shown = text(judge.get(desk))
    assert nothing not in shown
    assert "Orang lain telah mengerjakan sesuatu yang menunggu Anda periksa." in shown
    assert f'href="{desk}?show=verify"' in shown


@pytest.mark.parametrize("step", ["complete", "redate", "reassign"])
def test_a_form_opens_below_its_row(step, given, portal, cast):
    follow_up = given()
    page = portal(cast.responder).get(
        reverse("followups:work"), {"do": step, "task": str(follow_up.public_id)}
    )
    assert f'action="{url(follow_up, step)}"' in text(page)


def test_a_locked_date_says_why_in_its_row(legal, portal, cast):
    duty = legal()
    page = portal(cast.responder).get(
        reverse("followups:work"), {"do": "locked", "task": str(duty.public_id)}
    )
    assert "3×24 jam sejak diketahui." in text(page)


def test_a_duty_by_law_is_completed_by_the_room_that_keeps_it(legal, portal, cast, monkeypatch):
    duty = legal()
    address = reverse("followups:work")
    monkeypatch.setattr(keepers, "_keepers", {})
    assert url(duty, "complete") not in text(portal(cast.responder).get(url(duty)))

    def finish(actor, now, follow_up, note, evidence, version):
        common = {"actor": actor, "now": now, "follow_up": follow_up, "version": version}
        return verbs.complete(**common, note=note, evidence=evidence, room="incidents")

    monkeypatch.setattr(keepers, "_keepers", {"incidents": finish})
    assert f"do=complete&amp;task={duty.public_id}" in text(portal(cast.responder).get(address))
    page = portal(cast.responder).post(url(duty, "complete"), {"version": 1, "note": "Surat dikirim"})
    assert page.status_code == 303
    duty.refresh_from_db()
    assert duty.state == FollowUpState.DONE


def test_completing_with_note_and_file(given, portal, cast):
    follow_up = given()
    page = portal(cast.responder).post(
        url(follow_up, "complete"),
        {
            "version": follow_up.version,
            "back": "/tasks/",
            "note": "Kata sandi diganti",
            "proof": [SimpleUploadedFile("bukti.txt", b"diganti 10.00"), SimpleUploadedFile("b.txt", b"x")],
        },
    )
    assert (page.status_code, page["Location"]) == (303, "/tasks/")
    follow_up.refresh_from_db()
    assert (follow_up.state, follow_up.done_by) == (FollowUpState.DONE, cast.responder)
    assert set(Evidence.objects.values_list("filename", flat=True)) == {"bukti.txt", "b.txt"}
    assert follow_up.proofs.count() == 2
    assert "bukti.txt" in text(portal(cast.responder).get(url(follow_up)))


def test_a_corrective_action_that_is_done_waits_to_be_verified_and_says_so(given, portal, cast):
    follow_up = given(kind="corrective")
    browser = portal(cast.responder)
    sent = {"version": follow_up.version, "note": "Aturan diganti"}
    page = text(browser.post(url(follow_up, "complete"), sent, follow=True))
    assert "Selanjutnya diperiksa oleh orang lain" in page
    waits = "Menunggu pemeriksaan</span>"
    assert waits in text(browser.get(url(follow_up)))
    follow_up.refresh_from_db()
    verbs.verify(actor=as_actor(cast.isms_manager), now=NOW, follow_up=follow_up, note="Dilihat")
    assert waits not in text(browser.get(url(follow_up)))


def test_a_refused_completion_keeps_what_was_typed_and_the_chosen_file(given, portal, cast):
    follow_up = given()
    verbs.redate(actor=as_actor(cast.dpo), now=NOW, follow_up=follow_up, due_at=NOW + 5 * DAY)
    browser = portal(cast.responder)
    first = browser.post(
        url(follow_up, "complete"),
        {"version": 1, "note": "Sudah diganti", "proof": SimpleUploadedFile("bukti.txt", b"isi")},
    )
    assert first.status_code == 422
    assert "Sudah diganti" in text(first)
    assert "bukti.txt" in text(first)
    assert Evidence.objects.count() == 0
    form, kept = first.context["row"].form, first.context["row"].kept
    again = browser.post(
        url(follow_up, "complete"),
        {"version": form["version"].value(), "note": "Sudah diganti", "kept": [kept[0].token]},
    )
    assert again.status_code == 303
    assert Evidence.objects.get().filename == "bukti.txt"


def test_a_waiting_file_can_be_taken_away_again(given, portal, cast):
    follow_up = given()
    browser = portal(cast.responder)
    first = browser.post(
        url(follow_up, "complete"),
        {"version": 9, "note": "Sudah", "proof": SimpleUploadedFile("salah.txt", b"isi")},
    )
    token = first.context["row"].kept[0].token
    second = browser.post(
        url(follow_up, "complete"), {"version": 1, "note": "Sudah", "kept": [token], "drop": token}
    )
    assert second.status_code == 200
    assert "salah.txt" not in text(second)
    assert "Sudah" in text(second)


def test_a_waiting_file_that_is_gone_must_be_chosen_again(given, portal, cast):
    follow_up = given()
    page = portal(cast.responder).post(
        url(follow_up, "complete"), {"version": 1, "note": "Sudah", "kept": ["tidak-ada"]}
    )
    assert page.status_code == 422
    assert set(page.context["row"].form.errors) == {"proof"}
    follow_up.refresh_from_db()
    assert follow_up.state == FollowUpState.OPEN


def test_an_empty_file_is_refused_by_name(given, portal, cast):
    follow_up = given()
    page = portal(cast.responder).post(
        url(follow_up, "complete"),
        {"version": 1, "note": "Sudah", "proof": SimpleUploadedFile("kosong.txt", b"")},
    )
    assert page.status_code == 422
    [[said]] = page.context["row"].form.errors.values()
    assert said.startswith("kosong.txt: "), "said once, by its name"
    follow_up.refresh_from_db()
    assert follow_up.state == FollowUpState.OPEN


def test_handing_over_tells_the_new_owner(given, portal, cast):
    follow_up = given()
    page = portal(cast.responder).post(
        url(follow_up, "reassign"),
        {**_seen(portal(cast.responder), follow_up, "reassign"), "owner": str(cast.dpo.public_id)},
    )
    assert page.status_code == 303
    follow_up.refresh_from_db()
    assert follow_up.owner == cast.dpo
    assert Notice.objects.filter(recipient=cast.dpo, kind="assigned").exists()


def _seen(browser, follow_up: FollowUp, step: str) -> dict[str, str]:
    form = browser.get(url(follow_up, step)).context["row"].form
    return {"version": form["version"].value(), "seen": form["seen"].value()}


def test_two_who_move_the_same_deadline_are_asked_and_nothing_is_lost(given, portal, cast):
    follow_up = given()
    browser = portal(cast.responder)
    seen = _seen(browser, follow_up, "redate")
    verbs.redate(actor=as_actor(cast.dpo), now=NOW, follow_up=follow_up, due_at=NOW + 5 * DAY)
    page = browser.post(url(follow_up, "redate"), {**seen, "due_at": "2026-12-20T17:00", "back": "/work/"})
    assert page.status_code == 409
    [asked] = page.context["conflicts"]
    assert (asked["name"], asked["change"].who, asked["change"].at) == ("due_at", cast.dpo.name, NOW)
    answer = {**dict(page.context["hidden"]), "choice-due_at": "mine"}
    again = browser.post(url(follow_up, "redate"), answer)
    assert again.status_code == 303 and again["Location"] == "/work/"
    follow_up.refresh_from_db()
    assert follow_up.due_at.isoformat() == "2026-12-20T10:00:00+00:00"


def test_who_may_only_read_it_is_refused_and_not_asked_to_choose(given, portal, cast):
    follow_up = given()
    seen = _seen(portal(cast.responder), follow_up, "redate")
    verbs.redate(actor=as_actor(cast.dpo), now=NOW, follow_up=follow_up, due_at=NOW + 5 * DAY)
    page = portal(cast.auditor).post(url(follow_up, "redate"), {**seen, "due_at": "2026-12-20T17:00"})
    assert page.status_code == 422 and "Peran Anda tidak mengizinkan" in text(page)


def test_a_title_and_a_detail_changed_by_two_people_both_stay(given, portal, cast):
    follow_up = given("Judul lama", detail_id="Rincian lama")
    seen = _seen(portal(cast.responder), follow_up, "edit")
    verbs.edit(actor=as_actor(cast.dpo), now=NOW, follow_up=follow_up, title_id="Judul baru")
    page = portal(cast.responder).post(
        url(follow_up, "edit"), {**seen, "title_id": "Judul lama", "detail_id": "Rincian baru"}
    )
    assert page.status_code == 303
    follow_up.refresh_from_db()
    assert (follow_up.title_id, follow_up.detail_id) == ("Judul baru", "Rincian baru")


def test_a_proposal_becomes_a_task(given, portal, cast):
    proposal = given("Tinjau kendali akses", state=FollowUpState.PROPOSED, owner=None, due_at=None)
    browser = portal(cast.isms_manager)
    shown = browser.get(reverse("followups:work"))
    assert "Tinjau kendali akses" in text(shown)
    assert "Petugas Respons Kedua" in text(shown)
    page = browser.post(
        url(proposal, "accept"),
        {
            "version": 1,
            "owner": str(cast.second_responder.public_id),
            "due_at": "2026-12-04T17:00",
            "back": "/tasks/",
        },
    )
    assert page.status_code == 303
    proposal.refresh_from_db()
    assert (proposal.state, proposal.owner) == (FollowUpState.OPEN, cast.second_responder)


def test_a_proposal_is_declined_with_a_reason(given, portal, cast):
    proposal = given(state=FollowUpState.PROPOSED, owner=None, due_at=None)
    browser = portal(cast.isms_manager)
    assert browser.post(url(proposal, "decline"), {"version": 1, "reason": ""}).status_code == 422
    assert browser.post(url(proposal, "decline"), {"version": 1, "reason": "Ganda"}).status_code == 303
    proposal.refresh_from_db()
    assert proposal.cancel_reason == "Ganda"


def test_somebody_else_verifies(given, portal, cast):
    follow_up = given(kind=FollowUpKind.CORRECTIVE)
    verbs.complete(actor=as_actor(cast.responder), now=NOW, follow_up=follow_up, note="Sudah")
    refused = portal(cast.responder).post(url(follow_up, "verify"), {"version": 2, "note": "Bagus"})
    assert refused.status_code == 422
    taken = portal(cast.isms_manager).post(url(follow_up, "verify"), {"version": 2, "note": "Bagus"})
    assert taken.status_code == 303


def _proven(follow_up: FollowUp, cast, access=None) -> Evidence:
    """What the responder hands in as the proof that it is done."""
    responder = as_actor(cast.responder)
    place = {"actor": responder, "now": NOW, "organisation": cast.diskominfotik, "access": access}
    proof = keep(**place, file=io.BytesIO(b"aturan baru"), filename="aturan.txt")
    verbs.complete(actor=responder, now=NOW, follow_up=follow_up, note="Sudah", evidence=[proof])
    return proof


def test_who_judges_what_was_done_opens_its_proof_from_there(given, portal, cast):
    follow_up = given(kind=FollowUpKind.CORRECTIVE)
    proof = _proven(follow_up, cast)
    link = f'<a href="{reverse("records:evidence", args=[proof.public_id])}">aturan.txt</a>'
    taken = reverse("records:evidence_download", args=[proof.public_id])
    judge, here = portal(cast.isms_manager), str(follow_up.public_id)
    for page in (
        judge.get(url(follow_up)),
        judge.get(url(follow_up, "verify")),
        judge.get(reverse("followups:work"), {"show": "verify", "do": "verify", "task": here}),
    ):
        assert text(page).count(link) == 1 and taken in text(page)
    assert judge.get(taken).status_code == 200


def test_who_may_not_open_a_proof_is_told_so(given, portal, cast):
    access = create_access(actor=SYSTEM, now=NOW, organisation=cast.diskominfotik, tlp="AMBER")
    follow_up = given(access=access)
    subject = Subject("access", access.pk, cast.diskominfotik.public_id)
    grant(actor=SYSTEM, now=NOW, access=access, person=cast.stranger, subject=subject)
    proof = _proven(follow_up, cast)
    page = text(portal(cast.stranger).get(url(follow_up)))
    assert "aturan.txt" in page and "tidak dapat membukanya" in page
    assert str(proof.public_id) not in page


def test_a_ticket_is_noted(given, portal, cast):
    follow_up = given()
    page = portal(cast.responder).post(
        url(follow_up, "link"),
        {"version": 1, "system": "redmine", "reference": "4711", "url": "https://tiket.example/4711"},
    )
    assert page.status_code == 303
    assert "4711" in text(portal(cast.responder).get(url(follow_up)))


def test_many_are_handed_over_together(given, portal, cast):
    one, two = given("Satu"), given("Dua")
    picks = [f"{one.public_id}.{one.version}", f"{two.public_id.hex.upper()}.{two.version}", "bukan.1"]
    browser = portal(cast.responder)
    asked = browser.post(reverse("followups:bulk"), {"do": "reassign", "pick": picks})
    assert asked.status_code == 200
    assert "Satu" in text(asked)
    page = browser.post(
        reverse("followups:bulk"),
        {"do": "reassign", "apply": "yes", "pick": picks, "owner": str(cast.dpo.public_id)},
    )
    assert page.status_code == 303
    assert FollowUp.objects.filter(owner=cast.dpo).count() == 2


def test_of_many_one_locked_or_changed_keeps_all_as_they_were(given, legal, portal, cast):
    one, duty = given("Satu"), legal()
    picks = [f"{each.public_id}.{each.version}" for each in (one, duty)]
    browser = portal(cast.responder)
    asked = browser.post(reverse("followups:bulk"), {"do": "redate", "pick": picks})
    assert "3×24 jam sejak diketahui." in text(asked)
    sent = {"do": "redate", "apply": "yes", "pick": picks, "due_at": "2026-12-20T17:00"}
    page = browser.post(reverse("followups:bulk"), sent)
    assert page.status_code == 422
    one.refresh_from_db()
    assert one.due_at == NOW + 10 * DAY
    verbs.edit(actor=as_actor(cast.dpo), now=NOW, follow_up=one, title_id="Lain")
    stale = browser.post(reverse("followups:bulk"), {**sent, "pick": picks[:1]})
    assert stale.status_code == 422
    one.refresh_from_db()
    assert one.due_at == NOW + 10 * DAY


def test_a_new_task(portal, cast):
    page = portal(cast.responder).post(
        reverse("followups:add"),
        {
            "title": "Perbarui sertifikat",
            "kind": "task",
            "organisation": str(cast.diskominfotik.public_id),
            "owner": str(cast.dpo.public_id),
            "due_at": "2026-12-04T17:00",
        },
    )
    assert page.status_code == 303
    made = FollowUp.objects.get()
    assert (made.title_id, made.owner, made.created_by) == ("Perbarui sertifikat", cast.dpo, cast.responder)


def test_a_new_task_with_mistakes_keeps_what_was_typed(portal, cast):
    page = portal(cast.responder).post(
        reverse("followups:add"),
        {"title": "Perbarui sertifikat", "kind": "task", "owner": "", "due_at": "2020-01-01T17:00"},
    )
    assert page.status_code == 422
    assert "Perbarui sertifikat" in text(page)


@pytest.mark.parametrize("who", ["stranger", "nobody", "reporter", "administrator"])
def test_hidden_and_missing_look_alike(who, given, portal, cast):
    follow_up = given()
    browser = portal(getattr(cast, who))
    hidden = browser.get(url(follow_up))
    absent = browser.get(reverse("followups:follow_up", args=[cast.diskominfotik.public_id]))
    assert hidden.status_code == absent.status_code == 404
    for step in [*DOORS, "complete", "locked"]:
        assert browser.get(url(follow_up, step)).status_code == 404
        assert browser.post(url(follow_up, step), {"version": 1}).status_code == 404


def test_whoever_is_not_signed_in_goes_to_sign_in(given, client):
    follow_up = given()
    for address in (url(follow_up), reverse("followups:work"), reverse("followups:notices")):
        assert client.get(address).status_code == 302


def test_a_way_back_leads_nowhere_else(given, portal, cast):
    follow_up = given()
    page = portal(cast.responder).post(
        url(follow_up, "complete"), {"version": 1, "note": "Sudah", "back": "https://jahat.example/"}
    )
    assert page["Location"] == url(follow_up)
    other = given()
    page = portal(cast.responder).post(
        url(other, "complete"), {"version": 1, "note": "Sudah", "back": "//jahat.example/"}
    )
    assert page["Location"] == url(other)


def test_the_page_tells_the_last_reminder_and_the_next_ones(given, portal, cast):
    follow_up = given(due_at=NOW + 8 * DAY, now=NOW - 2 * DAY)
    FollowUp.objects.filter(pk=follow_up.pk).update(due_at=NOW + 6 * DAY)
    follow_up.refresh_from_db()
    plan_reminders(now=NOW)
    shown = portal(cast.responder).get(url(follow_up)).context["reminders"]
    assert [(each["words"], each["sent"]) for each in shown][:2] == [
        ("Jatuh tempo dalam 7 hari", True),
        ("Jatuh tempo dalam 3 hari", False),
    ]


@pytest.fixture
def crowded(given, legal, cast):
    """Many tasks of many kinds, some of them restricted and shared by grant; the last of these."""
    return remembered("crowded", lambda: crowd(given, legal, cast))


def crowd(given, legal, cast) -> FollowUp:
    access = create_access(
        actor=SYSTEM, now=NOW, organisation=cast.diskominfotik, tlp="AMBER", restricted=True
    )
    about = Subject("access", access.pk, cast.diskominfotik.public_id)
    for person in (cast.responder, cast.isms_manager):
        grant(actor=SYSTEM, now=NOW, access=access, person=person, subject=about)
    last = None
    for number in range(15):
        subject = Subject("incident", number, cast.diskominfotik.public_id, f"INS-2026-{number:04d}")
        given(f"Tugas {number}", subjects=[subject])
        last = given(f"Tertutup {number}", access=access, subjects=[subject])
        given(f"Usulan {number}", state=FollowUpState.PROPOSED, owner=None, due_at=None, access=access)
        legal(subjects=[subject])
    return last


@pytest.mark.parametrize("step", ["", "complete", "redate", "reassign", "edit", "cancel", "link"])
def test_the_page_of_a_task_costs_twelve_queries_at_most(
    step, crowded, portal, cast, django_assert_max_num_queries
):
    browser = portal(cast.isms_manager)
    with django_assert_max_num_queries(12):
        assert browser.get(url(crowded, step)).status_code == 200


@pytest.mark.parametrize("query", [{}, {"show": "legal"}, {"show": "verify"}, {"do": "reassign"}])
def test_my_tasks_cost_twelve_queries_at_most(query, crowded, portal, cast, django_assert_max_num_queries):
    browser = portal(cast.responder)
    with django_assert_max_num_queries(12):
        assert (
            browser.get(reverse("followups:work"), {**query, "task": str(crowded.public_id)}).status_code
            == 200
        )
