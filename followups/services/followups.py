"""The verbs on follow-ups in one place, for the rooms above and the doors."""

from __future__ import annotations

from followups.services.changes import cancel, change, edit, reassign, redate, reopen_follow_up, shift_clock
from followups.services.completion import complete, verify
from followups.services.creation import accept, create_follow_up, decline
from followups.services.handing import (
    Picked,
    reassign_all,
    reassign_many,
    redate_many,
    relabel_subject,
)
from followups.services.links import LinkData, add_link, remove_link

__all__ = [
    "LinkData",
    "Picked",
    "accept",
    "add_link",
    "cancel",
    "change",
    "complete",
    "create_follow_up",
    "decline",
    "edit",
    "reassign",
    "reassign_all",
    "reassign_many",
    "redate",
    "redate_many",
    "relabel_subject",
    "remove_link",
    "reopen_follow_up",
    "shift_clock",
    "verify",
]
