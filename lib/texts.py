"""A text in Indonesian, in English or in both: what people write carries its language."""

from __future__ import annotations

from dataclasses import dataclass
from unicodedata import category

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from lib.errors import Invalid, Message

LANGUAGES = ("id", "en")
PROSE_LIMIT = 20_000
"""Characters that a long text may have; longer ones belong into evidence."""


@dataclass(frozen=True, slots=True)
class Text:
    """The wording in either language; an empty string is no wording. Nothing is translated by machine."""

    id: str = ""
    en: str = ""

    def __bool__(self) -> bool:
        return bool(self.id or self.en)

    def __str__(self) -> str:
        return self.id or self.en

    def has(self, language: str) -> bool:
        """Whether there is a wording in that language."""
        return bool(getattr(self, language))

    def for_reader(self, language: str) -> tuple[str, str]:
        """The reader's own wording where there is one, else the other; and the language it is in.

        Both are empty for an empty text.
        """
        other = "en" if language == "id" else "id"
        for each in (language, other):
            if self.has(each):
                return str(getattr(self, each)), each
        return "", ""

    def stripped(self) -> Text:
        """The same without space around it; empty where nothing would be seen."""
        return Text(bare(self.id), bare(self.en))

    def fields(self, stem: str) -> dict[str, str]:
        """As the columns of a model: `{stem}_id` and `{stem}_en`."""
        return {f"{stem}_id": self.id, f"{stem}_en": self.en}


_UNSEEN = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})
"""Unicode's categories of spaces, controls and marks without width."""


def bare(words: str) -> str:
    """The words without space around them; none where nothing of them would be seen."""
    found = words.strip()
    return "" if all(category(letter) in _UNSEEN for letter in found) else found


def text_in(language: str, words: str) -> Text:
    """The words as a text in one language."""
    return Text(en=words) if language == "en" else Text(id=words)


def text_of(thing: object, stem: str) -> Text:
    """The text that stands in `{stem}_id` and `{stem}_en` of a model."""
    return Text(getattr(thing, f"{stem}_id"), getattr(thing, f"{stem}_en"))


def keepable(words: str) -> bool:
    """Whether a database can keep the words: no NUL, no half of a surrogate pair."""
    return not any(letter == "\x00" or "\ud800" <= letter <= "\udfff" for letter in words)


def given(words: str, field: str, message: Message, *, limit: int = 2000) -> str:
    """The words without space around them; `Invalid` at the field for none, or for what cannot be kept.

    For what has no column of its own and stands in the trail alone, such as the reason for taking back.
    """
    found = bare(words)
    if not found:
        raise Invalid(message, field=field)
    if not keepable(found):
        raise Invalid(_("This text holds a character that cannot be kept."), field=field)
    if len(found) > limit:
        too_long = _("This text has {length} characters; {limit} are possible.")
        raise Invalid(format_lazy(too_long, length=len(found), limit=limit), code="too_long", field=field)
    return found


def required(text: Text, field: str, message: Message) -> Text:
    """The text without space around it; `Invalid` at the field when nothing is left."""
    found = text.stripped()
    if not found:
        raise Invalid(message, field=field)
    return found
