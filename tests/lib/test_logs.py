"""One record is one line of the log, and no secret that came by is in it."""

from __future__ import annotations

import logging
import secrets

import pytest
from django.conf import settings

from lib.logs import OneLine


def line_of(message: str, *given: object, error: BaseException | None = None) -> str:
    raised = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord("tanggap", logging.WARNING, __file__, 1, message, given, raised)
    return OneLine().format(record)


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\n\n2026-11-23 10:00:00 INFO root palsu"])
def test_what_somebody_typed_begins_no_record_of_its_own(end: str) -> None:
    assert len(line_of("masuk sebagai %s", f"respons{end}CRITICAL root palsu").splitlines()) == 1


def test_a_traceback_stays_with_its_record() -> None:
    try:
        raise ValueError("baris satu\nbaris dua")
    except ValueError as error:
        said = line_of("gagal", error=error)
    assert "ValueError: baris satu\\nbaris dua" in said
    assert len(said.splitlines()) == 1


SECRET = secrets.token_urlsafe(32)


@pytest.mark.parametrize(
    "words",
    [
        "Authorization: Bearer {}",
        '{{"Authorization": "Token {}"}}',
        "bearer {}",
        "tgp_{}",
        "password={}",
        "'password': '{}'",
        "secret: {}",
        "postgres://tanggap:{}@db.example/tanggap",
        "amqps://tanggap:{}@mq.example//",
        "GET /new-password/MTI/{}/",
    ],
)
def test_a_secret_is_masked_wherever_it_stands(words: str) -> None:
    assert SECRET not in line_of(words.format(SECRET))
    assert SECRET not in line_of("%s", words.format(SECRET))
    assert SECRET not in line_of("gagal", error=RuntimeError(words.format(SECRET)))


def test_every_handler_writes_so() -> None:
    used = {handler["formatter"] for handler in settings.LOGGING["handlers"].values()}
    makers = {settings.LOGGING["formatters"][name]["()"] for name in used}
    assert makers == {"lib.logs.OneLine"}
