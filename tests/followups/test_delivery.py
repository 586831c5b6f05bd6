"""The delivery sweep: one mail each, sent before it is marked, tried again, given up visibly, gathered."""

from __future__ import annotations

import smtplib
import threading
from collections import Counter
from datetime import timedelta
from email.message import Message

import pytest
from django.core.mail import EmailMessage
from django.db import connection

from accounts.actors import SYSTEM
from accounts.models import Person, TrailEntry
from accounts.services.access import create_access
from followups import selectors
from followups.models import Delivery, Notice
from followups.services import dead_letters, outbox, sending
from followups.services import followups as verbs
from followups.services.outbox import ATTEMPTS, BACK_OFF, LEASE, Outcome, deliver
from followups.services.planning import plan_reminders
from followups.tasks import send_waiting
from followups.vocabulary import DeliveryState, FollowUpKind, NoticeKind
from lib import clock
from lib.errors import Conflict, Refused
from tests.people import NOW, as_actor

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


class Letterbox:
    """Takes mail and keeps it; `broken` makes it refuse."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.broken: Exception | None = None
        self.before_taking = lambda: None

    def send(self, message: EmailMessage) -> None:
        self.before_taking()
        if self.broken:
            raise self.broken
        self.mails.append(message)

    @property
    def ids(self) -> Counter[str]:
        return Counter(mail.extra_headers["Message-ID"] for mail in self.mails)

    def parsed(self) -> list[Message]:
        return [mail.message() for mail in self.mails]


@pytest.fixture
def box() -> Letterbox:
    return Letterbox()


@pytest.fixture
def reminded(given):
    """A follow-up whose reminder "due" has just been planned."""

    def make(title: str = "Perbarui kata sandi layanan", **fields):
        follow_up = given(title, due_at=NOW + MINUTE, **fields)
        Delivery.objects.filter(notice__kind=NoticeKind.ASSIGNED).update(state=DeliveryState.VOID)
        plan_reminders(now=NOW + MINUTE)
        return follow_up

    return make


AT = NOW + MINUTE


def test_a_follow_up_due_in_a_minute_gives_exactly_one_mail_and_one_notice(given, box):
    follow_up = given(due_at=NOW + MINUTE, owner=given().owner)
    at = NOW
    Delivery.objects.update(state=DeliveryState.VOID)
    while at <= NOW + 2 * MINUTE:
        plan_reminders(now=at)
        deliver(now=at, post=box)
        at += timedelta(seconds=5)
    notice = Notice.objects.get(kind=NoticeKind.REMINDER)
    assert notice.follow_up == follow_up
    assert box.ids == {notice.deliveries.get().message_id: 1}


def test_the_mail_says_what_when_and_where_in_the_readers_language(reminded, box, settings):
    settings.PUBLIC_URL = "https://tanggap.contoh.example"
    follow_up = reminded("Perbarui kata sandi layanan")
    deliver(now=AT, post=box)
    (mail,) = box.parsed()
    text = mail.get_payload(decode=True).decode()
    assert mail["To"] == "respons@contoh.example"
    assert "Perbarui kata sandi layanan" in mail["Subject"]
    assert "Senin, 23 November 2026 pukul 10.01 WIB" in text
    assert f"https://tanggap.contoh.example/go/follow_up/{follow_up.public_id}" in text
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Id"] == "Tanggap <notices.tanggap.contoh.example>"
    assert mail["Message-ID"] == Delivery.objects.get(state="sent").message_id
    assert mail.get_content_type() == "text/plain"


def test_the_mail_is_in_english_for_who_reads_english(reminded, box, cast):
    Person.objects.filter(pk=cast.responder.pk).update(language="en")
    reminded(title_en="Renew the service's password")
    deliver(now=AT, post=box)
    (mail,) = box.parsed()
    assert mail["Subject"] == "[Tanggap] Due now: Renew the service's password"
    assert "Monday, 23 November 2026, 10:01 WIB" in mail.get_payload(decode=True).decode()


@pytest.mark.parametrize(("tlp", "shown"), [("CLEAR", True), ("GREEN", True), ("AMBER", False)])
def test_above_green_a_mail_holds_number_and_link_alone(tlp, shown, reminded, box, cast):
    access = create_access(actor=SYSTEM, now=NOW, organisation=cast.diskominfotik, tlp=tlp)
    follow_up = reminded(
        "KANARI judul", access=access, detail_id="KANARI rincian", legal_basis="KANARI dasar"
    )
    follow_up.subjects.create(
        kind="incident", object_id=1, public_id=follow_up.public_id, label="INS-2026-0015 KANARI kejadian"
    )
    deliver(now=AT, post=box)
    (mail,) = box.parsed()
    whole = f"{mail['Subject']}\n{mail.get_payload(decode=True).decode()}"
    assert ("KANARI" in whole) is shown
    assert "INS-2026-0015" in whole
    assert f"/go/follow_up/{follow_up.public_id}" in whole


def test_what_is_not_live_is_marked_in_subject_and_text(reminded, box):
    reminded(origin="exercise")
    deliver(now=AT, post=box)
    (mail,) = box.parsed()
    assert "[LATIHAN]" in mail["Subject"]
    assert "Latihan, bukan insiden" in mail.get_payload(decode=True).decode()


def test_a_title_cannot_smuggle_in_a_header(reminded, box):
    reminded("Baris satu\r\nBcc: siapa@contoh.example")
    deliver(now=AT, post=box)
    (mail,) = box.parsed()
    assert mail["Bcc"] is None
    assert "\n" not in mail["Subject"]


def test_a_mail_that_is_late_says_how_late(reminded, box):
    reminded()
    deliver(now=AT + 3 * HOUR, post=box)
    assert box.mails[0].subject.startswith("[Tanggap] Lewat 3 jam 00 mnt: ")


def test_a_person_without_an_address_has_the_notice_alone(reminded, box, cast):
    Person.objects.filter(pk=cast.responder.pk).update(email="")
    reminded()
    assert deliver(now=AT, post=box) == {Outcome.VOID: 1}
    assert Notice.objects.filter(kind=NoticeKind.REMINDER, recipient=cast.responder).exists()
    assert box.mails == []


@pytest.mark.parametrize(
    "meanwhile",
    [
        lambda cast, it: verbs.complete(actor=as_actor(cast.dpo), now=AT, follow_up=it, note="Sudah"),
        lambda cast, it: verbs.redate(actor=as_actor(cast.dpo), now=AT, follow_up=it, due_at=AT + DAY),
        lambda cast, it: verbs.cancel(actor=as_actor(cast.dpo), now=AT, follow_up=it, reason="Ganda"),
        lambda cast, it: verbs.reassign(actor=as_actor(cast.dpo), now=AT, follow_up=it, owner=cast.dpo),
        lambda cast, it: Person.objects.filter(pk=cast.responder.pk).update(is_active=False),
    ],
    ids=["completed", "re-dated", "cancelled", "reassigned", "owner gone"],
)
def test_what_is_no_longer_owed_is_not_sent(meanwhile, reminded, box, cast):
    follow_up = reminded()
    meanwhile(cast, follow_up)
    deliver(now=AT, post=box)
    reminder = Delivery.objects.get(notice__kind=NoticeKind.REMINDER)
    assert reminder.state == DeliveryState.VOID
    assert reminder.message_id not in box.ids


def test_nothing_is_marked_before_it_was_sent(reminded, box):
    reminded()
    states = []
    box.before_taking = lambda: states.append(Delivery.objects.get(attempts=1).state)
    deliver(now=AT, post=box)
    assert states == [DeliveryState.PLANNED]
    assert Delivery.objects.get(attempts=1).state == DeliveryState.SENT


def test_a_process_that_dies_while_sending_leaves_it_to_another_when_the_lease_ends(reminded, box):
    reminded()
    (turn,) = outbox.turns(now=AT)
    assert outbox.claim(turn, now=AT) is not None
    assert outbox.turns(now=AT + LEASE - MINUTE) == []
    assert deliver(now=AT + LEASE, post=box) == {Outcome.SENT: 1}


def test_whoever_lost_the_lease_cannot_mark(reminded, box):
    reminded()
    (turn,) = outbox.turns(now=AT)
    slow = outbox.claim(turn, now=AT)
    (again,) = outbox.turns(now=AT + LEASE)
    outbox.claim(again, now=AT + LEASE)
    rows = outbox.carried(slow)
    assert outbox.close(slow, rows, rows, now=AT + LEASE) is False
    assert Delivery.objects.get(pk=slow.pk).state == DeliveryState.PLANNED


def test_a_failure_is_tried_again_after_growing_pauses_and_then_given_up(reminded, box, cast):
    reminded()
    box.broken = smtplib.SMTPServerDisconnected("gone; password=rahasia")
    at = AT
    for pause in BACK_OFF:
        assert deliver(now=at, post=box) == {Outcome.FAILED: 1}
        assert deliver(now=at + pause - timedelta(seconds=1), post=box) == {}
        at += pause
    assert deliver(now=at, post=box) == {Outcome.DEAD: 1}
    dead = Delivery.objects.get(state=DeliveryState.DEAD)
    assert dead.attempts == ATTEMPTS
    assert "rahasia" not in dead.last_error
    assert deliver(now=at + 30 * DAY, post=box) == {}


def dead_letter(reminded, box) -> Delivery:
    reminded()
    box.broken = smtplib.SMTPServerDisconnected("gone")
    Delivery.objects.filter(state=DeliveryState.PLANNED).update(attempts=ATTEMPTS - 1)
    deliver(now=AT, post=box)
    return Delivery.objects.get(state=DeliveryState.DEAD)


def test_a_dead_letter_alerts_the_administrators_in_the_portal_once_an_hour(reminded, box, cast):
    dead_letter(reminded, box)
    Delivery.objects.update(state=DeliveryState.PLANNED)
    deliver(now=AT, post=box)
    alerts = Notice.objects.filter(kind=NoticeKind.ALERT)
    assert {each.recipient for each in alerts} == {cast.administrator, cast.province_administrator}
    assert alerts.count() == 2
    assert not Delivery.objects.filter(notice__in=alerts).exists()


def test_dead_letters_stand_before_administrators_alone(reminded, box, cast):
    letter = dead_letter(reminded, box)
    assert list(selectors.dead_letters(as_actor(cast.administrator))) == [letter]
    assert list(selectors.dead_letters(as_actor(cast.province_administrator))) == [letter]
    for other in (cast.responder, cast.head, cast.stranger):
        assert not selectors.dead_letters(as_actor(other)).exists()


def test_an_administrator_lets_a_dead_letter_start_again(reminded, box, cast):
    letter = dead_letter(reminded, box)
    with pytest.raises(Refused):
        dead_letters.retry(actor=as_actor(cast.head), now=AT, deliveries=[letter])
    dead_letters.retry(actor=as_actor(cast.administrator), now=AT + HOUR, deliveries=[letter])
    box.broken = None
    assert deliver(now=AT + HOUR, post=box) == {Outcome.SENT: 1}
    assert TrailEntry.objects.filter(verb="delivery.retried").count() == 1
    with pytest.raises(Conflict):
        dead_letters.retry(actor=as_actor(cast.administrator), now=AT, deliveries=[letter])


def test_an_administrator_puts_a_dead_letter_aside(reminded, box, cast):
    letter = dead_letter(reminded, box)
    dead_letters.put_aside(actor=as_actor(cast.administrator), now=AT, deliveries=[letter])
    assert not selectors.dead_letters(as_actor(cast.administrator)).exists()


def test_a_mail_that_kills_its_sender_each_time_is_given_up(reminded, box):
    reminded()
    at = AT
    for _attempt in range(ATTEMPTS):
        (turn,) = outbox.turns(now=at)
        outbox.claim(turn, now=at)
        at += LEASE
    assert deliver(now=at, post=box) == {Outcome.DEAD: 1}


def test_while_sending_is_paused_nothing_leaves_and_afterwards_everything(reminded, box, cast):
    reminded()
    (turn,) = outbox.turns(now=AT)
    sending.pause(actor=as_actor(cast.province_administrator), now=AT, reason="Dipulihkan dari cadangan")
    assert outbox.turns(now=AT) == []
    assert outbox.claim(turn, now=AT) is None
    sending.resume(actor=as_actor(cast.province_administrator), now=AT)
    assert deliver(now=AT, post=box) == {Outcome.SENT: 1}
    for neighbour in (cast.responder, cast.administrator):
        with pytest.raises(Refused):
            sending.pause(actor=as_actor(neighbour), now=AT, reason="Iseng")


def test_many_at_once_for_one_person_go_out_as_one_digest_with_legal_duties_first(given, box, cast):
    for number in range(6):
        given(f"Tugas {number}", due_at=NOW + DAY)
    given("Beri tahu subjek data", kind=FollowUpKind.LEGAL, due_at=None, clock_from=NOW, clock_hours=60)
    given("Milik orang lain", owner=cast.dpo, due_at=NOW + DAY)
    Delivery.objects.update(state=DeliveryState.VOID)
    plan_reminders(now=NOW + 2 * DAY)
    assert deliver(now=NOW + 2 * DAY, post=box)[Outcome.SENT] == 2
    digest = next(mail for mail in box.mails if mail.to == ["respons@contoh.example"])
    assert digest.subject == "[Tanggap] 7 hal perlu perhatian Anda"
    lines = [line for line in digest.body.splitlines() if line[:1].isdigit()]
    assert len(lines) == 7
    assert "Beri tahu subjek data" in lines[0]
    reminders = Delivery.objects.filter(notice__kind=NoticeKind.REMINDER)
    assert set(reminders.values_list("state", flat=True)) == {DeliveryState.SENT}
    assert Notice.objects.filter(kind=NoticeKind.REMINDER, recipient=cast.responder).count() == 7


def test_a_digest_that_was_cut_off_goes_out_again_as_the_same_mail(given, box):
    for number in range(6):
        given(f"Tugas {number}", due_at=NOW + DAY)
    Delivery.objects.update(state=DeliveryState.VOID)
    plan_reminders(now=NOW + DAY)
    at = NOW + DAY
    box.broken = smtplib.SMTPServerDisconnected("after the data")
    deliver(now=at, post=box)
    given("Baru", due_at=at + MINUTE, now=at)
    plan_reminders(now=at + MINUTE)
    box.broken = None
    deliver(now=at + BACK_OFF[0], post=box)
    digest = max(box.mails, key=lambda mail: len(mail.body))
    assert digest.body.count("Tugas ") == 6
    assert digest.extra_headers["Message-ID"] == Delivery.objects.filter(gathered__isnull=False)[0].message_id


def test_of_a_digest_only_what_is_still_owed_is_told(given, box, cast):
    made = [given(f"Tugas {number}", due_at=NOW + DAY) for number in range(6)]
    Delivery.objects.update(state=DeliveryState.VOID)
    plan_reminders(now=NOW + DAY)
    outbox.gather_digests(now=NOW + DAY)
    verbs.complete(actor=as_actor(cast.dpo), now=NOW + DAY, follow_up=made[0], note="Sudah")
    deliver(now=NOW + DAY, post=box)
    (digest,) = box.mails
    assert "Tugas 0" not in digest.body
    assert "Tugas 5" in digest.body
    states = Counter(Delivery.objects.filter(notice__kind="reminder").values_list("state", flat=True))
    assert states == {DeliveryState.SENT: 5, DeliveryState.VOID: 1}


@pytest.mark.django_db(transaction=True)
def test_two_senders_at_once_send_each_mail_once(cast, given, box):
    for number in range(30):
        given(f"Tugas {number}", owner=[cast.responder, cast.dpo, cast.head][number % 3], due_at=NOW + DAY)
    start = threading.Barrier(4)

    def send() -> None:
        start.wait()
        try:
            deliver(now=NOW, post=box, limit=100)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(box.ids.values()) == {1}
    assert not Delivery.objects.filter(state=DeliveryState.PLANNED).exists()
    told = "\n".join(mail.body for mail in box.mails)
    assert all(told.count(f"Tugas {number}\n") == 1 for number in range(30))


def test_a_mail_server_that_is_away_stops_the_sweep_after_a_few_tries(given, monkeypatch):
    for number in range(4):
        given(f"Tugas {number}")
    tried = []

    def send(self, message) -> None:
        tried.append(message)
        raise ConnectionRefusedError

    monkeypatch.setattr("followups.tasks.MailPost.send", send)
    with clock.frozen(NOW):
        send_waiting()
    assert len(tried) == 3


def test_without_a_mail_server_mail_lies_in_the_folder(given, settings):
    settings.EMAIL_BACKEND = "lib.mail.FolderBackend"
    given("Perbarui kata sandi layanan")
    with clock.frozen(NOW):
        assert send_waiting() == 1
    files = list((settings.VAR / "mail").glob("*.eml"))
    assert len(files) == 1


def test_sending_one_mail_costs_few_statements(reminded, box, django_assert_max_num_queries):
    reminded()
    (turn,) = outbox.turns(now=AT)
    with django_assert_max_num_queries(9):
        assert outbox.deliver_one(turn, now=AT, post=box) is Outcome.SENT
