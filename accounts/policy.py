"""The one policy: which role may do which named action. Denied unless it stands here.

A role in an organisation reaches its children. A grant carries a thing to another organisation or a
person (see `accounts.models.access`); it never widens what the actor's role may do, and some things stay
with the organisation that keeps them (`KEPT`).
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol, TypeVar

from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from lib.errors import DomainError, Missing, Refused

if TYPE_CHECKING:
    from accounts.actors import Actor


class Action(StrEnum):
    """Everything that can be asked for; `family.verb`. A family's `read` decides what is visible."""

    EVENT_REPORT = "event.report"
    EVENT_READ = "event.read"
    EVENT_ASSESS = "event.assess"
    INCIDENT_READ = "incident.read"
    INCIDENT_CREATE = "incident.create"
    INCIDENT_EDIT = "incident.edit"
    INCIDENT_SHARE = "incident.share"
    INCIDENT_CLOSE = "incident.close"
    FACT_RECORD = "fact.record"
    FACT_SETTLE = "fact.settle"
    PERSONAL_DATA_READ = "personal_data.read"
    FOLLOW_UP_READ = "follow_up.read"
    FOLLOW_UP_CREATE = "follow_up.create"
    FOLLOW_UP_EDIT = "follow_up.edit"
    FOLLOW_UP_COMPLETE = "follow_up.complete"
    FOLLOW_UP_VERIFY = "follow_up.verify"
    EVIDENCE_READ = "evidence.read"
    EVIDENCE_ADD = "evidence.add"
    EVIDENCE_VOID = "evidence.void"
    REPORT_READ = "report.read"
    REPORT_DRAFT = "report.draft"
    REPORT_APPROVE = "report.approve"
    REPORT_HAND_OVER = "report.hand_over"
    ASSET_READ = "asset.read"
    ASSET_EDIT = "asset.edit"
    CONTROL_READ = "control.read"
    CONTROL_EDIT = "control.edit"
    REQUIREMENT_READ = "requirement.read"
    TRAIL_READ = "trail.read"
    TRAIL_ERASE = "trail.erase"
    SYSTEM_TRAIL_READ = "system_trail.read"
    ORGANISATION_READ = "organisation.read"
    ORGANISATION_EDIT = "organisation.edit"
    PERSON_READ = "person.read"
    PERSON_EDIT = "person.edit"
    PERSON_MOVE = "person.move"
    TOKEN_OWN = "token.own"  # noqa: S105
    DELIVERY_READ = "delivery.read"
    DELIVERY_RETRY = "delivery.retry"


EVERYBODY = frozenset(Role)
_RESPONSE = frozenset({Role.RESPONDER, Role.ISMS_MANAGER, Role.DPO})
_READERS = _RESPONSE | {Role.HEAD, Role.AUDITOR}

TABLE: dict[Action, frozenset[Role]] = {
    Action.EVENT_REPORT: EVERYBODY,
    Action.EVENT_READ: _READERS,
    Action.EVENT_ASSESS: _RESPONSE,
    Action.INCIDENT_READ: _READERS,
    Action.INCIDENT_CREATE: _RESPONSE,
    Action.INCIDENT_EDIT: _RESPONSE,
    Action.INCIDENT_SHARE: frozenset({Role.ISMS_MANAGER, Role.DPO, Role.HEAD}),
    Action.INCIDENT_CLOSE: _RESPONSE | {Role.HEAD},
    Action.FACT_RECORD: _RESPONSE,
    Action.FACT_SETTLE: _RESPONSE,
    Action.PERSONAL_DATA_READ: frozenset({Role.DPO, Role.ISMS_MANAGER}),
    Action.FOLLOW_UP_READ: _READERS,
    Action.FOLLOW_UP_CREATE: _RESPONSE | {Role.AUDITOR, Role.HEAD},
    Action.FOLLOW_UP_EDIT: _RESPONSE | {Role.HEAD},
    Action.FOLLOW_UP_COMPLETE: _RESPONSE | {Role.HEAD},
    Action.FOLLOW_UP_VERIFY: frozenset({Role.ISMS_MANAGER, Role.DPO, Role.HEAD, Role.AUDITOR}),
    Action.EVIDENCE_READ: _READERS,
    Action.EVIDENCE_ADD: _RESPONSE,
    Action.EVIDENCE_VOID: frozenset({Role.ISMS_MANAGER, Role.DPO}),
    Action.REPORT_READ: _READERS,
    Action.REPORT_DRAFT: _RESPONSE,
    Action.REPORT_APPROVE: frozenset({Role.HEAD}),
    Action.REPORT_HAND_OVER: frozenset({Role.ISMS_MANAGER, Role.DPO, Role.HEAD}),
    Action.ASSET_READ: EVERYBODY,
    Action.ASSET_EDIT: frozenset({Role.ISMS_MANAGER, Role.RESPONDER}),
    Action.CONTROL_READ: _READERS,
    Action.CONTROL_EDIT: frozenset({Role.ISMS_MANAGER}),
    Action.REQUIREMENT_READ: EVERYBODY,
    Action.TRAIL_READ: frozenset({Role.AUDITOR, Role.ISMS_MANAGER, Role.DPO, Role.HEAD}),
    Action.TRAIL_ERASE: frozenset({Role.DPO, Role.ISMS_MANAGER}),
    Action.SYSTEM_TRAIL_READ: frozenset({Role.ADMINISTRATOR, Role.AUDITOR}),
    Action.ORGANISATION_READ: EVERYBODY,
    Action.ORGANISATION_EDIT: frozenset({Role.ADMINISTRATOR}),
    Action.PERSON_READ: EVERYBODY,
    Action.PERSON_EDIT: frozenset({Role.ADMINISTRATOR}),
    Action.PERSON_MOVE: frozenset({Role.ADMINISTRATOR}),
    Action.TOKEN_OWN: EVERYBODY,
    Action.DELIVERY_READ: frozenset({Role.ADMINISTRATOR}),
    Action.DELIVERY_RETRY: frozenset({Role.ADMINISTRATOR}),
}

KEPT: frozenset[Action] = frozenset({Action.INCIDENT_SHARE, Action.REPORT_APPROVE, Action.EVIDENCE_VOID})
"""What the organisation that keeps a thing does alone: no grant carries it to somebody else's role."""

BY_NAME: frozenset[Action] = frozenset(
    {
        Action.EVENT_READ,
        Action.INCIDENT_READ,
        Action.FOLLOW_UP_READ,
        Action.EVIDENCE_READ,
        Action.REPORT_READ,
        Action.ASSET_READ,
        Action.CONTROL_READ,
    }
)
"""What a grant to a named person lets them read whatever their role. Personal data and the trail want a role
that reads them."""

SCOPES: dict[str, frozenset[str]] = {
    "incidents": frozenset({"event", "incident", "fact"}),
    "follow-ups": frozenset({"follow_up"}),
    "evidence": frozenset({"evidence"}),
    "assets": frozenset({"asset"}),
    "requirements": frozenset({"requirement", "control"}),
    "reports": frozenset({"report"}),
    "people": frozenset({"person"}),
    "organisations": frozenset({"organisation"}),
}
"""API token scopes: `<name>:read` allows the families' reading, `<name>:write` everything in them."""

LOOKED_UP: frozenset[str] = frozenset({"people", "organisations"})
"""Scopes that only read: no token changes who somebody is or what they may do."""


def scopes_there_are() -> list[str]:
    """Every scope a token can have, reading before writing."""
    every = [f"{name}:{how}" for name in SCOPES for how in ("read", "write")]
    return [scope for scope in every if scope.removesuffix(":write") not in LOOKED_UP]


class Scoped(Protocol):
    """A thing that belongs to an organisation and may carry an access."""

    @property
    def organisation_id(self) -> int:
        """The organisation that keeps it."""

    @property
    def access_id(self) -> int | None:
        """Who may see it beyond membership, if anybody has decided about that."""


ThingT = TypeVar("ThingT", bound=Scoped)


def roles_for(action: str) -> frozenset[Role]:
    """The roles that may do the action; none for an action that is not in the table."""
    try:
        return TABLE[Action(action)]
    except (KeyError, ValueError):
        return frozenset()


def is_read(action: str) -> bool:
    """Whether the action only looks."""
    return action.endswith(".read")


def scope_allows(scopes: frozenset[str] | None, action: str) -> bool:
    """Whether a token with these scopes may ask for the action; None is no token (a signed-in person)."""
    if scopes is None:
        return True
    family = action.partition(".")[0]
    for name, families in SCOPES.items():
        if family in families:
            writes = f"{name}:write" in scopes and name not in LOOKED_UP
            return writes or (is_read(action) and f"{name}:read" in scopes)
    return False


def scope_needed(action: str) -> str:
    """The least scope that lets a token ask for the action; empty where no token may."""
    family, how = action.partition(".")[0], "read" if is_read(action) else "write"
    names = (name for name, families in SCOPES.items() if family in families)
    return next((f"{name}:{how}" for name in names if how == "read" or name not in LOOKED_UP), "")


def require(actor: Actor, action: str, thing: Scoped) -> None:
    """Pass if the actor may do the action to the thing.

    Raises `Missing` when the actor may not even read it (hidden answers like missing), else `Refused`.
    """
    for _thing, refusal in refusals(actor, action, [thing]):
        raise refusal


def refusals(actor: Actor, action: str, things: Sequence[ThingT]) -> list[tuple[ThingT, DomainError]]:
    """Those of the things to which the actor may not do the action, each with what `require` raises for it.

    Two queries at most for any number of them.
    """
    able = actor.able(action, things)
    left = [each for each in things if each not in able]
    read = f"{action.partition('.')[0]}.read"
    readable = actor.able(read, left) if read != action else []
    return [(each, _refusal(each in readable)) for each in left]


def _refusal(readable: bool) -> DomainError:
    if readable:
        return Refused(_("Your role does not allow this here."))
    return Missing(_("There is nothing here, or you may not see it."))


def require_in(actor: Actor, action: str, organisation_id: int) -> None:
    """Pass if the actor's role in the organisation allows the action, else raise `Refused`."""
    if not actor.may_in(organisation_id, action):
        raise Refused(_("Your role does not allow this here."))
