"""What doors hand to the verbs of the timeline: plain values, checked there."""

from __future__ import annotations

from dataclasses import dataclass, field

from incidents.models import Fact, Source
from lib.moments import Moment, Precision
from lib.texts import Text


@dataclass(frozen=True, slots=True)
class FactData:
    """What a fact says. Its moment is its own, or that of `same_as` told with `precision`.

    `as_said` are the source's own words for the moment; `key` is how a case file names the fact.
    """

    kind: str
    claim: str
    what: Text
    moment: Moment | None = None
    same_as: Fact | None = None
    precision: str = Precision.UNKNOWN
    source: Source | None = None
    speaker_role: Text = field(default_factory=Text)
    as_said: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class ReadingData:
    """One way in which a source tells a fact's moment, a quantity in it, or its cause."""

    of: str
    text: Text
    source: Source | None = None
    moment: Moment | None = None
    value: str = ""
    note: Text = field(default_factory=Text)


@dataclass(frozen=True, slots=True)
class SourceData:
    """Where knowledge comes from. `published` is an instant to the minute, or a day."""

    title: Text
    publisher: Text = field(default_factory=Text)
    published: Moment | None = None
    cites: str = ""
    url: str = ""
    key: str = ""
