"""Notices in the portal, undelivered mail before administrators, the switch, badges, clocks and leases."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import translation

from accounts.actors import SYSTEM
from accounts.models import AccessGrant, Membership
from accounts.services.access import create_access, grant
from accounts.services.search import matching
from accounts.services.trail import Subject
from config.frame import counts_of
from followups import selectors, texts
from followups.models import Delivery, FollowUp, Lease, Notice
from followups.services import followups as verbs
from followups.services import leases, sweeps
from followups.services.notices import notify
from followups.services.planning import plan_reminders
from followups.services.sweeps import sweep_health
from followups.vocabulary import DeliveryState, FollowUpKind, NoticeKind
from lib.errors import Conflict, Invalid
from tests.people import NOW, as_actor

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
pytestmark = pytest.mark.usefixtures("frozen")


def text(response) -> str:
    return " ".join(response.content.decode().split())


def test_the_inbox_shows_ones_own_notices_newest_first(given, portal, cast):
    given("Pertama")
    given("Kedua")
    given("Milik orang lain", owner=cast.dpo)
    shown = text(portal(cast.responder).get(reverse("followups:notices")))
    assert shown.index("Kedua") < shown.index("Pertama")
    assert "Milik orang lain" not in shown


def test_opening_a_notice_marks_it_as_read_and_leads_there(given, portal, cast):
    follow_up = given()
    notice = Notice.objects.get()
    page = portal(cast.responder).post(reverse("followups:notice_open", args=[notice.public_id]))
    assert (page.status_code, page["Location"]) == (303, f"/go/follow_up/{follow_up.public_id}")
    notice.refresh_from_db()
    assert notice.read_at == NOW


def test_nobody_opens_somebody_elses_notice(given, portal, cast):
    given()
    notice = Notice.objects.get()
    page = portal(cast.dpo).post(reverse("followups:notice_open", args=[notice.public_id]))
    assert page.status_code == 404
    notice.refresh_from_db()
    assert notice.read_at is None


def test_all_are_marked_as_read_at_once(given, portal, cast):
    given()
    given()
    given(owner=cast.dpo)
    portal(cast.responder).post(reverse("followups:notices_read"))
    assert Notice.objects.unread().get().recipient == cast.dpo
    assert "Perbarui" not in text(
        portal(cast.responder).get(reverse("followups:notices"), {"show": "unread"})
    )


def test_an_inbox_has_pages(given, portal, cast):
    for number in range(55):
        given(f"Tugas {number:02d}")
    first = portal(cast.responder).get(reverse("followups:notices"))
    second = portal(cast.responder).get(first.context["older_url"])
    assert "Tugas 54" in text(first)
    assert "Tugas 00" in text(second)
    assert "Tugas 54" not in text(second)


def test_who_was_shut_out_reads_no_content_any_more(given, portal, cast):
    access = create_access(actor=SYSTEM, now=NOW, organisation=cast.diskominfotik, restricted=True)
    about = Subject("access", access.pk, cast.diskominfotik.public_id)
    grant(actor=SYSTEM, now=NOW, access=access, person=cast.responder, subject=about)
    given("Rahasia", access=access)
    inbox = reverse("followups:notices")
    assert "Rahasia" in text(portal(cast.responder).get(inbox))
    AccessGrant.objects.update(revoked_at=NOW)
    assert "Rahasia" not in text(portal(cast.responder).get(inbox))


def test_a_message_of_another_room_says_its_sentence(cast, portal, monkeypatch):
    monkeypatch.setattr(texts, "TEXTS", dict(texts.TEXTS))
    texts.register("test.joined", full="{role} untuk {number}: {title}", safe="Anda ikut dalam {number}")
    data = {"text_key": "test.joined", "role": "Komandan", "number": "INS-2026-0001", "title": "Kebocoran"}
    told = {"kind": NoticeKind.MESSAGE, "organisation": cast.diskominfotik, "access": None, "data": data}
    for _time in range(2):
        notify(now=NOW, recipients=[cast.responder, cast.dpo], dedupe="joined:1", origin="live", **told)
    assert Notice.objects.count() == Delivery.objects.count() == 2
    shown = text(portal(cast.responder).get(reverse("followups:notices")))
    assert "Komandan untuk INS-2026-0001: Kebocoran" in shown


@pytest.mark.parametrize(("origin", "mark"), [("exercise", "Latihan"), ("reconstructed", "Rekonstruksi")])
def test_what_is_not_live_is_marked_in_the_inbox(origin, mark, cast, portal, given):
    told = {"kind": NoticeKind.MESSAGE, "organisation": cast.diskominfotik, "access": None, "dedupe": "1"}
    notify(now=NOW, recipients=[cast.responder], origin=origin, data={"number": "LAT-2026-0001"}, **told)
    given("Uji pulih", owner=cast.dpo, origin=origin)
    for reader, note in ((cast.responder, f"{mark} · LAT-2026-0001"), (cast.dpo, f"{mark} · Ditugaskan")):
        assert note in text(portal(reader).get(reverse("followups:notices")))


def test_two_sentences_cannot_share_a_key():
    with pytest.raises(ValueError, match="due_moved"):
        texts.register("due_moved", full="x", safe="y")


def test_a_notice_leads_nowhere_outside(cast, portal):
    data = {"url": "//jahat.example/"}
    told = {"kind": NoticeKind.MESSAGE, "organisation": cast.diskominfotik, "access": None, "data": data}
    notify(now=NOW, recipients=[cast.responder], dedupe="x", origin="live", **told)
    notice = Notice.objects.get()
    page = portal(cast.responder).post(reverse("followups:notice_open", args=[notice.public_id]))
    assert page["Location"] == "/"


def dead(given) -> Delivery:
    given()
    Delivery.objects.update(state=DeliveryState.DEAD, attempts=6, last_error="SMTPServerDisconnected: gone")
    return Delivery.objects.get()


def test_administrators_see_undelivered_mail_without_its_content(given, portal, cast):
    dead(given)
    shown = text(portal(cast.administrator).get(reverse("followups:undelivered")))
    assert "SMTPServerDisconnected" in shown
    assert "Perbarui kata sandi" not in shown
    for other in (cast.responder, cast.head):
        assert portal(other).get(reverse("followups:undelivered")).status_code == 404


def test_an_administrator_sends_again_or_puts_aside(given, portal, cast):
    letter = dead(given)
    browser = portal(cast.administrator)
    browser.post(reverse("followups:undelivered_retry", args=[letter.notice.public_id]))
    letter.refresh_from_db()
    assert (letter.state, letter.attempts) == (DeliveryState.PLANNED, 0)
    Delivery.objects.update(state=DeliveryState.DEAD)
    browser.post(reverse("followups:undelivered_retry_all"))
    letter.refresh_from_db()
    assert letter.state == DeliveryState.PLANNED
    Delivery.objects.update(state=DeliveryState.DEAD)
    browser.post(reverse("followups:undelivered_aside", args=[letter.notice.public_id]))
    letter.refresh_from_db()
    assert letter.state == DeliveryState.VOID


def test_only_administrators_decide_on_undelivered_mail(given, portal, cast):
    letter = dead(given)
    for name in ("undelivered_retry", "undelivered_aside"):
        address = reverse(f"followups:{name}", args=[letter.notice.public_id])
        assert portal(cast.responder).post(address).status_code == 404
    for name in ("undelivered_retry_all", "sending_pause", "sending_resume"):
        assert portal(cast.responder).post(reverse(f"followups:{name}")).status_code == 404


def test_sending_is_paused_and_resumed(portal, cast):
    browser = portal(cast.province_administrator)
    browser.post(reverse("followups:sending_pause"), {"reason": "a\0b"})
    assert not counts_of(as_actor(cast.administrator), NOW).badges.paused
    browser.post(reverse("followups:sending_pause"))
    assert counts_of(as_actor(cast.administrator), NOW).badges.paused
    page, strip = reverse("followups:undelivered"), "Pengiriman dijeda: pengingat disimpan"
    assert f'<a href="{page}">Ke halaman untuk melanjutkannya</a>' in text(browser.get("/"))
    others = text(portal(cast.responder).get("/"))
    assert strip in others and page not in others
    assert "Semua tersampaikan" not in text(browser.get(page))
    neighbour = portal(cast.administrator)
    assert "administrator semua organisasi" in text(neighbour.get(page))
    neighbour.post(reverse("followups:sending_resume"))
    assert counts_of(as_actor(cast.administrator), NOW).badges.paused
    browser.post(reverse("followups:sending_resume"))
    assert not counts_of(as_actor(cast.administrator), NOW).badges.paused


def test_badges_are_one_query(given, cast, django_assert_num_queries):
    given(due_at=NOW + DAY)
    given(due_at=NOW + 2 * DAY)
    given(owner=cast.dpo)
    FollowUp.objects.filter(owner=cast.responder).first()
    actor = as_actor(cast.responder)
    assert actor.grants.accesses("follow_up.read") == ()
    with django_assert_num_queries(1):
        counts = counts_of(actor, NOW + DAY + MINUTE).badges
    assert (counts.open, counts.late, counts.unread) == (2, 1, 2)


def test_what_somebody_owes_begins_with_the_law(given, cast):
    given("Biasa", due_at=NOW + HOUR)
    given("Hukum", kind=FollowUpKind.LEGAL, due_at=None, clock_from=NOW, clock_hours=72)
    assert [str(each) for each in selectors.my_open(as_actor(cast.responder))] == ["Hukum", "Biasa"]


def test_legal_clocks_run_for_whoever_may_see_them(given, cast):
    given("Hukum", kind=FollowUpKind.LEGAL, due_at=None, clock_from=NOW, clock_hours=72)
    (card,) = selectors.clocks(as_actor(cast.head), NOW)
    assert (card.what, card.due, card.legal) == ("Hukum", NOW + 72 * HOUR, True)
    assert selectors.clocks(as_actor(cast.stranger), NOW) == []


@pytest.mark.parametrize(("origin", "note"), [("live", ""), ("exercise", "Latihan")])
def test_the_card_of_a_deadline_says_that_it_is_an_exercise(origin, note, given):
    with translation.override("id"):
        assert selectors.clock_card(given(origin=origin)).note == note


def test_everything_somebody_owes_passes_to_a_successor(given, cast):
    administrator = as_actor(cast.administrator)
    given("Tugas")
    given(
        "Hukum", kind=FollowUpKind.LEGAL, due_at=None, clock_from=NOW, clock_hours=72, managed_by="incidents"
    )
    with pytest.raises(Conflict) as refusal:
        verbs.reassign_all(actor=administrator, now=NOW, person=cast.responder, successor=None)
    assert refusal.value.code == "still_owes"
    with pytest.raises(Invalid) as refusal:
        verbs.reassign_all(actor=administrator, now=NOW, person=cast.responder, successor=cast.nobody)
    assert refusal.value.field == "successor"
    passed = verbs.reassign_all(
        actor=administrator, now=NOW, person=cast.responder, successor=cast.second_responder
    )
    assert passed == 2
    assert not FollowUp.objects.filter(owner=cast.responder).exists()
    assert Notice.objects.filter(recipient=cast.second_responder, kind=NoticeKind.ASSIGNED).count() == 2


def test_a_thing_with_a_new_name_is_called_by_it_and_found_by_it(given, cast):
    subject = Subject("incident", 5, cast.pemprov.public_id, "INS-2026-0005")
    follow_up = given(subjects=[subject])
    assert verbs.relabel_subject(kind="incident", object_id=5, label="INS-2026-0099") == 1
    assert follow_up.subjects.get().label == "INS-2026-0099"
    assert list(found_by("2026-0099")) == [follow_up.pk]
    assert list(found_by("2026-0005")) == []


def found_by(query: str):
    return FollowUp.objects.filter(pk__in=matching("follow_up", query)).values_list("pk", flat=True)


def test_a_lease_is_held_by_one_and_passes_on_when_its_time_is_over(db):
    first = leases.acquire(name="beat", holder="satu", now=NOW, seconds=15)
    assert leases.acquire(name="beat", holder="dua", now=NOW + 10 * MINUTE / 60, seconds=15) is None
    assert leases.acquire(name="beat", holder="satu", now=NOW, seconds=15) == first
    second = leases.acquire(name="beat", holder="dua", now=NOW + MINUTE, seconds=15)
    assert second == first + 1
    leases.release(name="beat", token=first)
    assert leases.acquire(name="beat", holder="satu", now=NOW + MINUTE, seconds=15) is None
    leases.release(name="beat", token=second)
    assert leases.acquire(name="beat", holder="satu", now=NOW + MINUTE, seconds=15) == second + 1


@pytest.mark.django_db(transaction=True)
def test_of_many_who_want_a_lease_at_once_one_gets_it(cast):
    start, got = threading.Barrier(6), []

    def want(name: str) -> None:
        start.wait()
        try:
            got.append(leases.acquire(name="beat", holder=name, now=NOW, seconds=15))
        finally:
            connection.close()

    threads = [threading.Thread(target=want, args=(f"pemegang-{n}",)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(token is not None for token in got) == 1
    assert Lease.objects.count() == 1


def test_sweeps_are_in_order_while_both_end_lately(db):
    assert not sweep_health(NOW).in_order
    for name in (sweeps.PLAN, sweeps.DELIVER):
        with sweeps.running(name, tick=lambda: NOW):
            pass
    assert sweep_health(NOW + 30 * MINUTE / 60).in_order
    late = sweep_health(NOW + HOUR)
    assert not late.in_order
    assert "plan" in late.trouble


def test_a_sweep_that_failed_says_why(db):
    with pytest.raises(ValueError, match="rusak"), sweeps.running(sweeps.PLAN, tick=lambda: NOW):
        raise ValueError("rusak")
    with sweeps.running(sweeps.DELIVER, tick=lambda: NOW):
        pass
    assert not sweep_health(NOW).in_order


@pytest.mark.parametrize("name", ["notices", "undelivered", "add"])
def test_each_page_costs_twelve_queries_at_most(name, given, portal, cast, django_assert_max_num_queries):
    for number in range(20):
        given(f"Tugas {number}", due_at=NOW + DAY)
    plan_reminders(now=NOW + 3 * DAY)
    Delivery.objects.update(state=DeliveryState.DEAD)
    Membership.objects.filter(person=cast.administrator).update(role="administrator")
    who = cast.administrator if name == "undelivered" else cast.responder
    browser = portal(who)
    with django_assert_max_num_queries(12):
        assert browser.get(reverse(f"followups:{name}")).status_code == 200
