"""`manage.py new_password USERNAME`: for whoever has the machine but has lost the way in."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from accounts.actors import SYSTEM
from accounts.models import Person
from accounts.services.passwords import give_password
from lib import clock
from lib.errors import DomainError


class Command(BaseCommand):
    """Gives somebody a one-time password, which they change when they sign in."""

    help = "Give somebody a new password, to be changed at the next sign-in, and print it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="the sign-in name")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints the password; CommandError for nobody of that name, or somebody who was deactivated."""
        username = options["username"]
        try:
            person = Person.objects.get_by_natural_key(username)
            self.stdout.write(give_password(actor=SYSTEM, now=clock.now(), person=person))
        except Person.DoesNotExist as error:
            raise CommandError(_("Nobody has the sign-in name “{name}”.").format(name=username)) from error
        except DomainError as error:
            raise CommandError(str(error)) from error
