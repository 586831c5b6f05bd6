"""No field but the declared ones is ever taken, whatever a body calls itself."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile as Upload

from accounts.models import TrailEntry
from config.api_pages import schema_of
from tests.api.world import World
from tests.api_client import pointers, problem_of

pytestmark = pytest.mark.django_db
ALWAYS = {
    "id": "01a1fd2d-0ae4-71d7-bbfd-af543d9fe2d8",
    "pk": 1,
    "public_id": "01a1fd2d-0ae4-71d7-bbfd-af543d9fe2d8",
    "version": 99,
    "organisation_id": 1,
    "access": 1,
    "access_id": 1,
    "actor": "x",
    "managed_by": "",
    "due_locked": False,
    "is_active": True,
    "roles": ["administrator"],
    "__proto__": {},
}
"""Names that a row or an actor has, in this product or in others."""


def resolved(schema: dict, found: dict) -> dict:
    """The object behind a reference."""
    return schema["components"]["schemas"][found["$ref"].rpartition("/")[2]] if "$ref" in found else found


def names_shown(schema: dict, operation: dict) -> set[str]:
    """Every name that any answer of the operation shows."""
    found: set[str] = set()
    for status, reply in operation["responses"].items():
        for content in reply.get("content", {}).values():
            if status.startswith("2"):
                found |= set(resolved(schema, content["schema"]).get("properties", {}))
    return found


def test_a_name_that_is_only_shown_is_refused_at_every_address(there: World):
    schema, before, checked = schema_of("en"), TrailEntry.objects.count(), 0
    for each in there.operations():
        if not each.takes_json:
            continue
        content = each.described["requestBody"]["content"]["application/json"]
        taken = set(resolved(schema, content["schema"]).get("properties", {}))
        shown = {**dict.fromkeys(names_shown(schema, each.described), 1), **ALWAYS}
        body = {name: value for name, value in shown.items() if name not in taken}
        headers = {"version": 1} if each.wants_version else {}
        answer = there.api.send(each.method, each.address, body, **headers)
        assert {f"/{name}" for name in body} <= pointers(answer), str(each)
        checked += len(body)
    assert checked > 400 and TrailEntry.objects.count() == before


PEOPLE = {"categories": [], "subjects_min": None, "subjects_max": None, "subjects": "number"}
FACT = {"kind": "action", "claim": "stated", "what": {"id": "x"}}
INSIDE = [
    ("", {"personal_data": PEOPLE}, "/personal_data/subjects"),
    ("", {"title": {"id": "x", "html": "y"}}, "/title"),
    ("/facts", {**FACT, "moment": {"precision": "unknown", "span_from": 1}}, "/moment/span_from"),
]


def test_names_inside_are_refused_too(there: World):
    for path, body, pointer in INSIDE:
        at = f"/api/v1/incidents/{there.ids['incidents']}{path}"
        answer = there.api.send("post" if path else "patch", at, body, version=1)
        assert pointers(answer) == {pointer}


def test_an_upload_takes_no_other_name_either(there: World):
    at = f"/api/v1/incidents/{there.ids['incidents']}/evidence"
    for name in ("sha256", "filename", "media_type", "organisation", "received_at", "version"):
        answer = there.api.post(at, {"file": Upload("a.log", b"isi"), name: "x"})
        assert pointers(answer) == {f"/{name}"}
    problem_of(there.api.post(at, {"file": Upload("a.log", b"isi"), "other": Upload("b.log", b"isi")}), 400)
