"""Keys for one purpose each, derived from the project's secret, so that no key serves two ends."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from functools import lru_cache

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_LENGTH = 32


@lru_cache(maxsize=64)
def derived(secret: str, purpose: str) -> bytes:
    """32 bytes from a secret for one purpose (HKDF, RFC 5869); the same every time."""
    kdf = HKDF(algorithm=SHA256(), length=_LENGTH, salt=None, info=f"tanggap {purpose}".encode())
    return kdf.derive(secret.encode())


def keys_for(purpose: str, *, secrets: Sequence[str] = ()) -> list[bytes]:
    """The keys of a purpose: the one in use first, then those of retired secrets.

    Without `secrets` they come from SECRET_KEY and SECRET_KEY_FALLBACKS.
    """
    chosen = list(secrets) or [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [derived(secret, purpose) for secret in chosen]


def keyed_hash(key: bytes, text: str) -> str:
    """HMAC-SHA256 of the text, in hexadecimal."""
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
