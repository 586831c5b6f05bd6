"""One of everything that the API knows, and every operation with its address filled in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils import timezone

from config.api_pages import schema_of
from tests.api_client import Api
from tests.people import Cast
from tests.remembered import remembered

NOBODY = "00000000-0000-0000-0000-000000000000"


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path; `address` has the identities of the world in it."""

    method: str
    path: str
    address: str
    described: dict[str, Any]

    @property
    def wants_version(self) -> bool:
        """Whether it asks for If-Match."""
        return any(each["name"] == "If-Match" for each in self.described.get("parameters", []))

    @property
    def takes_json(self) -> bool:
        """Whether it takes a JSON body."""
        return "application/json" in self.described.get("requestBody", {}).get("content", {})

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


@dataclass(frozen=True, slots=True)
class World:
    """A client and what it made."""

    api: Api
    ids: dict[str, str]

    def operations(self) -> list[Operation]:
        """Everything that the API can do."""
        return [
            Operation(method, path, filled(path, self.ids), described)
            for path, method, described in described_operations()
        ]


def described_operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Path, method and description of every operation."""
    for path, methods in schema_of("en")["paths"].items():
        for method, described in methods.items():
            yield path, method, described


def filled(path: str, ids: dict[str, str]) -> str:
    """The address of a path: the identities of the kind of thing that it is about."""
    kind = path.removeprefix("/api/v1/").split("/")[0]
    return (
        path.replace("{public_id}", ids.get(kind, NOBODY))
        .replace("{fact_id}", ids["fact"])
        .replace("{cause_id}", ids["cause"])
        .replace("{unknown_id}", ids["unknown"])
        .replace("{asset_id}", ids["assets"])
        .replace("{person_id}", ids["person"])
        .replace("{organisation_id}", ids["organisation"])
        .replace("{role}", "handler")
        .replace("{code}", "A.8.16")
    )


def world(cast: Cast) -> World:
    """An incident with a fact, evidence, a report and a follow-up; an event; an asset; the catalogue."""
    ids, files = remembered("world", lambda: (made_world(cast, Api(cast.isms_manager)), stored()))
    for name, content in files.items():
        path = Path(settings.MEDIA_ROOT, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return World(Api(cast.isms_manager), ids)


def stored() -> dict[str, bytes]:
    """Every stored file by its name."""
    root = Path(settings.MEDIA_ROOT)
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def made_world(cast: Cast, api: Api) -> dict[str, str]:
    """Make it all; the identities by kind."""
    call_command("load_catalogue", verbosity=0)
    incident = made(api.send("post", "/api/v1/incidents", {"title": {"id": "Data terlihat"}}))
    at = f"/api/v1/incidents/{incident}"
    what = {"kind": "occurrence", "claim": "reported", "what": {"id": "Data terlihat."}}
    cause = {"text": {"id": "Salah atur"}, "claim": "stated"}
    unknown = {"text": {"id": "Berapa orang?"}, "kind": "people_affected"}
    file = SimpleUploadedFile("akses.log", b"GET /pemohon/1")
    follow_up = {
        "subject": {"kind": "incident", "id": incident},
        "title": {"id": "Ganti kata sandi"},
        "owner": str(cast.responder.public_id),
        "due_at": (timezone.now() + timedelta(days=3)).isoformat(),
    }
    return {
        "incidents": incident,
        "fact": made(api.send("post", f"{at}/facts", what)),
        "cause": made(api.send("post", f"{at}/causes", cause)),
        "unknown": made(api.send("post", f"{at}/unknowns", unknown)),
        "person": str(cast.responder.public_id),
        "evidence": made(api.post(f"{at}/evidence", {"file": file})),
        "reports": made(api.send("post", f"{at}/reports", {"language": "id"})),
        "follow-ups": made(api.send("post", "/api/v1/follow-ups", follow_up)),
        "events": made(api.send("post", "/api/v1/events", {"what": "Surel aneh"})),
        "assets": made(api.send("post", "/api/v1/assets", asset(cast))),
        "organisation": str(cast.diskominfotik.public_id),
        "organisations": str(cast.diskominfotik.public_id),
        "people": str(cast.responder.public_id),
    }


def asset(cast: Cast) -> dict[str, Any]:
    """The body of a new asset."""
    return {"organisation": str(cast.diskominfotik.public_id), "name": {"id": "Portal perizinan"}}


def made(answer: Any) -> str:
    """The identity of what was made."""
    assert answer.status_code == 201, answer.content
    return str(answer.json()["id"])
