#!/usr/bin/env python
"""The command line of Tanggap."""

import os
import sys

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.utils import translation

from config.terminal import language


def main() -> None:
    """Run one management command; a wrong setting ends it with one sentence."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        django.setup()
    except ImproperlyConfigured as error:
        sys.exit(f"Tanggap: {error}")
    translation.activate(language(os.environ))
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
