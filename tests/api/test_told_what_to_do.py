"""Refusals that a stranger meets first: each says what to do next."""

from __future__ import annotations

import pytest

from tests.api.world import NOBODY
from tests.api_client import Api, pointers, problem_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("header", ["", "Basic dXNlcjpwYXNz", "Token {secret}", "{secret}"])
def test_a_token_sent_the_wrong_way_is_told_which_way_is_right(there, client, header):
    """A good token without “Bearer” is not called invalid: it is not."""
    secret = there.api.defaults["HTTP_AUTHORIZATION"].partition(" ")[2]
    headers = {"Accept-Language": "en"} | ({"Authorization": header.format(secret=secret)} if header else {})
    found = problem_of(client.get("/api/v1/incidents", headers=headers), 401)
    assert found["code"] == "token_missing" and "Authorization: Bearer" in found["detail"]


def test_a_version_that_has_passed_says_which_stands_and_what_to_do(there, cast):
    path = f"/api/v1/incidents/{there.ids['incidents']}"
    stands, told = there.api.get(path).json()["version"], {}
    for language in ("id", "en"):
        api = Api(cast.isms_manager, **{"Accept-Language": language})
        found = problem_of(api.send("patch", path, {"rsit": "fraud"}, version=99), 412)
        assert found["current_version"] == stands
        told[language] = found["detail"]
    assert told["en"].endswith("Read it again, and send your change with the ETag that it has now.")
    assert told["id"].endswith("Bacalah lagi, lalu kirim perubahan Anda dengan ETag yang berlaku sekarang.")


@pytest.mark.parametrize("address", ["incidents?registered_from=", "follow-ups?due_before="])
def test_the_plus_of_a_time_that_came_as_a_space_is_named(there, address):
    refused = problem_of(there.api.get(f"/api/v1/{address}2026-11-22T00:00:00+07:00"), 400)
    (error,) = refused["errors"]
    assert error["code"] == "plus_lost" and "%2B" in error["detail"]
    assert there.api.get(f"/api/v1/{address}2026-11-22T00:00:00%2B07:00").status_code == 200


def test_what_a_follow_up_is_about_is_refused_at_the_name_that_is_wrong(there):
    send, body = there.api.send, {"title": {"id": "Ganti kata sandi"}}
    for kind, identity, pointer in (
        ("planet", there.ids["incidents"], "/subject/kind"),
        ("incident", NOBODY, "/subject/id"),
    ):
        about = {"subject": {"kind": kind, "id": identity}}
        assert pointers(send("post", "/api/v1/follow-ups", body | about)) == {pointer}


@pytest.mark.parametrize("kind", ["incidents", "follow-ups", "assets"])
def test_any_version_that_was_read_is_enough_to_be_told_it_is_there(there, kind):
    path = f"/api/v1/{kind}/{there.ids[kind]}"
    assert there.api.get(path, headers={"If-None-Match": "*"}).status_code == 304
    assert there.api.get(path, headers={"If-None-Match": '"8", W/"9"'}).status_code == 200
    assert problem_of(there.api.get(f"/api/v1/{kind}/{NOBODY}", headers={"If-None-Match": "*"}), 404)


@pytest.mark.parametrize(
    ("raw", "places"),
    [
        (r'{"title": {"en": "x", "id": "\ud800"}}', {"/title/id"}),
        (r'{"lost": ["x", "\ud800"], "a": ' + '{"b": ' * 300 + "1" + "}" * 301, {"/lost/1"}),
        (r'{"a/b": {"\ud800": 1}}', {"/a~1b"}),
        (r'{"\ud800": 1}', set()),
    ],
)
def test_half_of_a_character_is_named_by_its_place(there, raw, places):
    refused = there.api.sends("post", "/api/v1/incidents", raw, "application/json")
    assert pointers(refused) == places
    assert problem_of(refused, 400)["code"] == "unreadable"
