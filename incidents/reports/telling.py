"""How a report says things: its words, its moments, other people's words with their language mark."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from incidents.reports.issue_data import IssueData
from incidents.reports.model import DurationFigure, Fact, Phrase, PostIncidentReport, When
from incidents.reports.words import Words, words_of
from lib.calendar_words import clock_words
from lib.durations import Certainty, Duration
from lib.moments import Moment, Precision
from lib.pdf import fonts, tokens
from lib.pdf.blocks import Heading
from lib.pdf.chips import Chip, Item, Reference, Tag
from lib.pdf.lines import Run
from lib.pdf.text import Text
from lib.pdf.tokens import Style
from lib.wording import MomentLines, day_words, duration_words, instant_words, moment_lines, moment_words
from lib.zones import zone_info, zone_words

SECTIONS = {
    "summary": (),
    "incident": ("classification", "assets", "personal_data"),
    "timeline": ("chart", "record"),
    "causes": (),
    "response": (),
    "unknowns": (),
    "statements": (),
    "requirements": (),
    "follow_ups": (),
    "sources": (),
    "issue": ("authenticity", "approval"),
}
"""The sections of the report in their order, each with its parts."""

RESPONSE_KINDS = frozenset({"action", "containment", "eradication", "recovery", "decision", "determined"})
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_GLUE = re.compile(r"(?<=\d) (?=[A-Z])|(?<=pukul) (?=\d)|(?<=[a-z]) (?=\d{4}\b)|(?<=\d) (?=UTC)")
_FIXED = "\u00a0"


def glued(words: str) -> str:
    """Moments in words, their parts held together: "18 Mei 2020" does not break before its year."""
    return _GLUE.sub(_FIXED, words).replace(" – ", f"{_FIXED}– ")


def capital(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]


def letter(number: int) -> str:
    """A, B … Z, AA, AB … for readings counted from 0."""
    high, low = divmod(number, len(LETTERS))
    return (LETTERS[high - 1] if high else "") + LETTERS[low]


def moment_of(when: When) -> Moment:
    """The moment to reckon with."""
    return Moment(when.earliest, when.latest, Precision(when.precision), when.zone)


@dataclass(frozen=True)
class Telling:
    """One report being told: its content, its printing, its words and the numbers of its sections."""

    report: PostIncidentReport
    issue: IssueData
    content_hash: str
    words: Words = field(init=False)
    numbers: dict[str, str] = field(init=False)
    source_numbers: frozenset[int] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "words", words_of(self.report.language))
        object.__setattr__(self, "source_numbers", frozenset(each.number for each in self.report.sources))
        told = [key for key in SECTIONS if key != "statements" or self.statements]
        numbers: dict[str, str] = {}
        for number, key in enumerate(told, 1):
            numbers[key] = str(number)
            numbers.update({part: f"{number}.{at}" for at, part in enumerate(SECTIONS[key], 1)})
        object.__setattr__(self, "numbers", numbers)

    @property
    def statements(self) -> list[Fact]:
        """The facts that are somebody's words."""
        return [fact for fact in self.report.facts if fact.kind == "statement"]

    @property
    def is_draft(self) -> bool:
        """Whether this printing was not approved."""
        return self.issue.state != "issued"

    @property
    def is_live(self) -> bool:
        """Whether this is a real incident of the body itself."""
        return self.report.origin == "live"

    def heading(self, key: str, before: float = 22.0) -> Heading:
        """The numbered heading of a section or a part of one."""
        number = self.numbers[key]
        return Heading(number, self.words(key), 1 if "." in number else 0, before)

    # other people's words

    def is_foreign(self, phrase: Phrase) -> bool:
        """Whether the text is in the other language and needs its mark."""
        return bool(phrase.language) and phrase.language != self.words.language

    def mark(self, phrase: Phrase | None) -> list[Run]:
        """The small language mark behind a foreign text."""
        if phrase is None or not self.is_foreign(phrase):
            return []
        return [Run(f"{_FIXED}{phrase.language.upper()}", size=6, colour=tokens.INK_3)]

    def quoted(self, phrase: Phrase, style: Style, *, lines: int = 0, first_capital: bool = False) -> Text:
        """A text block of somebody's words with its language mark."""
        text = capital(phrase.text) if first_capital else phrase.text
        return Text(text, style, lines=lines, tail=self.mark(phrase))

    def runs(self, phrase: Phrase) -> list[Run]:
        """Somebody's words within a longer paragraph."""
        return [Run(phrase.text), *self.mark(phrase)]

    def woven(self, key: str, phrase: Phrase, **values: object) -> list[Run]:
        """A sentence of the report with somebody's words in the blank that is called `words`."""
        before, after = self.words(key, words="\x00", **values).split("\x00")
        return [Run(before), *self.runs(phrase), Run(after)]

    def listed(self, phrases: Sequence[Phrase]) -> list[Run]:
        """Several people's words in one paragraph, set apart by semicolons."""
        runs: list[Run] = []
        for at, phrase in enumerate(phrases):
            runs += [*([Run("; ")] if at else []), *self.runs(phrase)]
        return runs

    def tag(self, phrase: Phrase) -> list[Item]:
        """The language mark as a tag among chips."""
        return [Tag(phrase.language.upper())] if self.is_foreign(phrase) else []

    # moments and figures

    def moment(self, when: When) -> str:
        """A moment on one line, in the report's language."""
        words = glued(moment_words(moment_of(when), self.words.language))
        if when.same_as is not None and when.precision == "day":
            return f"{self.words('same_day', fact=f'F{when.same_as}')} ({words})"
        return words

    def stretch(self, first: When, last: When) -> str:
        """From one moment to another; the day is not repeated between two clock times of one day."""
        start, stop = moment_of(first), moment_of(last)
        if start.is_point and stop.is_point and start.earliest and stop.earliest:
            begin, end = (each.astimezone(zone_info(first.zone)) for each in (start.earliest, stop.earliest))
            zone = zone_words(stop.earliest, first.zone)
            told = self.moment(first).removesuffix(f"{_FIXED}{zone}")
            if first.zone == last.zone and begin.date() == end.date() and stop.precision is Precision.MINUTE:
                return f"{told}{_FIXED}– {clock_words(end, self.words.language)}{_FIXED}{zone}"
        return f"{self.moment(first)}{_FIXED}– {self.moment(last)}"

    def lines(self, when: When) -> MomentLines:
        """A moment for the margin of the timeline, with what it shares its time with."""
        told = moment_lines(moment_of(when), self.words.language)
        parts = [capital(glued(told.day)), glued(told.time).replace("– ", "–\n"), told.note]
        if when.same_as is not None:
            shared = f"F{when.same_as}"
            if when.precision == "day":
                return MomentLines(capital(self.words("same_day", fact=shared)), glued(told.day), "")
            return MomentLines(parts[0], parts[1], self.words("same_as", fact=shared))
        return MomentLines(*parts)

    def instant(self, at: datetime, zone: str) -> str:
        """An instant on one line."""
        return glued(instant_words(at, zone, self.words.language))

    def day(self, at: datetime, zone: str) -> str:
        """The day of an instant."""
        return glued(day_words(at.astimezone(zone_info(zone)).date(), self.words.language))

    def length(self, figure: DurationFigure) -> str:
        """A duration in words: "about 80 minutes"."""
        return glued(duration_words(_duration(figure), self.words.language))

    # numbers that lead elsewhere

    def source_link(self, number: int) -> Reference:
        """The number of a source, leading to it."""
        return Reference(f"[{number}]", f"source-{number}" if number in self.source_numbers else "")

    def source_links(self, numbers: Iterable[int]) -> list[Item]:
        """The numbers of sources."""
        return [self.source_link(number) for number in numbers]

    def inline_links(self, numbers: Iterable[int]) -> list[Run]:
        """The numbers of sources within a paragraph."""
        runs: list[Run] = []
        for number in numbers:
            link = self.source_link(number)
            shown = f"{_FIXED}{link.text}{_FIXED}"
            look = Run(shown, fonts.SEMIBOLD, 7.5, tokens.LINK, tokens.LINK_GROUND, link.link)
            runs += [Run(" "), look]
        return runs

    def claim(self, claim: str) -> Chip:
        """The chip that says how well something stands."""
        return Chip(claim if claim in self._claims else "unknown", self.words.of("claims", claim))

    @property
    def _claims(self) -> Sequence[str]:
        return ("confirmed", "reported", "stated", "refuted", "unknown", "disputed")


def _duration(figure: DurationFigure) -> Duration:
    low, high = (
        None if minutes is None else timedelta(minutes=minutes)
        for minutes in (figure.low_minutes, figure.high_minutes)
    )
    certainty = Certainty(figure.kind)
    if certainty in (Certainty.EXACT, Certainty.ABOUT):
        only = low if low is not None else high
        low = high = only
    return Duration(certainty, low, high)
