"""The supervisor keeps children running, gives up on a crash loop, and leaves no process behind."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from tests.config.processes import LONG, Program, alive, descendants, gone

PATIENCE = "Patience(steady=60, first_pause=0.05, longest_pause=0.1, enough=4, grace=1.0)"
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('stubborn', flush=True); "
    "time.sleep(60)"
)
WITH_ORPHAN = (
    "import subprocess, sys, time; "
    "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']); "
    "print('mother', flush=True); time.sleep(60)"
)
SLEEPS = "import os, time; print('awake', os.getpid(), flush=True); time.sleep(60)"
DIES = "raise SystemExit('cannot go on')"


def supervising(*codes: str) -> Program:
    """A supervisor over one Python child per piece of code, in a process of its own."""
    commands = [f"Command('c{n}', [sys.executable, '-c', {code!r}])" for n, code in enumerate(codes)]
    program = (
        "import sys\nfrom config.supervisor import *\n"
        f"try:\n    Supervisor([{', '.join(commands)}], patience={PATIENCE}).run()\n"
        "except CrashLoop as loop:\n    sys.exit(f'loop: {loop}')\n"
        "print('all stopped')\n"
    )
    return Program("-c", program)


def pid_of(line: str) -> int:
    return int(line.rsplit("awake ", 1)[1].split()[0])


def test_a_child_that_is_killed_is_started_again() -> None:
    with supervising(SLEEPS) as supervisor:
        first = pid_of(supervisor.read_until("awake"))
        os.kill(first, signal.SIGKILL)
        second = pid_of(supervisor.read_until("awake", times=2))
        assert second != first
        assert "ended with signal SIGKILL, starting again in" in supervisor.output
        assert not alive(first)


def test_a_child_that_keeps_dying_ends_the_supervisor_and_its_other_children() -> None:
    with supervising(SLEEPS, DIES) as supervisor:
        sleeper = pid_of(supervisor.read_until("awake"))
        status, output = supervisor.end()
        assert status == 1
        assert "loop: c1 ended 4 times right after its start, last with status 1" in output
        assert output.count("c1 | cannot go on") == 4
        assert gone([sleeper])


def test_sigterm_ends_all_children_and_what_they_started() -> None:
    with supervising(SLEEPS, WITH_ORPHAN) as supervisor:
        supervisor.read_until("awake")
        supervisor.read_until("mother")
        pids = descendants(supervisor.process.pid)
        assert len(pids) == 3
        status, output = supervisor.end(signal.SIGTERM)
        assert (status, "all stopped" in output) == (0, True)
        assert gone(pids)


def test_ctrl_c_does_the_same() -> None:
    with supervising(SLEEPS) as supervisor:
        supervisor.read_until("awake")
        pids = descendants(supervisor.process.pid)
        status, output = supervisor.end(signal.SIGINT)
        assert (status, "all stopped" in output) == (0, True)
        assert gone(pids)


def test_a_child_that_ignores_sigterm_is_killed_after_the_grace() -> None:
    with supervising(STUBBORN) as supervisor:
        supervisor.read_until("stubborn")
        begun = time.monotonic()
        status, _ = supervisor.end(signal.SIGTERM)
        assert status == 0
        assert time.monotonic() - begun > 0.9


def test_what_a_dead_child_leaves_behind_is_killed_before_it_starts_again() -> None:
    with supervising(WITH_ORPHAN) as supervisor:
        supervisor.read_until("mother")
        mother, orphan = sorted(descendants(supervisor.process.pid))
        os.kill(mother, signal.SIGKILL)
        supervisor.read_until("mother", times=2)
        assert gone([orphan])


def test_children_end_when_the_supervisor_is_killed() -> None:
    with supervising(SLEEPS) as supervisor:
        supervisor.read_until("awake")
        pids = descendants(supervisor.process.pid)
        os.kill(supervisor.process.pid, signal.SIGKILL)
        assert gone(pids)


def test_a_last_line_without_an_end_is_shown_too(tmp_path: Path) -> None:
    said = tmp_path / "said"
    speaks = f"print('no end of line', end='', flush=True); open({str(said)!r}, 'w').close()"
    with supervising(f"{speaks}; import time; time.sleep(60)") as supervisor:
        deadline = time.monotonic() + LONG
        while not said.exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        _, output = supervisor.end(signal.SIGTERM)
        assert "c0 | no end of line" in output
