"""Draws a time chart as SVG for a page: classes and plain attributes only, so that the theme colours it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from lib.charts.timespan import PAST, Band, Nowhere, OffScale, OpenEnd, Point, Row, TimeChart

BAR, LEAST = 8.0, 6.0
_TONES = {"plain": "u-low", "confirmed": "u-ok", "disputed": "u-disp"}
_LETTER, _TICK_LETTER = 4.2, 6.5


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things stand at one width: the scale from `left` to `right`, the height of a row, its name."""

    name: str
    width: float
    left: float
    right: float
    row: float
    above: bool
    most_letters: int

    def at(self, position: float) -> float:
        """A position of the scale, 0 to 1, as x."""
        return self.left + (self.right - self.left) * position


WIDE = Layout("hide-m", 690, 200, 676, 24, above=False, most_letters=30)
NARROW = Layout("only-m", 330, 8, 320, 36, above=True, most_letters=48)
_TOP, _FOOT = 10.0, 22.0


def drawn(chart: TimeChart, layout: Layout, label: str) -> SafeString:
    """The chart at one width; `label` tells in a sentence what it shows."""
    bottom = _TOP + layout.row * len(chart.rows)
    parts = [*_scale(chart, layout, bottom)]
    for number, row in enumerate(chart.rows):
        parts += _row(row, layout, _TOP + layout.row * number)
    return format_html(
        '<svg class="chart {}" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
        layout.name,
        _n(layout.width),
        _n(bottom + _FOOT),
        label,
        _joined(parts),
    )


def _scale(chart: TimeChart, layout: Layout, bottom: float) -> Iterator[SafeString]:
    """The lines of the scale, and as many of their labels as stand apart from each other."""
    taken = 0.0
    every = 1 if _widest(chart) < (layout.right - layout.left) / max(1, len(chart.ticks) - 1) else 2
    for number, tick in enumerate(chart.ticks):
        x = layout.at(tick.at)
        yield format_html('<line class="ax" x1="{0}" x2="{0}" y1="4" y2="{1}"/>', _n(x), _n(bottom + 2))
        anchor = "start" if x < layout.left + 8 else "end" if x > layout.right - 8 else "middle"
        wide = len(tick.label) * _TICK_LETTER
        begins = x - wide * {"start": 0, "middle": 0.5, "end": 1}[anchor]
        if number % every == 0 and begins >= taken:
            taken = begins + wide
            yield format_html(
                '<text x="{}" y="{}" text-anchor="{}">{}</text>', _n(x), _n(bottom + 17), anchor, tick.label
            )


def _widest(chart: TimeChart) -> float:
    return max((len(tick.label) for tick in chart.ticks), default=0) * _TICK_LETTER


def _row(row: Row, layout: Layout, top: float) -> Iterator[SafeString]:
    name = f"{row.label} {row.name}"
    shown = name if len(name) <= layout.most_letters else f"{name[: layout.most_letters - 1]}…"
    baseline = top + 13 if layout.above else top + layout.row / 2 + 4
    yield format_html('<text class="lab" x="0" y="{}">{}</text>', _n(baseline), shown)
    middle = top + 25 if layout.above else top + layout.row / 2
    tone = _TONES[row.tone]
    match row.shape:
        case Point(at, exact, label):
            yield from _point(layout, at, middle, tone, label, exact)
        case Band() as band:
            yield from _band(layout, band, middle, tone)
        case OpenEnd(at, towards):
            yield from _open(layout, at, towards, middle, tone)
        case OffScale(towards, label):
            yield from _off(layout, towards, label, middle)
        case Nowhere():
            yield _dotted(layout.left + 4, layout.right - 4, middle)


def _point(layout: Layout, at: float, y: float, tone: str, label: str, exact: bool) -> Iterator[SafeString]:
    x = layout.at(at)
    kind = tone if exact else f"{tone} hollow"
    yield format_html(
        '<circle class="{}" cx="{}" cy="{}" r="{}"/>', kind, _n(x), _n(y), "5" if exact else "4"
    )
    yield _text_beside(layout, x, y, label, 9)


def _text_beside(layout: Layout, x: float, y: float, label: str, gap: float) -> SafeString:
    """Words right of a shape, or left of it where there is no room."""
    if x + gap + len(label) * 6 <= layout.width - 2:
        return format_html('<text x="{}" y="{}">{}</text>', _n(x + gap), _n(y + 4), label)
    return format_html('<text x="{}" y="{}" text-anchor="end">{}</text>', _n(x - gap), _n(y + 4), label)


def _band(layout: Layout, band: Band, y: float, tone: str) -> Iterator[SafeString]:
    start = layout.at(band.start)
    wide = max(layout.at(band.end) - start, LEAST)
    yield _bar(f"{tone} soft", start, y - BAR / 2, wide, BAR)
    for mark in band.marks:
        x = layout.at(mark.start)
        mark_wide = max(layout.at(mark.end) - x, LEAST)
        left = max(start, min(x, start + wide - mark_wide))
        yield _bar(tone, left, y - 6, mark_wide, 12)
        first = mark is band.marks[0]
        spot, anchor = (left - _LETTER, "end") if first else (left + mark_wide + _LETTER, "start")
        yield format_html(
            '<text class="lab" x="{}" y="{}" text-anchor="{}">{}</text>',
            _n(spot),
            _n(y + 4),
            anchor,
            mark.letter,
        )
    if band.label:
        yield _text_beside(layout, start + wide, y, band.label, 18 if band.marks else 7)


def _open(layout: Layout, at: float, towards: str, y: float, tone: str) -> Iterator[SafeString]:
    x = layout.at(at)
    start, stop = (layout.left + 4, x) if towards == PAST else (x, layout.right - 4)
    yield _dotted(start, stop, y)
    yield _bar(tone, x - 1.5, y - 6, 3, 12)


def _off(layout: Layout, towards: str, label: str, y: float) -> Iterator[SafeString]:
    past = towards == PAST
    x, anchor, arrow = (layout.left + 2, "start", "← ") if past else (layout.right, "end", "")
    words = f"{arrow}{label}" if past else f"{label} →"
    yield format_html('<text x="{}" y="{}" text-anchor="{}">{}</text>', _n(x), _n(y + 4), anchor, words)


def _dotted(start: float, stop: float, y: float) -> SafeString:
    return format_html(
        '<line class="open" x1="{}" x2="{}" y1="{}" y2="{}"/>', _n(start), _n(stop), _n(y), _n(y)
    )


def _bar(kind: str, x: float, y: float, wide: float, high: float) -> SafeString:
    return format_html(
        '<rect class="{}" x="{}" y="{}" width="{}" height="{}" rx="2"/>',
        kind,
        _n(x),
        _n(y),
        _n(wide),
        _n(high),
    )


def _joined(parts: list[SafeString]) -> SafeString:
    return mark_safe("".join(parts))  # noqa: S308 - every part comes from format_html


def _n(number: float) -> str:
    return f"{number:.1f}".rstrip("0").rstrip(".")
