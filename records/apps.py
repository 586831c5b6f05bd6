"""The Django application of the room `records`."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """Registers the room."""

    name = "records"
