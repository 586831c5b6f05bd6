"""`manage.py backup`: one verified archive of everything, while Tanggap keeps running."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from lib import clock, counts
from lib.errors import DomainError
from records.services.backup import Made, make_backup


class Command(BaseCommand):
    """Writes the archive and reads it again; exits with 1 when stored files were already damaged."""

    help = "Write one verified archive of database and storage."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to."""
        parser.add_argument(
            "--to",
            type=Path,
            metavar="FOLDER|FILE",
            help="A folder, in which the archive gets a dated name, or the archive's own path. "
            "Without it: the folder `backups` in the folder of this installation.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints what the archive holds; CommandError when it could not be made whole."""
        target = options["to"]
        try:
            if target is None:
                target = settings.VAR / "backups"
                target.mkdir(mode=0o700, exist_ok=True)
            made = make_backup(now=clock.now(), to=target)
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal
        except OSError as error:
            raise CommandError(f"{target}: {error.strerror}") from error
        self._tell(made)

    def _tell(self, made: Made) -> None:
        self.stdout.write(
            _("{path}: {rows} of {tables} and {files}, {size}; read again and whole.").format(
                path=made.path,
                rows=counts.rows(made.rows),
                tables=counts.tables(len(made.manifest.tables)),
                files=counts.files(len(made.manifest.files)),
                size=filesizeformat(made.size),
            )
        )
        self.stdout.write(
            _("The secret key is not in it: keep a copy elsewhere, tokens and personal data need it.")
        )
        if made.manifest.damaged:
            listed = "\n".join(f"  {name}" for name in made.manifest.damaged)
            raise CommandError(
                _("The archive was made, but these stored files were already damaged or missing:")
                + f"\n{listed}"
            )
