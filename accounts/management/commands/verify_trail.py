"""`manage.py verify_trail`: check every chain of the audit trail; exit 0 when it holds, else 1."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Organisation
from accounts.services.trail import SYSTEM_CHAIN
from accounts.services.verify import Place, Verdict, verify_trail
from lib import counts


class Command(BaseCommand):
    """Prints each chain with its length and head, then every finding with its place."""

    help = "Check the audit trail: every hash, link, commitment, head and number."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--json` for programs; `--against` to compare with heads that were noted earlier."""
        parser.add_argument("--json", action="store_true", help="print the result as one JSON document")
        parser.add_argument(
            "--against",
            type=Path,
            metavar="FILE",
            help="also compare with the output of an earlier --json run that was kept outside",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Check, print, and exit with 1 when something was found."""
        known = _noted(options["against"]) if options["against"] else None
        verdict = verify_trail(known=known)
        if options["json"]:
            self.stdout.write(json.dumps(_document(verdict), indent=2))
        else:
            self._tell(verdict)
        if not verdict.holds:
            sys.exit(1)

    def _tell(self, verdict: Verdict) -> None:
        names = {str(each.public_id): each.short for each in Organisation.objects.all()}
        names[SYSTEM_CHAIN] = _("System")
        for chain, (position, head) in sorted(verdict.heads.items()):
            self.stdout.write(f"{names.get(chain, '?')}  {chain}  #{position}  {head}")
        for finding in verdict.findings:
            self.stdout.write(self.style.ERROR(str(finding)))
        if verdict.holds:
            words = _("The trail holds: {entries} in {chains}.").format(
                entries=counts.entries(verdict.entries), chains=counts.chains(len(verdict.heads))
            )
            self.stdout.write(self.style.SUCCESS(words))
            return
        count = len(verdict.findings)
        words = ngettext(
            "The trail does not hold: {count} finding.", "The trail does not hold: {count} findings.", count
        )
        self.stdout.write(self.style.ERROR(words.format(count=count)))


def _document(verdict: Verdict) -> dict[str, Any]:
    """The result for programs; `heads` is what `--against` reads again."""
    return {
        "holds": verdict.holds,
        "entries": verdict.entries,
        "heads": {chain: {"position": place[0], "hash": place[1]} for chain, place in verdict.heads.items()},
        "findings": [
            {"chain": each.chain, "position": each.position, "sequence": each.sequence, "what": each.what}
            for each in verdict.findings
        ],
    }


def _noted(path: Path) -> dict[str, Place]:
    """The heads of an earlier run. Raises `CommandError` for a file that is none."""
    try:
        heads = json.loads(path.read_text(encoding="utf-8"))["heads"]
        return {str(chain): (int(place["position"]), str(place["hash"])) for chain, place in heads.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CommandError(_("{path} is no output of verify_trail --json.").format(path=path)) from error
