"""The Django application of the room `accounts`."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Registers the room."""

    name = "accounts"
