"""Going through everything that somebody can open, and asking every list in every way."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from lxml import html

from tests.access.addresses import HANGING, nowhere, parts_of
from tests.access.canaries import AMBER, CONTACT, FAR, RED
from tests.access.identities import (
    ADMINISTRATOR,
    ANONYMOUS,
    AUDITOR,
    FAR_LEAD,
    GUEST,
    INVITED,
    MANAGER,
    NOBODY,
    OFFICER,
    REPORTER,
    STRANGER,
)
from tests.access.knocking import Answer, knock, once
from tests.access.rows import Row
from tests.access.things import Matter
from tests.access.world import World

MAY_NOT_HEAR: dict[str, tuple[str, ...]] = {
    ANONYMOUS: (AMBER, RED, CONTACT, FAR),
    STRANGER: (AMBER, RED, CONTACT, FAR),
    FAR_LEAD: (AMBER, RED, CONTACT),
    REPORTER: (AMBER, RED, CONTACT, FAR),
    NOBODY: (AMBER, RED, CONTACT, FAR),
    ADMINISTRATOR: (AMBER, RED, CONTACT, FAR),
    AUDITOR: (RED, CONTACT, FAR),
    GUEST: (RED, CONTACT, FAR),
    INVITED: (RED, CONTACT, FAR),
    OFFICER: (RED, FAR),
    MANAGER: (FAR,),
}
"""Whose words each of them may not come across; looking up a contact is a deed of its own, not a page."""

PAGES = 140
"""So many pages are opened by following links, which is more than the portal has for any of them."""


def followed(world: World, identity: str) -> Iterator[tuple[str, Answer]]:
    """Every page that is reached from the first one by links and by the addresses of parts of pages."""
    waiting, seen = ["/"], {"/"}
    while waiting and len(seen) < PAGES:
        address = waiting.pop(0)
        answer = once(world, identity, "GET", address)
        yield address, answer
        for link in _links(answer, address):
            if link not in seen:
                seen.add(link)
                waiting.append(link)


def _links(answer: Answer, address: str) -> Iterator[str]:
    if answer.status in {301, 302, 303}:
        yield answer.headers["Location"]
        return
    if "html" not in answer.headers.get("Content-Type", "") or not answer.body.strip():
        return
    for attribute in ("href", "hx-get", "data-said-url"):
        for value in html.fromstring(answer.body).xpath(f"//@{attribute}"):
            parts = urlsplit(urljoin(address, value))
            if not parts.netloc and not parts.path.startswith(("/static/", "/api/docs")):
                yield parts.path + (f"?{parts.query}" if parts.query else "")


def opened(world: World, identity: str, table: list[Row]) -> Iterator[tuple[str, Answer]]:
    """Every address of the table that is read, with what hangs on either incident in it."""
    for row in table:
        if row.method != "GET" or row.route in {"records:verify", "api_docs", "api:schema"}:
            continue
        hangs = row.about.partition(" / ")[0] in HANGING
        for matter in (world.amber, world.red) if hangs else (None,):
            parts = parts_of(world, row.about, matter)
            yield f"{row} {matter.incident.number if matter else ''}", knock(world, identity, row, parts)


PORTAL_LISTS = (
    "/incidents/?view=all&q={word}",
    "/incidents/?view=all&unit={organisation}",
    "/assets/?q={word}",
    "/controls/?q={word}",
    "/requirements/?q={word}",
    "/people/?q={word}",
    "/trail/?q={word}",
    "/trail/?about=incident:{incident}",
    "/tasks/?do=complete&task={task}",
    "/tasks/add/?about=incident:{incident}",
    "/events/report/?asset={incident}&search={word}",
    "/events/report/assets/?search={word}",
    "/go/incident/{incident}",
    "/go/event/{event}",
    "/go/fact/{fact}",
    "/go/evidence/{evidence}",
    "/go/report/{report}",
    "/go/follow_up/{task}",
)
API_LISTS = (
    "/api/v1/incidents?q={word}",
    "/api/v1/incidents?number={number}",
    "/api/v1/incidents?organisation={organisation}&tlp=RED",
    "/api/v1/incidents/counts",
    "/api/v1/events?q={word}",
    "/api/v1/follow-ups?q={word}",
    "/api/v1/follow-ups?incident={incident}",
    "/api/v1/follow-ups?subject_kind=fact&subject={fact}",
    "/api/v1/follow-ups?system=tiket&reference={reference}",
    "/api/v1/follow-ups?owner={person}",
    "/api/v1/reports?subject={incident}",
    "/api/v1/evidence",
    "/api/v1/assets?q={word}",
    "/api/v1/requirements?q={word}",
    *(
        f"/api/v1/{name}?after=0&limit=100"
        for name in ("incidents", "events", "follow-ups", "evidence", "reports")
    ),
    *(f"/api/v1/{name}?limit=100" for name in ("incidents", "events", "follow-ups", "evidence", "reports")),
    *(f"/api/v1/{name}?limit=100" for name in ("assets", "people", "organisations")),
    "/api/v1/people?q={word}",
    "/api/v1/organisations?q={word}",
)


def asked_for(matter: Matter) -> dict[str, str]:
    """Words and identities of a hidden matter, for filling in the lists' questions."""
    return {
        "word": matter.incident.title_id,
        "number": matter.incident.number,
        "reference": matter.link.reference,
        "incident": str(matter.incident.public_id),
        "event": str(matter.event.public_id),
        "fact": str(matter.fact.public_id),
        "evidence": str(matter.evidence.public_id),
        "report": str(matter.issued.public_id),
        "task": str(matter.follow_up.public_id),
        "organisation": str(matter.incident.organisation.public_id),
        "person": str(matter.follow_up.owner.public_id) if matter.follow_up.owner else "",
    }


def asked_for_nothing(matter: Matter) -> dict[str, str]:
    """The same questions after what does not exist, as long as the others; bodies and people stay."""
    hidden = asked_for(matter)
    same = {"organisation", "person"}
    found = {name: value for name, value in hidden.items() if name in same}
    for name, value in hidden.items():
        if name not in same:
            found[name] = (
                str(nowhere({name: matter.incident.public_id})[name]) if _is_identity(value) else value[::-1]
            )
    return {**found, "number": "INS-2026-9999"}


def _is_identity(value: str) -> bool:
    return len(value) == 36 and value.count("-") == 4
