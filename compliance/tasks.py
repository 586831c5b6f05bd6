"""Celery's entry point of the room: a wake-up call; what is due stands in the database."""

from __future__ import annotations

import logging

from celery import shared_task

from accounts.actors import SYSTEM
from compliance.services.controls import plan_next_reviews
from lib import clock

log = logging.getLogger(__name__)


@shared_task(name="compliance.plan_reviews")
def plan_reviews() -> None:
    """Give every control whose review was done its next one."""
    planned = plan_next_reviews(actor=SYSTEM, now=clock.now())
    if planned:
        log.info("planned %s reviews of controls", planned)
