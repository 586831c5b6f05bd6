"""Assets and requirements over REST: versions, repeats, closed bodies, and what is hidden."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from compliance.models import Asset
from tests.api_client import Api
from tests.people import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def api(cast: Cast) -> Api:
    return Api(cast.isms_manager)


@pytest.fixture
def asset(api: Api, cast: Cast) -> dict:
    body = {
        "organisation": str(cast.diskominfotik.public_id),
        "name": {"id": "Portal perizinan", "en": "Permit portal"},
        "kind": "service",
        "confidentiality": 3,
        "personal_data": ["nik", "phone"],
    }
    answer = api.send("post", "/api/v1/assets", body)
    assert answer.status_code == 201, answer.content
    return answer.json()


def test_an_asset_is_created_read_back_and_listed(api, asset):
    read = api.get(f"/api/v1/assets/{asset['id']}")
    assert read.json() == asset
    assert read["ETag"] == '"1"'
    assert asset["name"] == {"id": "Portal perizinan", "en": "Permit portal"}
    assert [row["id"] for row in api.get("/api/v1/assets?q=perizinan").json()["results"]] == [asset["id"]]


def test_a_change_names_its_version_and_a_stale_one_is_refused(api, asset):
    path = f"/api/v1/assets/{asset['id']}"
    assert api.send("patch", path, {"vital": True}).status_code == 428
    changed = api.send("patch", path, {"vital": True}, **{"If-Match": '"1"'})
    assert changed.status_code == 200 and changed.json()["vital"] is True
    assert changed.json()["personal_data"] == ["nik", "phone"]
    stale = api.send("patch", path, {"vital": False}, **{"If-Match": '"1"'})
    assert stale.status_code == 412 and stale.json()["current_version"] == 2
    assert api.get(path, headers={"If-None-Match": '"2"'}).status_code == 304


def test_the_same_key_creates_once(api, cast):
    body = {"organisation": str(cast.diskominfotik.public_id), "name": {"id": "Sekali"}}
    answers = [api.send("post", "/api/v1/assets", body, **{"Idempotency-Key": "satu"}) for _ in range(3)]
    assert {answer.json()["id"] for answer in answers} == {answers[0].json()["id"]}
    assert Asset.objects.filter(name_id="Sekali").count() == 1
    other = api.send(
        "post", "/api/v1/assets", {**body, "name": {"id": "Lain"}}, **{"Idempotency-Key": "satu"}
    )
    assert other.status_code == 422


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"colour": "red"}, "/colour"),
        ({"id": "x"}, "/id"),
        ({"version": 9}, "/version"),
        ({"name": "bare"}, "/name"),
        ({"name": {"fr": "non"}}, "/name"),
        ({"name": {"id": "a\x00b"}}, "/name"),
        ({"confidentiality": 9}, "/confidentiality"),
        ({"personal_data": ["shoe_size"]}, "/personal_data/0"),
        ({"operator": "nobody"}, "/operator"),
        ({"url": "javascript:alert(1)"}, "/url"),
        ({"in_use_since": "someday"}, "/in_use_since"),
        ({"depends_on": ["00000000-0000-0000-0000-000000000000"]}, "/depends_on"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_written(api, asset, change, pointer):
    answer = api.send("patch", f"/api/v1/assets/{asset['id']}", change, **{"If-Match": '"1"'})
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert any(each["pointer"].startswith(pointer) for each in answer.json()["errors"])
    assert Asset.objects.get().version == 1


def test_a_siblings_asset_answers_like_a_missing_one(cast, asset):
    stranger = Api(cast.stranger)
    hidden = stranger.get(f"/api/v1/assets/{asset['id']}")
    missing = stranger.get("/api/v1/assets/01a1fd2d-0ae4-71d7-bbfd-af543d9fe2d8")
    assert hidden.status_code == missing.status_code == 404
    assert hidden.content == missing.content
    assert stranger.get("/api/v1/assets").json()["results"] == []
    assert stranger.get("/api/v1/assets?q=perizinan").json()["results"] == []


def test_an_auditor_reads_and_does_not_write(cast, asset):
    auditor = Api(cast.auditor)
    assert auditor.get(f"/api/v1/assets/{asset['id']}").status_code == 200
    refused = auditor.send("patch", f"/api/v1/assets/{asset['id']}", {"vital": True}, **{"If-Match": '"1"'})
    assert refused.status_code == 403


def test_a_reading_token_of_a_manager_does_not_write(cast, asset):
    reader = Api(cast.isms_manager, scopes=["assets:read"])
    assert reader.get("/api/v1/assets").status_code == 200
    refused = reader.send("patch", f"/api/v1/assets/{asset['id']}", {"vital": True}, **{"If-Match": '"1"'})
    assert refused.status_code == 403
    assert reader.get("/api/v1/requirements").status_code == 403


def test_the_feed_tells_each_changed_asset_once(api, asset):
    start = api.get("/api/v1/assets?after=0").json()
    assert [row["id"] for row in start["results"]] == [asset["id"]]
    api.send("patch", f"/api/v1/assets/{asset['id']}", {"vital": True}, **{"If-Match": '"1"'})
    later = api.get(f"/api/v1/assets?after={start['next_after']}").json()
    assert [row["version"] for row in later["results"]] == [2]
    assert api.get(f"/api/v1/assets?after={later['next_after']}").json()["results"] == []


def test_the_catalogue_is_read_in_its_order(api):
    call_command("load_catalogue", verbosity=0)
    first = api.get("/api/v1/requirements?controls=true&limit=100").json()
    codes = [row["code"] for row in first["results"]]
    assert len(codes) == 93 and codes[0] == "A.5.1" and codes[-1] == "A.8.34"
    one = api.get("/api/v1/requirements/A.8.16").json()
    assert one["is_control"] and one["new_in_edition"] and one["title"]["en"] == "Monitoring activities"
    assert api.get("/api/v1/requirements/A.9.99").status_code == 404


def test_lists_cost_the_same_however_long(api, cast, asset, django_assert_max_num_queries):
    for n in range(12):
        body = {"organisation": str(cast.diskominfotik.public_id), "name": {"id": f"Aset {n}"}}
        api.send("post", "/api/v1/assets", {**body, "depends_on": [asset["id"]]})
    with django_assert_max_num_queries(12):
        assert len(api.get("/api/v1/assets").json()["results"]) == 13
