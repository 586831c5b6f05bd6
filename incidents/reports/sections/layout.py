"""What the sections have in common: openings that stay with what follows, label rows, data tables."""

from __future__ import annotations

from collections.abc import Sequence

from reportlab.platypus import CondPageBreak, Flowable

from incidents.reports.telling import Telling
from lib.pdf import tokens
from lib.pdf.block import Block, Gap
from lib.pdf.grid import HAIR, Form, Grid, Row
from lib.pdf.text import Text

_UNCUT = 260.0


def start_of(block: Block) -> float:
    """How much of a block should follow a heading on the same page."""
    if isinstance(block, Grid):
        return min(block.start_height(), tokens.FRAME_HEIGHT / 2)
    height = block.measure(tokens.WIDTH)
    return height if block.stays_whole(tokens.WIDTH) else min(_UNCUT, height)


def opened(
    telling: Telling, keys: Sequence[str], body: Sequence[Block], *, intro: str = "", before: float = 22.0
) -> list[Flowable]:
    """Headings, an introduction and the first of the body, which stay on one page together."""
    heads: list[Block] = [telling.heading(key, before if not at else 0) for at, key in enumerate(keys)]
    if intro:
        heads += [Text(intro, tokens.SMALL), Gap(8)]
    need = sum(head.measure(tokens.WIDTH) + head.before for head in heads)
    need += sum(start_of(block) for block in body[:1]) + 8
    return [CondPageBreak(min(need, tokens.FRAME_HEIGHT)), *heads, *body]


def label_rows(
    rows: Sequence[tuple[str, Block]], *, label: float = tokens.AXIS, width: float = tokens.WIDTH
) -> Grid:
    """Rows with a label left of the axis, hairlines between them."""
    form = Form((label, width - label), pad_top=5, pad_bottom=5, top=HAIR)
    return Grid(form, [Row([Text(name, tokens.LABEL), block]) for name, block in rows])


def data_table(
    heads: Sequence[str], columns: Sequence[float], rows: Sequence[Row], *, pad: float = 6.0
) -> Grid:
    """A table: ink rule, head, ink rule, hairlines; three rows at least on each side of a break."""
    form = Form(tuple(columns), pad_top=pad, pad_bottom=pad, keep=3)
    return Grid(form, rows, [Text(head, tokens.TABLE_HEAD) for head in heads])
