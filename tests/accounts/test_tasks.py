"""The sweeps of the room: the trail is checked, and what has run out is tidied away."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session

from accounts.models import KeptAnswer, TrailCheck, TrailEntry, TrailHead
from accounts.services import trail_checks
from accounts.tasks import check_trail, tidy
from lib.ids import new_public_id
from tests.accounts.tampering import triggers_off

pytestmark = pytest.mark.django_db


def test_a_trail_that_holds_makes_no_noise(cast, caplog):
    check_trail()
    assert TrailCheck.objects.count() == TrailHead.objects.count()
    assert not caplog.records


def test_a_break_is_an_error_in_the_log_that_names_the_place(cast, caplog):
    entry = TrailEntry.objects.filter(organisation=cast.diskominfotik, position=3).get()
    with triggers_off():
        TrailEntry.objects.filter(pk=entry.pk).update(verb="lain")
    check_trail()
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
    assert f"entry {entry.sequence}" in caplog.text
    assert TrailCheck.objects.get(chain=entry.chain).broken_at == 3


def test_a_long_chain_is_checked_on_from_where_it_last_held(cast, monkeypatch):
    monkeypatch.setattr(trail_checks, "WHOLE_UP_TO", 1)
    check_trail()
    with triggers_off():
        TrailEntry.objects.filter(organisation=cast.diskominfotik, position=1).update(verb="lain")
    check_trail()
    check = TrailCheck.objects.get(chain=cast.diskominfotik.public_id)
    assert check.findings == [], "what lies before is left to the command"
    with triggers_off():
        TrailEntry.objects.filter(chain=check.chain, position=check.position).update(verb="lain")
    TrailCheck.objects.filter(pk=check.pk).update(hash="0" * 64)
    check_trail()
    assert TrailCheck.objects.get(pk=check.pk).broken_at == 1, "a place that is no more is not begun from"


def test_what_has_run_out_is_tidied_away(cast, client, frozen):
    for name, age in (("old", timedelta(hours=25)), ("young", timedelta(hours=1))):
        KeptAnswer.objects.create(
            actor_id=new_public_id(), route="x", key=name, request_hash="x", created_at=frozen - age
        )
        attempt = AccessAttempt.objects.create(username=name, failures_since_start=1)
        AccessAttempt.objects.filter(pk=attempt.pk).update(attempt_time=frozen - age)
    client.force_login(cast.responder)
    Session.objects.update(expire_date=frozen - timedelta(days=400))
    tidy()
    assert [each.key for each in KeptAnswer.objects.all()] == ["young"]
    assert [each.username for each in AccessAttempt.objects.all()] == ["young"]
    assert not Session.objects.exists()
