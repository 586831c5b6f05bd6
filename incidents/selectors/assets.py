"""Assets that people name in reports and incidents."""

from __future__ import annotations

from accounts.actors import Actor
from accounts.selectors import as_public_id
from compliance.models import Asset
from compliance.selectors import assets_for
from lib.errors import Missing

OFFERED = 6


def assets_to_report(actor: Actor, words: str = "", chosen: str = "") -> list[Asset]:
    """Some assets that the words find, the chosen one among them: at most two queries."""
    rows = assets_for(actor, query=words)
    found = list(rows[:OFFERED])
    try:
        wanted = as_public_id(chosen)
    except Missing:
        return found
    if all(each.public_id != wanted for each in found):
        found = [*rows.model.objects.visible_to(actor).standing().filter(public_id=wanted), *found]
    return found


def assets_to_name(actor: Actor, limit: int = 500) -> list[Asset]:
    """The assets that the actor may name in an incident, by name; one query."""
    return list(assets_for(actor)[:limit])
