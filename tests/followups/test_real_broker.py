"""Reminders over a real broker: workers killed, Redis wiped, PostgreSQL crashed; nothing lost or doubled."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.followups.crash.servers import ROOT


@pytest.mark.services
def test_no_reminder_is_lost_or_doubled_over_a_real_broker():
    command = [
        sys.executable,
        "-m",
        "tests.followups.crash.bench",
        "--reminders",
        "300",
        "--kills",
        "8",
        "--json",
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=540)
    assert done.stdout, done.stderr
    verdict = json.loads(done.stdout.splitlines()[-1])
    assert verdict["broken_promises"] == {}, verdict
    assert (verdict["reminders"], verdict["kills"]) == (300, 8)
