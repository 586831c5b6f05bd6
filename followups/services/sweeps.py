"""What the sweeps remember of themselves, so that somebody notices when they stop."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from followups.models import SweepRun
from lib.logs import masked

PLAN, DELIVER, HOUSEKEEPING = "plan", "deliver", "housekeeping"
WATCHED = (PLAN, DELIVER)
SHORTEST_PATIENCE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class SweepHealth:
    """Whether the sweeps run; `trouble` says in one English line what is wrong, empty when nothing is."""

    in_order: bool
    trouble: str = ""
    last: datetime | None = None


@contextmanager
def running(name: str, *, tick: Callable[[], datetime]) -> Iterator[None]:
    """Note when a sweep ran to its end, or why it did not; what it raised goes on. `tick` tells the time."""
    started = tick()
    try:
        yield
    except Exception as error:
        words = masked(f"{type(error).__name__}: {error}")[:300]
        _note(name, {"started_at": started, "last_error": words})
        raise
    _note(name, {"started_at": started, "finished_at": tick(), "last_error": ""})


def _note(name: str, values: dict[str, object]) -> None:
    SweepRun.objects.bulk_create(
        [SweepRun(name=name, **values)],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=list(values),
    )


def patience() -> timedelta:
    """How long a sweep may stay away before that counts as trouble."""
    return max(SHORTEST_PATIENCE, timedelta(seconds=12 * float(settings.SWEEP_SECONDS)))


def sweep_health(now: datetime) -> SweepHealth:
    """Whether planning and delivering have both ended lately; one query. For the readiness page."""
    runs = {run.name: run for run in SweepRun.objects.filter(name__in=WATCHED)}
    ends = [run.finished_at for run in runs.values() if run.finished_at]
    last = min(ends, default=None)
    for name in WATCHED:
        run = runs.get(name)
        if run is None or run.finished_at is None:
            return SweepHealth(False, f"the sweep {name} has not run yet", last)
        if now - run.finished_at > patience():
            why = f": {run.last_error}" if run.last_error else ""
            return SweepHealth(False, f"the sweep {name} last ran at {run.finished_at:%H:%M:%S}{why}", last)
    return SweepHealth(True, "", last)
