"""The embedded broker: kombu's folder of messages, into which a message comes whole or not at all."""

from __future__ import annotations

import time
import uuid
from pathlib import Path
from typing import Any

from kombu.exceptions import ChannelError
from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    """Writes beside and renames: a reader that is quicker than the writer never meets half a message.

    kombu's own writes under the final name, and a worker that fetches the file before the first byte is
    there ends with an error.
    """

    def _put(self, queue: str, payload: Any, **_more: Any) -> None:  # type: ignore[override]  # kombu's own two differ
        stem = f"{round(time.monotonic() * 1000)}_{uuid.uuid4()}.{queue}"
        folder = Path(self.data_folder_out)
        part = folder / f"{stem}.part"
        try:
            part.write_text(dumps(payload), encoding="utf-8")
            part.replace(folder / f"{stem}.msg")
        except OSError as error:
            raise ChannelError(f"The message could not be written to {folder}") from error


class Transport(filesystem.Transport):
    """kombu's transport over folders, with that channel."""

    Channel = Channel


def use() -> None:
    """Let `filesystem://` mean this broker."""
    TRANSPORT_ALIASES["filesystem"] = f"{__name__}:Transport"
