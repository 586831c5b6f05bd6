"""Leases: who alone may do something for a while. A holder that died loses it when its time is over."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import F, Q

from followups.models import Lease


def acquire(*, name: str, holder: str, now: datetime, seconds: float) -> int | None:
    """Take the lease, or take it again as the same holder; its fencing token, None while another holds it.

    The token rises each time the lease changes hands, so that whoever lost it can be told from who has it.
    """
    until = now + timedelta(seconds=seconds)
    Lease.objects.bulk_create([Lease(name=name)], ignore_conflicts=True)
    if Lease.objects.filter(name=name, holder=holder, until__gt=now).update(until=until):
        return _token(name, holder)
    free = Q(until__isnull=True) | Q(until__lte=now)
    if Lease.objects.filter(free, name=name).update(holder=holder, until=until, token=F("token") + 1):
        return _token(name, holder)
    return None


def _token(name: str, holder: str) -> int | None:
    return Lease.objects.filter(name=name, holder=holder).values_list("token", flat=True).first()


def release(*, name: str, token: int) -> None:
    """Give it back at once; nothing happens if it has passed to another holder."""
    Lease.objects.filter(name=name, token=token).update(until=None)
