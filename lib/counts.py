"""Numbers of things in words, in the active language: "1 file", "2 files"."""

from __future__ import annotations

from django.utils.translation import ngettext


def rows(number: int) -> str:
    """So many rows of a database."""
    return ngettext("{n} row", "{n} rows", number).format(n=number)


def tables(number: int) -> str:
    """So many tables of a database."""
    return ngettext("{n} table", "{n} tables", number).format(n=number)


def files(number: int) -> str:
    """So many files."""
    return ngettext("{n} file", "{n} files", number).format(n=number)


def entries(number: int) -> str:
    """So many entries of a log."""
    return ngettext("{n} entry", "{n} entries", number).format(n=number)


def chains(number: int) -> str:
    """So many chains of the trail."""
    return ngettext("{n} chain", "{n} chains", number).format(n=number)
