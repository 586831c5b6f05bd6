"""`manage.py load_demo`: whatever of the demonstration is not there yet."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.actors import SYSTEM
from compliance.catalogue import ISO_27001_2022
from compliance.catalogue.reader import read_framework
from compliance.services.catalogue import load_framework
from config import demo
from config.logins import login_lines
from lib import clock
from lib.errors import DomainError


class Command(BaseCommand):
    """Loads organisations, people by role and both real cases; twice changes nothing."""

    help = "Load whatever of the demonstration is not there yet, and print the logins of new people."

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints new logins; CommandError with one sentence when something stands in the way."""
        now = clock.now()
        try:
            with translation.override(settings.LANGUAGE_CODE):
                load_framework(actor=SYSTEM, now=now, data=read_framework(ISO_27001_2022))
                logins = demo.load(now=now)
        except DomainError as error:
            raise CommandError(str(error)) from error
        lines = login_lines(logins) or [_("The demonstration is loaded; nobody had to be added.")]
        for line in lines:
            self.stdout.write(line)
