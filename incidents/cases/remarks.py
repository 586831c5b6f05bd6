"""What is odd in a case but no error: a weekday that contradicts its date in the words of a source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.utils.translation import get_language

from incidents.cases.reader import CaseFile
from incidents.cases.times import published_moment, reading_moment
from lib.errors import Invalid
from lib.said_times import read_said_time
from lib.zones import zone_info


def remarks_on(case: CaseFile, zone: str) -> list[str]:
    """One remark for each reading whose weekday and date disagree, with its place. The case has no errors."""
    sources = {row["key"]: row for row in case.data["sources"]}
    found = []
    for number, fact in enumerate(case.data["timeline"]):
        for at, reading in enumerate(fact.get("readings", [])):
            remark = _remark(reading, sources[reading["source"]], zone)
            if remark:
                found.append(f"{case.place(('timeline', number, 'readings', at))}: {remark}")
    return found


def _remark(reading: Mapping[str, Any], source: Mapping[str, Any], zone: str) -> str:
    """What does not fit in the words of a reading of a moment; empty when all does, or nobody can tell."""
    moment = reading_moment(reading, "unknown", zone)
    if reading["of"] != "moment" or moment is None:
        return ""
    told = published_moment(source, zone) or moment
    instant = told.earliest or told.latest
    day = instant.astimezone(zone_info(zone)).date() if instant else date.max
    for words in _wordings(reading["text"]):
        try:
            said = read_said_time(words, zone=zone, reference=day)
        except Invalid:
            continue
        if said.contradicts:
            return said.remark(get_language() or "id")
    return ""


def _wordings(text: Any) -> Iterator[str]:
    """The words in either language."""
    yield from (text.values() if isinstance(text, dict) else (text,))
