"""A database that is away, met where it is first asked: in sessions and languages, before any view."""

from __future__ import annotations

import errno

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import DatabaseError, OperationalError
from django.test import Client

FULL_DISK = OSError(errno.ENOSPC, "No space left on device")
PAGES = ("/", "/sign-in/", "/incidents/", "/verify/ABCD", "/go/incident/0199d0a0-0000-7000-8000-000000000000")


@pytest.fixture
def browser() -> Client:
    """A browser that comes back with a session."""
    client = Client(raise_request_exception=False)
    client.cookies["sessionid"] = "x" * 32
    return client


@pytest.mark.parametrize(
    "error",
    [OperationalError("disk I/O error"), DatabaseError("file is not a database"), FULL_DISK],
    ids=["away", "broken", "full"],
)
@pytest.mark.parametrize("path", PAGES)
def test_a_page_says_503_and_when_to_come_back(browser, monkeypatch, path, error):
    def gone(self: SessionStore) -> None:
        raise error

    monkeypatch.setattr(SessionStore, "load", gone)
    answer = browser.get(path)
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert "Tidak ada yang tersimpan setengah jalan" in answer.content.decode()


def test_what_is_truly_broken_stays_500(browser, monkeypatch):
    def broken(self: SessionStore) -> None:
        raise RuntimeError("a mistake")

    monkeypatch.setattr(SessionStore, "load", broken)
    assert browser.get("/").status_code == 500
