"""One filter of a list's strip, as `partials/filter_strip.html` shows it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.http import QueryDict

Option = tuple[str, str]
"""A value and its words."""


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter with its options and the values that are chosen; `multiple` when several may be."""

    name: str
    label: str
    options: tuple[Option, ...]
    chosen: Collection[str] = ()
    multiple: bool = False

    @property
    def shown(self) -> str:
        """The words of what is chosen; "" while the filter is open."""
        return ", ".join(words for value, words in self.options if value in self.chosen)


def one_of(name: str, label: str, options: Iterable[Option], asked: QueryDict, default: str = "") -> Filter:
    """A filter of which one option at a time is chosen: what the address says, else `default`."""
    return Filter(name, label, tuple(options), (asked.get(name) or default,))


def some_of(name: str, label: str, options: Iterable[Option], asked: QueryDict) -> Filter:
    """A filter of which several options can be chosen."""
    return Filter(name, label, tuple(options), frozenset(asked.getlist(name)), multiple=True)
