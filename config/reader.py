"""Reads variables of the environment, each with its kind; a wrong value is one sentence, never a traceback.

`X_FILE` names a file that holds the value of `X`, for secrets. An empty variable counts as not set.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from django.core.exceptions import ImproperlyConfigured

YES, NO = {"yes", "true", "on", "1"}, {"no", "false", "off", "0"}


class Misconfigured(ImproperlyConfigured):
    """A setting is wrong; the message is one sentence that says which and how to mend it."""


class Reader:
    """The environment, typed. Every method raises `Misconfigured` for a value that it cannot take."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self.values = values

    def text(self, name: str, default: str = "") -> str:
        """The value without blanks around it; from the file that `<name>_FILE` names, if that is set."""
        path = self.values.get(f"{name}_FILE", "").strip()
        if not path:
            return self.values.get(name, "").strip() or default
        try:
            return Path(path).read_text(encoding="utf-8").strip() or default
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "it is not text"
            raise Misconfigured(f"{name}_FILE names {path}, which cannot be read ({reason}).") from error

    def flag(self, name: str, *, default: bool) -> bool:
        """A yes or no: yes/no, true/false, on/off, 1/0."""
        raw = self.text(name).lower()
        if raw in YES | NO:
            return raw in YES
        if raw:
            raise Misconfigured(f"{name} is {raw!r}: write yes or no.")
        return default

    def whole(self, name: str, default: int, *, least: int = 0, most: int = 2**31) -> int:
        """A whole number from `least` to `most`."""
        raw = self.text(name, str(default))
        try:
            number = int(raw)
        except ValueError as error:
            raise Misconfigured(f"{name} is {raw!r}: write a whole number.") from error
        if not least <= number <= most:
            raise Misconfigured(f"{name} is {number}: it can be from {least} to {most}.")
        return number

    def number(self, name: str, default: float, *, least: float, most: float) -> float:
        """A number from `least` to `most`."""
        raw = self.text(name, str(default))
        try:
            number = float(raw)
        except ValueError as error:
            raise Misconfigured(f"{name} is {raw!r}: write a number.") from error
        if not least <= number <= most:
            raise Misconfigured(f"{name} is {number:g}: it can be from {least:g} to {most:g}.")
        return number

    def listing(self, name: str, default: list[str]) -> list[str]:
        """Values between commas."""
        raw = self.text(name)
        return [part.strip() for part in raw.split(",") if part.strip()] if raw else default

    def one_of(self, name: str, default: str, known: list[str]) -> str:
        """One of the known words."""
        word = self.text(name, default)
        if word not in known:
            raise Misconfigured(f"{name} is {word!r}: it can be {', '.join(known[:-1])} or {known[-1]}.")
        return word

    def address(self, name: str, default: str) -> SplitResult:
        """A web address, http or https, of a host and without a path."""
        raw = self.text(name, default).rstrip("/")
        try:
            parts = urlsplit(raw)
            good = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
        except ValueError:
            good = False
        if not good or parts.path or parts.query or parts.fragment or parts.username:
            raise Misconfigured(f"{name} is {raw!r}: write an address such as https://tanggap.example.go.id.")
        return parts
