"""Log lines: one record is one line, and secrets never reach it."""

from __future__ import annotations

import logging
import re

_SECRETS = re.compile(
    r"(?i)(authorization['\"]?\s*[:=]\s*['\"]?(?:bearer|token)\s+|bearer\s+|token\s+|password['\"]?\s*[:=]\s*['\"]?"
    r"|secret['\"]?\s*[:=]\s*['\"]?|://[^:/\s@]+:|tgp_|/new-password/[^/\s]+/)([^\s'\"&@]{4,})"
)


def masked(text: str) -> str:
    """The text with whatever follows a password, token or secret mark replaced."""
    return _SECRETS.sub(lambda match: f"{match.group(1)}***", text)


class OneLine(logging.Formatter):
    """Formats a record as one line; line breaks that came in with data are shown, not obeyed."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """The record, masked, on one line."""
        text = super().format(record)
        return masked(text).replace("\r", "\\r").replace("\n", "\\n")
