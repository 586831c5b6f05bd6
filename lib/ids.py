"""Public identities: UUID version 7, which sort by the time they were made."""

from __future__ import annotations

from uuid import UUID

from uuid_utils.compat import uuid7


def new_public_id() -> UUID:
    """A new identity for URLs, the API and exports; unique without asking the database."""
    return uuid7()
