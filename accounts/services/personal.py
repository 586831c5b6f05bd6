"""Personal values: encrypted when kept, opened only for who may, erased for good one by one."""

from __future__ import annotations

import base64
import hashlib
from datetime import datetime

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.actors import Actor
from accounts.models import Access, Organisation, PersonalValue
from accounts.policy import Action
from accounts.services.trail import Subject, writing
from lib.errors import Conflict, Unavailable
from lib.keys import keys_for

_PURPOSE = "personal values"


def keep_personal(
    *, now: datetime, organisation: Organisation, access: Access | None, kind: str, text: str
) -> PersonalValue:
    """Encrypt and keep one value, called by the verb that took it in and records it."""
    key = _keys()[0]
    return PersonalValue.objects.create(
        organisation=organisation,
        access=access,
        kind=kind,
        key_id=_key_id(key),
        ciphertext=_box(key).encrypt(text.encode()),
        created_at=now,
    )


def open_personal(*, actor: Actor, now: datetime, value: PersonalValue, subject: Subject) -> str:
    """The value in clear; that it was looked at goes into the trail. Raises `Missing`, `Refused`,
    `Conflict` when it was erased, and `Unavailable` when its key is not at hand.
    """
    policy.require(actor, Action.PERSONAL_DATA_READ, value)
    if value.erased_at is not None:
        raise Conflict(_("The data were erased."))
    text = _decrypted(value)
    with writing() as book:
        book.record(
            actor=actor,
            now=now,
            verb="personal_data.opened",
            organisation=value.organisation,
            access=value.access,
            subjects=[subject],
        )
    return text


def erase_personal(*, actor: Actor, now: datetime, value: PersonalValue, subject: Subject) -> None:
    """Delete the value for good; erasing twice changes nothing (UU 27/2022 Pasal 43). Raises `Missing`."""
    policy.require(actor, Action.PERSONAL_DATA_READ, value)
    with writing() as book:
        rows = PersonalValue.objects.filter(pk=value.pk, erased_at__isnull=True)
        if not rows.update(ciphertext=b"", erased_at=now):
            return
        book.record(
            actor=actor,
            now=now,
            verb="personal_data.erased",
            organisation=value.organisation,
            access=value.access,
            subjects=[subject],
        )
    value.ciphertext, value.erased_at = b"", now


def _keys() -> list[bytes]:
    """The key in use, then retired ones: of PERSONAL_KEY where it is set, and of SECRET_KEY."""
    own = [settings.PERSONAL_KEY, *settings.PERSONAL_KEY_FALLBACKS] if settings.PERSONAL_KEY else []
    return (keys_for(_PURPOSE, secrets=own) if own else []) + keys_for(_PURPOSE)


def _key_id(key: bytes) -> str:
    return hashlib.sha256(key).hexdigest()[:16]


def _box(key: bytes) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(key))


def _decrypted(value: PersonalValue) -> str:
    key = next((each for each in _keys() if _key_id(each) == value.key_id), None)
    if key is None:
        raise Unavailable(_("The key of these data is not at hand. Ask your administrator."))
    try:
        return _box(key).decrypt(bytes(value.ciphertext)).decode()
    except InvalidToken as error:
        raise Unavailable(_("These data cannot be read any more. Tell your administrator.")) from error
