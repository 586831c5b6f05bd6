"""Canonical JSON (RFC 8785) and hashes over it."""

from __future__ import annotations

import hashlib
from typing import Any

import rfc8785


def canonical(value: Any) -> bytes:
    """The one way to write the value as JSON; raises `ValueError` for what JSON cannot hold."""
    return bytes(rfc8785.dumps(value))


def sha256_of(value: Any) -> str:
    """The SHA-256 of the canonical JSON, in hexadecimal."""
    return hashlib.sha256(canonical(value)).hexdigest()
