"""Finding out who signs in, and who a session belongs to."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from accounts.models import Person
from accounts.told import telling_of_people
from lib import clock


class PersonBackend(BaseBackend):
    """Sign-in name and password. There are no permissions here: the policy decides what a person may do."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **more: Any,
    ) -> Person | None:
        """The active person with that name and password; else None, after the same work."""
        if username is None or password is None:
            return None
        try:
            person = Person.objects.get_by_natural_key(username)
        except Person.DoesNotExist:
            Person().set_password(password)
            return None
        right = person.check_password(password)
        return person if right and person.is_active else None

    def get_user(self, user_id: int) -> Person | None:
        """The active person of a session, with home, what stands above it, roles and grants: one query."""
        people = Person.objects.active().select_related("home__parent").filter(pk=user_id)
        return people.annotate(**telling_of_people(clock.now())).first()
