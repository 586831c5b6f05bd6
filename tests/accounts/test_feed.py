"""The feed: what has changed since a number of the trail, each thing once, nothing that is hidden."""

from __future__ import annotations

import pytest

from accounts.models import TrailEntry
from accounts.services.organisations import edit_organisation

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.accounts.api_urls")]


def feed(client, after, **more):
    return client.get("/api/v1/things", {"after": after, **more}).json()


def test_the_feed_tells_each_thing_once_in_the_order_of_its_last_change(cast, client_of, actor, now):
    client = client_of()
    start = feed(client, 0)
    assert start["results"] == ["diskominfotik", "jsc"]
    assert feed(client, start["next_after"]) == {"results": [], "next_after": start["next_after"]}
    for version in (1, 2):
        edit_organisation(
            actor=actor(cast.administrator),
            now=now,
            organisation=cast.diskominfotik,
            version=version,
            place=f"Tempat {version}",
        )
    again = feed(client, start["next_after"])
    assert again["results"] == ["diskominfotik"]
    assert feed(client, 0)["results"] == ["jsc", "diskominfotik"]
    assert again["next_after"] == TrailEntry.objects.latest("sequence").sequence


def test_the_feed_says_nothing_of_what_is_hidden(cast, client_of, actor, now):
    client = client_of()
    before = feed(client, 0)
    edit_organisation(
        actor=actor(cast.province_administrator), now=now, organisation=cast.dpmptsp, version=1, place="X"
    )
    assert feed(client, 0) == before


def test_the_feed_comes_in_pages(cast, client_of):
    client = client_of(cast.province_head)
    page, seen = feed(client, 0, limit=1), []
    while page["results"]:
        seen += page["results"]
        page = feed(client, page["next_after"], limit=1)
    assert sorted(seen) == ["diskominfotik", "dpmptsp", "jsc", "pemprov-dki"]


@pytest.mark.parametrize("after", ["", "-1", "abc", "1.5", "9" * 30, "²"])
def test_the_feed_takes_a_number(cast, client_of, after):
    answer = client_of().get("/api/v1/things", {"after": after})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/after"
