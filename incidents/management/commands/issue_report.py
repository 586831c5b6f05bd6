"""`manage.py issue_report REFERENCE --language id|en --out FILE [--as PERSON]`: a report as a PDF file.

Without `--as` a draft is printed and not kept. With it, the command acts as that person: a head issues the
report, whoever may draft leaves a draft in their own name, everybody else is refused.
"""

from __future__ import annotations

import os
import tempfile
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from accounts.actors import SYSTEM
from accounts.naming import actor_named
from incidents.services.issuing import incident_named, issue_as
from incidents.services.reports import unstored_draft
from lib import clock
from lib.errors import DomainError
from records.services.reports import open_report


class Command(BaseCommand):
    """Writes the post-incident report of one incident to a file."""

    help = "Write the post-incident report of an incident as PDF: a draft, or as the person given with --as."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("reference", metavar="REFERENCE", help="number of the incident, or case key")
        parser.add_argument("--language", choices=["id", "en"], required=True)
        parser.add_argument("--out", metavar="FILE", type=Path, required=True)
        parser.add_argument("--as", dest="person", metavar="PERSON", help="sign-in name of who issues it")

    def handle(self, *args: Any, **options: Any) -> None:
        """Build, then write atomically; exit 1 with one sentence, or with the candidates."""
        try:
            data, told = _built(options["reference"], options["language"], options["person"])
        except DomainError as error:
            lines = [str(error), *(f"  {each.message}" for each in error.problems if not each.field)]
            raise CommandError("\n".join(lines)) from error
        _write(options["out"], data)
        self.stdout.write(f"{told}: {options['out']}")


def _built(reference: str, language: str, person: str | None) -> tuple[bytes, str]:
    """The bytes, and what they are in a few words."""
    now = clock.now()
    if person is None:
        incident = incident_named(actor=SYSTEM, reference=reference)
        return unstored_draft(now=now, incident=incident, language=language), _("Draft, not kept")
    actor = actor_named(person, now=now)
    incident = incident_named(actor=actor, reference=reference)
    report = issue_as(actor=actor, now=now, incident=incident, language=language)
    with closing(open_report(actor=actor, now=now, report=report)) as stream:
        return stream.read(), f"{report.get_state_display()} {report}"


def _write(path: Path, data: bytes) -> None:
    """Write beside the target and move there, so that nobody ever sees half a file."""
    beside: str | None = None
    try:
        handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        Path(beside).chmod(0o640)
        Path(beside).replace(path)
    except OSError as error:
        if beside is not None:
            with suppress(OSError):
                Path(beside).unlink()
        message = _("“{path}” cannot be written: {reason}.").format(path=path, reason=error.strerror)
        raise CommandError(message) from error
