"""The description promises what the API keeps: headers, versions, what a change has to say, what is sent."""

from __future__ import annotations

from typing import Any

import pytest

from config.api_pages import schema_of
from tests.api.world import Operation, World, described_operations
from tests.api_client import EVERYTHING, Api, pointers, problem_of

pytestmark = pytest.mark.django_db


def answered(there: World, operation: Operation, **headers: str) -> Any:
    return there.api.get(operation.address, headers=headers)


def reading(there: World) -> list[Operation]:
    return [each for each in there.operations() if each.method == "get" and "download" not in each.path]


def promised(operation: Operation, status: str) -> set[str]:
    return set(operation.described["responses"].get(status, {}).get("headers", {}))


def test_versions_and_304_are_answered_where_they_are_promised_and_nowhere_else(there):
    for operation in reading(there):
        answer = answered(there, operation)
        assert answer.status_code == 200, operation
        assert ("ETag" in answer) == ("ETag" in promised(operation, "200")), operation
        again = answered(there, operation, **{"If-None-Match": answer.get("ETag", "*")})
        assert (again.status_code == 304) == ("304" in operation.described["responses"]), operation
        takes = {each["name"] for each in operation.described.get("parameters", [])}
        assert ("If-None-Match" in takes) == (again.status_code == 304), operation
        assert again.status_code == 200 or (again.content, "ETag" in again) == (b"", True)


def test_every_field_that_is_promised_is_sent_and_no_other(there):
    """Fields that may be null are sent as null, so that a client need not ask whether they are there."""
    schemas = schema_of("en")["components"]["schemas"]
    looked = 0
    for operation in reading(there):
        content = operation.described["responses"]["200"]["content"]["application/json"]["schema"]
        body = answered(there, operation).json()
        rows = [(content, body)]
        if "results" in content.get("properties", {}):
            rows = [(content["properties"]["results"]["items"], row) for row in body["results"][:1]]
        for shape, row in rows:
            named = schemas[shape["$ref"].rpartition("/")[2]]
            assert set(named["required"]) == set(named["properties"]) == set(row), operation
            looked += 1
    assert looked > 15


def test_a_change_without_a_body_and_a_correction_without_a_reason_are_described_as_refused(there):
    for operation in there.operations():
        if operation.method == "patch":
            assert operation.described["requestBody"]["required"], operation
            assert problem_of(there.api.send("patch", operation.address, {}, version=1), 400)
    wanted = schema_of("en")["components"]["schemas"]["PatchedFactCorrectionRequest"]["required"]
    at = f"/api/v1/incidents/{there.ids['incidents']}/facts/{there.ids['fact']}"
    refused = there.api.send("patch", at, {"what": {"id": "Lain"}}, version=1)
    assert pointers(refused) == {f"/{name}" for name in wanted} == {"/reason"}


def test_texts_say_how_long_they_may_be(cast):
    shape = schema_of("en")["components"]["schemas"]["IncidentCreationRequest"]["properties"]["title"]
    longest, api = shape["properties"]["id"]["maxLength"], Api(cast.isms_manager)
    for more, status in ((0, 201), (1, 400)):
        body = {"title": {"id": "x" * (longest + more)}}
        assert api.send("post", "/api/v1/incidents", body).status_code == status


def test_what_is_made_says_where_it_is_and_too_much_says_when_to_come_back():
    for path, method, described in described_operations():
        operation = Operation(method, path, path, described)
        if "201" in described["responses"]:
            assert promised(operation, "201") >= {"ETag", "Location"}, operation
        assert promised(operation, "401") == {"WWW-Authenticate"}
        assert promised(operation, "429") == {"Retry-After"}


def test_the_scopes_that_an_operation_names_are_enough_and_none_is_too_many(there, cast):
    """A token without one of them is told which."""
    tokens: dict[frozenset[str], Api] = {}

    def status(operation: Operation, scopes: set[str]) -> tuple[int, str]:
        key = frozenset(scopes)
        if key not in tokens:
            tokens[key] = Api(cast.isms_manager, scopes=key, **{"Accept-Language": "en"})
        api = tokens[key]
        if operation.method == "get":
            answer = api.get(operation.address)
        else:
            answer = api.send(operation.method, operation.address, {}, version=1)
        return answer.status_code, "" if answer.status_code < 400 else answer.json()["detail"]

    for operation in there.operations():
        (scopes,) = (set(each["token"]) for each in operation.described["security"])
        enough = status(operation, scopes)[0]
        assert enough not in (401, 403), operation
        assert enough != 404 or status(operation, set(EVERYTHING))[0] == 404, operation
        for scope in scopes:
            without = set(EVERYTHING) - {scope, scope.replace(":read", ":write")}
            refused, detail = status(operation, without)
            assert refused == 403 and scope in detail, operation
