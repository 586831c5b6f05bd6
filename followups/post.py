"""Handing mail over by Django's mail backend, with one connection for many mails."""

from __future__ import annotations

from types import TracebackType

from django.core.mail import EmailMessage, get_connection


class NotTaken(Exception):
    """The mail backend took no mail and did not say why."""


class MailPost:
    """An open mail connection; a failure closes it, so that the next mail gets a fresh one."""

    def __init__(self) -> None:
        self._connection = get_connection()

    def __enter__(self) -> MailPost:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def send(self, message: EmailMessage) -> None:
        """Hand one mail over. Raises what the mail backend raises, or `NotTaken`."""
        try:
            self._connection.open()
            taken = self._connection.send_messages([message])
        except Exception:
            self._connection.close()
            raise
        if not taken:
            raise NotTaken("the mail was not taken")
