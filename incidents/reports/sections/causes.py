"""Causes: what was claimed beside what was confirmed, so that neither is taken for the other."""

from __future__ import annotations

from reportlab.platypus import Flowable

from incidents.reports.model import Cause
from incidents.reports.sections.layout import opened
from incidents.reports.telling import Telling
from lib.pdf import tokens
from lib.pdf.block import Block, Boxed, Gap, Stack
from lib.pdf.blocks import Beside
from lib.pdf.chips import Chip, Chips
from lib.pdf.lines import Run
from lib.pdf.text import Text

_HALF = (tokens.WIDTH - tokens.GUTTER) / 2


def causes(telling: Telling) -> list[Flowable]:
    """The section."""
    all_of_them = telling.report.causes
    claimed = [cause for cause in all_of_them if cause.claim != "confirmed"]
    confirmed = [cause for cause in all_of_them if cause.claim == "confirmed"]
    columns = Beside(
        [Stack(_claimed(telling, claimed)), None, Stack(_confirmed(telling, confirmed, bool(claimed)))],
        [_HALF, tokens.GUTTER, _HALF],
    )
    return opened(telling, ["causes"], [columns])


def _claimed(telling: Telling, found: list[Cause]) -> list[Block]:
    words = telling.words
    parts: list[Block] = [Chips([Chip("stated", words("claimed"))]), Gap(6)]
    for cause in found:
        parts += [*_cause(telling, cause), Gap(7)]
    if not found:
        parts.append(Text(words("no_cause_claimed"), tokens.BODY))
    return parts


def _confirmed(telling: Telling, found: list[Cause], beside_claims: bool) -> list[Block]:
    words = telling.words
    parts: list[Block] = [Chips([telling.claim("confirmed")]), Gap(6)]
    for cause in found:
        parts += [*_cause(telling, cause), *_proof(telling, cause), Gap(9)]
    if not found:
        none: list[Block] = [Text(words("no_cause_confirmed"), tokens.CELL_BOLD)]
        if beside_claims:
            none += [Gap(3), Text(words("claims_are_no_findings"), tokens.SMALL)]
        parts.append(Boxed(Stack(none), border=tokens.INK_3, weight=0.8, dash="3 2.4"))
    return parts


def _cause(telling: Telling, cause: Cause) -> list[Block]:
    """Its words with their sources; a chip only where the column's own does not say it already."""
    runs = [Run(cause.text.text), *telling.inline_links(cause.sources), *telling.mark(cause.text)]
    shown: list[Block] = [Text(runs, tokens.BODY)]
    if cause.claim in ("confirmed", "stated"):
        return shown
    return [*shown, Gap(3), Chips([telling.claim(cause.claim)])]


def _proof(telling: Telling, cause: Cause) -> list[Block]:
    """By whom and on what the confirmation rests."""
    parts: list[Block] = []
    if cause.confirmed_by:
        runs = telling.woven("confirmed_by", cause.confirmed_by)
        if cause.confirmed_at:
            runs.append(Run(f", {telling.moment(cause.confirmed_at)}"))
        parts.append(Text(runs, tokens.SMALL))
    if cause.basis:
        parts.append(Text(telling.woven("basis", cause.basis), tokens.SMALL))
    return [Gap(4), *parts] if parts else []
