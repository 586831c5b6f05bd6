"""What stands in the addresses of the table: things by themselves, and things that hang on an incident."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from tests.access.things import Matter
from tests.access.world import MISSING, MISSING_NUMBER, World

Parts = dict[str, Any]


def _of(name: str) -> Callable[[Any], Parts]:
    return lambda place: {"public_id": getattr(place, name).public_id}


def _in(part: str, name: str) -> Callable[[Matter], Parts]:
    return lambda matter: {
        "public_id": matter.incident.public_id,
        part: getattr(matter, name).public_id,
    }


PLAIN: dict[str, Callable[[World], Parts]] = {
    "colleague": lambda world: {"public_id": world.cast.second_responder.public_id},
    "leaver": _of("left"),
    "service account": lambda world: {"public_id": world.cast.service.public_id},
    "idle service account": _of("idle_service"),
    "organisation": lambda world: {"public_id": world.cast.diskominfotik.public_id},
    "unit": lambda world: {"public_id": world.cast.smart_city.public_id},
    "responder's token": lambda world: {"public_id": world.tokens["responder"].public_id},
    "service's token": lambda world: {"public_id": world.tokens["service account"].public_id},
    "chain": lambda world: {"chain": str(world.cast.diskominfotik.public_id)},
    "system chain": lambda world: {"chain": "system"},
    "entry": lambda world: {"sequence": world.entry_about(world.asset, "asset").sequence},
    "asset": _of("asset"),
    "control": _of("control"),
    "requirement": lambda world: {"code": "A.8.16"},
    "event": _of("event"),
    "go event": lambda world: {"kind": "event", "public_id": world.event.public_id},
    "closed incident": lambda world: {"public_id": world.closed.public_id},
    "follow-up": _of("follow_up"),
    "dead letter": _of("dead_letter"),
    "reset link": lambda world: {"uid": "MTI", "token": "set"},
}
"""Things that every colleague may know of, by the parts of an address."""

HANGING: dict[str, Callable[[Matter], Parts]] = {
    "incident": _of("incident"),
    "its event": _of("event"),
    "fact": _in("fact_id", "fact"),
    "disputed fact": _in("fact_id", "disputed"),
    "settled fact": _in("fact_id", "settled"),
    "cause": _in("cause_id", "cause"),
    "unknown": _in("unknown_id", "unknown"),
    "answered unknown": _in("unknown_id", "answered"),
    "evidence in it": _in("link_id", "evidence_link"),
    "draft in it": _in("report_id", "draft"),
    "hand-over in it": _in("handover_id", "unproven"),
    "party in it": lambda matter: {
        "public_id": matter.incident.public_id,
        "organisation_id": matter.party.public_id,
    },
    "clock in it": _in("follow_up_id", "clock"),
    "asset in it": _in("asset_id", "asset"),
    "member in it": lambda matter: {
        "public_id": matter.incident.public_id,
        "person_id": matter.handler.public_id,
        "role": "handler",
    },
    "requirement in it": lambda matter: {"public_id": matter.incident.public_id, "code": "A.8.16"},
    "evidence": _of("evidence"),
    "issued report": _of("issued"),
    "draft report": _of("draft"),
    "verify code": lambda matter: {"code": matter.issued.verify_code},
    "draft's code": lambda matter: {"code": matter.draft.verify_code},
    "go incident": lambda matter: {"kind": "incident", "public_id": matter.incident.public_id},
    "go fact": lambda matter: {"kind": "fact", "public_id": matter.fact.public_id},
    "notice": _of("notice"),
    "task": _of("follow_up"),
    "proposal": _of("proposal"),
    "done task": _of("done"),
    "clock": _of("clock"),
}
"""Things that are seen by whoever sees their incident."""


def parts_of(world: World, about: str, matter: Matter | None = None) -> Parts:
    """The parts of the address of a thing, of the ordinary incident unless another is given."""
    name, _colon, more = about.partition(" / ")
    if not name:
        return {}
    found = PLAIN[name](world) if name in PLAIN else HANGING[name](matter or world.amber)
    return {**found, "name": more} if more else found


def nowhere(parts: Mapping[str, Any]) -> Parts:
    """The same parts, leading to nothing."""
    return {name: _missing(name, value) for name, value in parts.items()}


def _missing(name: str, value: Any) -> Any:
    if isinstance(value, UUID):
        return MISSING
    if isinstance(value, int):
        return MISSING_NUMBER
    return str(MISSING) if name == "chain" else value
