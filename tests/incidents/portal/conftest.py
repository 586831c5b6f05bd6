"""What tests of the incidents' pages share: a live incident, its addresses, forms as a browser sends them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.forms import Form
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from incidents.models import Incident
from tests.incidents.making import opened
from tests.people import Cast


@pytest.fixture
def live(cast: Cast, frozen) -> Incident:
    """An incident of Diskominfotik, at the moment at which tests happen."""
    return opened(cast)


@pytest.fixture
def responder(cast: Cast, portal) -> Client:
    """A browser in which the responder is signed in."""
    return portal(cast.responder)


def at(name: str, thing: Any = None, *more: object, **query: str) -> str:
    """The address of a page of the room."""
    parts = [] if thing is None else [getattr(thing, "public_id", thing), *more]
    address = reverse(f"incidents:{name}", args=parts)
    return f"{address}?{'&'.join(f'{key}={value}' for key, value in query.items())}" if query else address


def form_of(answer: HttpResponse) -> Form:
    """The form that a page shows, wherever it stands."""
    context = answer.context
    if context.get("panel"):
        return context["panel"]["form"]
    if context.get("close"):
        return context["close"]["form"]
    return context["form"]


def as_sent(form: Form, **typed: Any) -> dict[str, Any]:
    """What a browser sends for a form as it was shown, with what somebody typed."""
    sent: dict[str, Any] = {}
    for name in form.fields:
        value = form[name].value()
        widget = form.fields[name].widget
        if isinstance(value, list | tuple):
            sent[name] = list(value)
        elif isinstance(value, bool):
            sent |= {name: "on"} if value else {}
        elif value is not None:
            sent[name] = widget.format_value(value) if hasattr(widget, "format_value") else value
        if isinstance(sent.get(name), list) and not isinstance(value, list | tuple):
            sent[name] = sent[name][0]
    return {name: value for name, value in (sent | typed).items() if value is not None}


@pytest.fixture
def fill() -> Callable[..., HttpResponse]:
    """`fill(client, address, **typed)`: open a form, type, send."""

    def filled(client: Client, address: str, **typed: Any) -> HttpResponse:
        shown = client.get(address)
        assert shown.status_code == 200, shown.content
        return client.post(address, as_sent(form_of(shown), **typed))

    return filled


def words(answer: HttpResponse) -> str:
    """The page as text."""
    return answer.content.decode()


def in_index(text: str) -> bool:
    """Whether the full-text index holds a word, also where nothing finds it any more."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT vector::text FROM accounts_searchdocument")
            return any(text in row[0] for row in cursor.fetchall())
        cursor.execute("SELECT block FROM accounts_searchtext_data")
        return any(text.encode() in bytes(row[0]) for row in cursor.fetchall())
