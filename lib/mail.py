"""Mail without a mail server: each message becomes one .eml file that any mail programme opens."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage

from lib import clock
from lib.ids import new_public_id


class FolderBackend(BaseEmailBackend):
    """Writes messages to EMAIL_FILE_PATH, whole or not at all; raises OSError when it cannot."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        kwargs.pop("file_path", None)
        super().__init__(fail_silently=bool(kwargs.get("fail_silently")))
        self.folder = Path(str(settings.EMAIL_FILE_PATH))

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write each message under a name that sorts by time; returns how many were written."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            name = f"{clock.now():%Y%m%dT%H%M%S}-{new_public_id().hex[-12:]}.eml"
            partial = self.folder / f".{name}"
            with partial.open("wb") as file:
                file.write(message.message().as_bytes())
                file.flush()
                os.fsync(file.fileno())
            partial.rename(self.folder / name)
        return len(email_messages)
