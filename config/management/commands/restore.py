"""`manage.py restore`: an archive written into an empty place, checked before, during and after."""

from __future__ import annotations

import os
import shutil
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from django.apps.registry import Apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError
from django.utils.translation import gettext as _

from accounts.actors import SYSTEM
from followups.services.sending import Held, hold, pause
from lib import clock, counts
from lib.errors import DomainError
from records.services.restore import Restored, restore


class Command(BaseCommand):
    """Restores into the configured database and storage, or into a folder of its own; sending is paused."""

    help = "Restore an archive of `backup` into an empty place."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """What, where to, and how thoroughly."""
        parser.add_argument("--from", dest="source", type=Path, required=True, metavar="FILE")
        parser.add_argument(
            "--into",
            type=Path,
            metavar="FOLDER",
            help="A new folder for database and storage, used afterwards as TANGGAP_VAR. "
            "Without it: the configured DATABASE_URL and STORAGE_URL.",
        )
        parser.add_argument(
            "--verify", action="store_true", help="Read every row and file back and compare it."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints what was restored; CommandError when it was refused or when the trail does not hold."""
        if options["into"] is not None:
            _again_in(options["into"], options["source"], verify=options["verify"])
        sending = _Sending()
        try:
            outcome = restore(
                now=clock.now(),
                source=options["source"],
                compare=options["verify"],
                early=[sending.hold],
                after=[sending.pause],
            )
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal
        except OperationalError as error:
            raise CommandError(
                _("The database cannot be reached: {why}").format(why=str(error).strip())
            ) from error
        self._tell(outcome)

    def _tell(self, outcome: Restored) -> None:
        words = _("Restored {rows} and {files} as of {moment}; {entries} of the trail checked.")
        self.stdout.write(
            words.format(
                rows=counts.rows(outcome.rows),
                files=counts.files(outcome.files),
                moment=outcome.manifest.made_at,
                entries=counts.entries(outcome.entries),
            )
        )
        if outcome.compared:
            self.stdout.write(_("Every row and every file was read back and is the same."))
        self.stdout.write(_("Sending is paused until somebody resumes it."))
        if outcome.sealed is None:
            self.stdout.write(
                _(
                    "Another secret key sealed this archive. Without that key (SECRET_KEY or var/secret-key) "
                    "tokens and personal data cannot be used."
                )
            )
        if outcome.manifest.damaged:
            self.stdout.write(_("These files were already damaged or missing when the archive was made:"))
            self.stdout.write("\n".join(f"  {name}" for name in outcome.manifest.damaged))
        if outcome.findings:
            listed = "\n".join(f"  {finding}" for finding in outcome.findings[:20])
            raise CommandError(_("Restored as it was, but its trail does not hold:") + f"\n{listed}")


class _Sending:
    """A restored copy sends nothing until somebody says so, whatever ends its restoring in between."""

    def __init__(self) -> None:
        self.held: Held | None = None

    def hold(self, apps: Apps, now: datetime) -> None:
        """With the rows, where their tables are older."""
        self.held = hold(apps=apps, now=now, reason=_("Restored from a backup"))

    def pause(self, now: datetime) -> None:
        """When the restoring is recorded."""
        pause(actor=SYSTEM, now=now, reason=_("Restored from a backup"), held=self.held)


def _again_in(folder: Path, source: Path, *, verify: bool) -> None:
    """Run the same command on the folder: this process becomes that one and does not return."""
    place = folder.resolve()
    try:
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
        kept, own = settings.VAR / "secret-key", place / "secret-key"
        if kept.is_file() and not own.exists():
            shutil.copy(kept, own)
    except OSError as error:
        raise CommandError(_("The folder {path} cannot be written.").format(path=place)) from error
    places = ("DATABASE_URL", "DATABASE_URL_FILE", "STORAGE_URL", "STORAGE_URL_FILE")
    elsewhere = {"TANGGAP_VAR": str(place)} | dict.fromkeys(places, "")
    command = [
        sys.executable,
        str(settings.BASE_DIR / "manage.py"),
        "restore",
        "--from",
        str(source.resolve()),
    ]
    os.execve(sys.executable, command + ["--verify"] * verify, {**os.environ, **elsewhere})  # noqa: S606
