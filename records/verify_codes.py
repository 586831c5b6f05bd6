"""The code by which anybody checks an issued report: 16 signs that are hard to guess and easy to type."""

from __future__ import annotations

import re
import secrets

_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's 32 signs: no I, L, O or U, which paper confuses."""
_LENGTH = 16
_GROUP = 4
_LOOKALIKES = str.maketrans("OIL", "011")
_CODE = re.compile(f"^[{_SIGNS}]{{{_LENGTH}}}$")


def new_code() -> str:
    """A fresh code: 80 random bits."""
    return "".join(secrets.choice(_SIGNS) for _ in range(_LENGTH))


def shown(code: str) -> str:
    """The code as it is printed: in groups of four, with hyphens."""
    return "-".join(code[at : at + _GROUP] for at in range(0, len(code), _GROUP))


def read(typed: str) -> str | None:
    """The code that somebody typed, whatever its case, hyphens and look-alikes; None if it cannot be one."""
    bare = re.sub(r"[\s\-‐-―]", "", typed).upper().translate(_LOOKALIKES)
    return bare if _CODE.match(bare) else None
