"""Nothing due is lost or doubled when the worker is killed: the small harness, and what it must catch."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.followups.crash import ground
from tests.followups.crash.servers import ROOT, sink


@contextlib.contextmanager
def database(folder: Path) -> Iterator[str]:
    """The address of an empty database of the kind that the suite runs on."""
    given = os.environ.get("DATABASE_URL", "")
    if not given.startswith("postgres"):
        yield f"sqlite:///{folder / 'crash.sqlite3'}"
        return
    name = ground.fresh_name("tanggap_crash")
    yield f"{given.rpartition('/')[0]}/{name}"
    ground.drop_database(name)


def run_harness(folder: Path, *arguments: str) -> dict:
    """Run the driver in a process of its own; its verdict."""
    with sink(folder) as (port, taken), database(folder) as url:
        environment = {
            **os.environ,
            "DATABASE_URL": url,
            "EMAIL_URL": f"smtp://127.0.0.1:{port}",
            "TANGGAP_VAR": str(folder / "var"),
            "LOG_LEVEL": "ERROR",
        }
        command = [sys.executable, "-m", "tests.followups.crash.driver", "--sink", str(taken), *arguments]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_no_reminder_is_lost_or_doubled_by_kills_at_every_point_and_at_random(tmp_path):
    verdict = run_harness(tmp_path, "--reminders", "150", "--kills", "6")
    assert verdict["broken_promises"] == {}
    assert verdict["reminders"] == 150
    assert verdict["kills"] == 12
    assert verdict["digests"] >= 1


def test_the_harness_finds_a_sender_that_marks_first(tmp_path):
    verdict = run_harness(tmp_path, "--reminders", "60", "--kills", "2", "--broken")
    assert verdict["lost"] > 0
