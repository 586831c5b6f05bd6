"""What a case file says comes out of the database again: every scalar of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from accounts.actors import SYSTEM
from accounts.models import Organisation
from incidents.cases.loader import load_case
from incidents.cases.reader import CaseFile, read_bytes, read_file
from incidents.cases.times import bounds_of, case_moment, published_moment, reading_moment
from incidents.cases.vocabulary import departures
from tests.incidents.case_writer import case_of
from tests.incidents.conftest import CASES
from tests.people import NOW

pytestmark = pytest.mark.django_db
ZONE = "Asia/Jakarta"


def normal(data: dict[str, Any]) -> dict[str, Any]:
    """A case file's values without what its form leaves free: layout of times, empty lists, order by key."""
    facts = [_fact(row) for row in data["timeline"]]
    sources = []
    for row in data["sources"]:
        published = published_moment(row, ZONE)
        more = {"published_at": published.earliest.isoformat()} if published else {}
        sources.append({**row, **more})
    return {
        **data,
        "shared_with": sorted(data.get("shared_with", [])),
        "organisations": _by_key([{"short": row["name"][:60], **row} for row in data["organisations"]]),
        "assets": _by_key(data["assets"]),
        "sources": _by_key(sources),
        "classification": {**data["classification"], "cia": sorted(data["classification"]["cia"])},
        "timeline": _by_key(facts),
    }


def _by_key(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    kept = [{key: value for key, value in row.items() if value not in ([], False)} for row in rows]
    return sorted(kept, key=lambda row: row["key"])


def _fact(row: dict[str, Any]) -> dict[str, Any]:
    found = {**row}
    if "same_as" not in row["moment"]:
        precision = {"precision": row["moment"]["precision"]}
        found["moment"] = {**precision, **bounds_of(case_moment(row["moment"], ZONE))}
    if "readings" in row:
        found["readings"] = [_reading(each, row["moment"]["precision"]) for each in row["readings"]]
    return found


def _reading(row: dict[str, Any], precision: str) -> dict[str, Any]:
    moment = reading_moment(row, precision, ZONE)
    value = {"value": str(row["value"])} if "value" in row else {}
    return {**row, **(bounds_of(moment) if moment else {}), **value}


def scalars(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every value that is no mapping and no list, with where it stands."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from scalars(each, f"{path}.{key}")
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from scalars(each, f"{path}[{number}]")
    else:
        yield path, value


@pytest.mark.parametrize("name", ["sikm", "jaki"])
def test_a_loaded_case_comes_out_as_it_went_in(name, request):
    incident = request.getfixturevalue(name)
    data = read_file(CASES / f"{incident.case_key}.yaml").data
    assert normal(case_of(incident)) == normal(data)
    assert sum(1 for _each in scalars(data)) > 100


@pytest.mark.parametrize("name", ["sikm", "jaki"])
def test_what_comes_out_is_a_case_file_again(name, request):
    case = CaseFile(case_of(request.getfixturevalue(name)))
    assert list(departures(case)) == []


EVERYTHING = """
case: semua-bentuk
origin: exercise
language: en
tlp: AMBER+STRICT
title: A case with every form
owner: satu
shared_with: [dua]
organisations:
  - {key: satu, name: Body One, short: One}
  - {key: dua, name: Body Two, role: helps}
  - {key: luar, name: Outside, short: Out, external: true, role: {id: pemasok, en: supplier}}
assets:
  - key: app
    name: The app
    operator: luar
    url: https://app.example/x?y=1
    since: 2024-02-29
    purpose: everything
    components: [login, forms]
    personal_data: [health, other]
    affected: [availability]
sources:
  - key: s1
    publisher: Press
    title: {id: Judul, en: Title}
    published_at: 2026-01-02
    cites: other
    url: "http://x.example"
timeline:
  - {key: a, kind: occurrence, claim: refuted, what: Began, moment: {latest: 2026-01-05, precision: unknown}}
  - key: b
    kind: awareness
    claim: confirmed
    what: {id: Tahu}
    moment: {earliest: "2026-01-01T08:00:00+09:00", precision: hour}
    source: s1
  - {key: c, kind: recovery, claim: unknown, what: Back, moment: {precision: unknown}, speaker_role: head}
  - key: d
    kind: statement
    claim: stated
    what: Numbers
    moment: {same_as: b, precision: day}
    readings:
      - {of: quantity, text: many, source: s1, value: 100-200}
      - {of: quantity, text: {id: "tepat 7", en: exactly 7}, source: s1, value: 7, note: no}
      - {of: cause, text: a slip, source: s1, value: slip}
      - {of: moment, text: on the day, source: s1, earliest: 2026-01-01}
      - {of: moment, text: that hour, source: s1, earliest: "2026-01-01T06:30:00+07:00"}
      - {of: moment, text: by then, source: s1, latest: "2026-01-01T06:30:00+07:00"}
classification: {cia: [availability, integrity], discovery: internal, rsit: Fraud}
causes: [{text: Unclear, claim: refuted}]
personal_data: {categories: [child], data_subjects: {min: 3, max: 9}}
unknowns: [{kind: other, text: "12:30"}]
lessons: [{text: Learn, requirements: []}]
"""


def test_a_case_with_every_form_of_the_vocabulary_comes_out_as_it_went_in(catalogue):
    case = read_bytes(EVERYTHING.encode())
    incident = load_case(actor=SYSTEM, now=NOW, case=case).incident
    assert normal(case_of(incident)) == normal(case.data)
    assert incident.number == "LAT-2026-0001"
    assert Organisation.objects.get(key="luar").external
