"""Checking chains from the portal and by sweep, and keeping what the last check found."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.actors import SYSTEM, Actor
from accounts.models import TrailCheck, TrailEntry, TrailHead
from accounts.policy import Action
from accounts.services.trail import SYSTEM_CHAIN
from accounts.services.verify import Erasures, check_chain
from lib.errors import Missing

WHOLE_UP_TO = 10_000
"""A chain this long is checked from its beginning each time; of a longer one, what is newer than the last
check that held. The command `verify_trail` checks everything from the beginning."""
KEPT_FINDINGS = 20


def check_now(*, actor: Actor, now: datetime, head: TrailHead) -> TrailCheck:
    """Check one chain and keep the result. Raises `Missing` for a chain that the actor may not read."""
    if not _may_read(actor, head):
        raise Missing(_("There is nothing here, or you may not see it."))
    return _check(now, head, Erasures())


def check_all(*, now: datetime) -> list[TrailCheck]:
    """Check every chain, for the sweep; those whose check found something come back."""
    erasures = Erasures()
    checks = [_check(now, head, erasures) for head in TrailHead.objects.order_by("chain")]
    return [each for each in checks if each.findings]


def _may_read(actor: Actor, head: TrailHead) -> bool:
    if actor is SYSTEM or actor.is_system:
        return True
    if head.chain == SYSTEM_CHAIN:
        return bool(actor.organisations_for(Action.SYSTEM_TRAIL_READ))
    return head.organisation_id in actor.organisations_for(Action.TRAIL_READ)


def _check(now: datetime, head: TrailHead, erasures: Erasures) -> TrailCheck:
    last = TrailCheck.objects.filter(chain=head.chain).first()
    start = (0, "")
    if last and not last.findings and head.position > WHOLE_UP_TO and _still_stands(last):
        start = (last.position, last.hash)
    end, _count, findings = check_chain(
        head.chain, erasures=erasures, before=(head.position, head.hash), start=start
    )
    check = TrailCheck(
        chain=head.chain,
        checked_at=now,
        position=end[0],
        hash=end[1],
        broken_at=findings[0].position if findings else None,
        findings=[str(each) for each in findings[:KEPT_FINDINGS]],
    )
    values = ["checked_at", "position", "hash", "broken_at", "findings"]
    TrailCheck.objects.bulk_create(
        [check], update_conflicts=True, unique_fields=["chain"], update_fields=values
    )
    return check


def _still_stands(last: TrailCheck) -> bool:
    rows = TrailEntry.objects.filter(chain=last.chain, position=last.position, hash=last.hash)
    return rows.exists()
