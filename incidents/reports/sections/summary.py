"""The management summary: everything a reader with ten minutes needs, on one page."""

from __future__ import annotations

from collections.abc import Sequence

from reportlab.platypus import Flowable

from incidents.reports.model import Fact, Unknown
from incidents.reports.sections.figures import evidence, key_figures
from incidents.reports.telling import Telling, capital
from lib.pdf import tokens
from lib.pdf.block import Block, Gap, Stack
from lib.pdf.blocks import Beside, Icon
from lib.pdf.chips import Chips
from lib.pdf.grid import HAIR, INK_RULE, Form, Grid, Row
from lib.pdf.lines import Run
from lib.pdf.text import Text

SHOWN = ((4, 6), (4, 5), (3, 5), (3, 4), (2, 3), (1, 2), (1, 1))
"""How many main events and unknowns the page names, from the most it may hold downwards."""
_MAIN_KINDS = ("occurrence", "detection", "awareness", "containment", "recovery", "action", "eradication")
_NOT_MAIN = frozenset({"refuted", "unknown"})
_LEFT = tokens.WIDTH * 0.56
_RIGHT = tokens.WIDTH - _LEFT - tokens.GUTTER


def summary(telling: Telling) -> list[Flowable]:
    """The section on one page: with much to say above, fewer events and unknowns are named below."""
    upper: list[Block] = [
        telling.heading("summary"),
        Text(lead(telling), tokens.LEAD),
        Gap(14),
        *key_figures(telling),
        Gap(22),
        evidence(telling),
        Gap(14),
    ]
    room = tokens.FRAME_HEIGHT - sum(block.measure(tokens.WIDTH) for block in upper)
    for events, unknowns in SHOWN:
        columns = _two_columns(telling, events, unknowns)
        if columns.measure(tokens.WIDTH) <= room:
            break
    return [*upper, columns]


def occurrence_of(telling: Telling) -> Fact | None:
    """The first occurrence whose time is known, else the first occurrence."""
    found = [fact for fact in telling.report.facts if fact.kind == "occurrence"]
    timed = [fact for fact in found if fact.when.earliest or fact.when.latest]
    return next(iter(timed or found), None)


def lead(telling: Telling) -> str:
    """Three or four sentences on what the report knows."""
    words, report = telling.words, telling.report
    confirmed = sum(fact.claim == "confirmed" for fact in report.facts)
    source_kind = "source" if telling.is_live else "public_source"
    said = [
        words(
            "lead_facts",
            facts=words.count("fact", len(report.facts)),
            sources=words.count(source_kind, len(report.sources)),
            confirmed=words("lead_confirmed", n=confirmed) if confirmed else words("lead_unconfirmed"),
        )
    ]
    occurrence = occurrence_of(telling)
    if occurrence:
        said.append(words("lead_occurrence", when=telling.moment(occurrence.when)))
        if "moment" in occurrence.disputed:
            said.append(words("lead_disputed"))
    causes = sum(cause.claim == "confirmed" for cause in report.causes)
    said.append(
        words("lead_cause", causes=words.count("cause", causes)) if causes else words("lead_no_cause")
    )
    unknowns = len(still_unknown(report.unknowns))
    if unknowns:
        said.append(words("lead_unknowns", unknowns=words.count("unknown", unknowns)))
    return " ".join(said)


def still_unknown(unknowns: Sequence[Unknown]) -> list[Unknown]:
    """Those nobody has answered yet."""
    return [unknown for unknown in unknowns if unknown.answer is None]


def _two_columns(telling: Telling, events: int, unknowns: int) -> Block:
    words = telling.words
    left: list[Block] = [Text(words("main_events"), tokens.BLOCK_HEAD), Gap(3), _events(telling, events)]
    right: list[Block] = [Text(words("holding_up"), tokens.BLOCK_HEAD), Gap(3), _unknowns(telling, unknowns)]
    right += [Gap(8), Text(words("follow_ups"), tokens.BLOCK_HEAD), Gap(4)]
    right.append(Text(follow_up_line(telling), tokens.SMALL))
    columns = [
        Grid(Form((width,), pad_bottom=0, top=INK_RULE, bottom=None), [Row([Stack(parts)], None)])
        for parts, width in ((left, _LEFT), (right, _RIGHT))
    ]
    return Beside([columns[0], None, columns[1]], [_LEFT, tokens.GUTTER, _RIGHT])


def _events(telling: Telling, most: int) -> Block:
    main = [fact for fact in telling.report.facts if fact.kind in _MAIN_KINDS and fact.claim not in _NOT_MAIN]
    shown = _most_telling(main, most)
    if not shown:
        return Text(telling.words("no_events"), tokens.CELL_NONE)
    form = Form((22, _LEFT - 22), gap=0, pad_top=5, pad_bottom=5, bottom=None)
    lines = 3 if len(main) <= 3 else 2
    rows = [Row([Text(f"F{fact.number}", tokens.CELL_BOLD), _event(telling, fact, lines)]) for fact in shown]
    parts: list[Block] = [Grid(form, rows)]
    if len(main) > len(shown):
        parts += _more(telling, len(main) - len(shown), "timeline")
    return Stack(parts)


def _most_telling(facts: Sequence[Fact], most: int) -> list[Fact]:
    """The first fact of each main kind, then the earliest others, in the order of the timeline."""
    firsts = [next((fact for fact in facts if fact.kind == kind), None) for kind in _MAIN_KINDS]
    chosen = [fact for fact in firsts if fact]
    chosen += [fact for fact in facts if fact not in chosen]
    return sorted(chosen[:most], key=lambda fact: facts.index(fact))


def _event(telling: Telling, fact: Fact, lines: int) -> Block:
    return Stack(
        [
            Text(capital(telling.moment(fact.when)), tokens.META_BOLD, lines=2),
            telling.quoted(fact.what, tokens.CELL, lines=lines),
            Gap(3),
            Chips(
                [telling.claim(fact.claim), *([telling.claim("disputed")] if fact.disputed else [])],
            ),
        ]
    )


def _more(telling: Telling, count: int, section: str) -> list[Block]:
    return [
        Gap(2),
        Text(telling.words("more_below", n=count, section=telling.numbers[section]), tokens.META),
    ]


def _unknowns(telling: Telling, most: int) -> Block:
    open_ones = still_unknown(telling.report.unknowns)
    if not open_ones:
        return Text(telling.words("nothing_unknown"), tokens.CELL_NONE)
    form = Form((18, _RIGHT - 18), gap=0, pad_top=5, pad_bottom=5, bottom=None)
    rows = [
        Row(
            [
                Icon("help"),
                Stack(
                    [
                        telling.quoted(unknown.text, tokens.CELL, lines=2, first_capital=True),
                        Text(holds_up(telling, unknown), tokens.META, lines=2),
                    ]
                ),
            ],
            HAIR,
        )
        for unknown in open_ones[:most]
    ]
    parts: list[Block] = [Grid(form, rows)]
    if len(open_ones) > most:
        parts += _more(telling, len(open_ones) - most, "unknowns")
    return Stack(parts)


def holds_up(telling: Telling, unknown: Unknown) -> list[Run]:
    """What an unknown holds up: its own words, else those of its kind."""
    if unknown.holds_up:
        return telling.runs(unknown.holds_up)
    held = telling.words.of("holds", unknown.kind)
    return [Run(held if held != unknown.kind else telling.words.of("holds", "other"))]


def follow_up_line(telling: Telling) -> str:
    """How many follow-ups stand where."""
    words, all_of_them = telling.words, telling.report.follow_ups
    if not all_of_them:
        return words("follow_ups_none")
    states = [each.state for each in all_of_them]
    counts = {
        "follow_ups_proposed": states.count("proposed"),
        "follow_ups_open": states.count("open"),
        "follow_ups_done": states.count("done") + states.count("verified"),
    }
    said = [words(key, n=count) for key, count in counts.items() if count]
    return " ".join([*said, words("see_section", section=telling.numbers["follow_ups"])])
