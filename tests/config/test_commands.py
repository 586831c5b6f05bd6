"""Commands that belong to no room: a new password, the demonstration, the catalogues."""

from __future__ import annotations

import os
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import TrailEntry
from tests.people import Cast


def said_by(*command: str) -> str:
    """What the command prints."""
    output = StringIO()
    call_command(*command, stdout=output)
    return output.getvalue()


def test_who_has_the_machine_gets_a_new_password_that_must_be_changed(cast: Cast) -> None:
    password = said_by("new_password", "ADMINISTRATOR").strip()
    cast.administrator.refresh_from_db()
    assert cast.administrator.check_password(password)
    assert cast.administrator.must_change_password
    assert TrailEntry.objects.filter(verb="person.password_given", actor_kind="system").count() == 1


@pytest.mark.usefixtures("cast")
def test_nobody_of_that_name_is_one_sentence() -> None:
    with pytest.raises(CommandError, match="siapa-saja"):
        call_command("new_password", "siapa-saja")


@pytest.mark.django_db
def test_the_demonstration_is_loaded_once() -> None:
    assert "respons-dpmptsp" in said_by("load_demo")
    assert "respons-dpmptsp" not in said_by("load_demo")


def catalogue(room: Path, wording: str) -> Path:
    path = room / "id" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'msgid "Home"\nmsgstr "{wording}"\n')
    return path


def test_only_a_catalogue_that_changed_is_compiled_again(tmp_path: Path, settings) -> None:
    settings.BASE_DIR, settings.LOCALE_PATHS = tmp_path, [tmp_path / "room"]
    path = catalogue(tmp_path / "room", "Beranda")
    os.utime(path, (1, 1))
    assert "django.po" in said_by("compile_messages")
    assert b"Beranda" in path.with_suffix(".mo").read_bytes()
    assert said_by("compile_messages") == ""
    catalogue(tmp_path / "room", "Halaman depan")
    os.utime(path, (2**31, 2**31))
    assert "django.po" in said_by("compile_messages")
    assert b"Halaman depan" in path.with_suffix(".mo").read_bytes()


def test_a_catalogue_that_cannot_be_read_is_named(tmp_path: Path, settings) -> None:
    settings.BASE_DIR, settings.LOCALE_PATHS = tmp_path, [tmp_path / "room"]
    path = catalogue(tmp_path / "room", "Beranda")
    path.write_text("this is no catalogue")
    with pytest.raises(CommandError, match=r"django\.po"):
        call_command("compile_messages")
