"""The response: what was done, in its order, who had which role, and how the incident was closed."""

from __future__ import annotations

from reportlab.platypus import Flowable

from incidents.reports.model import Closing, Fact
from incidents.reports.sections.layout import data_table, label_rows, opened
from incidents.reports.telling import RESPONSE_KINDS, Telling, capital
from lib.pdf import tokens
from lib.pdf.block import Block, Boxed, Gap, Stack
from lib.pdf.chips import Chips
from lib.pdf.grid import Row
from lib.pdf.lines import Run
from lib.pdf.text import Text

_COLUMNS = (30.0, 76.0, 106.0, tokens.WIDTH - 30 - 76 - 106 - 88, 88.0)
_LINES = 2


def response(telling: Telling) -> list[Flowable]:
    """The section."""
    words = telling.words
    steps = [fact for fact in telling.report.facts if fact.kind in RESPONSE_KINDS]
    extra = _people_and_end(telling)
    if not steps:
        none = words("no_response_live" if telling.is_live else "no_response")
        box = Boxed(Text(none, tokens.CELL_BOLD), border=tokens.INK_3, weight=0.8, dash="3 2.4")
        return opened(telling, ["response"], [box, *extra])
    heads = ["", words("step"), words("when"), words("what"), words("claim")]
    table = data_table(heads, _COLUMNS, [_step(telling, fact) for fact in steps])
    intro = words("response_intro", record=telling.numbers["record"])
    return opened(telling, ["response"], [table, *extra], intro=intro)


def _step(telling: Telling, fact: Fact) -> Row:
    return Row(
        [
            Text(f"F{fact.number}", tokens.CELL_BOLD),
            Text(telling.words.of("kinds", fact.kind), tokens.CELL),
            Text(capital(telling.moment(fact.when)), tokens.CELL_SOFT),
            telling.quoted(fact.what, tokens.CELL, lines=_LINES),
            Chips([telling.claim(fact.claim)]),
        ]
    )


def _people_and_end(telling: Telling) -> list[Block]:
    words = telling.words
    rows: list[tuple[str, Block]] = [
        (words.of("team_roles", member.role), telling.quoted(member.holder, tokens.CELL))
        for member in telling.report.team
    ]
    if telling.report.closing:
        rows.append((words("closing"), _closing(telling, telling.report.closing)))
    return [Gap(14), label_rows(rows)] if rows else []


def _closing(telling: Telling, closing: Closing) -> Block:
    first = [Run(capital(telling.moment(closing.at)))]
    if closing.closed_by:
        first += [Run(", "), *telling.woven("closed_by", closing.closed_by)]
    parts: list[Block] = [Text(first, tokens.CELL_BOLD), telling.quoted(closing.reason, tokens.CELL)]
    if closing.carried:
        runs = [Run(f"{telling.words('carried')}: "), *telling.listed(closing.carried)]
        parts += [Gap(3), Text(runs, tokens.CELL_SOFT)]
    return Stack(parts)
