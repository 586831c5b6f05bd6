"""The Celery application as it is, but with short leases and pauses, so that nobody waits long."""

from __future__ import annotations

import os
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from config.celery import app  # noqa: E402
from followups.services import outbox  # noqa: E402

outbox.LEASE = timedelta(seconds=5)
outbox.BACK_OFF = tuple(timedelta(seconds=seconds) for seconds in (1, 2, 4, 8, 16))

__all__ = ["app"]
