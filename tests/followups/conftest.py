"""What the tests of follow-ups share: making one, and the outbox seen from outside."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.actors import SYSTEM
from followups.models import FollowUp
from followups.services.followups import create_follow_up
from tests.people import NOW, Cast


@pytest.fixture
def given(cast: Cast) -> Callable[..., FollowUp]:
    """`given(title, owner=…, due_at=…, …)`: a follow-up of Diskominfotik that stands already."""

    def make(title: str = "Perbarui kata sandi layanan", **fields: Any) -> FollowUp:
        now: datetime = fields.pop("now", NOW)
        wanted = {
            "actor": SYSTEM,
            "now": now,
            "organisation": cast.diskominfotik,
            "owner": cast.responder,
            "due_at": now + timedelta(days=10),
            "title_id": title,
            **fields,
        }
        return create_follow_up(**wanted)

    return make
