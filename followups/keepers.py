"""Who completes a follow-up that a room above keeps: a registry that `config` fills.

The general verbs refuse such a follow-up. A door that is asked to complete one hands the wish to the room
that keeps it, which does what belongs to it there and passes its own name.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from accounts.actors import Actor
from followups.models import FollowUp
from followups.services.completion import complete
from records.models import Evidence

Complete = Callable[[Actor, datetime, FollowUp, str, Sequence[Evidence], int | None], FollowUp]

_keepers: dict[str, Complete] = {}


def register(room: str, finish: Complete) -> None:
    """Name the verb with which a room completes what it keeps; the same room again replaces it.

    Called as `finish(actor, now, follow_up, note, evidence, version)`.
    """
    _keepers[room] = finish


def can_complete(follow_up: FollowUp) -> bool:
    """Whether a door may offer to complete it: nobody keeps it, or its keeper has a verb for it."""
    return not follow_up.managed_by or follow_up.managed_by in _keepers


def finish(
    *,
    actor: Actor,
    now: datetime,
    follow_up: FollowUp,
    note: str,
    evidence: Sequence[Evidence],
    version: int | None,
) -> FollowUp:
    """Complete it, by its keeper's verb if it has one. Raises as `complete` does."""
    keeper = _keepers.get(follow_up.managed_by)
    if keeper is not None:
        return keeper(actor, now, follow_up, note, evidence, version)
    return complete(actor=actor, now=now, follow_up=follow_up, note=note, evidence=evidence, version=version)
