"""What one room shows on another room's page, such as the incidents on an asset's.

A lower room's page asks for a place by its name; an upper room's answer is registered by the wiring when
Django is ready. So no lower room asks an upper one, and a page stands without the rooms above it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Answer = Callable[[Any, Any], Any]
_answers: dict[str, Answer] = {}


def register(place: str, answer: Answer) -> None:
    """Let `answer(actor, about)` fill a place; it gives only what the actor may see."""
    _answers[place] = answer


def ask(place: str, actor: Any, about: Any, *, otherwise: Any) -> Any:
    """What stands at the place, or `otherwise` when no room fills it."""
    answer = _answers.get(place)
    return otherwise if answer is None else answer(actor, about)
