"""A client of the API: one token, JSON in and out; for the tests of every room."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.test import Client

from accounts.actors import SYSTEM
from accounts.models import Person, ServiceAccount
from accounts.policy import scopes_there_are
from accounts.services.tokens import issue_token
from lib import clock

EVERYTHING = scopes_there_are()
LIVES = timedelta(days=1)


class Api(Client):
    """A program with a token of a person or a service account."""

    def __init__(self, who: Person | ServiceAccount, scopes: Iterable[str] = EVERYTHING, **headers: str):
        now = clock.now()
        owner = {"service": who} if isinstance(who, ServiceAccount) else {"person": who}
        _token, secret = issue_token(
            actor=SYSTEM, now=now, label="test", scopes=scopes, expires_at=now + LIVES, **owner
        )
        super().__init__(headers={"Authorization": f"Bearer {secret}", **headers})

    def send(self, method: str, path: str, body: Any, *, version: int | None = None, **headers: str):
        """A request with a JSON body; `version` goes into `If-Match`."""
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        return self.sends(method, path, json.dumps(body), "application/json", **headers)

    def sends(self, method: str, path: str, raw: Any, content_type: str, **headers: str):
        """A request with exactly this body."""
        return getattr(self, method)(path, raw, content_type=content_type, headers=headers)


def problem_of(answer: Any, status: int) -> dict[str, Any]:
    """The problem document of an answer, which must be one (RFC 9457)."""
    assert answer.status_code == status, (answer.status_code, answer.content[:600])
    assert answer["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert body["status"] == status and body["type"] == "about:blank"
    assert body["title"] and body["code"] and body["detail"]
    return body


def pointers(answer: Any, status: int = 400) -> set[str]:
    """The places that an answer names as wrong."""
    return {each["pointer"] for each in problem_of(answer, status).get("errors", [])}
