"""How things of an incident are called where there is room for a few words only."""

from __future__ import annotations

from django.utils.translation import gettext as _

from followups.wording import reader_language
from incidents.models import Event, FactRevision
from lib.texts import text_of

LETTERS = 60


def shortly(words: str) -> str:
    """The beginning of a text, cut between two words."""
    if len(words) <= LETTERS:
        return words
    return f"{words[: LETTERS - 1].rsplit(maxsplit=1)[0]} …"


def first_words(revision: FactRevision) -> str:
    """The beginning of what a fact says; where its text was redacted, that."""
    return shortly(text_of(revision, "what").for_reader(reader_language())[0] or _("[text redacted]"))


def reported_words(event: Event) -> str:
    """What a reporter wrote, in one line; where it was redacted, that."""
    return " ".join(event.what.split()) or _("[text redacted]")
