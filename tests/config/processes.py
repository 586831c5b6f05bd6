"""Real processes for tests: start a program, wait for what it prints, look for what it left behind."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
LONG = 120.0
"""Seconds after which something no longer comes, however busy the machine; what does come costs no wait."""


class Program:
    """A running Python program whose whole output is one stream; use it in a `with` block."""

    def __init__(self, *arguments: str, **environment: str) -> None:
        ours = ("TANGGAP", "DATABASE", "DJANGO_")
        kept = {key: value for key, value in os.environ.items() if not key.startswith(ours)}
        self.process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env={**kept, "LC_ALL": "C.UTF-8", "PYTHONUNBUFFERED": "1", **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self.output = ""

    def __enter__(self) -> Program:
        return self

    def __exit__(self, *reason: object) -> None:
        for pid in [self.process.pid, *descendants(self.process.pid)]:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.process.wait()
        self.process.stdout.close()

    def read_until(self, words: str, *, times: int = 1, seconds: float = LONG) -> str:
        """Everything printed so far, once `words` stood in it so often; fails after the seconds."""
        deadline = time.monotonic() + seconds
        while self.output.count(words) < times:
            if not self._read(deadline - time.monotonic()):
                raise AssertionError(f"never said {words!r} {times}×:\n{self.output}")
        return self.output

    def end(self, number: signal.Signals | None = None, *, seconds: float = LONG) -> tuple[int, str]:
        """Send the signal, wait for the end; the status and everything printed."""
        if number is not None:
            self.process.send_signal(number)
        deadline = time.monotonic() + seconds
        while self._read(deadline - time.monotonic()):
            continue
        return self.process.wait(max(0.1, deadline - time.monotonic())), self.output

    def _read(self, seconds: float) -> bool:
        ready, _, _ = select.select([self.process.stdout], [], [], max(0.0, seconds))
        read = os.read(self.process.stdout.fileno(), 65536) if ready else b""
        self.output += read.decode()
        return bool(read)


def descendants(pid: int) -> list[int]:
    """The living children of a process and theirs, from /proc; a dead process has none."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if fields[0] != "Z":
            parents.setdefault(int(fields[1]), []).append(int(entry.name))
    found, queue = [], [pid]
    while queue:
        below = parents.get(queue.pop(), [])
        found += below
        queue += below
    return found


def alive(pid: int) -> bool:
    """Whether a process still runs; a zombie does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def gone(pids: list[int], *, seconds: float = LONG) -> bool:
    """Whether all the processes have ended, given a moment."""
    deadline = time.monotonic() + seconds
    while any(alive(pid) for pid in pids) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not any(alive(pid) for pid in pids)
