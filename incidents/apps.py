"""The Django application of the room `incidents`."""

from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    """Registers the room."""

    name = "incidents"
