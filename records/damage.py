"""Who hears of a stored file that was found damaged or missing: a registry that `config` fills."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from records.models import Blob, Evidence, IssuedReport

Resting = Evidence | IssuedReport
Tell = Callable[[datetime, Blob, Sequence[Resting]], object]

_tellers: dict[str, Tell] = {}


def register(key: str, tell: Tell) -> None:
    """Name who is told, as `tell(now, blob, everything that rests on it)`; the same key again replaces it.

    Called in the unit of work that notes the damage, once for each damage.
    """
    _tellers[key] = tell


def tell_all(now: datetime, blob: Blob, resting: Sequence[Resting]) -> None:
    """Let everybody know who registered."""
    for tell in _tellers.values():
        tell(now, blob, resting)
