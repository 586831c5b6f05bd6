"""Contents and key: where things are, and how chips and numbers are to be read."""

from __future__ import annotations

from collections.abc import Sequence

from reportlab.platypus import Flowable

from incidents.reports.telling import Telling
from lib.pdf import tokens
from lib.pdf.block import Block, Gap
from lib.pdf.blocks import Heading
from lib.pdf.chips import Chips
from lib.pdf.contents import Contents
from lib.pdf.grid import INK_RULE, Form, Grid, Row
from lib.pdf.text import Text
from lib.zones import zone_words

_CLAIMS = ("confirmed", "reported", "stated", "disputed", "refuted", "unknown")


def opening(telling: Telling, headings: Sequence[Heading]) -> list[Flowable]:
    """The page after the cover."""
    words, numbers = telling.words, telling.numbers
    rows: list[tuple[Block, str]] = [
        (Chips([telling.claim(claim)]), words.of("claim_meanings", claim)) for claim in _CLAIMS
    ]
    rows += [
        (Text("F1", tokens.CELL_BOLD), words("how_fact")),
        (Text("[1]", tokens.CELL_BOLD), words("how_source", sources=numbers["sources"])),
        (Text("TL-1", tokens.CELL_BOLD), words("how_follow_up", follow_ups=numbers["follow_ups"])),
    ]
    form = Form(
        (tokens.AXIS, tokens.WIDTH - tokens.AXIS), pad_top=2.8, pad_bottom=2.8, top=INK_RULE, middle=True
    )
    key = Grid(form, [Row([mark, Text(meaning, tokens.CELL)]) for mark, meaning in rows])
    return [
        Text(words("contents"), tokens.CONTENTS_HEAD),
        Gap(6),
        Contents(headings),
        Gap(20),
        Text(words("how_to_read"), tokens.BLOCK_HEAD),
        Gap(7),
        key,
        Gap(9),
        Text(f"{words('how_times', zone=_zone(telling))} {words('how_language')}", tokens.SMALL),
    ]


def _zone(telling: Telling) -> str:
    return zone_words(telling.issue.built_at, telling.report.zone)
