"""The cover: letterhead, title, what was lost, number, version, owner, and what this document is."""

from __future__ import annotations

from dataclasses import replace

from incidents.reports.model import Party
from incidents.reports.telling import Telling
from lib.pdf import tokens
from lib.pdf.block import Block, Gap, Stack
from lib.pdf.blocks import DoubleRule, SideRule, TlpLabel
from lib.pdf.chips import Chip, Chips, Item
from lib.pdf.grid import HAIR, Form, Grid, Row, Rule
from lib.pdf.letterhead import letterhead
from lib.pdf.lines import balanced, set_lines
from lib.pdf.text import Text

TITLE_LINES = 8
_SIZES = (31.0, 28.0, 25.0, 22.0)
_HEIGHT = tokens.PAGE_HEIGHT - 62 - tokens.BOTTOM
_RATIO = 1.22


def cover(telling: Telling) -> Block:
    """The first page as one block of its full height."""
    words, head = telling.words, telling.issue.letterhead
    top = Stack(
        [
            letterhead(
                body=head.body,
                unit=head.unit,
                subunit=head.subunit,
                address=head.address,
                crest=head.crest,
                placeholder=words("crest") if telling.is_draft else "",
            ),
            Gap(9),
            DoubleRule(),
        ]
    )
    middle = Stack(
        [
            Text(words("document"), tokens.KIND),
            Gap(8),
            *_title(telling),
            Gap(18),
            Chips(_marks(telling), height=17, size=8.5, gap=6),
            Gap(34),
            _grid(telling),
        ]
    )
    note = _note(telling)
    used = sum(block.measure(tokens.WIDTH) for block in (top, middle, note))
    free = max(_HEIGHT - used - 1, 24)
    above = min(118.0, free / 2)
    return Stack([top, Gap(above), middle, Gap(free - above), note])


def title_is_cut(telling: Telling) -> bool:
    """Whether the cover cannot hold the whole title."""
    style = replace(tokens.TITLE, size=_SIZES[-1])
    return len(set_lines(telling.report.title.text, style, tokens.WIDTH - 20)) > TITLE_LINES


def _title(telling: Telling) -> list[Block]:
    text = telling.report.title.text
    for size in _SIZES:
        style = replace(tokens.TITLE, size=size, leading=size * _RATIO)
        if len(set_lines(text, style, tokens.WIDTH - 60)) <= 3:
            break
    width = balanced(text, style, tokens.WIDTH - 20)
    title = Text(text, style, lines=TITLE_LINES, tail=telling.mark(telling.report.title))
    form = Form((width + 8, tokens.WIDTH - width - 8), gap=0, pad_top=0, pad_bottom=0, bottom=None)
    return [Grid(form, [Row([title, None], None)])]


def _marks(telling: Telling) -> list[Item]:
    words, report = telling.words, telling.report
    kind = report.classification
    marks: list[Item] = [Chip("lost", words.of("losses", each)) for each in kind.lost]
    if report.personal_data.categories or report.personal_data.concerned:
        marks.append(Chip("person", words("personal_data")))
    if kind.severity:
        marks.append(Chip("plain", f"{words('severity')}: {words.of('severities', kind.severity).lower()}"))
    if kind.discovery:
        found = words.of("discoveries", kind.discovery).lower()
        marks.append(Chip("seen", f"{words('discovery')}: {found}"))
    if kind.rsit:
        marks.append(Chip("plain", f"RSIT: {kind.rsit}"))
    if kind.bssn:
        marks.append(Chip("plain", f"BSSN: {words.of('bssn_types', kind.bssn)}"))
    return marks


def _cell(name: str, value: str | Block) -> Block:
    shown = Text(value, tokens.BIG, lines=3) if isinstance(value, str) else value
    return Stack([Text(name, tokens.LABEL), Gap(2), shown])


def status_chip(telling: Telling) -> Chip:
    """Draft or approved."""
    if telling.is_draft:
        return Chip("draft", telling.words("draft_status"))
    return Chip("approved", telling.words("issued_status"))


def _grid(telling: Telling) -> Block:
    words, issue = telling.words, telling.issue
    quarter = tokens.WIDTH / 4
    parties = telling.report.parties
    owner = (
        next((short_name(each) for each in parties if each.stance == "owner"), "") or issue.letterhead.short
    )
    shared = ", ".join(short_name(each) for each in parties if each.stance == "shared")
    first = Form(
        (quarter * 0.95, quarter * 0.75, quarter * 1.25, quarter * 1.05),
        pad_top=8,
        pad_bottom=9,
        top=Rule(1.6, tokens.INK),
        bottom=None,
    )
    second = Form((quarter * 1.7, quarter * 1.25, quarter * 1.05), pad_top=8, pad_bottom=9, top=HAIR)
    upper = Row(
        [
            _cell(words("number"), issue.number),
            _cell(words("version"), issue.version),
            _cell(words("date"), telling.day(issue.built_at, issue.zone)),
            _cell(words("status"), Chips([status_chip(telling)], height=16, size=8)),
        ]
    )
    lower = Row(
        [
            _cell(words("owner"), owner),
            _cell(words("shared_with"), shared or words("not_shared")),
            _cell(words("sharing_limit"), TlpLabel(telling.report.tlp)),
        ]
    )
    return Stack([Grid(first, [upper]), Grid(second, [lower])])


def short_name(party: Party) -> str:
    """What a party is called where there is little room."""
    return party.short or party.name


def _note(telling: Telling) -> Block:
    words, origin = telling.words, telling.report.origin
    paragraphs = []
    if origin == "reconstructed":
        sources = words.count("public_source", len(telling.report.sources))
        paragraphs.append(words("about_reconstructed", sources=sources))
    if origin == "exercise":
        paragraphs.append(words("about_exercise"))
    if telling.is_draft:
        paragraphs.append(words("about_draft"))
    else:
        paragraphs.append(words("about_issued", issue=telling.numbers["issue"]))
    parts: list[Block] = [Text(words("about_document"), tokens.CELL_BOLD), Gap(3)]
    parts += [Text(" ".join(paragraphs), tokens.SMALL)]
    colour = tokens.WARNING if telling.is_draft or not telling.is_live else tokens.BRAND
    return SideRule(Stack(parts), colour=colour, ground=tokens.NOTE_GROUND)
