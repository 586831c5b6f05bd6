"""System checks of what Tanggap stands on: where evidence goes, who mail comes from, what keys are worth."""

from __future__ import annotations

from collections.abc import Sequence
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from config.views.health import storage_folder, storage_writable

SHORTEST_KEY = 32


def register_all() -> None:
    """Let `manage.py check`, and every command that checks first, ask these."""
    register(storage_can_be_written, Tags.files)
    register(mail_has_a_sender, Tags.compatibility)
    register(personal_key_is_long, Tags.security)


def storage_can_be_written(app_configs: Any, **given: Any) -> Sequence[CheckMessage]:
    """Evidence and reports can be kept."""
    if storage_writable():
        return []
    return [Error(f"Evidence cannot be kept: {storage_folder()} cannot be written.", id="tanggap.E001")]


def mail_has_a_sender(app_configs: Any, **given: Any) -> Sequence[CheckMessage]:
    """Mail that leaves the machine comes from an address that can be answered."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    if settings.MAIL_TO_FOLDER or domain not in {"", "localhost"}:
        return []
    words = "EMAIL_URL is set, but MAIL_FROM names no address that mail servers accept."
    return [Warning(words, id="tanggap.W001")]


def personal_key_is_long(app_configs: Any, **given: Any) -> Sequence[CheckMessage]:
    """The key of personal data cannot be guessed."""
    keys = [settings.PERSONAL_KEY, *settings.PERSONAL_KEY_FALLBACKS]
    if all(len(key) >= SHORTEST_KEY for key in keys if key):
        return []
    words = f"PERSONAL_KEY is too short: it needs at least {SHORTEST_KEY} random characters."
    return [Error(words, id="tanggap.E002")]
