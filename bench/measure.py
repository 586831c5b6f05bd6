"""Times requests through the whole stack, middleware and templates included, and counts their queries."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.actors import SYSTEM
from accounts.models import Person, ServiceAccount
from accounts.services.tokens import issue_token
from bench import spread
from bench.fill import LONG
from incidents.models import Incident
from lib import clock
from lib.ids import new_public_id

ROUNDS = 25
SCOPES = ["incidents:read", "incidents:write", "reports:write"]


@dataclass(frozen=True, slots=True)
class Figure:
    """What one request took: milliseconds and queries."""

    name: str
    median: float
    p95: float
    queries: int
    status: int


def figures(*, rounds: int = ROUNDS) -> list[Figure]:
    """Time everything the bench knows, as a responder of the whole province and as a program."""
    page, api = Client(), Client(headers={"Authorization": f"Bearer {_secret()}"})
    page.force_login(Person.objects.get(username="bench-0"))
    incident = Incident.objects.filter(access__needs_grant=False)[0]
    assert incident.facts.count() >= LONG, "fill first"
    ordinary = Incident.objects.filter(access__needs_grant=False)[1]
    sheet, rest = f"/incidents/{incident.public_id}/", f"/api/v1/incidents/{incident.public_id}"
    asked: list[tuple[str, Callable[[], Any]]] = [
        ("list of 50 (API)", lambda: api.get("/api/v1/incidents?limit=50")),
        ("list (page)", lambda: page.get("/incidents/?view=all")),
        ("open list (page)", lambda: page.get("/incidents/")),
        ("search, common word (page)", lambda: page.get(f"/incidents/?view=all&q={spread.COMMON_WORD}")),
        ("search, rare word (page)", lambda: page.get(f"/incidents/?view=all&q={spread.RARE_WORD}")),
        ("search, common word (API)", lambda: api.get(f"/api/v1/incidents?q={spread.COMMON_WORD}")),
        ("search, rare word (API)", lambda: api.get(f"/api/v1/incidents?q={spread.RARE_WORD}")),
        ("one incident (page)", lambda: page.get(f"/incidents/{ordinary.public_id}/")),
        ("one incident (API)", lambda: api.get(f"/api/v1/incidents/{ordinary.public_id}")),
        (f"one incident of {LONG} facts (page)", lambda: page.get(sheet)),
        (f"one incident of {LONG} facts (API)", lambda: api.get(rest)),
        (f"timeline of {LONG} facts (page)", lambda: page.get(f"{sheet}timeline/")),
        (f"timeline of {LONG} facts (API)", lambda: api.get(f"{rest}/facts?limit=100")),
        ("create (API)", lambda: _create(api, incident)),
        ("home (page)", lambda: page.get("/")),
        ("counts by class and month (API)", lambda: api.get("/api/v1/incidents/counts")),
    ]
    return [_timed(name, ask, rounds) for name, ask in asked]


def _secret() -> str:
    now = clock.now()
    _token, secret = issue_token(
        actor=SYSTEM,
        now=now,
        service=ServiceAccount.objects.get(name="bench"),
        label="bench",
        scopes=SCOPES,
        expires_at=now + timedelta(days=1),
    )
    return secret


def _create(api: Client, like: Incident) -> Any:
    body = {
        "organisation": str(like.organisation.public_id),
        "title": {"id": "Percobaan masuk berulang ke portal layanan"},
        "language": "id",
    }
    return api.post(
        "/api/v1/incidents",
        json.dumps(body),
        content_type="application/json",
        headers={"Idempotency-Key": str(new_public_id())},
    )


def _timed(name: str, ask: Callable[[], Any], rounds: int) -> Figure:
    with CaptureQueriesContext(connection) as seen:
        response = ask()
    queries = len(seen)
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        response = ask()
        times.append((time.perf_counter() - start) * 1000)
    times.sort()
    return Figure(
        name=name,
        median=statistics.median(times),
        p95=times[min(len(times) - 1, int(len(times) * 0.95))],
        queries=queries,
        status=response.status_code,
    )
