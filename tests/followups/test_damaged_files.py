"""A stored file that is found damaged or missing: who hears of it, how often, and what is said."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.mail import EmailMessage

from accounts.services.access import create_access
from followups.models import Delivery, Notice
from followups.services.outbox import deliver
from followups.vocabulary import NoticeKind
from lib.errors import Conflict
from records.models import Evidence
from records.services.checks import recheck_blobs
from records.services.vault import keep, open_for_reading
from tests.people import NOW, Cast, as_actor

MONTH = timedelta(days=31)


class Letterbox:
    """Takes mail and keeps it."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []

    def send(self, message: EmailMessage) -> None:
        self.mails.append(message)


@pytest.fixture
def evidence(cast: Cast) -> Evidence:
    """A file that a responder of Diskominfotik took in, above TLP:GREEN."""
    responder = as_actor(cast.responder)
    access = create_access(actor=responder, now=NOW, organisation=cast.diskominfotik, tlp="AMBER")
    return keep(
        actor=responder,
        now=NOW,
        organisation=cast.diskominfotik,
        access=access,
        file=io.BytesIO(b"isi berkas"),
        filename="daftar korban.xlsx",
    )


def file_of(evidence: Evidence) -> Path:
    return Path(default_storage.path(evidence.blob.storage_name))


def told(cast: Cast) -> dict[str, str]:
    """Where each alert leads, by whom it is for."""
    alerts = Notice.objects.filter(kind=NoticeKind.ALERT).select_related("recipient")
    return {each.recipient.username: each.data["url"] for each in alerts}


@pytest.mark.parametrize("damage", ["changed", "missing"])
def test_administrators_and_who_took_it_in_hear_of_it_in_the_portal_and_by_mail(cast, evidence, damage):
    if damage == "changed":
        file_of(evidence).write_bytes(b"rusak")
    else:
        file_of(evidence).unlink()
    recheck_blobs(now=NOW + MONTH)
    page = f"/go/evidence/{evidence.public_id}"
    assert told(cast) == {
        cast.administrator.username: "/",
        cast.province_administrator.username: "/",
        cast.responder.username: page,
    }
    assert Delivery.objects.count() == 3


def test_the_mail_says_which_file_and_nothing_of_what_it_holds(cast, evidence):
    file_of(evidence).unlink()
    recheck_blobs(now=NOW + MONTH)
    box = Letterbox()
    deliver(now=NOW + MONTH, post=box)
    assert len(box.mails) == 3
    for mail in box.mails:
        text = f"{mail.subject}\n{mail.body}"
        assert f"SHA-256 {evidence.blob.sha256[:16]}…" in text
        assert "daftar korban" not in text


def test_it_is_said_once_and_again_only_after_it_was_mended(cast, evidence):
    path = file_of(evidence)
    content = path.read_bytes()
    path.write_bytes(b"rusak")
    for month in (1, 2, 3):
        recheck_blobs(now=NOW + month * MONTH)
        with pytest.raises(Conflict):
            reading = as_actor(cast.responder)
            evidence.refresh_from_db()
            open_for_reading(actor=reading, now=NOW + month * MONTH, evidence=evidence)
    assert Delivery.objects.count() == 3
    path.write_bytes(content)
    recheck_blobs(now=NOW + 4 * MONTH)
    path.write_bytes(b"lagi")
    recheck_blobs(now=NOW + 5 * MONTH)
    assert Delivery.objects.count() == 6


def test_a_reader_who_meets_the_damage_first_sets_off_the_same_alarm(cast, evidence):
    file_of(evidence).unlink()
    with pytest.raises(Conflict):
        open_for_reading(actor=as_actor(cast.auditor), now=NOW, evidence=evidence)
    assert cast.administrator.username in told(cast)


def test_whoever_no_longer_signs_in_is_not_told(cast, evidence):
    cast.responder.is_active = False
    cast.responder.save()
    file_of(evidence).unlink()
    recheck_blobs(now=NOW + MONTH)
    assert cast.responder.username not in told(cast)


def test_a_file_that_is_whole_is_nobodys_news(cast, evidence):
    recheck_blobs(now=NOW + MONTH)
    assert told(cast) == {}
