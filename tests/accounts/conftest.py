"""Browsers, tokens and a restricted entry of the trail, for the tests of pages and API."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import TrailEntry
from accounts.services.access import create_access
from accounts.services.tokens import issue_token, known_scopes
from accounts.services.trail import Subject, writing
from lib.ids import new_public_id
from lib.tlp import Tlp

ALL = known_scopes()


@pytest.fixture
def issue(cast, actor, frozen):
    """`issue()`: a token of the responder; other owners, scopes and ends by name."""

    def make(person=None, *, service=None, scopes=ALL, days=30, by=None):
        owner = None if service else person or cast.responder
        return issue_token(
            actor=actor(by or owner or cast.administrator),
            now=frozen,
            person=owner,
            service=service,
            label="Sistem tiket",
            scopes=scopes,
            expires_at=frozen + timedelta(days=days),
        )

    return make


@pytest.fixture
def client_of(issue):
    """`client_of()`: a client that sends a fresh token, made as `issue` makes it."""

    def make(*args, **kwargs):
        _token, secret = issue(*args, **kwargs)
        return Client(headers={"Authorization": f"Bearer {secret}"})

    return make


@pytest.fixture
def inside(cast, portal):
    """`inside("administrator")`: the browser of somebody of the cast."""
    return lambda name: portal(getattr(cast, name))


@pytest.fixture
def red_entry(cast, actor, now):
    """An entry about something of Diskominfotik that only its responder and ISMS manager may see."""
    access = create_access(actor=actor(cast.responder), now=now, organisation=cast.diskominfotik, tlp=Tlp.RED)
    with writing() as book:
        book.record(
            actor=actor(cast.responder),
            now=now,
            verb="incident.changed",
            organisation=cast.diskominfotik,
            access=access,
            subjects=[Subject("incident", 7, new_public_id(), "INS-2026-0007 KENARI")],
            changes={"title": ("KENARI lama", "KENARI baru")},
        )
    return TrailEntry.objects.latest("sequence")
