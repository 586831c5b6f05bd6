"""The Django application of the room `config`."""

from importlib import import_module

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Registers the room; once all models are there, the rooms are connected."""

    name = "config"

    def ready(self) -> None:
        """Register checks and connect the rooms, by name, since their models are not there any earlier."""
        import_module("config.checks").register_all()
        import_module("config.wiring").connect()
