"""The small harness: forks the worker again and again and kills it, at each named point and at random.

`python -m tests.followups.crash.driver --reminders 150 --kills 6 [--broken]` with DATABASE_URL, EMAIL_URL and
TANGGAP_VAR in the environment; prints the verdict as JSON. One process without threads does the forking.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import time
from datetime import timedelta
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.db import connections  # noqa: E402

from followups import tasks  # noqa: E402
from followups.services import outbox, planning  # noqa: E402
from followups.services.outbox import Outcome  # noqa: E402
from lib import clock, failpoints  # noqa: E402
from tests.followups.crash import ground  # noqa: E402

LEASE = timedelta(seconds=1.5)
POINTS = ("plan-writing", "plan-written", "digest-gathered", "outbox-claimed", "outbox-sent", "outbox-marked")


def mark_then_send(turn, *, now, post) -> Outcome:
    """What must never be done: marked as sent, and only then sent. The harness has to find it out."""
    claimed = outbox.claim(turn, now=now)
    if claimed is None:
        return Outcome.LOST
    rows = outbox.carried(claimed)
    outbox.close(claimed, rows, rows, now=now)
    failpoints.hit("outbox-marked")
    notices = [row.notice for row in rows]
    post.send(outbox.compose(notices, message_id=claimed.message_id, now=now, domain=outbox.mail_domain()))
    failpoints.hit("outbox-sent")
    return Outcome.SENT


def work(point: str, broken: bool) -> None:
    """The life of one worker: sweep until killed."""
    outbox.LEASE = LEASE
    if broken:
        outbox.deliver_one = mark_then_send
    if point:
        failpoints.arm(point, random.randint(1, 3))
    while True:
        planning.plan_reminders(now=clock.now(), batch=20)
        tasks.send_waiting()
        time.sleep(0.02)


def spawn(point: str, broken: bool) -> int:
    """Fork a worker that dies at the point; its process id."""
    child = os.fork()
    if child:
        return child
    try:
        work(point, broken)
    finally:
        os._exit(1)


def kill_after(child: int, seconds: float, *, at_once: bool) -> None:
    """Wait for the worker to die at its point, or kill it when the time is over."""
    deadline = time.monotonic() + seconds
    while not at_once and time.monotonic() < deadline:
        if os.waitpid(child, os.WNOHANG)[0]:
            return
        time.sleep(0.01)
    if at_once:
        time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def main() -> None:
    """Prepare, kill, let the last worker end its work, judge."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--reminders", type=int, default=150)
    parser.add_argument("--kills", type=int, default=6, help="at random, besides one at each named point")
    parser.add_argument("--broken", action="store_true")
    parser.add_argument("--sink", type=Path, required=True)
    given = parser.parse_args()
    ground.prepare_database()
    now = clock.now()
    ground.seed(given.reminders, due=lambda number: now - timedelta(seconds=1), now=now)
    connections.close_all()
    points = ["outbox-marked"] * 3 if given.broken else list(POINTS)
    for point in points:
        kill_after(spawn(point, given.broken), 5, at_once=False)
    for _number in range(given.kills):
        kill_after(spawn("", given.broken), random.uniform(0.1, 0.5), at_once=True)
    last = spawn("", given.broken)
    deadline = time.monotonic() + 60
    while ground.waiting(clock.now()) and time.monotonic() < deadline:
        time.sleep(0.1)
    kill_after(last, 0, at_once=True)
    print(ground.judge(given.sink, kills=len(points) + given.kills).as_json())


if __name__ == "__main__":
    sys.exit(main())
