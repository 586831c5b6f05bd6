"""Working on an incident: its team, sharing, steps, review, follow-ups and evidence, page by page."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.actors import SYSTEM
from accounts.models import AccessGrant
from accounts.services.access import create_access, grant
from followups.models import FollowUp
from followups.services.followups import create_follow_up
from incidents.services.aggregate import subject_of
from incidents.services.incidents import Classification
from incidents.services.review import add_lesson, add_unknown
from lib.texts import Text
from records.models import CustodyEntry
from tests.incidents.making import fresh, minute, opened, read, recorded, with_file
from tests.incidents.portal.conftest import as_sent, at, form_of, words
from tests.people import NOW, as_actor

pytestmark = pytest.mark.django_db


def part(client, live, person, role):
    return client.post(at("member_add", live), {"person": person.public_id, "role": role})


def test_a_commander_is_named_and_the_next_takes_the_place(responder, cast, live):
    assert part(responder, live, cast.responder, "commander").status_code == 303
    assert part(responder, live, cast.second_responder, "commander").status_code == 303
    assert [each.person for each in live.members.all()] == [cast.second_responder]
    assert "Petugas Respons Kedua" in words(responder.get(at("incident", live)))


def test_only_people_who_can_work_on_it_are_offered(responder, cast, live):
    form = responder.get(at("team", live)).context["member_form"]
    offered = {label for _key, label in form.fields["person"].choices}
    assert {"Petugas Respons", "Manajer SMKI"} <= offered
    assert not {"Auditor Internal", "Petugas Respons DPMPTSP"} & offered
    assert part(responder, live, cast.auditor, "handler").status_code == 422


def test_choosing_the_language_after_a_refused_form_leads_to_the_page_of_the_form(cast, portal, live):
    manager, team, share = portal(cast.isms_manager), at("team", live), at("share", live)
    for came_from in (f"http://testserver{team}", f"http://testserver{share}", "https://contoh.example/"):
        refused = manager.post(share, {}, headers={"referer": came_from})
        assert refused.status_code == 422
        assert f'<input type="hidden" name="next" value="{team}">' in words(refused)


def test_a_part_is_taken_back(responder, cast, live):
    part(responder, live, cast.responder, "handler")
    gone = {"person": cast.responder.public_id, "role": "handler"}
    assert responder.post(at("member_remove", live), gone).status_code == 303
    assert not live.members.exists()


def test_sharing_lets_a_sibling_in_until_it_is_stopped(portal, cast, live):
    manager, stranger = portal(cast.isms_manager), portal(cast.stranger)
    assert stranger.get(at("incident", live)).status_code == 404
    body = {"organisation": cast.dpmptsp.public_id, "level": "read", "reason": "Sistem milik mereka"}
    assert manager.post(at("share", live), body).status_code == 303
    assert stranger.get(at("incident", live)).status_code == 200
    assert "dibagikan dengan DPMPTSP" in words(manager.get(at("incident", live)))
    given = AccessGrant.objects.get()
    assert manager.post(at("share_stop", live), {"grant": given.pk}).status_code == 303
    assert stranger.get(at("incident", live)).status_code == 404


def test_sharing_names_an_organisation_or_a_person_not_both(portal, cast, live):
    manager = portal(cast.isms_manager)
    both = {"organisation": cast.dpmptsp.public_id, "person": cast.dpo.public_id, "level": "read"}
    assert manager.post(at("share", live), both).status_code == 422
    assert not AccessGrant.objects.exists()


def test_a_responder_cannot_share(responder, cast, live):
    body = {"organisation": cast.dpmptsp.public_id, "level": "read"}
    assert responder.post(at("share", live), body).status_code == 403
    assert responder.get(at("team", live)).context["share_form"] is None


def test_the_tlp_is_raised(responder, live, fill):
    assert fill(responder, at("access", live), tlp="AMBER+STRICT").status_code == 303
    assert "TLP:AMBER+STRICT" in words(responder.get(at("incident", live)))


def test_the_next_phase_needs_no_reason_and_leaving_one_out_does(responder, live, fill):
    assert fill(responder, at("phase", live), phase="containment").status_code == 303
    refused = fill(responder, at("phase", live), phase="review")
    assert refused.status_code == 422 and list(form_of(refused).errors) == ["reason"]
    assert fill(responder, at("phase", live), phase="review", reason="Tidak ada akar").status_code == 303
    assert fresh(live).phase == "review"


def test_closing_names_what_is_unfinished_and_asks_for_a_reason(responder, cast, live, fill):
    actor = as_actor(cast.responder)
    add_unknown(actor=actor, now=NOW, incident=live, kind="root_cause", text=Text(id="Akar penyebab"))
    add_lesson(actor=actor, now=NOW, incident=live, text=Text(id="Tinjau pengaturan"))
    read(cast, recorded(cast, live, moment=minute(0)), minute(600))
    page = words(responder.get(at("close", live)))
    assert "1 tindak lanjut belum selesai" in page and "1 hal masih belum diketahui" in page
    assert "Insiden belum memiliki kelas." in page and "1 sengketa belum diputuskan" in page
    assert all(f'href="{at(name, live)}' in page for name in ("edit", "follow_ups", "timeline"))
    refused = fill(responder, at("close", live))
    assert refused.status_code == 422
    assert form_of(refused).errors["reason"] == [
        "Tulis mengapa insiden ditutup walau masih ada yang terbuka."
    ]
    assert fill(responder, at("close", live), reason="Dilanjutkan sebagai tugas").status_code == 303
    closed = responder.get(at("incident", live))
    assert "Dilanjutkan sebagai tugas" in words(closed) and at("reopen", live) in words(closed)


def test_what_is_unfinished_is_called_by_name_with_duties_by_law_on_top(responder, cast, live):
    common = {"actor": SYSTEM, "now": NOW, "organisation": live.organisation, "owner": cast.responder}
    about = {**common, "access": live.access, "subjects": [subject_of(live)]}
    for number in range(5):
        create_follow_up(**about, title_id=f"Tugas {number}", due_at=NOW + timedelta(days=number + 2))
    clock = {"clock_from": NOW, "clock_hours": 72, "legal_basis": "UU 27/2022 Pasal 46"}
    create_follow_up(**about, kind="legal", title_id="Beri tahu subjek data", **clock)
    closed = create_access(actor=SYSTEM, now=NOW, organisation=live.organisation, tlp="RED")
    grant(actor=SYSTEM, now=NOW, access=closed, person=cast.dpo, subject=subject_of(live))
    hidden = {**about, "access": closed, "owner": cast.dpo}
    create_follow_up(**hidden, title_id="Rahasia", due_at=NOW + timedelta(days=1))
    fact = recorded(cast, live, moment=minute(0))
    read(cast, fact, minute(600))
    page = words(responder.get(at("close", live)))
    named = ["7 tindak lanjut", "Kewajiban hukum: Beri", *(f"Tugas {n}" for n in range(4)), "dan 2 lainnya"]
    places = [page.index(each) for each in named]
    assert places == sorted(places)
    assert "Rahasia" not in page and "Tugas 4" not in page
    assert f'href="/go/fact/{fact.public_id}">F1 Data terlihat</a>' in page
    assert "tidak mengakhiri tindak lanjut maupun tenggat hukum" in page


def test_a_head_who_closes_is_not_sent_to_a_form_that_is_not_theirs(portal, cast, live):
    page = portal(cast.head).get(at("close", live))
    assert page.status_code == 200 and "Insiden belum memiliki kelas." in words(page)
    assert at("edit", live) not in words(page) and "tidak mengakhiri tindak lanjut" not in words(page)


def test_choosing_closed_as_phase_leads_to_closing(responder, live, fill):
    answer = fill(responder, at("phase", live), phase="closed", reason="Sudah selesai")
    assert answer.status_code == 200 and "belum selesai" not in words(answer)
    assert form_of(answer)["reason"].value() == "Sudah selesai", "what was typed comes along"
    assert fresh(live).is_open
    closed = responder.post(answer.context["close"]["action"], as_sent(form_of(answer)))
    assert closed.status_code == 303 and not fresh(live).is_open


def test_changing_the_phase_of_a_closed_incident_leads_to_reopening(responder, live, fill):
    stood_open = as_sent(form_of(responder.get(at("phase", live)))) | {"phase": "review"}
    fill(responder, at("close", live), reason="Salah tutup")
    for answer in (responder.get(at("phase", live)), responder.post(at("phase", live), stood_open)):
        assert (answer.status_code, answer["Location"]) == (303, at("reopen", live))
    assert "Buka kembali" in words(responder.get(at("reopen", live)))
    assert not fresh(live).is_open


def test_an_old_link_to_a_step_that_was_taken_leads_to_the_incident(responder, live, fill):
    old = responder.get(at("reopen", live))
    assert (old.status_code, old["Location"]) == (303, at("incident", live))
    assert "Insiden tidak dalam keadaan tertutup." in words(responder.get(old["Location"]))
    fill(responder, at("close", live), reason="Selesai")
    old = responder.get(at("close", live))
    assert (old.status_code, old["Location"]) == (303, at("incident", live))


def test_a_closed_incident_is_reopened_with_a_reason(responder, live, fill):
    fill(responder, at("close", live), reason="Salah tutup")
    assert fill(responder, at("reopen", live), reason="Muncul lagi", phase="containment").status_code == 303
    assert fresh(live).phase == "containment"


def test_a_step_that_somebody_else_took_meanwhile_is_pointed_out_once(responder, cast, live):
    address = at("phase", live)
    mine = as_sent(form_of(responder.get(address)))
    other = as_sent(form_of(responder.get(at("edit", live))))
    responder.post(at("edit", live), {**other, "rsit": "fraud"})
    first = responder.post(address, {**mine, "phase": "containment"})
    assert first.status_code == 422
    again = as_sent(form_of(first))
    assert responder.post(address, again).status_code == 303


def test_an_unknown_is_noted_answered_and_opened_again(responder, live, fill):
    fill(responder, at("unknown_add", live), kind="people_affected", text_id="Berapa orang")
    unknown = live.unknowns.get()
    shown = words(responder.get(at("incident", live)))
    assert "Berapa orang" in shown and "menahan:" in shown
    fill(responder, at("unknown_answer", live, unknown.public_id), answer="Dua puluh orang")
    assert "Dua puluh orang" in words(responder.get(at("incident", live)))
    fill(responder, at("unknown_reopen", live, unknown.public_id), reason="Ternyata lebih")
    unknown.refresh_from_db()
    assert unknown.resolved_at is None


def test_a_cause_is_claimed_and_taken_back(responder, live, fill):
    fill(responder, at("cause_add", live), text_id="Salah konfigurasi", claim="stated")
    cause = live.causes.get()
    assert "Salah konfigurasi" in words(responder.get(at("incident", live)))
    fill(responder, at("cause_void", live, cause.public_id), reason="Bukan itu")
    assert "Salah konfigurasi" not in words(responder.get(at("incident", live)))


def test_a_claim_is_confirmed_beside_it_on_a_basis(responder, live, fill):
    fill(responder, at("cause_add", live), text_id="Salah konfigurasi", claim="stated")
    claimed = live.causes.get()
    confirm = at("cause_add", live, confirms=str(claimed.public_id))
    assert confirm in words(responder.get(at("incident", live)))
    refused = fill(responder, confirm)
    assert refused.status_code == 422 and "basis" in form_of(refused).errors
    assert fill(responder, confirm, basis="Riwayat konfigurasi").status_code == 303
    assert [each.claim for each in live.causes.all()] == ["stated", "confirmed"]
    shown = words(responder.get(at("incident", live)))
    assert "Riwayat konfigurasi" in shown and "Salah konfigurasi" in shown
    stray = fill(responder, at("cause_add", live), text_id="Lain", claim="stated", basis="Log")
    assert stray.status_code == 422


def test_a_source_gets_the_next_number(responder, live, fill):
    assert fill(responder, at("source_add", live), title="Berita", when="22 Mei 2020").status_code == 303
    refused = fill(responder, at("source_add", live), title="Berita kedua", when="entah")
    assert refused.status_code == 422 and "Berita kedua" in words(refused)
    assert live.sources.get().number == 1
    assert "22 Mei 2020" in words(responder.get(at("timeline", live)))


def test_a_lesson_becomes_a_proposal_and_the_proposal_a_task(responder, cast, live, catalogue, fill):
    answer = fill(
        responder, at("lesson_add", live), text_id="Pantau publikasi", requirements="A.8.16, A.5.27"
    )
    assert answer.status_code == 303
    page = responder.get(at("follow_ups", live))
    (proposal,) = page.context["proposals"]
    assert "Belum ada tindak lanjut yang berjalan" in words(page)
    sent = {**as_sent(proposal.form), "owner": cast.responder.public_id}
    assert responder.post(proposal.accept_url, sent)["Location"] == at("follow_ups", live)
    assert FollowUp.objects.get().owner == cast.responder


def test_a_lesson_for_an_unknown_requirement_is_refused(responder, live, catalogue, fill):
    answer = fill(responder, at("lesson_add", live), text_id="Pantau", requirements="A.99.1")
    assert answer.status_code == 422 and "A.99.1" in words(answer)


def test_a_task_is_added_completed_in_place_redated_and_handed_over(responder, cast, live, fill):
    answer = fill(
        responder,
        at("follow_up_add", live),
        title="Kabari pimpinan",
        owner=cast.responder.public_id,
        due_at="2026-11-25T10:00",
    )
    assert answer.status_code == 303
    task = FollowUp.objects.get()
    for step, typed in (
        ("redate", {"due_at": "2026-11-26T10:00"}),
        ("reassign", {"owner": cast.second_responder.public_id}),
        ("complete", {"note": "Sudah dikabari"}),
    ):
        page = responder.get(at("follow_ups", live, do=step, task=task.public_id))
        (row,) = (row for group in page.context["groups"] for row in group.rows if row.open)
        sent = responder.post(row.action, {**as_sent(row.form), **typed})
        assert sent.status_code == 303 and sent["Location"] == at("follow_ups", live)
    task.refresh_from_db()
    assert (task.state, task.owner, task.done_note) == ("done", cast.second_responder, "Sudah dikabari")


def test_a_task_without_an_owner_is_refused_with_all_that_was_typed(responder, live, fill):
    answer = fill(responder, at("follow_up_add", live), title="Kabari pimpinan", due_at="2026-11-25T10:00")
    assert answer.status_code == 422 and "Kabari pimpinan" in words(answer)


def test_a_legal_clock_starts_from_a_fact_and_stands_on_every_page_of_the_incident(
    responder, cast, live, fill
):
    fact = recorded(cast, live, kind="awareness", moment=minute(0))
    page = at("clock_start", live)
    assert form_of(responder.get(page)).initial["fact"] == str(fact.public_id)
    answer = fill(responder, page, owner=cast.dpo.public_id)
    assert answer.status_code == 303
    clock = FollowUp.objects.get()
    assert clock.due_at - fact.span_from == timedelta(hours=72)
    overview = responder.get(at("incident", live))
    assert "UU 27/2022 Pasal 46" in words(overview) and overview.context["clocks"][0].legal
    assert responder.get(at("clocks", live)).status_code == 200


def test_no_legal_clock_is_offered_for_an_exercise(responder, cast, live):
    exercise = opened(cast, origin="exercise")
    page = responder.get(at("follow_ups", exercise))
    assert page.context["clock_url"] == ""
    assert "tidak menjalankan tenggat hukum" in words(page)
    told = responder.get(at("clock_start", exercise))
    assert "form" not in told.context["panel"] and "tindak lanjut dengan tenggat sendiri" in words(told)
    assert responder.post(at("clock_start", exercise), {"title": "Lapor"}).status_code == 409
    assert not FollowUp.objects.exists()
    assert "Latihan" in words(responder.get(at("incident", exercise)))


def test_several_files_are_kept_with_what_they_show_and_the_fact_they_support(responder, cast, live, fill):
    fact = recorded(cast, live, moment=minute(0))
    files = [SimpleUploadedFile(name, name.encode()) for name in ("a.log", "b.log")]
    sent = {"files": files, "description": "Log peladen", "fact": fact.public_id}
    assert responder.post(at("evidence", live), sent).status_code == 303
    links = live.evidence_links.all()
    assert {each.evidence.filename for each in links} == {"a.log", "b.log"}
    assert {each.fact for each in links} == {fact}
    page = words(responder.get(at("evidence", live)))
    assert links[0].evidence.blob.sha256[:8] in page and "Log peladen" in page


def test_files_of_a_refused_form_wait_with_the_server(responder, live):
    empty = SimpleUploadedFile("kosong.log", b"")
    whole = SimpleUploadedFile("isi.log", b"isi")
    answer = responder.post(at("evidence", live), {"files": [empty, whole], "description": "Log peladen"})
    assert answer.status_code == 422 and "Log peladen" in words(answer)
    (kept,) = answer.context["panel"]["kept"]
    assert kept.name == "isi.log"
    assert responder.post(at("evidence", live), {"kept": kept.token}).status_code == 303
    assert live.evidence_links.get().evidence.filename == "isi.log"


def test_sending_no_file_says_so(responder, live):
    assert responder.post(at("evidence", live), {"description": "?"}).status_code == 422


def test_a_file_is_linked_to_a_fact_later_and_downloads_are_written_down(responder, cast, live, fill):
    fact, link = recorded(cast, live, moment=minute(0)), with_file(cast, live)
    assert fill(responder, at("evidence_link", live, link.public_id), fact=fact.public_id).status_code == 303
    assert live.evidence_links.get().fact == fact
    responder.get(reverse("records:evidence_download", args=[link.evidence.public_id]))
    assert CustodyEntry.objects.filter(verb="downloaded").count() == 1
    assert responder.get(at("evidence", live)).context["items"][0]["reads"] == 1


def test_a_class_that_is_set_is_no_obstacle(responder, cast, frozen, fill):
    incident = opened(cast, classification=Classification(rsit="fraud"), phase="review")
    assert fill(responder, at("close", incident)).status_code == 303


def test_proof_of_a_task_stands_among_the_evidence_of_its_incident(responder, cast, live, fill):
    fill(responder, at("follow_up_add", live), title="Cabut kunci", owner=cast.responder.public_id)
    task = FollowUp.objects.get()
    proof = SimpleUploadedFile("kunci dicabut.txt", b"dicabut 10.00")
    step = reverse("followups:step", args=[task.public_id, "complete"])
    responder.post(step, {"version": task.version, "note": "", "proof": [proof]})
    file = task.proofs.get().evidence
    page = words(responder.get(at("evidence", live)))
    assert "kunci dicabut.txt" in page and "Cabut kunci" in page
    assert reverse("records:evidence", args=[file.public_id]) in page


def test_a_file_is_asked_for_where_evidence_is_nothing_without_one(responder, live):
    shown = responder.get(at("evidence", live)).content.decode()
    form = " ".join(re.sub(r"<[^>]+>", " ", shown).split())
    assert "Berkas" in form and "Berkas (boleh kosong)" not in form
    assert "Apa yang ditunjukkan (boleh kosong)" in form


def test_what_is_not_known_does_not_repeat_its_kind(responder, live, fill):
    fill(responder, at("unknown_add", live), kind="people_affected", text_id="Jumlah orang terdampak")
    fill(responder, at("unknown_add", live), kind="people_affected", text_id="Berapa orang di loket?")
    shown = words(responder.get(at("incident", live)))
    assert "Jumlah orang terdampak</span><small>menahan:" in shown
    assert "Berapa orang di loket?</span><small>Jumlah orang terdampak · menahan:" in shown
