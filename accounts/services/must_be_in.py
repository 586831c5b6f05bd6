"""Who is let in at once where only people let in by name see a thing: its author, and perhaps a lead."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from datetime import datetime
from typing import Any

from accounts.actors import Actor
from accounts.models import Access, AccessGrant, Membership
from accounts.policy import Action
from accounts.roles import GrantLevel, Role
from lib.db.gathering import InstancesOf, RowsOf, at_once

LEADS = (Role.ISMS_MANAGER, Role.DPO, Role.HEAD)
"""Who is let in beside somebody who may not let others in, the first role that is filled."""


def grants_and_leads(actor: Actor, now: datetime, access: Access) -> tuple[list[AccessGrant], set[int]]:
    """The standing grants, and the leads who are let in beside the author: one query."""
    standing = InstancesOf(AccessGrant.objects.standing().filter(access=access).order_by("pk"))
    grants, *held = at_once(standing, *_held_leads(actor, now, access))
    return grants, _first_filled(held[0]) if held else set()


def leads_beside(actor: Actor, now: datetime, access: Access) -> set[int]:
    """The leads who are let in beside the author of an access that is new; one query at most."""
    held = at_once(*_held_leads(actor, now, access))
    return _first_filled(held[0]) if held else set()


def let_in_who_must_be(
    actor: Actor, now: datetime, access: Access, grants: Sequence[AccessGrant], leads: Set[int]
) -> list[AccessGrant]:
    """The author, and the leads beside them; the grants that stand after that."""
    people = {*leads, actor.person_id} if actor.person_id else leads
    missing = people - {each.person_id for each in grants if each.level == GrantLevel.TAKE_PART}
    lesser = [each for each in grants if each.person_id in missing]
    AccessGrant.objects.standing().filter(pk__in=[each.pk for each in lesser]).update(revoked_at=now)
    given = AccessGrant.objects.bulk_create(
        AccessGrant(access=access, person_id=each, granted_at=now) for each in sorted(missing)
    )
    actor.forget_grants()
    return [*(each for each in grants if each not in lesser), *given]


def _held_leads(actor: Actor, now: datetime, access: Access) -> list[RowsOf]:
    """Who has a lead role in the organisation or above it; asked where the author may not let others in."""
    if actor.person_id and actor.may_in(access.organisation_id, Action.INCIDENT_SHARE):
        return []
    rows = Membership.objects.reaching(access.organisation_id).current(now)
    return [RowsOf(rows.filter(role__in=LEADS, person__is_active=True), "role", "person_id")]


def _first_filled(held: Iterable[Any]) -> set[int]:
    """The people of the first lead role that is filled."""
    by_role: dict[str, set[int]] = {}
    for row in held:
        by_role.setdefault(row.role, set()).add(row.person_id)
    return next((by_role[role] for role in LEADS if role in by_role), set())
