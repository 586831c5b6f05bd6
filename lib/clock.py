"""The only place that reads the time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime


def _system() -> datetime:
    return datetime.now(UTC)


_source: Callable[[], datetime] = _system


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return _source()


@contextmanager
def reading(source: Callable[[], datetime]) -> Iterator[None]:
    """Let `now()` ask `source` instead of the system, for a test or a rehearsal."""
    global _source
    before = _source
    _source = source
    try:
        yield
    finally:
        _source = before


@contextmanager
def frozen(at: datetime) -> Iterator[None]:
    """Let time stand still at `at` (aware)."""
    if at.tzinfo is None:
        raise ValueError("a frozen clock needs an aware moment")
    with reading(lambda: at.astimezone(UTC)):
        yield
