"""Text that tries to be markup, cannot be printed or never ends: the report is made, and says what it can."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incidents.reports.model import Fact, Phrase, PostIncidentReport, When
from incidents.reports.post_incident import render
from lib.pdf.fonts import MISSING_MARK
from tests.incidents.live_report import START, issued, live_report
from tests.incidents.many_facts import report_with
from tests.incidents.pdf_reading import dangers_of, fonts_of, last_page_of, letters_of, pages_of, squeezed
from tests.incidents.report_from_case import draft_issue, report_of

T = TypeVar("T")
_CODES = {
    "kind",
    "claim",
    "of",
    "precision",
    "zone",
    "tlp",
    "origin",
    "language",
    "lost",
    "discovery",
    "phase",
}
_CODES |= {"severity", "key", "part_of", "stance", "categories", "personal_data", "state", "relation", "form"}
_CODES |= {"ref", "requirements", "label", "content_hash", "sha256", "gap", "disputed", "crest", "verify_url"}

MARKUP = {
    "open tag": "<b",
    "picture": '<img src="/etc/passwd"/>',
    "script": '<a href="javascript:alert(1)">klik</a>',
    "address": "https://evil.example/?a=1&b=2",
    "entity": "&amp; &lt;b&gt;",
    "section end": "]]> --> */",
    "operators": "(\\) Tj ET Q endstream",
    "template": "{{ x }} {% y %} %s {words} {0}",
}
UNPRINTABLE = {
    "control": "a\x00b\x07c\x1b[31m",
    "emoji": "api 🔥 dan 👩‍👩‍👧",
    "cjk": "漢字かな交じり文",
    "right to left": "\u202eשלום مرحبا",
    "javanese": "ꦗꦮ",
    "lone surrogate": "x\ud800y",
}
ENDLESS = {
    "one word": "x" * 3000,
    "one address": "http://a.b/" + "q=1&" * 300,
    "slashes": "/" * 2000,
    "fixed spaces": "\u00a0" * 300,
    "many words": "kata " * 1200,
    "line ends": "a\n" * 200 + "\r\n\u2028\u0085",
    "nothing": "",
    "blank": "   ",
}


def spoilt(value: T, text: str) -> T:
    """The same dataclass with every text that people can write replaced."""
    if isinstance(value, Phrase):
        return replace(value, text=text)
    changes: dict[str, Any] = {}
    for each in fields(value):  # type: ignore[arg-type]
        old = getattr(value, each.name)
        if is_dataclass(old):
            changes[each.name] = spoilt(old, text)
        elif each.name in _CODES or (each.name == "role" and isinstance(old, str)):
            continue
        elif isinstance(old, str):
            changes[each.name] = text
        elif isinstance(old, tuple):
            changes[each.name] = tuple(_spoilt_part(part, text) for part in old)
    return replace(value, **changes)  # type: ignore[type-var]


def _spoilt_part(part: Any, text: str) -> Any:
    if is_dataclass(part):
        return spoilt(part, text)
    return text if isinstance(part, str) else part


def one_fact(text: str) -> PostIncidentReport:
    """A report with a single fact of that text."""
    fact = Fact(1, "occurrence", "reported", Phrase(text, "id"), When(START, None, "minute"))
    return replace(report_of("sikm-2020"), facts=(fact,), causes=())


@pytest.mark.parametrize("name", [*MARKUP, *UNPRINTABLE, *ENDLESS])
def test_any_text_anywhere_still_makes_a_report_without_links_or_pictures(name: str) -> None:
    text = {**MARKUP, **UNPRINTABLE, **ENDLESS}[name]
    no_crest = replace(issued().letterhead, crest=None)
    pdf = render(spoilt(live_report(), text), spoilt(replace(issued(), letterhead=no_crest), text))
    assert dangers_of(pdf) == []
    assert all(fonts_of(pdf).values())
    assert dangers_of(render(spoilt(report_of("sikm-2020"), text), draft_issue())) == []


@pytest.mark.parametrize("name", MARKUP)
def test_markup_is_printed_as_it_was_written(name: str) -> None:
    assert squeezed(MARKUP[name]) in letters_of(render(one_fact(MARKUP[name]), draft_issue()))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("awal \x00 akhir", f"awal{MISSING_MARK}akhir"),
        ("awal 漢字 akhir", f"awal{MISSING_MARK * 2}akhir"),
        ("awal \u202e akhir", f"awal{MISSING_MARK}akhir"),
        ("awal \u200b\ufeff akhir", f"awal{MISSING_MARK * 2}akhir"),
        ("awal 🔥 akhir", f"awal{MISSING_MARK}akhir"),
        ("panah → lebih ≥ desimal ½ ₿", "panah→lebih≥desimal½₿"),
        ("Ελληνικά Кириллица Tiếng Việt", "ΕλληνικάКириллицаTiếngViệt"),
        ("e\u0301 a\u0328", "éą"),
    ],
)
def test_each_character_is_printed_or_visibly_marked(text: str, shown: str) -> None:
    assert shown in letters_of(render(one_fact(text), draft_issue()))


def test_a_fact_longer_than_a_page_goes_on_without_losing_a_word() -> None:
    words = [f"kata{number}" for number in range(3000)]
    pdf = render(one_fact(" ".join(words)), draft_issue())
    letters = letters_of(pdf)
    assert [word for word in words if word not in letters] == []
    assert len(pages_of(pdf)) > 10


def test_a_cell_longer_than_a_page_goes_on_without_losing_a_word() -> None:
    words = [f"butir{number}" for number in range(2500)]
    report = report_of("sikm-2020")
    first, *others = report.follow_ups
    long = replace(first, text=Phrase(" ".join(words), "id"))
    letters = letters_of(render(replace(report, follow_ups=(long, *others)), draft_issue()))
    assert [word for word in words if word not in letters] == []


@pytest.mark.parametrize("count", [1, 24, 25, 67])
def test_every_fact_stands_in_chart_and_record(count: int) -> None:
    text = " ".join(pages_of(render(report_with(count), draft_issue())))
    for number in range(1, count + 1):
        assert text.count(f"F{number} ") >= 2


def test_a_thousand_facts_make_a_report() -> None:
    number, last = last_page_of(render(report_with(1000), draft_issue()))
    assert number > 150
    assert f"Halaman {number} dari {number}" in last


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=400))
def test_no_text_at_all_breaks_the_report(text: str) -> None:
    assert dangers_of(render(one_fact(text), draft_issue())) == []
