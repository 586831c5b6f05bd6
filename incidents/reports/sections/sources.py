"""The sources that facts refer to by number."""

from __future__ import annotations

from reportlab.platypus import Flowable

from incidents.reports.model import Source
from incidents.reports.sections.layout import opened
from incidents.reports.telling import Telling
from lib.pdf import fonts, tokens
from lib.pdf.block import Block, Stack
from lib.pdf.blocks import Anchor
from lib.pdf.grid import HAIR, Form, Grid, Row
from lib.pdf.lines import Run
from lib.pdf.text import Text

_NUMBER = 28.0


def sources(telling: Telling) -> list[Flowable]:
    """The section."""
    found = telling.report.sources
    if not found:
        return opened(telling, ["sources"], [Text(telling.words("no_sources"), tokens.CELL_NONE)])
    form = Form((_NUMBER, tokens.WIDTH - _NUMBER), gap=0, top=HAIR)
    return opened(telling, ["sources"], [Grid(form, [_source(telling, each) for each in found])])


def _source(telling: Telling, source: Source) -> Row:
    number = Text([Run(f"[{source.number}]", font=fonts.SEMIBOLD, colour=tokens.LINK)], tokens.CELL)
    parts: list[Block] = [
        telling.quoted(source.title, tokens.CELL_BOLD),
        Text(_about(telling, source), tokens.CELL_SOFT),
    ]
    if source.url:
        parts.append(Text(source.url, tokens.CELL_SOFT))
    elif not source.evidence:
        parts.append(Text(f"{telling.words('no_url')}.", tokens.CELL_SOFT))
    if source.evidence:
        parts.append(Text(telling.words("evidence_reference", reference=source.evidence), tokens.CELL_SOFT))
    if source.sha256:
        parts.append(Text(f"SHA-256 {source.sha256}", tokens.META))
    return Row([Stack([Anchor(f"source-{source.number}"), number]), Stack(parts)])


def _about(telling: Telling, source: Source) -> list[Run]:
    words = telling.words
    runs: list[Run] = []
    if source.publisher:
        runs += [*telling.runs(source.publisher), Run(", ")]
    if source.published:
        runs.append(Run(words("published", when=telling.moment(source.published))))
    else:
        runs.append(Run(words("no_publication")))
    if source.cites:
        runs.append(Run(f"; {words('cites', what=source.cites)}"))
    return [*runs, Run(".")]
