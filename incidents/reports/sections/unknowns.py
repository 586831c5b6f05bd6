"""What is not known with what it holds up, and what was said, by role."""

from __future__ import annotations

from reportlab.platypus import Flowable

from incidents.reports.model import Fact, Unknown
from incidents.reports.sections.layout import data_table, opened
from incidents.reports.sections.summary import holds_up
from incidents.reports.telling import Telling, capital
from lib.pdf import tokens
from lib.pdf.block import Block, Gap, Stack
from lib.pdf.chips import Chips, Plain
from lib.pdf.grid import HAIR, Form, Grid, Row
from lib.pdf.text import Text

_COLUMNS = (24.0, tokens.WIDTH * 0.40, tokens.WIDTH * 0.60 - 24)
_SPEAKER = tokens.AXIS + 14


def unknowns(telling: Telling) -> list[Flowable]:
    """The section on what no source says."""
    words = telling.words
    rows = [_unknown(telling, number, each) for number, each in enumerate(telling.report.unknowns, 1)]
    if not rows:
        return opened(telling, ["unknowns"], [Text(words("nothing_unknown"), tokens.CELL_NONE)])
    table = data_table(["", words("not_known"), words("holds_up")], _COLUMNS, rows, pad=7)
    return opened(telling, ["unknowns"], [table])


def _unknown(telling: Telling, number: int, unknown: Unknown) -> Row:
    what = telling.quoted(unknown.text, tokens.CELL, first_capital=True)
    if unknown.answer is None:
        return Row([Text(str(number), tokens.CELL_BOLD), what, Text(holds_up(telling, unknown), tokens.CELL)])
    answer = telling.woven("answered", unknown.answer)
    return Row([Text(str(number), tokens.CELL_BOLD), what, Text(answer, tokens.CELL)])


def statements(telling: Telling) -> list[Flowable]:
    """The section on what was said; left out when nobody said anything."""
    found = telling.statements
    if not found:
        return []
    form = Form((_SPEAKER, tokens.WIDTH - _SPEAKER), gap=16, pad_top=9, pad_bottom=10, top=HAIR)
    table = Grid(form, [_statement(telling, fact) for fact in found])
    intro = telling.words("statements_intro", timeline=telling.numbers["timeline"])
    return opened(telling, ["statements"], [table], intro=intro)


def _statement(telling: Telling, fact: Fact) -> Row:
    role = fact.speaker_role
    who: Block = (
        telling.quoted(role, tokens.CELL_BOLD, first_capital=True)
        if role
        else Text(telling.words("unnamed_speaker"), tokens.CELL_NONE)
    )
    chips = [
        Plain(f"F{fact.number}"),
        telling.claim(fact.claim),
        *([telling.claim("disputed")] if fact.disputed else []),
        *telling.source_links(fact.sources),
        *telling.tag(fact.what),
    ]
    when = Text(capital(telling.moment(fact.when)), tokens.SMALL)
    return Row(
        [
            Stack([who, Gap(3), when]),
            Stack([Text(fact.what.text, tokens.QUOTE), Gap(5), Chips(chips)]),
        ]
    )
