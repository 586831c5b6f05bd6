"""Telling a database that is away from a mistake of ours."""

from __future__ import annotations

from django.db import DatabaseError, InterfaceError, OperationalError


def is_away(error: BaseException | None) -> bool:
    """Whether the database could not be reached, opened or read.

    A bare `DatabaseError` is what SQLite says of a file that is broken or no database; what a wrong statement
    raises is one of its subclasses.
    """
    return isinstance(error, OperationalError | InterfaceError) or type(error) is DatabaseError


def in_one_line(error: BaseException) -> str:
    """The error's own words on one line, without the full stop at the end."""
    return " ".join(str(error).split()).rstrip(".")
