"""Knocking at one address as somebody, seeing what came of it, and leaving no trace."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.core.cache import cache
from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.http import HttpResponseBase
from django.test import RequestFactory
from django.test.client import ClientHandler
from django.urls import reverse

from tests.access.rows import Row
from tests.access.world import World
from tests.questions import ASKS

IN, REFUSED, TOLD, NOTHING = "gets in", "is refused", "is told", "finds nothing"
SIGN_IN, NO_TOKEN = "is asked to sign in", "is asked for a token"

_MEANINGS = {400: TOLD, 401: NO_TOKEN, 403: REFUSED, 404: NOTHING, 422: TOLD}
_WRITES = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', re.IGNORECASE)
_NEW_EACH_TIME = re.compile(rb'(?<=name="csrfmiddlewaretoken" value=")\w+|(?<=name="once" value=")[\w-]+')
_OF_THE_SESSION = {"django_session", "accounts_apitoken"}
"""Tables that any request may touch: sessions, and when a token was last used."""


class Browser(RequestFactory):
    """A browser that keeps nothing: Django's test client without its watching of templates, which costs most
    of its time. One for all, since the first request reads all static files."""

    handler = ClientHandler(enforce_csrf_checks=False)

    def request(self, **request: Any) -> Any:
        """The answer to a request, with the cookies that stand in the browser."""
        return self.handler(self._base_environ(**request))


BROWSER = Browser()


@dataclass(frozen=True, slots=True)
class Sent:
    """What a request carries beyond its address."""

    data: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    query: str = ""
    json: bool = False


@dataclass(slots=True)
class Answer:
    """What came back, and what it took: how many questions to the database, which tables were written to.

    `changed`: whether anything is other than before.
    """

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    asked: int = 0
    wrote: tuple[str, ...] = ()
    changed: bool = False

    @property
    def outcome(self) -> str:
        """What this answer means to whoever knocked."""
        if self.status == 302 and self.headers.get("Location", "").startswith("/sign-in/?next="):
            return SIGN_IN
        if self.status < 400:
            return IN
        return {400: TOLD, 401: NO_TOKEN, 403: REFUSED, 404: NOTHING, 422: TOLD}.get(
            self.status, f"meets {self.status}"
        )

    def but_for(self, parts: Mapping[str, Any]) -> tuple[int, bytes, Mapping[str, str]]:
        """Everything a reader could compare, without what the reader sent and the page's CSRF token."""
        body = _NEW_EACH_TIME.sub(b"", self.body)
        for value in parts.values():
            body = body.replace(str(value).encode(), b"")
        return self.status, body, {**self.headers, "Content-Length": str(len(body))}


def knock(
    world: World, identity: str, row: Row, parts: Mapping[str, Any], sent: Sent | None = None
) -> Answer:
    """One request by that identity to that address, made once; afterwards everything is as it was."""
    address = reverse(row.route, kwargs=dict(parts) or None)
    return once(world, identity, row.method, address, sent, api=row.door == "api")


def once(
    world: World, identity: str, method: str, address: str, sent: Sent | None = None, *, api: bool = False
) -> Answer:
    """The answer to a request that was made before, or else is made now: nothing changes in between."""
    key = (identity, method, address + (sent.query if sent else ""), api)
    if key not in world.heard:
        world.heard[key] = ask(world, identity, method, address, sent, api=api)
    return world.heard[key]


def ask(
    world: World, identity: str, method: str, address: str, sent: Sent | None = None, *, api: bool = False
) -> Answer:
    """One request by that identity; afterwards everything is as it was."""
    sent = sent or Sent()
    BROWSER.cookies.clear()
    BROWSER.cookies.load(world.cookies(identity, api=api))
    headers = {**sent.headers, **(world.bearer(identity) if api else {})}
    asked: list[str] = []
    wrote: list[str] = []

    def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if ASKS.match(sql):
            asked.append(sql)
        found = _WRITES.match(sql)
        if found and found.group(1) not in _OF_THE_SESSION:
            wrote.append(found.group(1))
        return execute(sql, params, many, context)

    with leaving_no_trace():
        with connection.execute_wrapper(watch):
            answer = _answer(method, address + sent.query, sent, headers)
        after = fingerprint() if wrote and method != "GET" and answer.outcome != IN else ""
    answer.asked = len(asked)
    answer.wrote = tuple(dict.fromkeys(wrote))
    answer.changed = bool(after) and after != fingerprint()
    return answer


@contextmanager
def leaving_no_trace() -> Iterator[None]:
    """What happens inside did not happen; limits count anew."""
    cache.clear()
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def fingerprint() -> str:
    """A hash of every row of every table, but for sessions."""
    digest = hashlib.sha256()
    with connection.cursor() as cursor:
        for table in sorted(set(connection.introspection.table_names(cursor)) - _OF_THE_SESSION):
            cursor.execute(f'SELECT * FROM "{table}"')
            rows = sorted(map(repr, cursor.fetchall()))
            digest.update(repr((table, rows)).encode())
    return digest.hexdigest()


def _answer(method: str, address: str, sent: Sent, headers: Mapping[str, str]) -> Answer:
    kind = {"content_type": "application/json"} if sent.json else {}
    call = getattr(BROWSER, method.lower())
    _rewind(sent.data)
    response: HttpResponseBase = call(address, data=sent.data, headers=dict(headers), **kind)
    streamed = b"".join(response.streaming_content) if response.streaming else response.content
    return Answer(response.status_code, streamed, dict(response.headers))


def _rewind(data: Any) -> None:
    """Let files be sent once more."""
    for value in data.values() if isinstance(data, Mapping) else ():
        if isinstance(value, UploadedFile):
            value.seek(0)
