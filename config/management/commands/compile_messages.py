"""`manage.py compile_messages`: turns the rooms' catalogues into the form that Django loads."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.catalogues import compile_changed
from lib.errors import DomainError


class Command(BaseCommand):
    """Compiles each catalogue that is newer than what was compiled from it."""

    help = "Compile the translation catalogues that have changed."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints the catalogues it compiled; CommandError when one cannot be read."""
        try:
            for source in compile_changed():
                self.stdout.write(str(source.relative_to(settings.BASE_DIR)))
        except DomainError as error:
            raise CommandError(str(error)) from error
