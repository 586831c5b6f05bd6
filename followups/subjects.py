"""What a follow-up may be about, for doors that take it by name: a registry that `config` fills.

A room above registers how its things are found, with what the actor may see and no more.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.models import Access, Organisation
from accounts.services.trail import Subject
from followups.vocabulary import LIVE
from lib.errors import Invalid


@dataclass(frozen=True, slots=True)
class About:
    """A thing as a follow-up needs it: how it is named, and whose it is and who may see it."""

    subject: Subject
    organisation: Organisation
    access: Access | None = None
    origin: str = LIVE


Find = Callable[[Actor, UUID | str], About]

_finders: dict[str, Find] = {}


def register(kind: str, find: Find) -> None:
    """Tell how things of a kind are found: `find(actor, public_id)`, which raises `Missing`."""
    _finders[kind] = find


def kinds() -> list[str]:
    """The kinds of things that a follow-up can be about."""
    return sorted(_finders)


def resolve(actor: Actor, kind: str, public_id: UUID | str) -> About:
    """The thing. Raises `Missing` for what is not there or hidden, `Invalid` for a kind nobody registered."""
    if kind not in _finders:
        words = format_lazy(_("A follow-up can be about: {kinds}."), kinds=", ".join(kinds()) or "–")
        raise Invalid(words, code="unknown_kind", field="subject.kind")
    return _finders[kind](actor, public_id)
