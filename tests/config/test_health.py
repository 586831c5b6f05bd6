"""The probes: alive without anything, ready only with database, storage and sweeps."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, connection
from django.test import Client

from config.views import health
from followups.services import sweeps
from lib import clock

STRANGER = {"HTTP_HOST": "10.1.2.3"}


def run_sweeps(at: datetime) -> None:
    for name in sweeps.WATCHED:
        with sweeps.running(name, tick=lambda: at):
            pass


def ready(at: datetime) -> tuple[int, dict[str, object]]:
    with clock.frozen(at):
        answer = Client().get("/readyz", headers={"host": "10.1.2.3"})
    return answer.status_code, answer.json()


def test_alive_asks_neither_database_nor_host(client: Client) -> None:
    answer = client.get("/healthz", headers={"host": "10.1.2.3"})
    assert (answer.status_code, answer.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_ready_once_the_sweeps_have_run(now: datetime) -> None:
    assert ready(now) == (503, {"ready": False, "database": "ok", "storage": "ok", "sweep": "away"})
    run_sweeps(now)
    assert ready(now)[0] == 200
    assert ready(now + timedelta(minutes=10))[1]["sweep"] == "away"


@pytest.mark.django_db
def test_not_ready_without_a_database_and_no_secret_is_told(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> None:
        raise DatabaseError("password=geheim")

    monkeypatch.setattr(health.connection, "cursor", away)
    status, answer = ready(now)
    assert (status, answer["database"], answer["sweep"]) == (503, "away", "away")
    assert "geheim" not in str(answer)


@pytest.mark.django_db
def test_not_ready_without_a_place_for_evidence(now: datetime, settings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    settings.STORAGES["default"]["OPTIONS"]["location"] = str(tmp_path / "file" / "blobs")
    run_sweeps(now)
    assert ready(now) == (503, {"ready": False, "database": "ok", "storage": "away", "sweep": "ok"})
    assert connection.is_usable()


@pytest.mark.django_db
def test_not_ready_while_the_disk_is_full(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    run_sweeps(now)
    monkeypatch.setattr(health, "ROOM", 1 << 80)
    assert ready(now) == (503, {"ready": False, "database": "ok", "storage": "away", "sweep": "ok"})
