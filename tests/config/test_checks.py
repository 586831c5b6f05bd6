"""System checks: a place for evidence, a sender for mail, a key that cannot be guessed."""

from __future__ import annotations

from pathlib import Path

import pytest

from config import checks


def test_nothing_to_say_about_the_embedded_default() -> None:
    for check in (checks.storage_can_be_written, checks.mail_has_a_sender, checks.personal_key_is_long):
        assert check(None) == []


def test_a_storage_that_cannot_be_written_is_an_error(settings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    settings.STORAGES["default"]["OPTIONS"]["location"] = str(tmp_path / "file" / "blobs")
    assert [message.id for message in checks.storage_can_be_written(None)] == ["tanggap.E001"]


@pytest.mark.parametrize(
    ("sender", "wanted"),
    [("Tanggap <tanggap@localhost>", ["tanggap.W001"]), ("Tanggap <tanggap@dinas.example>", [])],
)
def test_mail_that_leaves_needs_a_sender(settings, sender: str, wanted: list[str]) -> None:
    settings.MAIL_TO_FOLDER, settings.DEFAULT_FROM_EMAIL = False, sender
    assert [message.id for message in checks.mail_has_a_sender(None)] == wanted


def test_a_short_key_for_personal_data_is_an_error(settings) -> None:
    settings.PERSONAL_KEY = "short"
    assert [message.id for message in checks.personal_key_is_long(None)] == ["tanggap.E002"]
