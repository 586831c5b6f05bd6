"""The words in which sources tell times, in Indonesian and English, cut into tokens.

Dates in figures are always day before month, as Indonesia writes them; only a date that begins with its
four-digit year is read the other way round.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto

from lib.calendar_words import MONTHS, WEEKDAYS
from lib.zones import ZONES_BY_WORD


class Kind(Enum):
    """What a token is."""

    DATE = auto()
    MONTH = auto()
    TIME = auto()
    WEEKDAY = auto()
    PART = auto()
    ABOUT = auto()
    ZONE = auto()
    TO = auto()
    BETWEEN = auto()
    AND = auto()
    BY = auto()
    BEFORE = auto()
    AFTER = auto()
    NOT_BEFORE = auto()
    RELATIVE = auto()
    FILLER = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of what was said. Numbers that were not said are None; `half` is "a" or "p" of am, pm."""

    kind: Kind
    word: str = ""
    day: int | None = None
    last_day: int | None = None
    month: int | None = None
    year: int | None = None
    hour: int | None = None
    minute: int | None = None
    half: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the day: the hours it means when no clock time is said, and those it may be said of."""

    first: int
    last: int
    earliest: int
    latest: int


PARTS = {
    "dini hari": Part(0, 5, 0, 5),
    "pagi": Part(5, 11, 0, 12),
    "siang": Part(11, 15, 10, 16),
    "sore": Part(15, 18, 14, 19),
    "petang": Part(17, 19, 16, 20),
    "malam": Part(18, 24, 18, 24),
    "morning": Part(5, 12, 0, 12),
    "afternoon": Part(12, 18, 12, 19),
    "evening": Part(17, 22, 16, 24),
    "night": Part(18, 24, 18, 24),
}
_SHORT = {
    **{"jan": 1, "feb": 2, "peb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "agt": 8, "agu": 8, "ags": 8},
    **{"aug": 8, "sep": 9, "sept": 9, "okt": 10, "oct": 10, "nov": 11, "nop": 11, "des": 12, "dec": 12},
}
MONTH_NUMBERS = {
    **_SHORT,
    **{name.casefold(): n for names in MONTHS.values() for n, name in enumerate(names, 1)},
    "pebruari": 2,
    "nopember": 11,
}
WEEKDAY_NUMBERS = {
    **{name.casefold(): n for names in WEEKDAYS.values() for n, name in enumerate(names)},
    **{"jum'at": 4, "ahad": 6, "sen": 0, "sel": 1, "rab": 2, "kam": 3, "jum": 4, "sab": 5, "min": 6},
    **{
        "mon": 0,
        "tue": 1,
        "tues": 1,
        "wed": 2,
        "thu": 3,
        "thur": 3,
        "thurs": 3,
        "fri": 4,
        "sat": 5,
        "sun": 6,
    },
}
_PHRASES = {
    Kind.ABOUT: "sekitar|kira-kira|kurang lebih|lebih kurang|about|around|circa|ca\\.|approximately",
    Kind.NOT_BEFORE: "tidak lebih awal dari|tidak sebelum|paling awal|not before|no earlier than",
    Kind.BY: "paling lambat|selambat-lambatnya|selambatnya|no later than|at the latest|by",
    Kind.BEFORE: "sebelum|before",
    Kind.AFTER: "setelah|sesudah|after",
    Kind.BETWEEN: "antara|between|dari|from",
    Kind.TO: "sampai dengan|sampai|hingga|s\\.d\\.|s/d|sd\\.?|until|till|to",
    Kind.AND: "dan|and",
    Kind.RELATIVE: (
        "kemarin|kemaren|besok|lusa|tadi|semalam|hari ini|minggu lalu|barusan|baru saja|sekarang"
        "|yesterday|today|tonight|last night|tomorrow|now|last week|ago|yang lalu|lalu"
    ),
    Kind.FILLER: "pukul|pkl\\.?|jam|pada|hari|tanggal|tgl\\.?|at|on|the|of|in|o'clock|t",
}


LEADS_TO_HOUR = (Kind.TO, Kind.AND, Kind.BETWEEN, Kind.ABOUT, Kind.BEFORE, Kind.AFTER, Kind.BY, Kind.FILLER)
"""After these a bare number of one or two digits is an hour."""


def _any_of(words: Iterable[str]) -> str:
    return "|".join(sorted((re.escape(word) for word in words), key=len, reverse=True))


_MONTH = f"(?:{_any_of(MONTH_NUMBERS)})"
_NTH = r"(?:st|nd|rd|th)?"
_NUMBERS = (
    (Kind.DATE, r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?!\d)"),
    (Kind.DATE, r"(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4}|\d{2})(?!\d)"),
    (Kind.DATE, r"(?P<day>\d{1,2})(?P<sep>[.-])(?P<month>\d{1,2})(?P=sep)(?P<year>\d{4})(?!\d)"),
    (Kind.MONTH, r"(?P<month>\d{1,2})/(?P<year>\d{4})(?!\d)"),
    (Kind.DATE, r"(?P<day>\d{1,2})/(?P<month>\d{1,2})(?![\d/])"),
    (
        Kind.DATE,
        rf"(?P<day>\d{{1,2}}){_NTH}(?:\s*-\s*(?P<last_day>\d{{1,2}}){_NTH})?\s+(?:of\s+)?"
        rf"(?P<month>{_MONTH})(?![a-z])\.?(?:,?\s+(?P<year>\d{{4}})(?![\d.:]))?",
    ),
    (
        Kind.DATE,
        rf"(?P<month>{_MONTH})\.?\s+(?P<day>\d{{1,2}}){_NTH}(?![\d.:/])"
        rf"(?:,?\s+(?P<year>\d{{4}})(?![\d.:]))?",
    ),
    (Kind.MONTH, rf"(?P<month>{_MONTH})\.?\s+(?P<year>\d{{4}})(?!\d)"),
    (
        Kind.TIME,
        r"(?P<hour>\d{1,2})[.:](?P<minute>\d{2})(?:[.:]\d{2})?(?![\d.:]?\d)"
        r"(?:\s*(?P<half>[ap])\.?m\.?(?![a-z]))?",
    ),
    (Kind.TIME, r"(?P<hour>\d{1,2})\s*(?P<half>[ap])\.?m\.?(?![a-z])"),
    (Kind.TIME, r"(?P<hour>\d{1,2})(?![\d.:/])"),
)
_NAMED = (
    *((kind, phrases) for kind, phrases in _PHRASES.items() if kind is not Kind.FILLER),
    (Kind.PART, _any_of(PARTS)),
    (Kind.WEEKDAY, _any_of(WEEKDAY_NUMBERS)),
    (Kind.ZONE, _any_of(word.casefold() for word in ZONES_BY_WORD)),
    (Kind.FILLER, _PHRASES[Kind.FILLER]),
)
_MARKS = ((Kind.TO, "-"), (Kind.ABOUT, "[±~]"), (Kind.FILLER, r"""[,;()"']"""))
_FORMS = [
    *((kind, re.compile(form, re.ASCII)) for kind, form in _NUMBERS),
    *((kind, re.compile(rf"(?<![a-z])(?:{form})(?![a-z])", re.ASCII)) for kind, form in _NAMED),
    *((kind, re.compile(form, re.ASCII)) for kind, form in _MARKS),
]
_BARE_HOUR = _FORMS[len(_NUMBERS) - 1][1]


def plain(text: str) -> str:
    """What was said with one spelling of letters, dashes, quotes and spaces."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    folded = re.sub("[\u2010-\u2015\u2212]", "-", folded)
    folded = re.sub("[\u2018\u2019\u02bc]", "'", re.sub("[\u201c\u201d]", '"', folded))
    return " ".join(folded.split())


def tokens(text: str) -> list[Token] | None:
    """What was said as tokens, fillers left out; None as soon as a piece is not understood."""
    said, at = plain(text), 0
    found: list[Token] = []
    while at < len(said):
        if said[at] == " ":
            at += 1
            continue
        taken = _take(said, at, found[-1].kind if found else None)
        if taken is None:
            return None
        token, at = taken
        found.append(token)
    return [token for token in found if token.kind is not Kind.FILLER]


def _take(said: str, at: int, before: Kind | None) -> tuple[Token, int] | None:
    for kind, form in _FORMS:
        match = form.match(said, at)
        if match is None:
            continue
        if form is _BARE_HOUR and before not in LEADS_TO_HOUR and not _part_follows(said, match.end()):
            return None
        return _token(kind, match), match.end()
    return None


def _part_follows(said: str, at: int) -> bool:
    """ "9 malam": the part of the day says that the number is an hour."""
    return re.match(rf"\s+(?:{_any_of(PARTS)})(?![a-z])", said[at:]) is not None


def _token(kind: Kind, match: re.Match[str]) -> Token:
    parts = match.groupdict()

    def number(name: str) -> int | None:
        return int(parts[name]) if parts.get(name) else None

    month, year = parts.get("month"), number("year")
    return Token(
        kind,
        word=match.group(),
        day=number("day"),
        last_day=number("last_day"),
        month=MONTH_NUMBERS.get(month) or int(month) if month else None,
        year=year + 2000 if year is not None and len(parts["year"]) == 2 else year,
        hour=number("hour"),
        minute=number("minute"),
        half=parts.get("half") or "",
    )
