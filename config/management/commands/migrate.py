"""`manage.py migrate`: Django's own, which may also make the file of an SQLite database."""

from __future__ import annotations

from typing import Any

from django.core.management.commands.migrate import Command as Original
from django.db import connections

from lib.db.sqlite.files import make_if_missing


class Command(Original):
    """Brings the database up to the code; where there is none, makes it."""

    def execute(self, *args: Any, **options: Any) -> Any:
        """As Django's, whose checks need the file too; a mere look (`--plan`, `--check`) makes none."""
        if not (options["plan"] or options["check_unapplied"]):
            make_if_missing(connections[options["database"]])
        return super().execute(*args, **options)
