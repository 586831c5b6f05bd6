"""Roles that stand, and which of them an organisation needs as those of its last administrator."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, Person
from accounts.roles import Role
from lib.db.locks import hold
from lib.errors import Conflict


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role with its organisation, and whether it is that of the last administrator there."""

    role: Membership
    last: bool = False


def roles_held(
    person: Person, now: datetime, *, organisation_id: int | None = None, leaving: bool = False
) -> list[HeldRole]:
    """The roles of a person that stand, all or those in one organisation, in one question.

    A role of an administrator is the last where nobody else is one there or above: without that one role, or
    without any of the person's when they are `leaving`. Whose role has an end does not count. Holds the
    question until the transaction ends: of two who leave at once one stays.
    """
    hold("administrators")
    current = Membership.objects.current(now)
    own = current.filter(person=person)
    if organisation_id is not None:
        own = own.filter(organisation=organisation_id)
    lasting = current.filter(role=Role.ADMINISTRATOR, person__is_active=True, until__isnull=True)
    others = lasting.reaching(OuterRef("organisation")).exclude(pk=OuterRef("pk"))
    if leaving:
        others = others.exclude(person=person)
    last = Q(role=Role.ADMINISTRATOR) & ~Exists(others)
    rows: Iterable[Any] = own.select_related("person", "organisation").annotate(last=last).order_by("pk")
    return [HeldRole(each, each.last) for each in rows]


def require_another_administrator(held: Iterable[HeldRole]) -> None:
    """Pass if each organisation keeps an administrator without these roles.

    Raises `Conflict` that names the organisation.
    """
    alone = next((each.role for each in held if each.last), None)
    if alone is not None:
        words = _("{organisation} would have no administrator. Make somebody else administrator first.")
        raise Conflict(format_lazy(words, organisation=str(alone.organisation)))
