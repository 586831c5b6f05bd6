"""`manage.py issue_token`: a token for a program, printed once; the portal does the same under its profile.

For a service account, which is made with its role if it is not there yet:
`manage.py issue_token --service NAME --organisation KEY --role ROLE --scope incidents:read …`
For a person: `manage.py issue_token --person USERNAME --scope …`
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from accounts.actors import SYSTEM
from accounts.models import Person, ServiceAccount
from accounts.naming import organisation_named
from accounts.roles import Role
from accounts.services.people import assign_role
from accounts.services.service_accounts import create_service
from accounts.services.tokens import issue_token, known_scopes
from accounts.services.trail import writing
from lib import clock
from lib.errors import DomainError


class Command(BaseCommand):
    """Prints the secret and nothing else, so that a script can keep it."""

    help = "Issue an API token to a service account or a person, and print its secret once."

    def add_arguments(self, parser: CommandParser) -> None:
        whom = parser.add_mutually_exclusive_group(required=True)
        whom.add_argument("--service", metavar="NAME", help="a service account, made if it is not there")
        whom.add_argument("--person", metavar="USERNAME", help="somebody's sign-in name")
        parser.add_argument("--organisation", metavar="KEY", help="where the service account belongs")
        parser.add_argument("--role", choices=Role.values, help="the role of a new service account there")
        parser.add_argument(
            "--scope", choices=known_scopes(), nargs="+", action="extend", required=True, dest="scopes"
        )
        parser.add_argument("--days", type=int, default=90, help="how long it lasts; 90 by itself")
        parser.add_argument("--label", default="", help="what it is called in lists")

    def handle(self, *args: Any, **options: Any) -> None:
        """Issue and print; exit 1 with one sentence."""
        try:
            with writing():
                self.stdout.write(_issued(options))
        except Person.DoesNotExist as error:
            words = _("Nobody signs in as “{name}”.").format(name=options["person"])
            raise CommandError(words) from error
        except DomainError as error:
            raise CommandError(str(error)) from error


def _issued(options: dict[str, Any]) -> str:
    now = clock.now()
    owner = _person(options) if options["person"] else _service(options)
    _token, secret = issue_token(
        actor=SYSTEM,
        now=now,
        person=owner if isinstance(owner, Person) else None,
        service=owner if isinstance(owner, ServiceAccount) else None,
        label=options["label"] or str(owner),
        scopes=options["scopes"],
        expires_at=now + timedelta(days=options["days"]),
    )
    return secret


def _person(options: dict[str, Any]) -> Person:
    return Person.objects.active().select_related("home").get(username__iexact=options["person"])


def _service(options: dict[str, Any]) -> ServiceAccount:
    """The service account of that name; a new one wants organisation and role."""
    if not options["organisation"]:
        raise CommandError(_("Say with --organisation where the service account belongs."))
    organisation = organisation_named(options["organisation"])
    found = ServiceAccount.objects.filter(organisation=organisation, name=options["service"]).first()
    if found is not None:
        return found
    if not options["role"]:
        raise CommandError(_("A new service account needs a role: name it with --role."))
    made = create_service(actor=SYSTEM, now=clock.now(), organisation=organisation, name=options["service"])
    assign_role(actor=SYSTEM, now=clock.now(), service=made, organisation=organisation, role=options["role"])
    return made
