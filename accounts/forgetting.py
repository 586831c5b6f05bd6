"""Where rooms above keep a copy of somebody's name: a registry that `config` fills, for erasing people."""

from __future__ import annotations

from collections.abc import Callable

from accounts.models import Person

Forget = Callable[[Person], object]
_places: dict[str, Forget] = {}


def register(key: str, forget: Forget) -> None:
    """Tell how one place forgets a person's name; the same key again replaces it."""
    _places[key] = forget


def forget_everywhere(person: Person) -> None:
    """Let every place forget the name; joins the unit of work that is open."""
    for forget in _places.values():
        forget(person)
