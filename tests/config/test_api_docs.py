"""The API describes itself truthfully, for programs and for people, without a warning and without scripts."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.validation import validate_schema

from config.api_pages import groups_of, schema_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh() -> None:
    schema_of.cache_clear()
    GENERATOR_STATS.reset()


def test_the_description_is_valid_openapi_3_1_and_made_without_a_warning() -> None:
    schema = schema_of("en")
    validate_schema(schema)
    assert schema["openapi"].startswith("3.1")
    assert not GENERATOR_STATS, dict(GENERATOR_STATS._warn_cache)


def test_every_operation_says_what_it_does_and_asks_for_a_token() -> None:
    schema = schema_of("en")
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            assert operation.get("description") or operation.get("summary"), (path, method)
            assert operation["security"] == [{"token": []}], (path, method)


def test_programs_get_it_without_signing_in(client: Client) -> None:
    answer = client.get("/api/v1/schema")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/vnd.oai.openapi+json;version=3.1"
    assert json.loads(answer.content)["paths"]


def test_people_read_every_operation_and_field_on_one_page_without_a_script(client: Client) -> None:
    answer = client.get("/api/docs")
    page = answer.content.decode()
    schema = schema_of("en")
    for path in schema["paths"]:
        assert f"<code>{path}</code>" in page
    for group in groups_of(schema):
        for operation in group.operations:
            for row in [*operation.parameters, *operation.body]:
                assert f"<code>{row.name}</code>" in page
    assert "<script>" not in page
    assert "unsafe-inline" not in answer["Content-Security-Policy"]


def test_what_is_not_there_answers_as_a_problem_document(client: Client) -> None:
    answer = client.get("/api/v1/nothing-of-the-kind")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert answer.json()["code"] == "missing"


def test_an_unknown_page_answers_calmly_without_asking_the_database(
    client: Client, django_assert_num_queries
) -> None:
    with django_assert_num_queries(0):
        answer = client.get("/nothing-of-the-kind")
    assert answer.status_code == 404
    assert "text/html" in answer["Content-Type"]
