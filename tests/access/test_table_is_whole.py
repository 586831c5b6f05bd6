"""Nothing has an address that the access table does not know, and no method beyond the table's works."""

from __future__ import annotations

from collections import defaultdict

import pytest
from django.urls import reverse

from tests.access.addresses import Parts, parts_of
from tests.access.identities import MANAGER
from tests.access.knocking import Sent, ask, leaving_no_trace
from tests.access.routes import operations, routes
from tests.access.rows import Row
from tests.access.table import PORTAL
from tests.access.table_api import API
from tests.access.world import World

pytestmark = pytest.mark.django_db

TABLE = [*PORTAL, *API]
PROBES = {"healthz", "readyz"}
"""They answer whatever they are asked with."""
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def test_every_address_stands_in_the_access_table() -> None:
    known = {each.route for each in TABLE}
    assert {each.name for each in routes()} - known == set()


def test_every_row_of_the_access_table_has_an_address() -> None:
    there = {each.name for each in routes()}
    assert {each.route for each in TABLE} - there == set()


def test_every_operation_of_the_api_description_stands_in_the_access_table() -> None:
    patterns = {route.name: route.pattern for route in routes()}
    known = {(row.method, _described(patterns[row.route])) for row in API}
    assert set(operations()) - known == set()


def _described(pattern: str) -> str:
    """A pattern of the resolver as OpenAPI writes it: `{public_id}` for `<uuid:public_id>`."""
    words = []
    for part in pattern.split("/"):
        words.append("{" + part[1:-1].partition(":")[2] + "}" if part.startswith("<") else part)
    return "/".join(words)


def test_no_other_method_works(world: World) -> None:
    """Whoever may do most knocks with every method that the table does not name."""
    named: dict[str, set[str]] = defaultdict(set)
    places: dict[str, tuple[Row, Parts]] = {}
    for row in TABLE:
        if row.route in PROBES:
            continue
        named[row.route].add(row.method)
        places.setdefault(row.route, (row, parts_of(world, row.about)))
    found = []
    for route, (row, parts) in places.items():
        for method in METHODS:
            if method not in named[route]:
                status = _status(world, row, parts, method)
                if status not in {403, 404, 405}:
                    found.append(f"{method} {route}: {status}")
    assert not found, "\n".join(found)


def _status(world: World, row: Row, parts: Parts, method: str) -> int:
    with leaving_no_trace():
        address = reverse(row.route, kwargs=parts or None)
        sent = Sent({}, json=row.door == "api")
        return ask(world, MANAGER, method, address, sent, api=row.door == "api").status
