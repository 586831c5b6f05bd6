"""The scheduler of beat: of several beats only the holder of a lease in the database calls the sweeps."""

from __future__ import annotations

import logging
import os
import socket
from typing import Any

from celery.beat import Scheduler
from django.db import DatabaseError, close_old_connections

from followups.services import leases
from lib import clock

LEASE = "beat"
SECONDS = 15.0
"""How long the lease outlives a beat that died."""
LONGEST = 5.0
"""How long a beat that has nothing to call waits at most, in seconds."""

log = logging.getLogger(__name__)


class LeasedScheduler(Scheduler):
    """Sends what is due while it holds the lease; waits while another beat does, or the database is away."""

    max_interval = LONGEST  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.holder = f"{socket.gethostname()}:{os.getpid()}"
        self.token: int | None = None
        super().__init__(*args, **kwargs)

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """Seconds until the next look."""
        if not self._holds():
            return LONGEST
        return float(super().tick(*args, **kwargs))

    def close(self) -> None:
        """Give the lease back, so that another beat goes on at once."""
        super().close()
        if self.token is not None:
            try:
                leases.release(name=LEASE, token=self.token)
            except DatabaseError as error:
                log.warning("the lease of beat was not given back: %s", error)

    def _holds(self) -> bool:
        """Take or keep the lease."""
        try:
            close_old_connections()
            token = leases.acquire(name=LEASE, holder=self.holder, now=clock.now(), seconds=SECONDS)
        except DatabaseError as error:
            log.error("beat waits for the database: %s", error)
            return False
        if (token is None) is not (self.token is None):
            log.info("this beat %s", "calls the sweeps" if token else "waits: another one calls the sweeps")
        self.token = token
        return token is not None
