"""The Django application of the room `compliance`."""

from django.apps import AppConfig


class ComplianceConfig(AppConfig):
    """Registers the room."""

    name = "compliance"
