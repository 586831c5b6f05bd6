"""What a post-incident report says: plain frozen values, decided by the caller, kept as its snapshot.

Texts are in the report's language, or carry the language they were written in. Moments are instants
with their uncertainty; the report words them. Codes (kinds, claims, categories) are the words of the
case files. Nothing here knows the database, and nothing in the report is looked up elsewhere.

`PostIncidentReport` is the content: what is hashed. What is about one printing of it stands in
`issue_data`, so the content's hash is the same in every printing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

FORM = "tanggap.post-incident/1"
"""The form of the snapshot; a change that old readers would misunderstand gets a new number."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """What somebody wrote, and the language it is in (`id` or `en`; empty for names and the like)."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class When:
    """A moment as it was told: half-open aware instants, either of which may be missing.

    `precision` is minute, about, hour, day, month or unknown; `zone` the IANA zone it is told in;
    `same_as` the number of the fact it shares its moment with (its bounds are given here all the same).
    """

    earliest: datetime | None = None
    latest: datetime | None = None
    precision: str = "unknown"
    zone: str = "Asia/Jakarta"
    same_as: int | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """One account `of` a moment, a quantity or a cause: the words as said, and what they amount to."""

    of: str
    text: Phrase
    source: int | None = None
    when: When | None = None
    value: str = ""
    note: Phrase | None = None


@dataclass(frozen=True, slots=True)
class Settlement:
    """How readings that stood against each other were settled, and why.

    `kept` is the number of the reading that stands, counted from 1 among the fact's readings of that
    thing; without one the settlement was taken back.
    """

    of: str
    kept: int | None
    reason: Phrase
    decided_by: Phrase | None = None
    at: When | None = None
    source: int | None = None
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """One entry of the timeline.

    `disputed` names what its readings stand against each other about (a fact that shares the moment of a
    disputed one is disputed too); `as_said` are the source's own words for the moment. From revision 2
    on, `corrected` says why it was last changed.
    """

    number: int
    kind: str
    claim: str
    what: Phrase
    when: When
    speaker_role: Phrase | None = None
    sources: tuple[int, ...] = ()
    readings: tuple[Reading, ...] = ()
    disputed: tuple[str, ...] = ()
    settlements: tuple[Settlement, ...] = ()
    as_said: Phrase | None = None
    revision: int = 1
    corrected: Phrase | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Where facts come from: a publication, a person's report, a piece of evidence."""

    number: int
    title: Phrase
    publisher: Phrase | None = None
    published: When | None = None
    cites: str = ""
    url: str = ""
    evidence: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Party:
    """An organisation. `stance` is owner, shared or empty; `part_of` names another party's key."""

    key: str
    name: str
    short: str = ""
    part_of: str = ""
    external: bool = False
    stance: str = ""
    role: Phrase | None = None


@dataclass(frozen=True, slots=True)
class TeamRole:
    """Who holds a role in handling: `role` is commander, handler or data_protection_officer."""

    role: str
    holder: Phrase


@dataclass(frozen=True, slots=True)
class Classification:
    """What kind of incident it was. `severity` is critical, high, medium or low, from `impact` and `urgency`
    (1 to 4, 0 for not assessed); `phase` is triage, containment, eradication, recovery, review or closed."""

    lost: tuple[str, ...] = ()
    discovery: str = ""
    discovered_by: Phrase | None = None
    rsit: str = ""
    bssn: str = ""
    severity: str = ""
    impact: int = 0
    urgency: int = 0
    phase: str = ""


@dataclass(frozen=True, slots=True)
class Asset:
    """A thing of worth, and what was lost there; `state` is affected, contained, recovered or unaffected."""

    name: str
    operator: str = ""
    url: str = ""
    since: date | None = None
    purpose: Phrase | None = None
    components: tuple[Phrase, ...] = ()
    personal_data: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    state: str = ""
    note: Phrase | None = None


@dataclass(frozen=True, slots=True)
class CountFigure:
    """How many: `kind` is unknown, exact, about or range; a range may have one open end."""

    kind: str = "unknown"
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class DurationFigure:
    """How long, in minutes: `kind` is unknown, exact, about or range; `rests_on` are numbers of facts.

    An unknown one may hold a limit in `low_minutes` or `high_minutes`, and says why: by the code `gap`
    (no_occurrence, no_awareness, no_containment, reversed) or in the words `why`.
    """

    kind: str = "unknown"
    low_minutes: int | None = None
    high_minutes: int | None = None
    gap: str = ""
    why: Phrase | None = None
    rests_on: tuple[int, ...] = ()
    disputed: bool = False


@dataclass(frozen=True, slots=True)
class PersonalData:
    """Whose data, of which categories, seen by whom.

    `concerned`: some is, though nobody has named a category; not `recorded`: nobody has said anything of it.
    """

    categories: tuple[str, ...] = ()
    subjects: CountFigure = CountFigure()
    exposed_to: Phrase | None = None
    note: Phrase | None = None
    concerned: bool = False
    recorded: bool = True


@dataclass(frozen=True, slots=True)
class Cause:
    """A cause as claimed or confirmed; `confirmed_by` is a role, `basis` what the confirmation rests on."""

    text: Phrase
    claim: str
    sources: tuple[int, ...] = ()
    confirmed_by: Phrase | None = None
    confirmed_at: When | None = None
    basis: Phrase | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """What no source says. Without `holds_up` the report names what unknowns of that kind hold up.

    Once somebody found out, `answer` says what; it then holds up nothing any more.
    """

    kind: str
    text: Phrase
    holds_up: Phrase | None = None
    answer: Phrase | None = None


@dataclass(frozen=True, slots=True)
class Requirement:
    """A requirement of ISO/IEC 27001:2022 and how the incident touches it.

    `relation` is lesson, failed, missing or worked; `title` is the short title in the report's language.
    """

    ref: str
    title: str
    relation: str = "lesson"
    follow_ups: tuple[str, ...] = ()
    note: Phrase | None = None


@dataclass(frozen=True, slots=True)
class TicketLink:
    """The same follow-up in another system."""

    system: str
    reference: str


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What somebody owes: `state` is proposed, open, done, verified or cancelled; `duty` a legal basis."""

    label: str
    text: Phrase
    state: str = "proposed"
    requirements: tuple[str, ...] = ()
    owner: Phrase | None = None
    due: When | None = None
    done: When | None = None
    verified_by: Phrase | None = None
    duty: str = ""
    tickets: tuple[TicketLink, ...] = ()
    note: Phrase | None = None


@dataclass(frozen=True, slots=True)
class Closing:
    """How the incident was closed: when, by which role, with what reason, what was carried along."""

    at: When
    reason: Phrase
    closed_by: Phrase | None = None
    carried: tuple[Phrase, ...] = ()


@dataclass(frozen=True, slots=True)
class PostIncidentReport:
    """The content: `language` is id or en, `origin` live, exercise or reconstructed."""

    language: str
    origin: str
    tlp: str
    title: Phrase
    facts: tuple[Fact, ...]
    sources: tuple[Source, ...]
    case: str = ""
    description: Phrase | None = None
    zone: str = "Asia/Jakarta"
    parties: tuple[Party, ...] = ()
    team: tuple[TeamRole, ...] = ()
    classification: Classification = Classification()
    assets: tuple[Asset, ...] = ()
    personal_data: PersonalData = PersonalData()
    to_detect: DurationFigure = DurationFigure()
    to_contain: DurationFigure = DurationFigure()
    causes: tuple[Cause, ...] = ()
    unknowns: tuple[Unknown, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    closing: Closing | None = None
    form: str = FORM
