"""Mail that was given up: telling administrators, trying again, putting it aside."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.actors import Actor
from accounts.models import Membership, Person
from accounts.models.person import PersonQuerySet
from accounts.policy import Action
from accounts.roles import Role
from accounts.services.trail import Subject, writing
from followups.models import Delivery
from followups.services.notices import notify
from followups.vocabulary import LIVE, DeliveryState, NoticeKind
from lib.errors import Conflict

PAGE = "/notices/undelivered/"


def alert(delivery: Delivery, *, now: datetime) -> None:
    """Tell the administrators in the portal that mail is stuck: once an hour, however many there are."""
    notify(
        now=now,
        recipients=administrators_of(delivery.organisation_id, now),
        kind=NoticeKind.ALERT,
        organisation=delivery.organisation,
        access=None,
        dedupe=f"dead:{delivery.organisation_id}:{now:%Y%m%d%H}",
        origin=LIVE,
        data={"text_key": "dead_letters", "url": PAGE},
        by_mail=False,
    )


def administrators_of(organisation_id: int, now: datetime) -> PersonQuerySet:
    """Those who administer the organisation, in it or above it."""
    holders = Membership.objects.current(now).reaching(organisation_id).filter(role=Role.ADMINISTRATOR)
    return Person.objects.active().filter(pk__in=holders.values("person_id"))


def retry(*, actor: Actor, now: datetime, deliveries: Iterable[Delivery]) -> int:
    """Let given-up mails start again from the beginning; how many did. Raises `Refused`, `Conflict`."""
    again: dict[str, object] = {
        "state": DeliveryState.PLANNED,
        "attempts": 0,
        "not_before": now,
        "lease_until": None,
    }
    return _decide(actor, now, list(deliveries), "delivery.retried", again, carry_gathered=False)


def put_aside(*, actor: Actor, now: datetime, deliveries: Iterable[Delivery]) -> int:
    """Stop asking about given-up mails; their notices stand in the portal. Raises `Refused`, `Conflict`."""
    aside: dict[str, object] = {"state": DeliveryState.VOID}
    return _decide(actor, now, list(deliveries), "delivery.put_aside", aside, carry_gathered=True)


def _decide(
    actor: Actor,
    now: datetime,
    deliveries: list[Delivery],
    verb: str,
    values: dict[str, object],
    *,
    carry_gathered: bool,
) -> int:
    for organisation_id in {each.organisation_id for each in deliveries}:
        policy.require_in(actor, Action.DELIVERY_RETRY, organisation_id)
    with writing() as book:
        keys = [each.pk for each in deliveries]
        dead = Delivery.objects.dead().filter(pk__in=keys).select_related("organisation", "notice__recipient")
        rows = list(dead)
        if not rows:
            raise Conflict(_("This message no longer waits for a decision."))
        changed = [row.pk for row in rows]
        Delivery.objects.dead().filter(pk__in=changed).update(**values)
        if carry_gathered:
            carried = Q(gathered_into__in=changed, state=DeliveryState.PLANNED)
            Delivery.objects.filter(carried).update(state=DeliveryState.VOID)
        for row in rows:
            person = row.notice.recipient
            book.record(
                actor=actor,
                now=now,
                verb=verb,
                organisation=row.organisation,
                subjects=[Subject("person", person.pk, person.public_id, person.shown_name)],
                changes={"error": (row.last_error, "")},
            )
    return len(rows)
