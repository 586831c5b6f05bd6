"""Whether mail is sent at all: one switch, which a restored copy finds switched off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.apps.registry import Apps
from django.db.models import Exists
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.policy import Action
from accounts.selectors import may_everywhere
from accounts.services.trail import writing
from followups.lifecycle import require_reason
from followups.models import SendingSwitch
from lib.errors import Refused

_ONLY = 1


def paused() -> Exists:
    """A condition that holds while sending is paused; for the statement that claims a delivery."""
    return Exists(SendingSwitch.objects.filter(pk=_ONLY, paused=True))


def switch() -> SendingSwitch | None:
    """The switch as it stands; None if nobody ever touched it, which means that mail is sent."""
    return SendingSwitch.objects.filter(pk=_ONLY).first()


def may_turn(actor: Actor) -> bool:
    """Whether the actor may pause and resume: the one switch holds the mail of all organisations."""
    return may_everywhere(actor, Action.DELIVERY_RETRY)


@dataclass(frozen=True, slots=True)
class Held:
    """What the switch said before `hold` turned it."""

    paused: bool
    reason: str


def hold(*, apps: Apps, now: datetime, reason: str) -> Held:
    """Send nothing from a restored copy whose tables are still those of an older version.

    Nobody works in it yet, and its tables take no entry of the trail: give what this returns to `pause` once
    they are new.
    """
    table = apps.get_model("followups", "SendingSwitch")._base_manager
    before = table.filter(pk=_ONLY).first()
    table.update_or_create(pk=_ONLY, defaults={"paused": True, "reason": reason[:200], "changed_at": now})
    return Held(before.paused, before.reason) if before else Held(paused=False, reason="")


def pause(*, actor: Actor, now: datetime, reason: str, held: Held | None = None) -> SendingSwitch:
    """Send nothing until somebody resumes; what is planned is kept. Raises `Refused`, `Invalid`.

    `held` is what the switch said where `hold` has turned it: the trail tells the change from that.
    """
    return _turn(actor=actor, now=now, paused=True, reason=require_reason(reason)[:200], held=held)


def resume(*, actor: Actor, now: datetime) -> SendingSwitch:
    """Send again, what was kept first; many for one person go out as one digest. Raises `Refused`."""
    return _turn(actor=actor, now=now, paused=False, reason="")


def _turn(
    *, actor: Actor, now: datetime, paused: bool, reason: str, held: Held | None = None
) -> SendingSwitch:
    if not may_turn(actor):
        raise Refused(_("This concerns everybody here: it takes an administrator of all organisations."))
    with writing() as book:
        before = held or switch()
        was = before.paused if before else False
        turned, _new = SendingSwitch.objects.update_or_create(
            pk=_ONLY, defaults={"paused": paused, "reason": reason, "changed_at": now}
        )
        if was != paused:
            book.record(
                actor=actor,
                now=now,
                verb="sending.paused" if paused else "sending.resumed",
                changes={"paused": (was, paused), "reason": (before.reason if before else "", reason)},
            )
    return turned
