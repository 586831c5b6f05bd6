"""What the API's tests of the room share."""

from __future__ import annotations

import pytest

from tests.api_client import Api
from tests.people import Cast


@pytest.fixture
def api(cast: Cast) -> Api:
    """A program with the token of the responder."""
    return Api(cast.responder)


@pytest.fixture
def incident(api: Api) -> dict:
    """An incident as the API answered it."""
    body = {
        "title": {"id": "Data pemohon terlihat"},
        "rsit": "information-content-security",
    }
    answer = api.send("post", "/api/v1/incidents", body)
    assert answer.status_code == 201, answer.content
    return answer.json()


@pytest.fixture
def path(incident: dict) -> str:
    """Where it lives."""
    return f"/api/v1/incidents/{incident['id']}"
