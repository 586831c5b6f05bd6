"""The key figures of the summary: times, people, data, services, and how strong the evidence is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from incidents.reports.model import CountFigure, DurationFigure
from incidents.reports.telling import Telling, capital
from lib.pdf import fonts, icons, ink, tokens
from lib.pdf.block import Block, Gap, Stack
from lib.pdf.blocks import Beside
from lib.pdf.chips import KINDS, Chip, Chips
from lib.pdf.grid import Form, Grid, Row, Rule
from lib.pdf.ink import Look
from lib.pdf.lines import Run, fitted
from lib.pdf.text import Text

Canvas = Any
_GAP = 16.0
_FIXED = "\u00a0"
_KNOWN = Rule(2.0, tokens.BRAND)
_OPEN = Rule(1.4, tokens.INK_3, 0, "3 2.4")
CLAIMS = ("confirmed", "reported", "stated", "refuted", "unknown")
_CELLS_UP_TO = 30


def key_figures(telling: Telling) -> list[Block]:
    """Three figures and two: a solid line above what is known, a dashed one above what is not."""
    three = (tokens.WIDTH - 2 * _GAP) / 3
    times = [
        _duration(telling, "time_to_detect", telling.report.to_detect, three),
        _duration(telling, "time_to_contain", telling.report.to_contain, three),
        _people(telling, three),
    ]
    half = (tokens.WIDTH - _GAP) / 2
    return [_row(times, three), Gap(16), _row([_data_kinds(telling, half), _services(telling, half)], half)]


class _Figure(Stack):
    """One figure under its line."""

    def __init__(self, name: str, value: str, below: Sequence[Block], *, known: bool, width: float) -> None:
        base = tokens.FIGURE if known else tokens.FIGURE_UNKNOWN
        smaller = fitted(value, base, width, 11)
        style = replace(smaller, leading=smaller.size + base.leading - base.size)
        gap = tokens.FIGURE.leading - style.leading
        parts: list[Block] = [Text(name, tokens.LABEL), Gap(max(gap, 0)), Text(value, style), Gap(1), *below]
        super().__init__(parts)
        self.rule = _KNOWN if known else _OPEN


def _row(figures: Sequence[_Figure], width: float) -> Block:
    parts: list[Block | None] = []
    for figure in figures:
        form = Form((width,), pad_bottom=0, top=figure.rule, bottom=None)
        parts += [Grid(form, [Row([figure])]), None]
    widths = [width, _GAP] * len(figures)
    return Beside(parts[:-1], widths[:-1])


def _duration(telling: Telling, key: str, figure: DurationFigure, width: float) -> _Figure:
    words = telling.words
    below: list[Run] = []
    known = figure.kind != "unknown"
    if known:
        facts = {fact.number: fact for fact in telling.report.facts}
        ends = [facts[number] for number in figure.rests_on if number in facts]
        if ends:
            named = f",{_FIXED}".join(f"F{number}" for number in figure.rests_on)
            below.append(Run(f"{telling.stretch(ends[0].when, ends[-1].when)} ({named})"))
    else:
        below.append(Run(words.of("gaps", figure.gap) if figure.gap else ""))
        below += _limits(telling, figure)
    if figure.why:
        below += [Run(" "), *telling.runs(figure.why)]
    if figure.disputed and known:
        below.append(Run(f". {words('rests_on_disputed')}"))
    seen_by = telling.report.classification.discovered_by
    if not known and key == "time_to_detect" and seen_by:
        below += [Run(" "), *telling.woven("first_seen_by", seen_by)]
    value = telling.length(figure) if known else words("unknown")
    return _Figure(words(key), value, [Text(below, tokens.SMALL, lines=5)], known=known, width=width)


def _limits(telling: Telling, figure: DurationFigure) -> list[Run]:
    runs = []
    for key, minutes in (("limit_low", figure.low_minutes), ("limit_high", figure.high_minutes)):
        if minutes is not None:
            length = telling.length(DurationFigure("exact", minutes, minutes))
            runs.append(Run(f" {telling.words(key, length=length)}"))
    return runs


def people_words(telling: Telling, figure: CountFigure) -> str:
    """How many people, in words."""
    words = telling.words
    low, high = (None if each is None else words.number(each) for each in (figure.low, figure.high))
    if figure.kind == "range" and low is not None and high is not None:
        return f"{low}–{high}"
    if figure.kind == "range" and low is not None:
        return words("at_least", n=low)
    if figure.kind == "range" and high is not None:
        return words("at_most", n=high)
    only = low if low is not None else high
    if figure.kind == "unknown" or only is None:
        return words("unknown")
    return words("about", n=only) if figure.kind == "about" else only


def _people(telling: Telling, width: float) -> _Figure:
    words, data = telling.words, telling.report.personal_data
    known = data.subjects.kind != "unknown"
    below = [Run(uncounted(telling))]
    if known:
        below = []
    if known and data.note:
        below = [Run(capital(data.note.text)), *telling.mark(data.note)]
    value = people_words(telling, data.subjects)
    parts: list[Block] = [Text(below, tokens.SMALL, lines=5)] if below else []
    return _Figure(words("people_affected"), value, parts, known=known, width=width)


def _data_kinds(telling: Telling, width: float) -> _Figure:
    words, kinds = telling.words, telling.report.personal_data.categories
    known = bool(kinds) or none_affected(telling)
    chips = Chips([Chip("data", words.of("data", each)) for each in kinds])
    below: Block = chips if kinds else Text(unnamed(telling), tokens.SMALL)
    value = str(len(kinds)) if known else words("unknown")
    return _Figure(words("data_kinds_count"), value, [below], known=known, width=width)


def none_affected(telling: Telling) -> bool:
    """Whether it is said that nobody's data was affected; that nobody has said anything is not that."""
    people = telling.report.personal_data.subjects
    return people.kind == "exact" and people.high == 0


def unnamed(telling: Telling) -> str:
    """Why no kind of personal data stands there: none was affected, or nobody has named one."""
    if none_affected(telling):
        return telling.words("none_reported")
    return telling.words("kinds_not_named" if telling.report.personal_data.concerned else "not_recorded")


def uncounted(telling: Telling) -> str:
    """Why no number of people stands there."""
    return telling.words("no_people_count" if telling.report.personal_data.recorded else "not_recorded")


def _services(telling: Telling, width: float) -> _Figure:
    words, assets = telling.words, telling.report.assets
    hit = [asset for asset in assets if asset.lost]
    lost = dict.fromkeys(each for asset in hit for each in asset.lost)
    text = words("of_assets", assets=words.count("asset", len(assets)))
    if hit:
        losses = ", ".join(words.of("losses", each).lower() for each in lost)
        text += f": {'; '.join(asset.name for asset in hit)} ({losses})"
    below = Text(text, tokens.SMALL, lines=3)
    return _Figure(words("services_hit"), str(len(hit)), [below], known=True, width=width)


def evidence(telling: Telling) -> Block:
    """How many facts stand how well: a line of words and a bar."""
    words, report = telling.words, telling.report
    facts, sources = len(report.facts), len(report.sources)
    line = words("evidence_line", facts=words.count("fact", facts), sources=words.count("source", sources))
    text = f"{line} {_disputes(telling)}"
    runs = [(claim, sum(fact.claim == claim for fact in report.facts)) for claim in CLAIMS]
    head = Beside(
        [Text(words("evidence"), tokens.BLOCK_HEAD), Text(text, tokens.SMALL)],
        [tokens.AXIS, tokens.WIDTH - tokens.AXIS],
        middle=True,
    )
    form = Form((tokens.WIDTH,), top=Rule(0.8, tokens.INK), bottom=None)
    bar = EvidenceBar([(claim, count, words.of("claims", claim)) for claim, count in runs if count])
    return Grid(form, [Row([Stack([head, Gap(12), bar])])])


def _disputes(telling: Telling) -> str:
    words, facts = telling.words, telling.report.facts
    moments = [fact for fact in facts if "moment" in fact.disputed]
    others = [fact for fact in facts if set(fact.disputed) - {"moment"}]
    said = []
    if moments:
        own = [fact for fact in moments if fact.when.same_as is None]
        said.append(
            words(
                "evidence_disputed",
                moments=words.count("moment", len(own) or 1),
                facts=words.count("fact", len(moments)),
            )
        )
    if others:
        said.append(words("evidence_readings", facts=words.count("fact", len(others))))
    return " ".join(said) or words("evidence_calm")


class EvidenceBar(Block):
    """Facts by claim: a cell for each fact, so that they can be counted; over thirty, a segment a claim."""

    def __init__(self, runs: Sequence[tuple[str, int, str]]) -> None:
        super().__init__()
        self.runs = list(runs)

    def height_at(self, width: float) -> float:
        return 32.0 if self.runs else 0.0

    def place(self, canvas: Canvas, x: float, y: float) -> None:
        total = sum(count for _claim, count, _word in self.runs)
        if not total:
            return
        single = total <= _CELLS_UP_TO
        gap = 3.0 if single else 1.0
        cell = (self.measured_width - gap * (total - 1)) / total
        cell = min(78.0, cell) if single else cell
        at = after = x
        right = x + self.measured_width
        for claim, count, word in self.runs:
            start = at
            for _each in range(count if single else 1):
                wide = cell if single else cell * count + gap * (count - 1)
                self._cell(canvas, claim, at, y + 17, max(wide, 2.0))
                at += wide + gap
            label = f"{count}  {word}"
            need = 12.5 + fonts.width(label, fonts.SEMIBOLD, 8)
            spot = max(min(start, right - need), after)
            self._label(canvas, claim, label, spot, y)
            after = spot + need + 7

    def _cell(self, canvas: Canvas, claim: str, x: float, y: float, wide: float) -> None:
        kind = KINDS[claim]
        sure = claim == "confirmed"
        ink.box(
            canvas,
            x + 0.5,
            y,
            max(wide - 1, 1),
            12,
            radius=2.5,
            ground=tokens.CONFIRMED if sure else kind.ground,
            border=kind.ink,
            weight=1.0 if sure else 0.8,
            dash=kind.dash,
        )

    def _label(self, canvas: Canvas, claim: str, label: str, x: float, y: float) -> None:
        icons.draw(canvas, KINDS[claim].icon, x, y + 1.5, 9.5, KINDS[claim].ink, 2.2)
        ink.line_of_text(canvas, x + 12.5, y + 3.5, label, Look(fonts.SEMIBOLD, 8, tokens.INK))
