"""Readings of a fact: every account of its time, quantity or cause, side by side, and how a dispute ended."""

from __future__ import annotations

from incidents.reports.model import Fact, Reading, Settlement
from incidents.reports.telling import Telling, capital, letter
from lib.pdf import tokens
from lib.pdf.block import Block, Boxed, Gap, Stack
from lib.pdf.chips import Chips, Item, Plain
from lib.pdf.grid import Form, Grid, Row, Rule
from lib.pdf.lines import Run
from lib.pdf.text import Text

_PAD = 14.0
_WIDTH = tokens.WIDTH - tokens.AXIS - 2 * _PAD
_BETWEEN = 16.0
_KINDS = ("moment", "quantity", "cause")


def readings_of(telling: Telling, fact: Fact) -> list[Block]:
    """A box for each thing the fact has readings of: tinted where they contradict, plain where not."""
    kinds = dict.fromkeys([*_KINDS, *(reading.of for reading in fact.readings)])
    boxes = []
    for kind in kinds:
        readings = [reading for reading in fact.readings if reading.of == kind]
        if readings:
            boxes.append(_box(telling, fact, kind, readings))
    return boxes


def _box(telling: Telling, fact: Fact, kind: str, readings: list[Reading]) -> Block:
    words = telling.words
    disputed = kind in fact.disputed
    settlement = next((each for each in fact.settlements if each.of == kind), None)
    style = tokens.DISPUTE_HEAD if disputed else tokens.LABEL
    if disputed:
        count = words.count("reading", len(readings))
        head = capital(words.of("readings_disputed", kind).format(readings=count))
    else:
        head = words.of("readings_heads", kind)
    colour = tokens.DISPUTED if disputed else tokens.INK_3
    kept = settlement.kept if settlement and not disputed else None
    parts: list[Block] = [Text(head, style), Gap(5), *_pairs(telling, readings, colour, kept)]
    parts += _outcome(telling, fact, kind, settlement)
    return Boxed(
        Stack(parts),
        pad=_PAD,
        pad_y=9,
        ground=tokens.DISPUTED_GROUND if disputed else tokens.NOTE_GROUND,
        border=tokens.DISPUTED_BORDER if disputed else tokens.LINE_2,
        weight=0.6,
    )


def _pairs(telling: Telling, readings: list[Reading], colour: str, kept: int | None) -> list[Block]:
    """Two readings abreast; a single one takes the whole width."""
    if len(readings) == 1:
        form = Form((_WIDTH,), gap=0, pad_top=5, pad_bottom=5, top=Rule(0.8, colour), bottom=None)
        return [Grid(form, [Row([_reading(telling, readings[0], 0, colour, kept)])])]
    half = (_WIDTH - _BETWEEN) / 2
    form = Form((half, _BETWEEN, half), gap=0, pad_top=5, pad_bottom=5, bottom=None)
    rows = []
    for at in range(0, len(readings), 2):
        cells: list[Block | None] = [None, None, None]
        for side, reading in enumerate(readings[at : at + 2]):
            block = _reading(telling, reading, at + side, colour, kept)
            line = Grid(
                Form((half,), gap=0, pad_top=4, pad_bottom=0, top=Rule(0.8, colour), bottom=None),
                [Row([block], None)],
            )
            cells[side * 2] = line
        rows.append(Row(cells, None))
    return [Grid(form, rows)]


def _reading(telling: Telling, reading: Reading, at: int, colour: str, kept: int | None) -> Block:
    words = telling.words
    stands = kept == at + 1
    name = words("reading_kept" if stands else "reading", letter=letter(at))
    parts: list[Block] = [Text([Run(name, colour=colour)], tokens.CELL_BOLD), Gap(2)]
    if reading.when and (reading.when.earliest or reading.when.latest):
        parts += [Text(capital(telling.moment(reading.when)), tokens.CELL_BOLD), Gap(3)]
    if reading.value:
        parts += [Text(reading.value, tokens.CELL_BOLD), Gap(3)]
    said = reading.text
    parts.append(Text([Run(f"“{said.text}”"), *telling.mark(said)], tokens.CELL))
    if reading.note:
        parts += [Gap(3), telling.quoted(reading.note, tokens.CELL_NONE)]
    if reading.source is not None:
        parts += [Gap(5), Chips(telling.source_links([reading.source]))]
    return Stack(parts)


def _outcome(telling: Telling, fact: Fact, kind: str, settlement: Settlement | None) -> list[Block]:
    """What the report uses, and how the dispute was settled."""
    words = telling.words
    parts: list[Block] = []
    if kind in fact.disputed:
        if kind == "moment":
            used = words("readings_used", when=telling.moment(fact.when))
        else:
            used = words("readings_open")
        parts.append(Text(used, tokens.SMALL))
    if settlement:
        parts += _settlement(telling, settlement)
    if not parts:
        return []
    rule = Rule(0.4, tokens.DISPUTED_BORDER if kind in fact.disputed else tokens.LINE_2)
    form = Form((_WIDTH,), gap=0, pad_top=5, pad_bottom=0, top=rule, bottom=None)
    return [Gap(3), Grid(form, [Row([Stack(parts)], None)])]


def _settlement(telling: Telling, settlement: Settlement) -> list[Block]:
    words = telling.words
    if settlement.kept is None:
        head = words("settled_withdrawn")
    else:
        head = words("settled_kept", letter=letter(settlement.kept - 1))
    runs = [Run(head)]
    if settlement.decided_by:
        runs = telling.woven("settled_by", settlement.decided_by, head=head)
    if settlement.at:
        runs.append(Run(f", {telling.moment(settlement.at)}"))
    parts: list[Block] = [
        Text([*runs, Run(".")], tokens.CELL_BOLD),
        telling.quoted(settlement.reason, tokens.SMALL),
    ]
    marks: list[Item] = [] if settlement.source is None else telling.source_links([settlement.source])
    if settlement.evidence:
        marks.append(Plain(words("evidence_reference", reference=settlement.evidence)))
    return [*parts, *([Gap(3), Chips(marks)] if marks else [])]
