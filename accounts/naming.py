"""How a command names an organisation or a person: by key or short name, by sign-in name."""

from __future__ import annotations

from datetime import datetime

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor, actor_for_person
from accounts.models import Organisation, Person
from lib.errors import Invalid, Missing


def organisation_named(name: str) -> Organisation:
    """The one organisation with that key or short name. Raises `Missing`, `Invalid` with the keys."""
    by_key = Organisation.objects.filter(key=name).first()
    found = [by_key] if by_key else list(Organisation.objects.filter(short__iexact=name).order_by("key"))
    if not found:
        raise Missing(format_lazy(_("There is no organisation “{name}”."), name=name))
    if len(found) > 1:
        keys = ", ".join(each.key for each in found)
        message = _("Several organisations are called “{name}”. Say which one by its key: {keys}.")
        raise Invalid(format_lazy(message, name=name, keys=keys), field="organisation")
    return found[0]


def actor_named(username: str, *, now: datetime) -> Actor:
    """The actor of the active person with that sign-in name. Raises `Missing`."""
    person = Person.objects.active().select_related("home").filter(username__iexact=username).first()
    if person is None:
        raise Missing(format_lazy(_("Nobody signs in as “{username}”."), username=username))
    return actor_for_person(person, now=now)
