"""What grants let one actor do: told with the actor or asked once, until somebody is let in or out."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence, Set
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from accounts.models import AccessGrant
from accounts.models.access import lets_in
from accounts.told import GRANT_ROW, MANY_GRANTS, ToldGrant

if TYPE_CHECKING:
    from accounts.actors import Actor

Accesses = tuple[int, ...] | QuerySet[AccessGrant, Any]


class Grants:
    """The memory of one actor; it lives as long as the actor does: for one request, task or command.

    What was not told is asked about thing by thing, so that whoever goes on for long, as a command does, is
    not held to what stood when it began.
    """

    def __init__(self, actor: Actor, told: Sequence[ToldGrant] | None, many: bool) -> None:
        self._actor = actor
        self._told = told
        self._many = many
        self._allowed: dict[Hashable, frozenset[int]] = {}
        self._ids: dict[Hashable, Accesses] = {}
        self._asked: dict[int, list[ToldGrant]] = {}

    @property
    def known(self) -> bool:
        """Whether they were told, so that nothing needs to be asked."""
        return self._told is not None

    def accesses(self, action: str) -> Accesses:
        """The accesses by whose grants the actor may do the action, for a query.

        Ids while they are few, which plans best; a subquery for an actor with more than `MANY_GRANTS`.
        """
        alike = self._actor.allowed_alike(action)
        if alike not in self._ids:
            self._ids[alike] = self._ids_for(action)
        return self._ids[alike]

    def letting_in(self, action: str, accesses: Set[int]) -> Set[int]:
        """Those of the accesses by whose grants the action is allowed; one query at most."""
        if self.known:
            return accesses & self._told_for(action)
        self.look_up(accesses)
        return self._allowing(action, (each for key in accesses for each in self._asked[key]))

    def look_up(self, accesses: Set[int]) -> None:
        """Ask about all of these at once, for any action: before they are judged one by one."""
        unknown = set() if self.known else accesses - self._asked.keys()
        if unknown:
            self._asked.update({each: [] for each in unknown})
            grants = AccessGrant.objects.concerning(self._actor).filter(access__in=unknown)
            for row in grants.values_list(*GRANT_ROW):
                given = ToldGrant(*row)
                self._asked[given.access_id].append(given)

    def forget(self) -> None:
        """Ask anew from now on: for the verbs that let in or out while the actor's request goes on."""
        self._told = None
        self._allowed.clear()
        self._ids.clear()
        self._asked.clear()

    def _told_for(self, action: str) -> frozenset[int]:
        alike = self._actor.allowed_alike(action)
        if alike not in self._allowed:
            self._allowed[alike] = self._allowing(action, self._told or ())
        return self._allowed[alike]

    def _ids_for(self, action: str) -> Accesses:
        if self.known and len(told := self._told_for(action)) <= MANY_GRANTS:
            return tuple(sorted(told))
        found = AccessGrant.objects.reaching(self._actor, action).values_list("access_id", flat=True)
        few = () if self._many else tuple(found.distinct()[: MANY_GRANTS + 1])
        return found if self._many or len(few) > MANY_GRANTS else few

    def _allowing(self, action: str, grants: Iterable[ToldGrant]) -> frozenset[int]:
        held = (each for each in grants if lets_in(each, each.tlp, self._actor, action))
        return frozenset(each.access_id for each in held)
