"""Wake-up calls of the room: check the trail, and tidy away what has run out."""

from __future__ import annotations

import logging
from datetime import timedelta

from celery import shared_task
from django.contrib.sessions.backends.db import SessionStore

from accounts.services.repeats import forget_old_answers
from accounts.services.sign_in import forget_attempts
from accounts.services.trail_checks import check_all
from lib import clock

DAY = timedelta(days=1)
log = logging.getLogger(__name__)


@shared_task(name="accounts.check_trail", ignore_result=True)
def check_trail() -> None:
    """Check every chain of the trail; a break goes to the log as an error and to the trail's page."""
    for check in check_all(now=clock.now()):
        log.error(
            "trail %s does not hold at position %s: %s", check.chain, check.broken_at, check.findings[0]
        )


@shared_task(name="accounts.tidy", ignore_result=True)
def tidy() -> None:
    """Delete expired sessions, and kept answers and wrong sign-in attempts that are older than a day."""
    now = clock.now()
    SessionStore.clear_expired()
    forget_old_answers(now=now)
    forget_attempts(before=now - DAY)
