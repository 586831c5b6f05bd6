#!/usr/bin/env python
"""The command line of Tanggap."""

import os
import sys

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import DatabaseError
from django.utils import translation

from config.terminal import database_away, language
from lib.db.away import is_away


def main() -> None:
    """Run one management command; a wrong setting or a database that is away ends it with one sentence."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        django.setup()
    except ImproperlyConfigured as error:
        sys.exit(f"Tanggap: {error}")
    translation.activate(language(os.environ))
    try:
        execute_from_command_line(sys.argv)
    except DatabaseError as error:
        if "--traceback" in sys.argv or not is_away(error):
            raise
        sys.exit(f"Tanggap: {database_away(error)}")


if __name__ == "__main__":
    main()
