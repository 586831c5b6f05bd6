"""Fields of bodies that name several things which the actor may see."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet
from rest_framework import serializers

from accounts.actors import Actor
from accounts.selectors import as_public_id, missing, public_ids
from lib.api.fields import ByIdentity


class ManyByIdentity(serializers.ListField):
    """Several other things, each named by its `public_id`; one query for all, of `rows(actor)`."""

    def __init__(self, rows: Callable[[Actor], QuerySet[Any]], *, max_length: int, **kwargs: Any) -> None:
        self.rows = rows
        self.known: dict[UUID, Model] = {}
        super().__init__(child=ByIdentity(self._find), max_length=max_length, **kwargs)

    def run_child_validation(self, data: list[Any]) -> Any:
        """The things. Raises for too many before any is read, then for each that is not there or hidden,
        naming its place."""
        self.run_validators(data)
        rows = self.rows(self.context["actor"]).filter(public_id__in=public_ids(map(str, data)))
        self.known = {each.public_id: each for each in rows}
        return super().run_child_validation(data)

    def _find(self, _actor: Actor, public_id: str) -> Model:
        found = self.known.get(as_public_id(public_id))
        if found is None:
            raise missing()
        return found
