"""Service accounts: the programs that act through the API."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.actors import Actor
from accounts.models import Organisation, ServiceAccount
from accounts.policy import Action
from accounts.services.people import require_over, service_subject
from accounts.services.trail import writing
from lib.db.checks import checked
from lib.errors import Conflict


def create_service(*, actor: Actor, now: datetime, organisation: Organisation, name: str) -> ServiceAccount:
    """Add an account for a program; it has no role until one is assigned. Raises `Refused`, `Conflict`."""
    policy.require_in(actor, Action.PERSON_EDIT, organisation.pk)
    service = ServiceAccount(organisation=organisation, name=name.strip())
    checked(service, ["name"])
    with writing() as book:
        try:
            with transaction.atomic():
                service.save()
        except IntegrityError as error:
            raise Conflict(_("A service account of this name is already there."), field="name") from error
        book.record(
            actor=actor,
            now=now,
            verb="service_account.created",
            organisation=organisation,
            subjects=[service_subject(service)],
            changes={"name": (None, service.name)},
        )
    return service


def set_service_active(
    *, actor: Actor, now: datetime, service: ServiceAccount, active: bool
) -> ServiceAccount:
    """Switch a service account off (its tokens stop at once) or on again. Raises `Refused`."""
    require_over(actor, service, now)
    with writing() as book:
        rows = ServiceAccount.objects.filter(pk=service.pk).exclude(is_active=active)
        if rows.update(is_active=active, version=service.version + 1):
            book.record(
                actor=actor,
                now=now,
                verb="service_account.reactivated" if active else "service_account.deactivated",
                organisation=service.organisation,
                subjects=[service_subject(service)],
            )
    service.refresh_from_db()
    return service
