"""What a schema cannot say: keys that exist and are unique, moments that are possible, numbers that fit.

Every check bears with a file that has departed from the schema elsewhere, so that all errors are listed at
once; where a place is already named, it is not named again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from incidents.cases.reader import CaseFile, Steps
from incidents.cases.times import case_moment, published_moment, reading_moment, since_day
from incidents.cases.vocabulary import departures
from incidents.timing import require_happened
from lib.errors import Invalid, Message, Problem
from lib.tlp import Tlp

Found = tuple[Steps, Message]
QUANTITY = re.compile(r"(?P<low>\d{1,15})(\s*[-–]\s*(?P<high>\d{1,15}))?\Z")
_is_web_address = URLValidator(schemes=["http", "https"])


@dataclass(frozen=True, slots=True)
class Entry:
    """One mapping of a list of the file, and where it stands."""

    at: Steps
    values: Mapping[str, Any]

    def text(self, key: str) -> str:
        """The value if it is a text, else nothing."""
        value = self.values.get(key)
        return value if isinstance(value, str) else ""


@dataclass(frozen=True, slots=True)
class Told:
    """Where the bare days of a file lie, when it is loaded, and which keys are outside bodies here."""

    zone: str
    now: datetime
    outside: Set[str] = frozenset()


def problems_of(case: CaseFile, requirements: Set[str], told: Told) -> list[Problem]:
    """Everything that is wrong with a case, in the order of the file, each with its place.

    `requirements` are the codes of the loaded framework.
    """
    found = dict(reversed([*departures(case), *_crossings(case, requirements, told)]))
    by_line = sorted(found.items(), key=lambda each: (_line(case, each[0]), [str(step) for step in each[0]]))
    return [Problem(message, case.place(at), "case") for at, message in by_line]


def _line(case: CaseFile, at: Steps) -> int:
    return next((case.lines[at[:end]] for end in range(len(at), -1, -1) if at[:end] in case.lines), 1)


def _crossings(case: CaseFile, requirements: Set[str], told: Told) -> Iterator[Found]:
    if not isinstance(case.data, dict):
        return
    yield from _doubled_keys(case.data)
    yield from _organisations(case.data, told)
    yield from _assets(case.data)
    yield from _sources(case.data, told.zone)
    yield from _timeline(case.data, told)
    yield from _same_moments(case.data)
    yield from _causes(case.data)
    yield from _people(case.data)
    yield from _lessons(case.data, requirements)


def entries(data: Mapping[str, Any], name: str) -> list[Entry]:
    """The mappings in a list of the file."""
    rows = data.get(name)
    if not isinstance(rows, list):
        return []
    return [Entry((name, number), row) for number, row in enumerate(rows) if isinstance(row, dict)]


def keys_of(data: Mapping[str, Any], name: str) -> set[str]:
    """The keys that a list of the file defines."""
    return {row.text("key") for row in entries(data, name)} - {""}


def _doubled_keys(data: Mapping[str, Any]) -> Iterator[Found]:
    for name in ("organisations", "assets", "sources", "timeline"):
        seen: set[str] = set()
        for row in entries(data, name):
            key = row.text("key")
            if key and key in seen:
                yield (
                    (*row.at, "key"),
                    format_lazy(_("The key “{key}” is given to another entry too."), key=key),
                )
            seen.add(key)


def _names(at: Steps, value: Any, known: Set[str], what: Message) -> Iterator[Found]:
    """A problem if a value names nothing of the file."""
    if isinstance(value, str) and value and value not in known:
        yield at, format_lazy(_("“{key}” is not the key of {what} of this file."), key=value, what=what)


_AN_ORGANISATION = _("an organisation")
_A_SOURCE = _("a source")
_A_FACT = _("a fact")


def _organisations(data: Mapping[str, Any], told: Told) -> Iterator[Found]:
    known = keys_of(data, "organisations")
    owner = data.get("owner")
    yield from _names(("owner",), owner, known, _AN_ORGANISATION)
    rows = entries(data, "organisations")
    if any(row.text("key") == owner and row.values.get("external") is True for row in rows):
        yield ("owner",), _("The owner keeps the incident and cannot be an outside organisation.")
    elif isinstance(owner, str) and owner in told.outside:
        yield ("owner",), _("This organisation is an outside body here, and those keep no incidents.")
    shared = data.get("shared_with")
    if shared and data.get("tlp") == Tlp.RED:
        yield ("shared_with",), _("TLP:RED goes to named people and is not shared with organisations.")
    for number, key in enumerate(shared if isinstance(shared, list) else []):
        yield from _names(("shared_with", number), key, known, _AN_ORGANISATION)
        if key == owner and key in known:
            yield ("shared_with", number), _("The owner sees the incident anyway.")
    above = {row.text("key"): row.text("part_of") for row in rows}
    circles = in_circles(above)
    for row in rows:
        at = (*row.at, "part_of")
        yield from _names(at, row.values.get("part_of"), known, _AN_ORGANISATION)
        if row.text("key") in circles:
            yield at, _("An organisation cannot be part of itself, not even by way of others.")


def in_circles(above: Mapping[str, str]) -> set[str]:
    """The keys from which going on leads back to them; each key is walked once."""
    found: set[str] = set()
    done: set[str] = set()
    for start in above:
        way: dict[str, None] = {}
        here = start
        while here and here not in done and here not in way:
            way[here] = None
            here = above.get(here, "")
        if here in way:
            steps = list(way)
            found |= set(steps[steps.index(here) :])
        done |= way.keys()
    return found


def _assets(data: Mapping[str, Any]) -> Iterator[Found]:
    known = keys_of(data, "organisations")
    for row in entries(data, "assets"):
        yield from _names((*row.at, "operator"), row.values.get("operator"), known, _AN_ORGANISATION)
        yield from _address(row)
        try:
            since_day(row.values)
        except Invalid as error:
            yield (*row.at, "since"), error.message


def _address(row: Entry) -> Iterator[Found]:
    if row.text("url"):
        try:
            _is_web_address(row.text("url"))
        except ValidationError:
            yield (*row.at, "url"), _("This is not a web address. It begins with https:// or http://.")


def _sources(data: Mapping[str, Any], zone: str) -> Iterator[Found]:
    for row in entries(data, "sources"):
        yield from _address(row)
        try:
            published_moment(row.values, zone)
        except Invalid as error:
            yield (*row.at, "published_at"), error.message


def _timeline(data: Mapping[str, Any], told: Told) -> Iterator[Found]:
    sources = keys_of(data, "sources")
    for row in entries(data, "timeline"):
        yield from _names((*row.at, "source"), row.values.get("source"), sources, _A_SOURCE)
        moment = row.values.get("moment")
        if isinstance(moment, dict) and "same_as" not in moment:
            try:
                require_happened(case_moment(moment, told.zone), told.now, "earliest")
            except Invalid as error:
                yield (*row.at, "moment", *_within(error, moment)), error.message
        readings = row.values.get("readings")
        for number, reading in enumerate(readings if isinstance(readings, list) else []):
            if isinstance(reading, dict):
                yield from _reading(Entry((*row.at, "readings", number), reading), sources, told)


def _within(error: Invalid, values: Mapping[str, Any]) -> Steps:
    """The key that is at fault, if the file has it."""
    return (error.field,) if error.field in values and error.field is not None else ()


def _reading(row: Entry, sources: Set[str], told: Told) -> Iterator[Found]:
    yield from _names((*row.at, "source"), row.values.get("source"), sources, _A_SOURCE)
    try:
        require_happened(reading_moment(row.values, "unknown", told.zone), told.now, "earliest")
    except Invalid as error:
        yield (*row.at, *_within(error, row.values)), error.message
    value = row.values.get("value")
    if row.text("of") == "quantity" and value is not None:
        match = QUANTITY.match(str(value))
        if match is None:
            yield (
                (*row.at, "value"),
                _("A quantity is a whole number, or two with a hyphen between them: 100-200."),
            )
        elif match["high"] and int(match["low"]) > int(match["high"]):
            yield (*row.at, "value"), _("The smaller number stands first.")


def _same_moments(data: Mapping[str, Any]) -> Iterator[Found]:
    """`same_as` leads to a fact of the file, and not in a circle."""
    known = keys_of(data, "timeline")
    targets: dict[str, str] = {}
    for row in entries(data, "timeline"):
        moment = row.values.get("moment")
        target = moment.get("same_as") if isinstance(moment, dict) else None
        targets[row.text("key")] = target if isinstance(target, str) else ""
    circles = in_circles(targets)
    for row in entries(data, "timeline"):
        at = (*row.at, "moment", "same_as")
        yield from _names(at, targets.get(row.text("key")), known, _A_FACT)
        if row.text("key") in circles:
            yield at, _("A fact cannot take its moment from itself, not even by way of others.")


def _causes(data: Mapping[str, Any]) -> Iterator[Found]:
    sources = keys_of(data, "sources")
    for row in entries(data, "causes"):
        yield from _names((*row.at, "source"), row.values.get("source"), sources, _A_SOURCE)


def _people(data: Mapping[str, Any]) -> Iterator[Found]:
    impact = data.get("personal_data")
    subjects = impact.get("data_subjects") if isinstance(impact, dict) else None
    if not isinstance(subjects, dict):
        return
    low, high = subjects.get("min"), subjects.get("max")
    if isinstance(low, int) and isinstance(high, int) and low > high:
        yield ("personal_data", "data_subjects"), _("The smallest number is larger than the largest.")


def _lessons(data: Mapping[str, Any], requirements: Set[str]) -> Iterator[Found]:
    for row in entries(data, "lessons"):
        named = row.values.get("requirements")
        for number, code in enumerate(named if isinstance(named, list) else []):
            if isinstance(code, str) and code not in requirements:
                message = format_lazy(_("The loaded framework has no requirement “{code}”."), code=code)
                yield (*row.at, "requirements", number), message
