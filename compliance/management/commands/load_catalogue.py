"""`manage.py load_catalogue [FILE]`: the requirements of a framework; ISO/IEC 27001:2022 without a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from accounts.actors import SYSTEM
from compliance.catalogue import ISO_27001_2022
from compliance.catalogue.reader import read_framework
from compliance.services.catalogue import load_framework
from lib import clock
from lib.errors import DomainError


class Command(BaseCommand):
    """Loads a framework; the same content twice changes nothing."""

    help = "Load a framework with its requirements; ISO/IEC 27001:2022 if no file is given."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", nargs="?", type=Path, default=ISO_27001_2022)

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and say what happened; exit 1 with every mistake and its place."""
        try:
            framework, written = load_framework(
                actor=SYSTEM, now=clock.now(), data=read_framework(options["file"])
            )
        except DomainError as error:
            lines = [str(error), *(f"  {each.field}: {each.message}" for each in error.problems)]
            raise CommandError("\n".join(lines)) from error
        except OSError as error:
            message = _("“{path}” cannot be read: {reason}.")
            raise CommandError(message.format(path=options["file"], reason=error.strerror)) from error
        count = framework.requirements.count()
        said = (
            _("{name} was loaded: {count} requirements.")
            if written
            else _("{name} is there: nothing changed.")
        )
        self.stdout.write(said.format(name=framework, count=count))
