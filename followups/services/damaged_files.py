"""Telling people that a stored file is damaged or missing (ISO/IEC 27001 A.5.28, A.8.13)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from accounts.models import Person
from followups.services.dead_letters import administrators_of
from followups.services.notices import Telling, tell
from followups.vocabulary import NoticeKind
from records.models import Blob, Evidence, IssuedReport

SHOWN = 16
"""How much of the SHA-256 is told: enough to find the file and the page it stands on."""


def alert(now: datetime, blob: Blob, resting: Sequence[Evidence | IssuedReport]) -> None:
    """Tell administrators and whoever took the file in or issued it, each once a day for each file.

    By mail too. What the file holds and what it belongs to is not said, for administrators may not read it.
    """
    sha256 = blob.sha256[:SHOWN]
    tellings = {
        person.pk: Telling(
            recipient=person,
            kind=NoticeKind.ALERT,
            organisation=blob.organisation,
            access=thing.access if thing else None,
            dedupe_key=f"damaged:{blob.pk}:{now:%Y%m%d}:{person.pk}",
            data={"text_key": "damaged_file", "sha256": sha256, "url": _page(thing)},
        )
        for person, thing in _recipients(now, blob, resting)
    }
    tell(list(tellings.values()), now=now)


def _recipients(
    now: datetime, blob: Blob, resting: Sequence[Evidence | IssuedReport]
) -> Iterator[tuple[Person, Evidence | IssuedReport | None]]:
    """Everybody who is told, with the thing they answer for; administrators answer for none."""
    for administrator in administrators_of(blob.organisation_id, now):
        yield administrator, None
    for thing in resting:
        held_by = thing.received_by if isinstance(thing, Evidence) else thing.approved_by or thing.drafted_by
        if held_by is not None and held_by.is_active:
            yield held_by, thing


def _page(thing: Evidence | IssuedReport | None) -> str:
    if thing is None:
        return "/"
    return f"/go/{'evidence' if isinstance(thing, Evidence) else 'report'}/{thing.public_id}"
