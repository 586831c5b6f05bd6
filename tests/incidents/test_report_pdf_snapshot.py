"""A stored snapshot rebuilds the same report, and its hash does not depend on the printing."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta, timezone

import pytest

from incidents.reports.model import Phrase
from incidents.reports.post_incident import render
from incidents.reports.snapshot import (
    SnapshotError,
    content_hash,
    content_snapshot,
    report_from,
)
from lib.canonical import canonical
from tests.incidents.live_report import issued, live_report
from tests.incidents.report_from_case import draft_issue, report_of


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("case", ["sikm-2020", "jaki-2023"])
def test_a_case_report_survives_its_snapshot(case: str, language: str) -> None:
    report = report_of(case, language)
    stored = json.loads(canonical(content_snapshot(report)))
    assert report_from(stored) == report
    assert canonical(content_snapshot(report_from(stored))) == canonical(content_snapshot(report))


def test_a_live_report_survives_its_snapshot_and_prints_the_same() -> None:
    content = json.loads(canonical(content_snapshot(live_report())))
    assert report_from(content) == live_report()
    assert render(report_from(content), issued()) == render(live_report(), issued())


def test_the_hash_is_the_same_in_every_printing_and_another_for_other_content() -> None:
    report = report_of("sikm-2020")
    first = render(report, draft_issue())
    second = render(report, draft_issue(number="INS-2026-0007", version="1.0"))
    assert first != second
    assert content_hash(report) == content_hash(report_from(content_snapshot(report)))
    assert content_hash(replace(report, title=Phrase("Lain", "id"))) != content_hash(report)


def test_the_zone_a_moment_was_read_in_does_not_change_the_hash() -> None:
    report = live_report()
    other = timezone(timedelta(hours=-3))
    first = report.facts[0]
    assert first.when.earliest
    moved = replace(first, when=replace(first.when, earliest=first.when.earliest.astimezone(other)))
    assert content_hash(replace(report, facts=(moved, *report.facts[1:]))) == content_hash(report)


def test_what_holds_its_default_is_left_out_so_that_later_fields_change_no_old_hash() -> None:
    snapshot = content_snapshot(report_of("jaki-2023"))
    assert "closing" not in snapshot
    assert "team" not in snapshot
    assert all("revision" not in fact for fact in snapshot["facts"])


def test_a_zero_is_kept_apart_from_unknown() -> None:
    snapshot = content_snapshot(report_of("jaki-2023"))
    assert snapshot["personal_data"]["subjects"] == {"kind": "exact", "low": 0, "high": 0}
    assert "subjects" not in content_snapshot(report_of("sikm-2020"))["personal_data"]


@pytest.mark.parametrize(
    ("spoil", "place"),
    [
        ({"form": "something/9"}, "form"),
        ({"surprise": 1}, "content"),
        ({"facts": "none"}, "content.facts"),
        ({"facts": [{"number": "one"}]}, "content.facts[0]"),
        ({"title": None}, "content.title"),
    ],
)
def test_a_snapshot_of_another_form_is_refused_with_its_place(spoil: dict[str, object], place: str) -> None:
    snapshot = {**content_snapshot(report_of("sikm-2020")), **spoil}
    with pytest.raises(SnapshotError) as refused:
        report_from(snapshot)
    assert place in str(refused.value)
