"""`manage.py load_case FILE.yaml [--organisation SHORT]`: one incident from a case file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from accounts.actors import SYSTEM
from accounts.models import Organisation
from accounts.naming import organisation_named
from incidents.cases.loader import Loaded, load_case
from incidents.cases.reader import read_file
from lib import clock
from lib.errors import DomainError


class Command(BaseCommand):
    """Loads a case file, all of it or nothing."""

    help = "Load one incident from a case file (YAML). The same file twice changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE.yaml", type=Path)
        parser.add_argument(
            "--organisation",
            metavar="SHORT",
            help="short name or key of the body below which missing organisations are created",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and say what happened; exit 1 with every error and its place."""
        try:
            below: Organisation | None = None
            if options["organisation"]:
                below = organisation_named(options["organisation"])
            loaded = load_case(
                actor=SYSTEM, now=clock.now(), case=read_file(options["file"]), organisation=below
            )
        except DomainError as error:
            raise CommandError(_told(options["file"], error)) from error
        self._tell(loaded)

    def _tell(self, loaded: Loaded) -> None:
        incident = loaded.incident
        named = {"case": incident.case_key, "number": incident.number, "organisation": incident.organisation}
        for remark in loaded.notes:
            self.stderr.write(str(remark))
        if loaded.already_there:
            self.stdout.write(
                _("Case “{case}” is already loaded as {number} ({organisation}); nothing changed.").format(
                    **named
                )
            )
        else:
            self.stdout.write(_("Case “{case}” was loaded as {number} ({organisation}).").format(**named))


def _told(path: Path, error: DomainError) -> str:
    """Each error with its place on a line of its own."""
    lines = [f"{path}: {error}"]
    lines += [
        f"  {each.field}: {each.message}" if each.field else f"  {each.message}" for each in error.problems
    ]
    return "\n".join(lines)
