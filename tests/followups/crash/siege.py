"""A siege: real Celery workers and a real broker, killed and wiped while thousands of reminders come due."""

from __future__ import annotations

import contextlib
import faulthandler
import os
import random
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from celery.signals import worker_ready
from django.db import DatabaseError, connections

from lib import clock, failpoints
from tests.followups.crash import ground
from tests.followups.crash.celery_app import app
from tests.followups.crash.ground import Verdict
from tests.followups.crash.servers import ROOT

APP = "tests.followups.crash.celery_app"
LIVES = (0.3, 2.0)
"""Seconds that a worker lives once it is ready: long enough to be in the middle of something."""
POINT_LIVES = (4.0, 6.0)
"""The same for a worker that is to die at a named point, so that it mostly gets there."""
SLOWEST_START = 40.0
SLOTS = 2


def note(words: str) -> None:
    """Say on the terminal how far it is; the result alone goes to standard output."""
    print(words, file=sys.stderr, flush=True)


@dataclass
class Worker:
    """One place for a worker: what runs there, and when it dies."""

    name: str
    folder: Path
    pid: int = 0
    ready: bool = False
    dies_at: float = 0.0
    sign: int = -1
    point: str = ""
    died_at_points: int = 0

    def start(self, point: str = "", number: int = 1) -> None:
        """Fork a worker, perhaps one that dies by itself at the `number`-th pass of a named point."""
        connections.close_all()
        if self.sign >= 0:
            os.close(self.sign)
        self.sign, write = os.pipe()
        self.ready, self.dies_at, self.point = False, time.monotonic() + SLOWEST_START, point
        self.pid = os.fork()
        if not self.pid:
            self._live(point, number, write)
        os.close(write)

    def _live(self, point: str, number: int, write: int) -> None:
        """The life of the worker, which says when it is ready and ends by being killed."""
        try:
            worker_ready.connect(lambda **_given: os.write(write, b"1"), weak=False)
            log = os.open(self.folder / f"{self.name}.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
            os.dup2(log, 1)
            os.dup2(log, 2)
            faulthandler.dump_traceback_later(SLOWEST_START / 2, file=2)
            ground.use_pool()
            if point:
                failpoints.arm(point, number)
            arguments = ["worker", "--pool", "threads", "--concurrency", "4", "--hostname", f"{self.name}@%h"]
            quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "WARNING"]
            app.worker_main([*arguments, *quiet])
        finally:
            os._exit(1)

    def dead(self) -> bool:
        """Whether it died by itself, or its time has come and it is killed now."""
        if not self.pid or os.waitpid(self.pid, os.WNOHANG)[0]:
            self.died_at_points += bool(self.pid and self.point)
            self.pid = 0
            return True
        if not self.ready and select.select([self.sign], [], [], 0)[0]:
            lives = POINT_LIVES if self.point else LIVES
            self.ready, self.dies_at = True, time.monotonic() + random.uniform(*lives)
        if time.monotonic() < self.dies_at:
            return False
        self.kill()
        return True

    def kill(self) -> None:
        """`kill -9`."""
        if self.pid and not os.waitpid(self.pid, os.WNOHANG)[0]:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        self.pid = 0


def start_beat(folder: Path) -> subprocess.Popen[bytes]:
    """Beat, which calls the sweeps all the while."""
    command = [sys.executable, "-W", "ignore", "-m", "celery", "--app", APP, "--quiet", "beat"]
    with (folder / "beat.log").open("ab") as output:
        return subprocess.Popen([*command, "--loglevel", "WARNING"], cwd=ROOT, stdout=output, stderr=output)


@dataclass
class Siege:
    """What is done to how many reminders. `events` are done once each, at a share of the kills."""

    reminders: int
    kills: int
    folder: Path
    taken: Path
    events: list[tuple[float, str, Callable[[], None]]] = field(default_factory=list)

    def run(self) -> Verdict:
        """Start, let the reminders come due while workers are killed, let the rest be done, judge."""
        ground.prepare_database(everything=True)
        workers = [Worker(f"worker-{number}", self.folder) for number in range(SLOTS)]
        beat = start_beat(self.folder)
        try:
            started = self._start(workers)
            span = self.kills / SLOTS * (started + (sum(LIVES) + sum(POINT_LIVES)) / 4)
            start, step = clock.now(), timedelta(seconds=span / self.reminders)
            ground.seed(self.reminders, due=lambda number: start + number * step, now=start)
            note(f"  a worker starts in {started:.1f} s; the reminders come due over {span:.0f} s")
            self._besiege(workers)
            self._relieve(workers, until=start + timedelta(seconds=span))
        finally:
            for worker in workers:
                worker.kill()
            beat.kill()
            beat.wait()
        at_points = sum(worker.died_at_points for worker in workers)
        cut_off = SLOTS if self.events else 0
        return ground.judge(self.taken, kills=self.kills, at_points=at_points, cut_off=cut_off)

    def _start(self, workers: list[Worker]) -> float:
        """Start the workers; how many seconds that takes here."""
        began = time.monotonic()
        for worker in workers:
            worker.start()
        select.select([workers[-1].sign], [], [], SLOWEST_START)
        return time.monotonic() - began

    def _besiege(self, workers: list[Worker]) -> None:
        """Start each worker again when it is dead, until enough died; half are sent to a named point."""
        names, kills = sorted(failpoints.NAMES), 0
        waiting = sorted(self.events, key=lambda event: event[0])
        while kills < self.kills:
            for worker in workers:
                if kills >= self.kills or not worker.dead():
                    continue
                kills += 1
                worker.start(random.choice(names) if kills % 2 else "", random.randint(1, 5))
                if kills % 20 == 0:
                    note(f"  {kills} of {self.kills} kills")
            while waiting and kills >= waiting[0][0] * self.kills:
                _share, words, event = waiting.pop(0)
                note(f"  {words}")
                event()
            time.sleep(0.02)

    def _relieve(self, workers: list[Worker], until: datetime) -> None:
        """Leave the workers alone until the last has come due and nothing waits any more."""
        for worker in workers:
            worker.kill()
            worker.start()
        deadline = time.monotonic() + max((until - clock.now()).total_seconds(), 0) + 180
        while time.monotonic() < deadline:
            with contextlib.suppress(DatabaseError):
                if clock.now() > until and not ground.waiting(clock.now()):
                    return
            time.sleep(0.5)
        note("  something is still waiting after three minutes")
