"""Things with which an actor may do something, found by the query itself where many are looked through."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from accounts.actors import Actor
from accounts.models.access import by_membership
from accounts.policy import KEPT
from lib.db.among import Among

ModelT = TypeVar("ModelT", bound=Model)


def allowed(rows: QuerySet[ModelT], actor: Actor, action: str) -> QuerySet[ModelT]:
    """Those of the rows with which the actor may do the action, as `Actor.may` answers for each of them."""
    if actor.is_system:
        return rows
    granted = Q(access__in=actor.grants.accesses(action))
    if action in KEPT:
        granted &= Q(Among("organisation_id", actor.organisations_for(action)))
    return rows.filter(by_membership(actor, action) | granted)
