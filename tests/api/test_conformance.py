"""Requests made up from the API's own description, right ones and wrong ones: no failure of ours, no answer
that the description does not promise."""

from __future__ import annotations

from contextlib import suppress

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as bounds
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.api.world import NOBODY, World, filled

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
EACH = 3
"""So many requests of either kind for each operation: enough to catch a slip, few enough for each run."""


def parameters(path: str, ids: dict[str, str]) -> dict[str, str]:
    """The identities that a path is filled with."""
    address = filled(path, ids).split("/")
    return {
        part.strip("{}"): value
        for part, value in zip(path.split("/"), address, strict=True)
        if part.startswith("{")
    }


@pytest.fixture
def one_connection():
    """Requests leave the test's own connection open, as Django's test client makes them do."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_every_operation_answers_as_described(there: World, one_connection, mode, settings) -> None:
    settings.API_REQUESTS_A_MINUTE = 1_000_000
    token = there.api.defaults["HTTP_AUTHORIZATION"]
    schema = schemathesis.openapi.from_wsgi("/api/v1/schema", get_wsgi_application())
    asked = 0
    for result in schema.get_all_operations():
        operation = result.ok()
        headers = {"Authorization": token}
        if any(each.name == "If-Match" for each in operation.headers):
            headers["If-Match"] = '"1"'
        strategy = operation.as_strategy(
            generation_mode=mode,
            path_parameters=parameters(operation.path, there.ids) or None,
            headers=headers,
        )
        asked += run(strategy)
    assert asked > 100
    assert NOBODY not in there.ids.values()


def run(strategy) -> int:
    """Send what the strategy makes up; how many requests that were."""
    sent = 0

    @bounds(
        max_examples=EACH,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=strategy)
    def send(case) -> None:
        nonlocal sent
        sent += 1
        response = case.call()
        case.validate_response(response, checks=CHECKS)

    # Where an address takes neither parameters nor a body, there is nothing to get wrong.
    with suppress(Unsatisfiable):
        send()
    return sent
