"""Personal values are encrypted where they lie, opened only for who may, and erased for good."""

from __future__ import annotations

import pytest

from accounts.models import PersonalValue, TrailEntry
from accounts.services.personal import erase_personal, keep_personal, open_personal
from accounts.services.trail import Subject
from lib.errors import Conflict, Missing, Unavailable
from lib.ids import new_public_id

pytestmark = pytest.mark.django_db
TEXT = "0812-3456-7890"
SUBJECT = Subject("event", 1, new_public_id(), "Peristiwa")


@pytest.fixture
def value(cast, now):
    """A telephone number that somebody left with a report to Diskominfotik."""
    return keep_personal(now=now, organisation=cast.diskominfotik, access=None, kind="telepon", text=TEXT)


def opened(value, by, now) -> str:
    return open_personal(actor=by, now=now, value=PersonalValue.objects.get(pk=value.pk), subject=SUBJECT)


def test_it_lies_encrypted_and_each_time_differently(cast, value, now):
    other = keep_personal(now=now, organisation=cast.diskominfotik, access=None, kind="telepon", text=TEXT)
    assert TEXT.encode() not in bytes(value.ciphertext)
    assert bytes(value.ciphertext) != bytes(other.ciphertext)


def test_who_may_reads_it_and_the_trail_tells_without_saying_it(cast, value, actor, now):
    assert opened(value, actor(cast.dpo), now) == TEXT
    entry = TrailEntry.objects.latest("sequence")
    assert (entry.verb, entry.actor_id) == ("personal_data.opened", cast.dpo.public_id)
    assert TEXT not in str(entry.detail.__dict__)


@pytest.mark.parametrize(
    "name", ["responder", "head", "auditor", "administrator", "reporter", "sibling_manager"]
)
def test_nobody_else_does(cast, value, actor, now, name):
    with pytest.raises(Missing):
        opened(value, actor(getattr(cast, name)), now)


def test_it_stays_readable_after_the_key_was_changed(cast, value, actor, now, settings):
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "kunci-yang-baru-dan-cukup-panjang-untuk-ini"
    assert opened(value, actor(cast.dpo), now) == TEXT
    settings.PERSONAL_KEY = "kunci-data-pribadi-yang-berdiri-sendiri"
    own = keep_personal(now=now, organisation=cast.diskominfotik, access=None, kind="telepon", text=TEXT)
    assert own.key_id != value.key_id
    assert opened(value, actor(cast.dpo), now) == opened(own, actor(cast.dpo), now) == TEXT
    settings.PERSONAL_KEY_FALLBACKS = [settings.PERSONAL_KEY]
    settings.PERSONAL_KEY = "kunci-data-pribadi-yang-kedua"
    assert opened(own, actor(cast.dpo), now) == TEXT


def test_without_its_key_it_says_so(cast, value, actor, now, settings):
    settings.SECRET_KEY = "kunci-yang-sama-sekali-lain-dan-panjang"
    with pytest.raises(Unavailable):
        opened(value, actor(cast.dpo), now)


def test_what_was_changed_in_the_database_is_not_opened(cast, value, actor, now):
    PersonalValue.objects.filter(pk=value.pk).update(ciphertext=bytes(value.ciphertext)[:-4] + b"AAAA")
    with pytest.raises(Unavailable):
        opened(value, actor(cast.dpo), now)


def test_erased_is_gone(cast, value, actor, now):
    erase_personal(actor=actor(cast.dpo), now=now, value=value, subject=SUBJECT)
    kept = PersonalValue.objects.get(pk=value.pk)
    assert (bytes(kept.ciphertext), kept.erased_at) == (b"", now)
    with pytest.raises(Conflict):
        opened(value, actor(cast.dpo), now)
    count = TrailEntry.objects.count()
    erase_personal(actor=actor(cast.dpo), now=now, value=value, subject=SUBJECT)
    assert TrailEntry.objects.count() == count, "twice is once"
