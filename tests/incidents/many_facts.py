"""Reports with as many facts as wanted, of believable spread: the same number gives the same report."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

from incidents.reports.model import Fact, Phrase, PostIncidentReport, Reading, When
from tests.incidents.report_from_case import report_of

_KINDS = (
    *("occurrence", "detection", "awareness", "action", "containment", "eradication", "recovery"),
    *("decision", "communication", "statement", "background"),
)
_CLAIMS = ("confirmed", "reported", "stated", "refuted", "unknown")
_WORDS = (
    *("akses", "konsol", "dicabut", "petugas", "melihat", "sesi", "tidak", "dikenal", "pada", "server"),
    *("aplikasi;", "log", "disalin", "ke", "brankas", "bukti", "dan", "diperiksa", "ulang", "oleh"),
    *("tim", "lain", "sebelum", "layanan", "dibuka", "kembali", "untuk", "warga", "penerbitan"),
)
_START = datetime(2026, 3, 1, tzinfo=UTC)


def report_with(count: int, seed: int = 1) -> PostIncidentReport:
    """The permit case, its timeline replaced by `count` facts, one in twenty with two readings."""
    chance = Random(seed)
    facts = []
    at = _START
    for number in range(1, count + 1):
        at += timedelta(minutes=chance.randint(1, 90))
        facts.append(_fact(number, at, chance))
    return replace(report_of("sikm-2020", "id"), facts=tuple(facts))


def _fact(number: int, at: datetime, chance: Random) -> Fact:
    kind = chance.choice(_KINDS)
    what = " ".join(chance.choice(_WORDS) for _word in range(chance.randint(8, 34)))
    disputed = chance.random() < 0.05
    return Fact(
        number=number,
        kind=kind,
        claim=chance.choice(_CLAIMS),
        what=Phrase(what, "en" if number % 3 == 0 else "id"),
        when=_when(at, chance),
        speaker_role=Phrase("Kepala Bidang Layanan", "id") if kind == "statement" else None,
        sources=(1,),
        readings=_readings(at, what) if disputed else (),
        disputed=("moment",) if disputed else (),
    )


def _when(at: datetime, chance: Random) -> When:
    told = chance.choice(("minute", "minute", "minute", "about", "span", "by"))
    if told == "span":
        return When(at, at + timedelta(hours=chance.randint(2, 20)), "about")
    if told == "by":
        return When(None, at, "unknown")
    return When(at, None, told)


def _readings(at: datetime, what: str) -> tuple[Reading, ...]:
    hour = timedelta(hours=1)
    return (
        Reading("moment", Phrase(what, "id"), 1, When(at, at + hour, "minute")),
        Reading(
            "moment", Phrase("menurut pihak lain", "id"), 1, When(at + 2 * hour, at + 3 * hour, "minute")
        ),
    )
