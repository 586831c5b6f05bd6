"""A lock by name for the few things that only one transaction may do at a time."""

from __future__ import annotations

import zlib

from django.db import connection


def hold(name: str) -> None:
    """Wait until no other transaction holds the name, and hold it until this transaction ends.

    On SQLite every writing transaction excludes all others from its beginning, so there is nothing to do.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [zlib.crc32(name.encode())])
