"""How the access table is written: rows, and the groups of people that they speak of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from tests.access import identities as who

Door = Literal["portal", "public", "api"]
Names = Iterable[str]

EVERYBODY = frozenset(who.PEOPLE)
WITH_ROLE = EVERYBODY - {who.NOBODY}
STAFF = frozenset({*who.STAFF, who.ABOVE, who.ADMINISTRATOR_ABOVE})
"""Whose role reaches Diskominfotik."""
ADMINS = frozenset({who.ADMINISTRATOR, who.ADMINISTRATOR_ABOVE})
RESPONSE = frozenset({who.RESPONDER, who.MANAGER, who.OFFICER})
HEADS = frozenset({who.HEAD, who.ABOVE})
READERS = RESPONSE | HEADS | {who.AUDITOR}
GRANTED = frozenset({who.GUEST, who.INVITED})
SEES = READERS | GRANTED
"""Who sees the incident that was shared."""
WORKS = RESPONSE | {who.GUEST}
"""Who works on it."""
ELSEWHERE = frozenset({who.STRANGER, who.GUEST, who.INVITED})
"""Responders of sibling organisations, who do in their own what responders do."""
TRAIL_READERS = HEADS | {who.AUDITOR, who.MANAGER, who.OFFICER}
SYSTEM_TRAIL_READERS = ADMINS | {who.AUDITOR}

TOKENS = frozenset(who.TOKENS)
MACHINES = frozenset({who.SERVICE, who.READ_ONLY})
"""Tokens with the role of a responder and every reading scope."""
TOKENS_READ = TOKENS - {who.NARROW}

RED_WORKS = frozenset({who.MANAGER, who.RESPONDER, who.READ_ONLY, who.NARROW})
RED_READS = frozenset({who.HEAD})


@dataclass(frozen=True, slots=True)
class Row:
    """One address and method. `about` names the thing in the address (see `addresses`)."""

    route: str
    method: str
    lets_in: frozenset[str]
    refuses: frozenset[str]
    tells: frozenset[str]
    never: frozenset[str]
    about: str
    door: Door
    acts: bool
    """Whether it changes something, or shows the form that does."""

    def __str__(self) -> str:
        return f"{self.method} {self.route}{f' ({self.about})' if self.about else ''}"


def row(
    route: str,
    methods: str,
    lets_in: Names,
    about: str = "",
    *,
    of: Names = (),
    told: Names = (),
    never: Names = (),
    door: Door = "portal",
) -> list[Row]:
    """The same for each of the methods. `of` are all who know of the thing; `told` those of them who are
    told by a form or a message that they may not; `never` who is refused before anything is looked up."""
    in_ = frozenset(lets_in)
    tells, refused = frozenset(told) - in_, frozenset(never) - in_
    refuses = (frozenset(of) | refused) - in_ - tells
    acts = methods != "GET"
    return [Row(route, each, in_, refuses, tells, refused, about, door, acts) for each in methods.split()]


def api(
    route: str,
    methods: str,
    lets_in: Names,
    about: str = "",
    *,
    of: Names = (),
    told: Names = (),
    never: Names = (),
) -> list[Row]:
    """The same of the API."""
    return row(f"api:{route}", methods, lets_in, about, of=of, told=told, never=never, door="api")


def public(route: str, methods: str, lets_in: Names = EVERYBODY | TOKENS, about: str = "") -> list[Row]:
    """The same of an address that asks nobody to sign in."""
    return row(route, methods, lets_in, about, door="public")
