"""Adding somebody with a first role and a one-time password, in one unit of work."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from accounts.actors import Actor
from accounts.models import Organisation, Person, ServiceAccount
from accounts.services.passwords import generated_password
from accounts.services.people import assign_role, create_person
from accounts.services.service_accounts import create_service
from accounts.services.trail import writing


def welcome_person(
    *, actor: Actor, now: datetime, home: Organisation, role: str, **fields: Any
) -> tuple[Person, str]:
    """Add a person with a role at home; the password is in the answer and nowhere else.

    Raises what `create_person` and `assign_role` raise, and then leaves nothing behind.
    """
    password = generated_password()
    with writing():
        person = create_person(actor=actor, now=now, home=home, password=password, **fields)
        assign_role(actor=actor, now=now, person=person, organisation=home, role=role)
    return person, password


def welcome_service(
    *, actor: Actor, now: datetime, organisation: Organisation, name: str, role: str
) -> ServiceAccount:
    """Add a service account with a role. Raises what `create_service` and `assign_role` raise."""
    with writing():
        service = create_service(actor=actor, now=now, organisation=organisation, name=name)
        assign_role(actor=actor, now=now, service=service, organisation=organisation, role=role)
    return service
