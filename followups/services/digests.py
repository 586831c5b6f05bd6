"""Gathering: when many mails wait for one person, as after a long downtime, they go out as one.

What belongs together is settled in the database before anything is sent, so that a second attempt after a
crash sends the same digest under the same Message-ID.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Count, F, QuerySet

from followups.models import Delivery
from followups.services.sending import paused
from followups.vocabulary import DeliveryState
from lib import failpoints

AT_LEAST = 5
"""Fewer mails than this that wait at once for one person stay mails of their own."""
AT_MOST = 200


def gather_digests(*, now: datetime) -> int:
    """Gather the waiting mails of each person who has many, one transaction each; how many people."""
    people = (
        _waiting(now)
        .filter(~paused())
        .values("notice__recipient")
        .annotate(number=Count("pk"))
        .filter(number__gte=AT_LEAST)
        .order_by("notice__recipient")
    )
    return sum(_gather(person, now) for person in people.values_list("notice__recipient", flat=True))


def _waiting(now: datetime) -> QuerySet[Delivery]:
    """Mails that nobody has tried to send and that carry no others."""
    return Delivery.objects.claimable(now).filter(attempts=0, gathered__isnull=True)


def _gather(person: int, now: datetime) -> bool:
    """Put the waiting mails of one person into the first of them.

    The first one's token is raised, so that whoever saw it as a mail of its own can no longer claim it.
    """
    with transaction.atomic():
        waiting = _waiting(now).filter(notice__recipient=person).order_by("pk")
        rows = list(waiting.values_list("pk", "token")[:AT_MOST])
        if len(rows) < AT_LEAST:
            return False
        (first, token), *others = rows
        untouched = Delivery.objects.filter(
            attempts=0, state=DeliveryState.PLANNED, gathered_into__isnull=True, lease_until__isnull=True
        )
        if not untouched.filter(pk=first, token=token).update(token=F("token") + 1):
            return False
        untouched.filter(pk__in=[key for key, _token in others]).update(gathered_into=first)
        failpoints.hit("digest-gathered")
    return True
