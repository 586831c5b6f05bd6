"""The Django application of the room `lib`."""

from django.apps import AppConfig


class LibConfig(AppConfig):
    """Registers the room."""

    name = "lib"
