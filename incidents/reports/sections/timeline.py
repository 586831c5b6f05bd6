"""The timeline: the chart, and the record of events with sources and every reading."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reportlab.platypus import CondPageBreak, Flowable

from incidents.reports.chart import chart_of
from incidents.reports.model import Fact
from incidents.reports.sections.layout import opened
from incidents.reports.sections.readings import readings_of
from incidents.reports.telling import Telling
from lib.charts.pdf import LegendBlock, TimeChartBlock
from lib.pdf import fonts, ink, tokens
from lib.pdf.block import TALL, Block, Cut, Gap, Stack
from lib.pdf.chips import Chips, Item, Plain
from lib.pdf.lines import Run
from lib.pdf.text import Text

_TIME_WIDTH = tokens.AXIS - 12.7 - 12
_LINE_AT = tokens.AXIS - 12
_BODY_WIDTH = tokens.WIDTH - tokens.AXIS
_PAD_TOP, _PAD_BOTTOM = 3.0, 13.0
_DOTS = {"confirmed": tokens.CONFIRMED, "reported": tokens.REPORTED}


def timeline(telling: Telling) -> list[Flowable]:
    """Chart and record."""
    facts = telling.report.facts
    entries = [_entry(telling, fact) for fact in facts]
    if not entries:
        none = Text(telling.words("no_facts"), tokens.CELL_NONE)
        return [*_chart(telling), *opened(telling, ["record"], [none], before=18)]
    return [*_chart(telling), *opened(telling, ["record"], entries, before=18)]


def _chart(telling: Telling) -> list[Flowable]:
    words = telling.words
    heads: list[Flowable] = [telling.heading("timeline", 24), telling.heading("chart", 0)]
    chart = chart_of(telling)
    if chart is None:
        return [CondPageBreak(200), *heads, Text(words("chart_none"), tokens.CELL_NONE)]
    first, *others = [TimeChartBlock(part) for part in chart.parts()]
    legend = LegendBlock({kind: words.of("legend", kind) for kind in chart.legend})
    caption = words("chart_caption", record=telling.numbers["record"])
    if "range" in chart.legend:
        caption = f"{words('chart_caption_range')} {caption}"
    need = min(first.measure(tokens.WIDTH) + 140, 560)
    end = _Together([Gap(4), legend, Gap(6), Text(caption, tokens.SMALL)])
    return [CondPageBreak(need), *heads, first, *others, end]


class _Together(Stack):
    """A stack that stays on one page."""

    whole = tokens.FRAME_HEIGHT


class Entry(Block):
    """One fact: time left of a line, a dot on it, and what is known right of it.

    It stays whole unless it is so tall that moving it would leave half a page empty; what is continued
    has no time and no dot.
    """

    whole = TALL

    def __init__(self, time: Block | None, body: Block, colour: str, *, filled: bool) -> None:
        super().__init__()
        self.time, self.body, self.colour, self.filled = time, body, colour, filled

    def height_at(self, width: float) -> float:
        time = self.time.measure(_TIME_WIDTH) if self.time else 0.0
        return max(time, self.body.measure(_BODY_WIDTH)) + _PAD_TOP + _PAD_BOTTOM

    def place(self, canvas: Any, x: float, y: float) -> None:
        high = self.measure(self.measured_width)
        top = y + high
        ink.rule(canvas, x + _LINE_AT, y, x + _LINE_AT, top, weight=1.4, colour=tokens.LINE_2)
        if self.time:
            need = self.time.measure(_TIME_WIDTH)
            self.time.place(canvas, x, top - _PAD_TOP - need)
            ground = self.colour if self.filled else tokens.WHITE
            ink.disc(canvas, x + _LINE_AT, top - 10, 4, ground=ground, border=self.colour, weight=2)
        need = self.body.measure(_BODY_WIDTH)
        self.body.place(canvas, x + tokens.AXIS, top - _PAD_TOP - need)

    def cut(self, width: float, height: float) -> Cut | None:
        room = height - _PAD_TOP - _PAD_BOTTOM
        if self.time and self.time.measure(_TIME_WIDTH) > room:
            return None
        halves = self.body.cut(_BODY_WIDTH, room)
        if halves is None:
            return None
        first = Entry(self.time, halves[0], self.colour, filled=self.filled)
        return first, Entry(None, halves[1], self.colour, filled=self.filled)


def _entry(telling: Telling, fact: Fact) -> Entry:
    told = telling.lines(fact.when)
    time: list[Block] = [Text(told.day, tokens.TIME_HEAD)]
    time += [Text(line, tokens.TIME) for line in (told.time, told.note) if line]
    head = [
        Run(f"F{fact.number}", font=fonts.BOLD),
        Run(f"\u00a0 {telling.words.of('kinds', fact.kind)}", font=fonts.SEMIBOLD, colour=tokens.INK_2),
    ]
    if fact.speaker_role:
        role = fact.speaker_role
        head.append(Run(f" · {role.text}", font=fonts.SEMIBOLD, colour=tokens.INK_2))
        head += telling.mark(role)
    body: list[Block] = [Text(head, tokens.CELL), Gap(2), Text(fact.what.text, tokens.BODY)]
    body += _remarks(telling, fact)
    body.append(Gap(5))
    for box in readings_of(telling, fact):
        body += [Gap(2), box, Gap(7)]
    body.append(Chips(_chips(telling, fact)))
    disputed = "moment" in fact.disputed
    colour = tokens.DISPUTED if disputed else _DOTS.get(fact.claim, tokens.INK_3)
    return Entry(Stack(time), Stack(body), colour, filled=fact.claim == "confirmed")


def _remarks(telling: Telling, fact: Fact) -> list[Block]:
    remarks: list[Block] = []
    if fact.as_said:
        remarks.append(Text(telling.woven("as_said", fact.as_said), tokens.CELL_SOFT))
    if fact.corrected:
        remarks.append(Text(telling.woven("corrected", fact.corrected, n=fact.revision), tokens.CELL_NONE))
    return [Gap(2), *remarks] if remarks else []


def _chips(telling: Telling, fact: Fact) -> Sequence[Item]:
    chips: list[Item] = [telling.claim(fact.claim)]
    if fact.disputed:
        chips.append(telling.claim("disputed"))
    chips += telling.source_links(fact.sources)
    chips += telling.tag(fact.what)
    if fact.revision > 1 and not fact.corrected:
        chips.append(Plain(telling.words("revision", n=fact.revision)))
    return chips
