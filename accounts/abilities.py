"""What an actor may do with things of a page, asked by the query that reads them: for buttons and menus.

The services ask `Actor.may`, which asks the database for itself; a page asks for many things a dozen each.
"""

from __future__ import annotations

from hashlib import blake2s
from typing import TypeVar

from django.db.models import BooleanField, Exists, Model, OuterRef, Q, QuerySet

from accounts.actors import Actor
from accounts.models import AccessGrant
from accounts.models.access import by_membership
from accounts.policy import KEPT, Scoped
from lib.db.among import Among
from lib.db.made_once import MadeFor

ModelT = TypeVar("ModelT", bound=Model)


def with_abilities(rows: QuerySet[ModelT], actor: Actor, *actions: str) -> QuerySet[ModelT]:
    """The same rows, each knowing which of the actions a grant allows the actor there; for `may`."""
    alike = {_name(actor, action): action for action in actions}
    reach = actor.reach()
    granted = {name: _GRANTED((actor, action), (reach, name), key="access") for name, action in alike.items()}
    found: QuerySet[ModelT] = rows.annotate(**granted)
    return found


_GRANTED = MadeFor(
    lambda asked, access, _now: Exists(AccessGrant.objects.reaching(*asked).filter(access=access)),
    BooleanField(),
)


def may(actor: Actor, action: str, thing: Scoped) -> bool:
    """The same answer as `actor.may(action, thing)` for a thing from `with_abilities`; asks nothing."""
    access = getattr(thing, "access", None) if thing.access_id else None
    if actor.is_system:
        return True
    by_role = actor.may_in(thing.organisation_id, action)
    if by_role and not (access and access.needs_grant):
        return True
    if action in KEPT and not by_role:
        return False
    return bool(access) and bool(getattr(thing, _name(actor, action)))


def allowed(rows: QuerySet[ModelT], actor: Actor, action: str) -> QuerySet[ModelT]:
    """Those of the rows with which the actor may do the action, as `may` answers it for each of them."""
    if actor.is_system:
        return rows
    granted = Q(Exists(AccessGrant.objects.reaching(actor, action).filter(access=OuterRef("access"))))
    if action in KEPT:
        granted &= Q(Among("organisation_id", actor.organisations_for(action)))
    return rows.filter(by_membership(actor, action) | granted)


def _name(actor: Actor, action: str) -> str:
    """One name for all actions that the same grants allow the actor, so that they are asked about once."""
    alike = repr(actor.allowed_alike(action)).encode()
    return f"granted_{blake2s(alike, digest_size=8).hexdigest()}"
