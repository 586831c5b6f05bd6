"""What grants let one actor do: told with the actor or asked once, until somebody is let in or out."""

from __future__ import annotations

from collections.abc import Hashable, Sequence, Set
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from accounts.models import AccessGrant
from accounts.models.access import lets_in
from accounts.told import MANY_GRANTS, ToldGrant

if TYPE_CHECKING:
    from accounts.actors import Actor

Accesses = tuple[int, ...] | QuerySet[AccessGrant, Any]


class Grants:
    """The memory of one actor; it lives as long as the actor does: for one request, task or command."""

    def __init__(self, actor: Actor, told: Sequence[ToldGrant] | None) -> None:
        self._actor = actor
        self._told = told
        self._by_action: dict[Hashable, Accesses] = {}
        self._let_in: dict[Hashable, dict[int | None, bool]] = {}

    def accesses(self, action: str) -> Accesses:
        """The accesses by whose grants the actor may do the action; asked once for all alike actions.

        Ids while they are few, which plans best; a subquery for an actor with more than `MANY_GRANTS`.
        """
        key = self._actor.allowed_alike(action)
        if key not in self._by_action:
            self._by_action[key] = self._of_told(action) if self._told is not None else self._asked(action)
        return self._by_action[key]

    def known(self, action: str) -> bool:
        """Whether it needs no question which grants allow the action."""
        return self._told is not None or self._actor.allowed_alike(action) in self._by_action

    def letting_in(self, action: str, accesses: Set[int | None]) -> Set[int | None]:
        """Those of the accesses by whose grants the action is allowed."""
        if self._told is not None:
            return accesses & set(self._of_told(action))
        known = self._let_in.setdefault(self._actor.allowed_alike(action), {})
        unknown = accesses - known.keys()
        if unknown:
            grants = AccessGrant.objects.reaching(self._actor, action).filter(access__in=unknown)
            found = set(grants.values_list("access_id", flat=True))
            known.update({each: each in found for each in unknown})
        return {each for each in accesses if known[each]}

    def forget(self) -> None:
        """Ask anew from now on: for the verbs that let in or out while the actor's request goes on."""
        self._told = None
        self._by_action.clear()
        self._let_in.clear()

    def _of_told(self, action: str) -> tuple[int, ...]:
        told = self._told or ()
        found = {each.access_id for each in told if lets_in(each, each.tlp, self._actor, action)}
        return tuple(sorted(found))

    def _asked(self, action: str) -> Accesses:
        found = AccessGrant.objects.reaching(self._actor, action).values_list("access_id", flat=True)
        few = tuple(found.distinct()[: MANY_GRANTS + 1])
        return few if len(few) <= MANY_GRANTS else found
