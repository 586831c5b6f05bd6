"""Issue data: how to check the report, who approved it, to whom it was handed."""

from __future__ import annotations

from reportlab.platypus import CondPageBreak, Flowable

from incidents.reports.issue_data import HandOver, Signature
from incidents.reports.model import Phrase
from incidents.reports.sections.cover import status_chip
from incidents.reports.sections.layout import data_table, label_rows
from incidents.reports.telling import Telling
from lib.pdf import fonts, tokens
from lib.pdf.block import Block, Boxed, Gap, Stack
from lib.pdf.blocks import Beside, QrCode
from lib.pdf.chips import Chip, Chips
from lib.pdf.grid import Form, Grid, Row, Rule
from lib.pdf.lines import Run, fitted
from lib.pdf.text import Text

_QR = 104.0
_DATA = tokens.WIDTH - _QR - 28
_LABEL = 104.0
_BOX_GAP = 14.0
_BOX = (tokens.WIDTH - 2 * _BOX_GAP) / 3
_NAME_WIDTH = 40.0
_LINE = Rule(0.6, tokens.INK_3, 1)
_SPACE_TO_SIGN = 48.0


def issue(telling: Telling) -> list[Flowable]:
    """The section: one block on the rest of a page or on a new one."""
    words = telling.words
    check: list[Block] = [
        telling.heading("issue", 24),
        telling.heading("authenticity", 0),
        _check(telling),
        Gap(8),
        Text(words("hash_note"), tokens.SMALL),
    ]
    signing: list[Block] = [telling.heading("approval", 26), Gap(4), _boxes(telling)]
    need = sum(block.measure(tokens.WIDTH) + block.before for block in [*check, *signing])
    return [
        CondPageBreak(min(need, tokens.FRAME_HEIGHT)),
        *check,
        CondPageBreak(min(sum(block.measure(tokens.WIDTH) + block.before for block in signing), 600)),
        *signing,
        *_handovers(telling),
    ]


def _check(telling: Telling) -> Block:
    words, url = telling.words, telling.issue.verify_url
    side: list[Block] = []
    if url:
        side = [QrCode(url, _QR), Gap(6), Text(words("scan"), tokens.SMALL)]
    return Beside(
        [label_rows(_data(telling), label=_LABEL, width=_DATA), None, Stack(side)], [_DATA, 28, _QR]
    )


def _address(url: str) -> Block:
    """The address to type: on one line, or the code whole on the second."""
    width = _DATA - _LABEL
    style = fitted(url, tokens.CELL, width, 7.5)
    if fonts.width(url, style.font, style.size) <= width:
        return Text(url, style)
    place, slash, code = url.rpartition("/")
    return Stack([Text(place + slash, tokens.CELL), Text(code, tokens.CELL)])


def _data(telling: Telling) -> list[tuple[str, Block]]:
    words, printing = telling.words, telling.issue
    audience = f"{words.of('audiences', printing.audience)}, TLP:{telling.report.tlp}"
    both = words("number_and_version", number=printing.number, version=printing.version)
    rows: list[tuple[str, Block]] = [
        (words("number"), Text(both, tokens.CELL)),
        (words("status"), Chips([status_chip(telling)])),
        (words("report_language"), Text(words("language_name"), tokens.CELL)),
        (words("audience"), Text(audience, tokens.CELL)),
        (words("built"), Text(telling.instant(printing.built_at, printing.zone), tokens.CELL)),
        (words("builder"), Text(printing.builder, tokens.CELL)),
    ]
    if printing.file_name:
        rows.append((words("file"), Text(printing.file_name, tokens.CELL)))
    rows.append((words("supersedes"), Text(_superseded(telling), tokens.CELL)))
    if printing.verify_url:
        rows.append((words("verify_address"), _address(printing.verify_url)))
    rows.append((words("content_hash"), _hash(telling.content_hash)))
    return rows


def _superseded(telling: Telling) -> str:
    words, earlier = telling.words, telling.issue.supersedes
    if earlier is None:
        return words("none")
    said = [words("superseded_version", version=earlier.version)]
    if earlier.issued_at:
        said.append(words("issued_at", when=telling.moment(earlier.issued_at)))
    if earlier.content_hash:
        said.append(f"SHA-256 {earlier.content_hash[:16]}…")
    return ", ".join(said)


def _hash(digest: str) -> Block:
    """The hash in eights, four to a row."""
    eights = [digest[at : at + 8] for at in range(0, len(digest), 8)]
    form = Form((58.0,) * 4, gap=4, pad_top=0, pad_bottom=1, bottom=None)
    rows = []
    for at in range(0, len(eights), 4):
        cells: list[Block | None] = [Text(each, tokens.CELL) for each in eights[at : at + 4]]
        rows.append(Row([*cells, *[None] * (4 - len(cells))], None))
    return Grid(form, rows)


def _boxes(telling: Telling) -> Block:
    words, printing = telling.words, telling.issue
    receiver = _as_signature(printing.handovers[0]) if printing.handovers else None
    boxes = [
        _Box(telling, words("prepared_by"), printing.prepared, words("signed"), words("not_prepared")),
        _Box(telling, words("approved_by"), printing.approval, words("approved"), words("not_approved")),
        _Box(telling, words("received_by"), receiver, words("received"), words("not_received")),
    ]
    tallest = max(box.measure(_BOX) for box in boxes)
    for box in boxes:
        box.stretch(tallest)
    parts: list[Block | None] = [boxes[0], None, boxes[1], None, boxes[2]]
    return Beside(parts, [_BOX, _BOX_GAP, _BOX, _BOX_GAP, _BOX])


def _as_signature(handed: HandOver) -> Signature:
    return Signature(handed.role or Phrase("–"), handed.name, handed.body, handed.at)


class _Box(Boxed):
    """One of the three boxes: filled in where it is known, lines to write on where not."""

    def __init__(
        self, telling: Telling, title: str, signed: Signature | None, done: str, missing: str
    ) -> None:
        words = telling.words
        chip = Chip("approved", done) if signed else Chip("unknown", missing)
        head: list[Block] = [Text(title, tokens.BLOCK_HEAD), Gap(3), Chips([chip]), Gap(6)]
        form = Form((_NAME_WIDTH, _BOX - _NAME_WIDTH - 20), gap=6, pad_top=7, pad_bottom=3, bottom=_LINE)
        fields = Grid(
            form, [Row(cells, _LINE if at else None) for at, cells in enumerate(_fields(telling, signed))]
        )
        foot: list[Block] = []
        if signed is None:
            foot = [Gap(5), Text(words("signature"), tokens.META), Gap(_SPACE_TO_SIGN)]
        super().__init__(Stack([*head, fields, *foot]), pad=10, radius=0, border=tokens.INK_3, weight=0.8)

    def stretch(self, height: float) -> None:
        """Be as high as the tallest of the three."""
        self.inner = Stack([self.inner, Gap(height - self.measure(_BOX))])
        self._measured = None


def _fields(telling: Telling, signed: Signature | None) -> list[list[Block | None]]:
    words = telling.words
    rows: list[tuple[str, Block]]
    if signed is None:
        blank = Text(" ", tokens.CELL)
        rows = [(words("role"), blank), (words("body"), blank), (words("date"), blank)]
    else:
        rows = [(words("role"), telling.quoted(signed.role, tokens.CELL_BOLD))]
        if signed.name:
            rows.append((words("name"), Text(signed.name, tokens.CELL)))
        moment = telling.moment(signed.at) if signed.at else ""
        rows += [(words("body"), Text(signed.body, tokens.CELL)), (words("date"), Text(moment, tokens.CELL))]
    return [[Text(name, tokens.META), block] for name, block in rows]


def _handovers(telling: Telling) -> list[Flowable]:
    """Every hand-over with how it was made and its receipt."""
    words, given = telling.words, telling.issue.handovers
    if not given:
        return []
    heads = [words("received_by"), words("date"), words("channel"), words("receipt")]
    columns = (tokens.WIDTH * 0.34, tokens.WIDTH * 0.24, tokens.WIDTH * 0.19, tokens.WIDTH * 0.23)
    table = data_table(heads, columns, [_handover(telling, each) for each in given])
    need = 60 + table.start_height()
    return [CondPageBreak(need), Gap(18), Text(words("handovers"), tokens.BLOCK_HEAD), Gap(6), table]


def _handover(telling: Telling, handed: HandOver) -> Row:
    words = telling.words
    who: list[Block] = [Text(handed.body, tokens.CELL_BOLD)]
    named: list[Run] = telling.runs(handed.role) if handed.role else []
    if handed.name:
        named.append(Run(f"{', ' if named else ''}{handed.name}"))
    if named:
        who.append(Text(named, tokens.CELL_SOFT))
    receipt = (
        Text(handed.receipt, tokens.CELL) if handed.receipt else Text(words("no_receipt"), tokens.CELL_NONE)
    )
    when = Text(telling.moment(handed.at) if handed.at else "–", tokens.CELL)
    return Row([Stack(who), when, Text(handed.channel or "–", tokens.CELL), receipt])
