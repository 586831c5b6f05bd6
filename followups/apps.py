"""The Django application of the room `followups`."""

from django.apps import AppConfig


class FollowupsConfig(AppConfig):
    """Registers the room."""

    name = "followups"
