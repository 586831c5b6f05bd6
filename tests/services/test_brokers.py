"""Reminders over a real broker: each goes out once, also around a killed worker and a wiped broker."""

from __future__ import annotations

import os
import signal
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from email import message_from_bytes
from pathlib import Path

import pytest

from tests.config.processes import Program, descendants
from tests.config.test_serve import free_port, seconds_until_up

pytestmark = pytest.mark.services
BROKERS = os.environ.get("TEST_BROKERS", "").split()
OWE = """
import django
django.setup()
from datetime import timedelta
from accounts.actors import SYSTEM
from accounts.models import Organisation, Person
from followups.services.followups import create_follow_up
from lib import clock
now = clock.now()
create_follow_up(
    actor=SYSTEM,
    now=now,
    organisation=Organisation.objects.get(key="diskominfotik"),
    kind="task",
    title_id="{title}",
    owner=Person.objects.get(username="respons"),
    due_at=now + timedelta(seconds=4),
    subjects=[],
)
"""
WIPE = """
from kombu import Connection
with Connection("{broker}") as connection:
    if connection.transport.driver_type == "redis":
        connection.default_channel.client.flushall()
    else:
        connection.default_channel.queue_delete("celery")
"""


class Running:
    """Tanggap on a broker, with its own folder."""

    def __init__(self, broker: str, var: Path) -> None:
        self.environment = {"TANGGAP_VAR": str(var), "BROKER_URL": broker, "SWEEP_SECONDS": "0.5"}
        self.var, self.broker, self.port = var, broker, free_port()
        self.program = Program("manage.py", "serve", PORT=str(self.port), **self.environment)

    def owe(self, title: str) -> None:
        """A follow-up that is due in four seconds."""
        self._python(OWE.format(title=title))

    def wipe(self) -> None:
        """Take everything from the broker."""
        self._python(WIPE.format(broker=self.broker))

    def _python(self, code: str) -> None:
        with Program("-c", code, DJANGO_SETTINGS_MODULE="config.settings", **self.environment) as program:
            status, output = program.end()
        assert status == 0, output

    def kill_worker(self) -> None:
        """As the kernel does it when memory runs out."""
        for pid in descendants(self.program.process.pid):
            if b"worker" in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0"):
                os.kill(pid, signal.SIGKILL)

    def notices(self, title: str) -> list[str]:
        """The milestones of which the owner was told."""
        with closing(sqlite3.connect(self.var / "tanggap.sqlite3")) as database:
            rows = database.execute(
                "SELECT milestone FROM followups_notice JOIN followups_followup ON follow_up_id = "
                "followups_followup.id WHERE title_id = ? AND followups_notice.kind = 'reminder'",
                [title],
            )
            return [row[0] for row in rows]

    def mails(self) -> int:
        """How many mails lie in the folder."""
        return len(list((self.var / "mail").glob("*.eml")))

    def message_ids(self) -> set[str]:
        """What the mails call themselves: a mail that was sent twice counts once for its reader."""
        paths = (self.var / "mail").glob("*.eml")
        return {str(message_from_bytes(path.read_bytes())["Message-ID"]) for path in paths}

    def wait_for_quiet(self) -> int:
        """How many mails there are once no more has come for a while."""
        seen, since = -1, time.monotonic()
        while time.monotonic() - since < 5:
            if self.mails() != seen:
                seen, since = self.mails(), time.monotonic()
            time.sleep(0.1)
        return seen


@pytest.fixture(params=BROKERS, ids=lambda url: url.split(":")[0])
def running(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Running]:
    tanggap = Running(request.param, tmp_path / "var")
    with tanggap.program:
        seconds_until_up(tanggap.port, limit=120)
        tanggap.wait_for_quiet()
        yield tanggap
        status, output = tanggap.program.end(signal.SIGTERM)
        assert status == 0, output


def wait_until_told(running: Running, title: str) -> None:
    deadline = time.monotonic() + 40
    while not running.notices(title) and time.monotonic() < deadline:
        time.sleep(0.2)


def test_what_falls_due_is_one_notice_and_one_mail(running: Running) -> None:
    before = running.mails()
    running.owe("Tugas biasa")
    wait_until_told(running, "Tugas biasa")
    after = running.wait_for_quiet()
    assert running.notices("Tugas biasa") == ["due"]
    assert after - before == 2, "one that it was assigned, one that it is due"


def test_a_killed_worker_and_a_wiped_broker_lose_and_double_nothing(running: Running) -> None:
    before, known = running.mails(), running.message_ids()
    running.owe("Tugas di tengah gangguan")
    running.kill_worker()
    running.wipe()
    wait_until_told(running, "Tugas di tengah gangguan")
    running.kill_worker()
    after = running.wait_for_quiet()
    assert running.notices("Tugas di tengah gangguan") == ["due"]
    assert len(running.message_ids() - known) == 2
    assert after - before <= 4, "sent again at most once a kill"
