"""How stored texts, moments and durations become the values of a report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext, override

from accounts.models import Person
from incidents.reports.model import DurationFigure, Phrase, When
from incidents.timing import KeyFigure
from lib.moments import Moment
from lib.texts import Text


@dataclass(frozen=True, slots=True)
class Phrasing:
    """The report's language, the language an incident was written in, and its zone."""

    language: str
    written_in: str
    zone: str

    def phrase(self, text: Text) -> Phrase | None:
        """The report's own wording where there is one, else the other with its language; None for no text."""
        words, language = text.for_reader(self.language)
        return Phrase(words, language) if words else None

    def said(self, text: Text) -> Phrase:
        """A text that must be there; where it was redacted, the report says so."""
        return self.phrase(text) or self.redacted()

    def name(self, text: Text) -> Phrase | None:
        """The name of a thing: where it has one wording only, that is its name in every language."""
        if text.id and text.en:
            return self.phrase(text)
        return Phrase(str(text)) if text else None

    def redacted(self) -> Phrase:
        """What stands where a text was redacted."""
        with override(self.language):
            return Phrase(gettext("[text redacted]"), self.language)

    def written(self, words: str) -> Phrase | None:
        """A text that was written in the incident's language only."""
        return Phrase(words, self.written_in) if words else None

    def holder(self, person: Person | None) -> Phrase | None:
        """A person by position; by name only where none is known."""
        return Phrase(person.position or person.shown_name) if person else None

    def instant(self, at: datetime | None) -> When | None:
        """An instant that a clock of Tanggap's read."""
        return When(at, None, "minute", self.zone) if at else None


def when_of(moment: Moment, same_as: int | None = None) -> When:
    """A moment as the report holds it."""
    return When(moment.earliest, moment.latest, str(moment.precision), moment.zone, same_as)


def figure_of(figure: KeyFigure) -> DurationFigure:
    """A key figure as the report holds it, in minutes."""
    low, high = (
        None if length is None else round(length.total_seconds() / 60)
        for length in (figure.duration.low, figure.duration.high)
    )
    return DurationFigure(
        kind=str(figure.duration.certainty),
        low_minutes=low,
        high_minutes=high,
        gap=str(figure.gap) if figure.gap else "",
        rests_on=tuple(int(ref) for ref in figure.rests_on),
        disputed=figure.disputed,
    )
