"""The wake-up calls of the room do their work and nothing else."""

from __future__ import annotations

import io
import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage

from config.celery import schedule
from lib import clock
from records import store, tasks
from records.services import vault
from records.services.pending import hold
from tests.records.conftest import upload

pytestmark = pytest.mark.django_db(transaction=True)


def test_beat_knows_them():
    called = {each["task"] for each in schedule().values()}
    assert {tasks.recheck.name, tasks.sweep.name} <= called


def test_a_night_later_only_what_is_kept_is_left(keeping, cast, actor, now):
    evidence = keeping(b"tetap")
    vault.receive(organisation=cast.diskominfotik, file=io.BytesIO(b"tidak jadi"))
    hold(actor=actor(cast.responder), now=now, file=upload(b"menunggu"), filename="tunggu.txt")
    for path in Path(default_storage.location).rglob("*"):
        os.utime(path, (0, 0))
    with clock.frozen(now + timedelta(hours=25)):
        tasks.sweep()
    left = [path for path in Path(default_storage.location).rglob("*") if path.is_file()]
    assert [path.name for path in left] == [evidence.blob.sha256]
    assert list(store.names()) == [evidence.blob.storage_name]


def test_a_month_later_every_file_was_compared(keeping, now):
    evidence = keeping()
    with clock.frozen(now + timedelta(days=31)):
        tasks.recheck()
    assert evidence.custody.last().note == "whole"
