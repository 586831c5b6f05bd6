"""Whether Tanggap lives (`/healthz`) and whether it can do its work (`/readyz`), for probes and people."""

from __future__ import annotations

import logging
import os
import shutil
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse

from followups.services.sweeps import sweep_health
from lib import clock
from lib.db.away import in_one_line

ROOM = 10 * 1024 * 1024
"""Bytes; with less the storage counts as full."""

log = logging.getLogger(__name__)


def healthz(request: HttpRequest) -> HttpResponse:
    """200 as long as this process answers; asks nothing of anybody."""
    return HttpResponse("ok\n", content_type="text/plain")


def readyz(request: HttpRequest) -> HttpResponse:
    """200 when database, storage and the last sweep are in order, else 503 naming what is not."""
    database = database_answers()
    checks = {
        "database": database,
        "storage": storage_writable() and storage_has_room(),
        "sweep": database and sweeps_run(),
    }
    ready = all(checks.values())
    answer = {"ready": ready, **{name: "ok" if good else "away" for name, good in checks.items()}}
    return JsonResponse(answer, status=200 if ready else 503)


def database_answers() -> bool:
    """Whether the database answers a query."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return bool(cursor.fetchone())
    except DatabaseError as error:
        log.error("readiness: the database is away: %s", in_one_line(error))
        return False


def sweeps_run() -> bool:
    """Whether reminders were planned and sent lately; what keeps them from it goes to the log."""
    try:
        health = sweep_health(clock.now())
    except DatabaseError as error:
        log.error("readiness: the sweeps cannot be asked for: %s", in_one_line(error))
        return False
    if not health.in_order:
        log.warning("readiness: %s", health.trouble)
    return health.in_order


def storage_folder() -> Path:
    """The folder of the storage, or the nearest one above it that exists."""
    folder = Path(settings.STORAGES["default"]["OPTIONS"]["location"])
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder


def storage_has_room() -> bool:
    """Whether there is room for a few more files; what is left goes to the log when there is not."""
    free = shutil.disk_usage(storage_folder()).free
    if free < ROOM:
        log.error("readiness: the storage has only %s bytes left", free)
    return free >= ROOM


def storage_writable() -> bool:
    """Whether evidence can be written: into the storage's folder, or to make it."""
    folder = storage_folder()
    return folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)
