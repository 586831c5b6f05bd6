"""Limits on how often something may happen: fixed windows in the process's memory, bounded by its cache.

Each process counts for itself; a limit is there against floods, not as an exact quota.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.core.cache import cache

from lib import clock


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `times` in each window of `seconds`."""

    name: str
    times: int
    seconds: int

    def passed_by(self, who: str) -> int | None:
        """Count one more for `who`; None while within the limit, else the seconds until it opens again."""
        at = int(clock.now().timestamp())
        window, into = divmod(at, self.seconds)
        digest = hashlib.sha256(who.encode()).hexdigest()[:24]
        key = f"limit:{self.name}:{window}:{digest}"
        if cache.add(key, 1, timeout=self.seconds):
            return None
        try:
            count = cache.incr(key)
        except ValueError:
            return None
        return self.seconds - into if count > self.times else None
