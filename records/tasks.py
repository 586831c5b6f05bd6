"""Celery's entry points: wake-up calls without arguments; each run goes on where the last one ended."""

from __future__ import annotations

import logging

from celery import shared_task

from lib import clock
from records.services.checks import recheck_blobs, sweep_storage
from records.services.pending import sweep_pending

log = logging.getLogger(__name__)


@shared_task(name="records.recheck")
def recheck() -> None:
    """Compare the hashes of files that were not checked for long; damage goes to log, custody and trail."""
    checked = recheck_blobs(now=clock.now())
    if checked.blobs:
        log.info("compared %s stored files, %s damaged", checked.blobs, len(checked.broken))


@shared_task(name="records.sweep")
def sweep() -> None:
    """Remove what interrupted uploads, replaced drafts and forgotten forms left behind."""
    now = clock.now()
    waiting = sweep_pending(now=now)
    swept = sweep_storage(now=now)
    if waiting or swept.temporary or swept.blobs or swept.files:
        log.info("swept %s waiting, %s unfinished, %s unused files", waiting, swept.temporary, swept.files)
