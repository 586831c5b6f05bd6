"""One printing of a report: number, version, letterhead, approval, hand-overs. None of it is hashed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from incidents.reports.model import Phrase, When


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The body that issues: names from the top down, address lines, crest as the bytes of a picture."""

    body: str
    unit: str = ""
    subunit: str = ""
    address: tuple[str, ...] = ()
    short: str = ""
    crest: bytes | None = None


@dataclass(frozen=True, slots=True)
class Signature:
    """Who prepared or approved: role, the name where one is to be shown, body, moment."""

    role: Phrase
    name: str = ""
    body: str = ""
    at: When | None = None


@dataclass(frozen=True, slots=True)
class HandOver:
    """To whom the report was given, when, how, and the receipt for it (a number or words, empty if none)."""

    body: str
    role: Phrase | None = None
    name: str = ""
    at: When | None = None
    channel: str = ""
    receipt: str = ""


@dataclass(frozen=True, slots=True)
class Superseded:
    """The earlier printing that this one takes the place of."""

    version: str
    content_hash: str = ""
    issued_at: When | None = None


@dataclass(frozen=True, slots=True)
class IssueData:
    """One printing: everything about the report that is not its content.

    `state` is draft or issued. `content_hash` is the stored SHA-256 of the content's snapshot; left
    empty, the report works it out. `audience` is regulator, internal, public, partner or other words.
    """

    state: str
    number: str
    version: str
    letterhead: Letterhead
    built_at: datetime
    builder: str
    zone: str = "Asia/Jakarta"
    audience: str = "regulator"
    verify_url: str = ""
    content_hash: str = ""
    file_name: str = ""
    supersedes: Superseded | None = None
    prepared: Signature | None = None
    approval: Signature | None = None
    handovers: tuple[HandOver, ...] = ()
