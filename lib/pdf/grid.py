"""Tables: columns of blocks, hairlines between rows, a head that repeats, breaks between rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from lib.pdf import ink, tokens
from lib.pdf.block import TALL, Block, Cut

Canvas = Any


class Rule(NamedTuple):
    """A line above a row, from the column `start` to the right edge."""

    weight: float
    colour: str
    start: int = 0
    dash: str = ""


HAIR = Rule(0.4, tokens.LINE_2)
INK_RULE = Rule(0.8, tokens.INK)
GROUP_RULE = Rule(0.8, tokens.INK_3)


@dataclass(slots=True)
class Row:
    """The cells of one row and the line above it; the first row of a grid has none.

    `opener` stands in the first cell where the row begins a page: the group it belongs to.
    """

    cells: Sequence[Block | None]
    rule: Rule | None = HAIR
    opener: Block | None = None
    height: float = field(default=-1.0, repr=False)


@dataclass(frozen=True, slots=True)
class Form:
    """What all rows of a grid share, in points: columns, gap after a column, padding, edges.

    `keep` rows at least stand on either side of a page break; `middle` centres cells in their row.
    """

    columns: Sequence[float]
    gap: float = 10.0
    pad_top: float = 6.0
    pad_bottom: float = 6.0
    top: Rule | None = None
    bottom: Rule | None = HAIR
    keep: int = 1
    middle: bool = False

    def cell_width(self, index: int) -> float:
        """What a cell may fill: the last column reaches the edge."""
        last = index == len(self.columns) - 1
        return self.columns[index] - (0 if last else self.gap)


HEAD_PAD = 4.0


class Grid(Block):
    """A table. It is cut between rows, and within a row only when that row is taller than a page."""

    whole = 0.0

    def __init__(self, form: Form, rows: Sequence[Row], head: Sequence[Block] = ()) -> None:
        super().__init__()
        self.form, self.rows, self.head = form, list(rows), list(head)

    def head_height(self) -> float:
        """The height of the repeated head, with its padding."""
        if not self.head:
            return 0.0
        return self._tallest(self.head) + 2 * HEAD_PAD

    def _tallest(self, cells: Sequence[Block | None]) -> float:
        width = self.form.cell_width
        return max((cell.measure(width(at)) for at, cell in enumerate(cells) if cell), default=0.0)

    def row_height(self, row: Row) -> float:
        """The height of a row, worked out once."""
        if row.height < 0:
            row.height = self._tallest(row.cells) + self.form.pad_top + self.form.pad_bottom
        return row.height

    def start_height(self) -> float:
        """The height of the head and the first rows: what should follow a heading on its page."""
        shown = 1 if not self.head else max(2, self.form.keep)
        return self.head_height() + sum(self.row_height(row) for row in self.rows[:shown])

    def height_at(self, width: float) -> float:
        return self.head_height() + sum([self.row_height(row) for row in self.rows])

    def place(self, canvas: Canvas, x: float, y: float) -> None:
        top = y + self.measure(self.measured_width)
        if self.head:
            top = self._place_head(canvas, x, top)
        elif self.form.top:
            self._rule(canvas, self.form.top, x, top)
        for at, row in enumerate(self.rows):
            if row.rule and at:
                self._rule(canvas, row.rule, x, top)
            top -= self.row_height(row)
            self._place_row(canvas, row, x, top)
        if self.form.bottom:
            self._rule(canvas, self.form.bottom, x, top)

    def _place_head(self, canvas: Canvas, x: float, top: float) -> float:
        self._rule(canvas, INK_RULE, x, top)
        high = self.head_height()
        for at, cell in enumerate(self.head):
            wide = self.form.cell_width(at)
            cell.place(canvas, x + sum(self.form.columns[:at]), top - HEAD_PAD - cell.measure(wide))
        self._rule(canvas, INK_RULE, x, top - high)
        return top - high

    def _place_row(self, canvas: Canvas, row: Row, x: float, low: float) -> None:
        high = self.row_height(row)
        for at, cell in enumerate(row.cells):
            if cell is None:
                continue
            need = cell.measure(self.form.cell_width(at))
            down = (high - need) / 2 if self.form.middle else self.form.pad_top
            cell.place(canvas, x + sum(self.form.columns[:at]), low + high - down - need)

    def _rule(self, canvas: Canvas, rule: Rule, x: float, y: float) -> None:
        left = x + sum(self.form.columns[: rule.start])
        right = x + sum(self.form.columns)
        ink.rule(canvas, left, y, right, y, weight=rule.weight, colour=rule.colour, dash=rule.dash)

    def cut(self, width: float, height: float) -> Cut | None:
        room = height - self.head_height()
        fits, used = 0, 0.0
        for row in self.rows:
            used += self.row_height(row)
            if used > room + 0.01:
                break
            fits += 1
        alone = height >= tokens.FRAME_HEIGHT - 1
        wanted = min(fits, len(self.rows) - self.form.keep)
        if wanted >= self.form.keep or (alone and wanted > 0):
            return self._part(self.rows[:wanted]), self._part(self.rows[wanted:])
        if fits and alone:
            return (self._part(self.rows[:fits]), self._part(self.rows[fits:])) if self.rows[fits:] else None
        return self._cut_first(room) if alone or self._too_tall() else None

    def _too_tall(self) -> bool:
        return bool(self.rows) and self.row_height(self.rows[0]) > TALL

    def _cut_first(self, room: float) -> Cut | None:
        first, *others = self.rows
        inner = room - self.form.pad_top - self.form.pad_bottom
        upper: list[Block | None] = []
        lower: list[Block | None] = []
        for at, cell in enumerate(first.cells):
            width = self.form.cell_width(at)
            if cell is None or cell.measure(width) <= inner:
                upper.append(cell)
                lower.append(None)
                continue
            halves = cell.cut(width, inner)
            if halves is None:
                return None
            upper.append(halves[0])
            lower.append(halves[1])
        return self._part([Row(upper, first.rule)]), self._part([Row(lower, None), *others])

    def _part(self, rows: Sequence[Row]) -> Grid:
        first = rows[0]
        if first.opener and first is not self.rows[0]:
            rows = [Row([first.opener, *first.cells[1:]], first.rule), *rows[1:]]
        return Grid(self.form, rows, self.head)
