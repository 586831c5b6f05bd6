"""Of several beats only one calls the sweeps, and another takes over."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from celery import Celery
from django.db import DatabaseError

from config import beat
from lib import clock

pytestmark = pytest.mark.django_db


class Calls(beat.LeasedScheduler):
    """A scheduler that notes whether it was its turn, instead of publishing."""

    def __init__(self, name: str) -> None:
        super().__init__(Celery("test"), lazy=True)
        self.holder = name

    def calls(self, at: datetime) -> bool:
        with clock.frozen(at):
            return self._holds()


@pytest.fixture(autouse=True)
def one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beat, "close_old_connections", lambda: None)


def test_the_second_beat_waits_until_the_first_has_died(now: datetime) -> None:
    first, second = Calls("first"), Calls("second")
    assert first.calls(now)
    assert not second.calls(now + timedelta(seconds=5))
    assert first.calls(now + timedelta(seconds=10))
    assert not second.calls(now + timedelta(seconds=20))
    assert second.calls(now + timedelta(seconds=26))
    assert not first.calls(now + timedelta(seconds=27))


def test_a_beat_that_stops_hands_over_at_once(now: datetime) -> None:
    first, second = Calls("first"), Calls("second")
    assert first.calls(now)
    first.close()
    assert second.calls(now)


def test_a_beat_waits_while_the_database_is_away(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(**_given: object) -> None:
        raise DatabaseError("gone")

    monkeypatch.setattr(beat.leases, "acquire", away)
    waiting = Calls("first")
    assert not waiting.calls(now)
    assert waiting.tick() == beat.LONGEST
