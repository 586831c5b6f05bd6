"""Celery's entry points: wake-up calls without arguments; what is due stands in the database.

Any of them may run twice at once, late, or not at all: the next call finds what was left.
"""

from __future__ import annotations

import logging
import threading
from datetime import timedelta

from celery import shared_task

from followups.post import MailPost
from followups.services import outbox, planning, sweeps
from followups.services.digests import gather_digests
from followups.services.outbox import Outcome
from lib import clock

LONGEST = timedelta(seconds=30)
"""How long one delivery sweep goes on before it leaves the rest to the next."""
ENOUGH_FAILURES = 3
"""So many failures in a row mean that the mail server is away: the sweep stops and the next one tries."""
_sending = threading.Lock()
log = logging.getLogger(__name__)


@shared_task(name="followups.plan")
def plan() -> None:
    """Plan the reminders that have come due."""
    with sweeps.running(sweeps.PLAN, tick=clock.now):
        planned = planning.plan_reminders(now=clock.now())
    if planned:
        log.info("planned %s reminders", planned)


@shared_task(name="followups.deliver")
def deliver() -> None:
    """Send what waits in the outbox."""
    with sweeps.running(sweeps.DELIVER, tick=clock.now):
        sent = send_waiting()
    if sent:
        log.info("sent %s mails", sent)


def send_waiting() -> int:
    """Send until nothing waits, the time is over, or mail fails in a row; how many went out.

    One mail at a time in each process, so that a killed process leaves at most one to be sent again.
    """
    if not _sending.acquire(blocking=False):
        return 0
    try:
        return _send_until_done()
    finally:
        _sending.release()


def _send_until_done() -> int:
    end = clock.now() + LONGEST
    sent = failures = 0
    gather_digests(now=clock.now())
    with MailPost() as post:
        while found := outbox.turns(now=clock.now()):
            for turn in found:
                outcome = outbox.deliver_one(turn, now=clock.now(), post=post)
                sent += outcome is Outcome.SENT
                failures = failures + 1 if outcome in {Outcome.FAILED, Outcome.DEAD} else 0
                if failures >= ENOUGH_FAILURES or clock.now() > end:
                    return sent
    return sent
