"""Reminders over a real broker: each goes out once, also around a killed worker and a wiped broker."""

from __future__ import annotations

import contextlib
import os
import signal
import sqlite3
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from email import message_from_bytes
from pathlib import Path
from typing import NamedTuple

import pytest

from followups.services.outbox import LEASE
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

TOLD = """
SELECT notice.kind, notice.milestone, row.state, coalesce(carrier.message_id, row.message_id)
FROM followups_delivery row
JOIN followups_notice notice ON notice.id = row.notice_id
JOIN followups_followup follow_up ON follow_up.id = notice.follow_up_id
LEFT JOIN followups_delivery carrier ON carrier.id = row.gathered_into_id
WHERE follow_up.title_id = ? ORDER BY notice.id
"""
KNOWN = "SELECT message_id FROM followups_delivery"
LONGEST = LEASE.total_seconds() + 120
"""Seconds until everything is sent: whoever was killed between taking a mail and marking it holds it up for
the length of a lease, and the worker that comes next has to start."""


class Told(NamedTuple):
    """One notice, what the outbox says of it, and what the mail that carries it calls itself."""

    kind: str
    milestone: str
    state: str
    mail: str


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
            with contextlib.suppress(OSError):  # ended by itself meanwhile
                if b"worker" in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0"):
                    os.kill(pid, signal.SIGKILL)

    def told(self, title: str) -> list[Told]:
        """What the owner was told of it, in order."""
        with closing(sqlite3.connect(self.var / "tanggap.sqlite3", timeout=60)) as database:
            return [Told(*row) for row in database.execute(TOLD, [title])]

    def wait_for(self, title: str, *, sent: bool) -> None:
        """Return once the owner was told two things, and both are `sent` if that is wanted."""
        deadline = time.monotonic() + LONGEST
        while time.monotonic() < deadline:
            told = self.told(title)
            if len(told) == 2 and not (sent and any(each.state == "planned" for each in told)):
                return
            time.sleep(0.1)

    def strangers(self) -> set[str]:
        """Mails that no row of the outbox knows."""
        with closing(sqlite3.connect(self.var / "tanggap.sqlite3", timeout=60)) as database:
            return set(self.mails()) - {row[0] for row in database.execute(KNOWN)}

    def mails(self) -> Counter[str]:
        """How many files lie in the folder by what their mail calls itself, which is how a reader counts."""
        paths = (self.var / "mail").glob("*.eml")
        return Counter(str(message_from_bytes(path.read_bytes())["Message-ID"]) for path in paths)

    def wait_for_quiet(self) -> None:
        """Return once no more mail has come for a while."""
        seen, since = -1, time.monotonic()
        while time.monotonic() - since < 5:
            if (number := self.mails().total()) != seen:
                seen, since = number, time.monotonic()
            time.sleep(0.1)


@pytest.fixture(params=BROKERS, ids=lambda url: url.split(":")[0])
def running(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Running]:
    tanggap = Running(request.param, tmp_path / "var")
    with tanggap.program:
        seconds_until_up(tanggap.port, limit=120)
        tanggap.wait_for_quiet()
        yield tanggap
        status, output = tanggap.program.end(signal.SIGTERM)
        assert status == 0, output


BOTH = [("assigned", "", "sent"), ("reminder", "due", "sent")]


def what(told: list[Told]) -> list[tuple[str, ...]]:
    """What was told and what became of it, whichever mail carried it."""
    return [each[:3] for each in told]


def test_what_falls_due_is_one_notice_and_one_mail(running: Running) -> None:
    running.owe("Tugas biasa")
    running.wait_for("Tugas biasa", sent=True)
    running.wait_for_quiet()
    told = running.told("Tugas biasa")
    assert what(told) == BOTH
    assert [running.mails()[each.mail] for each in told] == [1, 1]
    assert running.strangers() == set()


def test_a_killed_worker_and_a_wiped_broker_lose_and_double_nothing(running: Running) -> None:
    running.owe("Tugas di tengah gangguan")
    running.kill_worker()
    running.wipe()
    running.wait_for("Tugas di tengah gangguan", sent=False)
    running.kill_worker()
    running.wait_for("Tugas di tengah gangguan", sent=True)
    running.wait_for_quiet()
    told, mails = running.told("Tugas di tengah gangguan"), running.mails()
    assert what(told) == BOTH
    assert all(mails[each.mail] for each in told)
    assert sum(mails[each] - 1 for each in {each.mail for each in told}) <= 2, "once more a kill"
    assert running.strangers() == set()
