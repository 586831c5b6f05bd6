"""Blocks measure, cut and number themselves: nothing is lost at a page's end."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO

import pikepdf
import pypdf
import pytest
from reportlab.platypus import PageBreak

from lib.pdf import tokens
from lib.pdf.block import Block, Boxed, Gap, Stack
from lib.pdf.blocks import Beside, Heading, QrCode
from lib.pdf.chips import Chip, Chips, Reference
from lib.pdf.contents import Contents
from lib.pdf.document import About, make
from lib.pdf.furniture import Furniture
from lib.pdf.grid import Form, Grid, Row
from lib.pdf.text import Text

WIDTH = tokens.WIDTH
AROUND = Furniture("GREEN", "", "", "N-1", "Judul", "Kaki", "SHA", "{page}/{total}")
ABOUT = About("Judul", "Penulis", "Perihal", "id", datetime(2026, 1, 2, 3, 4, tzinfo=UTC))


def grid_of(count: int, *, keep: int = 3, words: int = 3) -> Grid:
    """A table whose first cells are numbered."""
    form = Form((60, WIDTH - 60), keep=keep)
    rows = [
        Row([Text(f"R{number}", tokens.CELL), Text("kata " * words, tokens.CELL)]) for number in range(count)
    ]
    return Grid(form, rows, [Text("No", tokens.TABLE_HEAD), Text("Isi", tokens.TABLE_HEAD)])


def names_of(grid: Block) -> list[str]:
    """The numbers of a table's rows."""
    assert isinstance(grid, Grid)
    return [row.cells[0].content for row in grid.rows if isinstance(row.cells[0], Text)]


def made(*story: Block) -> bytes:
    """A document of a cover and these blocks."""
    return make([PageBreak("page"), *story], ABOUT, AROUND)


def text_of(pdf: bytes) -> str:
    """All its text."""
    return " ".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages)


@pytest.mark.parametrize("height", [60, 100, 200, 400, tokens.FRAME_HEIGHT])
@pytest.mark.parametrize("count", [4, 6, 9, 40])
def test_a_table_is_cut_between_rows_with_some_on_either_side(count: int, height: float) -> None:
    grid = grid_of(count)
    if grid.measure(WIDTH) <= height:
        return
    halves = grid.cut(WIDTH, height)
    if halves is None:
        return
    upper, lower = halves
    assert names_of(upper) + names_of(lower) == [f"R{number}" for number in range(count)]
    assert upper.measure(WIDTH) <= height
    assert len(names_of(upper)) >= 3
    assert len(names_of(lower)) >= 3 or height >= tokens.FRAME_HEIGHT - 1


def test_a_row_taller_than_a_page_is_cut_inside() -> None:
    grid = grid_of(2, words=4000)
    upper, lower = grid.cut(WIDTH, tokens.FRAME_HEIGHT) or (None, None)
    assert upper
    assert lower
    assert upper.measure(WIDTH) <= tokens.FRAME_HEIGHT
    assert names_of(upper) == ["R0"]
    assert names_of(lower) == ["R1"]


def test_a_group_is_named_again_at_the_top_of_the_next_page() -> None:
    opener = Text("Kelompok", tokens.LABEL)
    form = Form((60, WIDTH - 60), keep=1)
    rows = [
        Row([opener if not number else None, Text("isi", tokens.CELL)], opener=opener) for number in range(9)
    ]
    _upper, lower = Grid(form, rows).cut(WIDTH, 80) or (None, None)
    assert isinstance(lower, Grid)
    assert lower.rows[0].cells[0] is opener
    assert lower.rows[1].cells[0] is None


def test_a_stack_is_cut_between_its_parts_and_drops_the_gap_at_the_top() -> None:
    parts: list[Block] = [
        Text("a", tokens.BODY),
        Gap(10),
        Text("b", tokens.BODY),
        Gap(10),
        Text("c", tokens.BODY),
    ]
    upper, lower = Stack(parts).cut(WIDTH, 40) or (None, None)
    assert isinstance(lower, Stack)
    assert isinstance(upper, Stack)
    assert lower.parts[0] is parts[4]
    assert upper.parts == parts[:3]


def test_boxes_beside_each_other_are_cut_together() -> None:
    long = Boxed(Text("kata " * 900, tokens.CELL), border="000000")
    pair = Beside([long, Text("pendek", tokens.CELL)], [200, 200])
    upper, lower = pair.cut(WIDTH, 300) or (None, None)
    assert upper
    assert lower
    assert upper.measure(WIDTH) <= 300
    total = upper.measure(WIDTH) + lower.measure(WIDTH)
    assert total >= pair.measure(WIDTH)


def test_a_row_of_chips_wraps_and_shortens_what_is_too_wide() -> None:
    chips = Chips([Chip("plain", "kata " * 60), Chip("lost", "Keutuhan"), Reference("[1]", "")])
    assert chips.measure(200) == 2 * 14 + 4
    assert chips.spots[0][3] <= 200


def test_page_totals_and_contents_come_out_right_in_one_pass() -> None:
    heads = [Heading(str(number), f"Bagian {number}") for number in range(1, 6)]
    story: list[Block] = [Contents(heads)]
    for head in heads:
        story += [PageBreak(), head, Text("isi " * 500, tokens.BODY)]
    pdf = made(*story)
    pages = [page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages]
    assert all(f"{number}/{len(pages)}" in page for number, page in enumerate(pages, 1))
    first = next(number for number, page in enumerate(pages, 1) if "Bagian 3" in page and number > 2)
    assert str(first) in pages[1].split()
    outline = [entry["/Title"] for entry in pypdf.PdfReader(BytesIO(pdf)).outline]
    assert outline == [f"{number}  Bagian {number}" for number in range(1, 6)]


def test_the_same_story_gives_the_same_bytes_and_the_date_it_was_given() -> None:
    once, twice = made(Text("isi", tokens.BODY)), made(Text("isi", tokens.BODY))
    assert once == twice
    assert pypdf.PdfReader(BytesIO(once)).metadata["/CreationDate"] == "D:20260102030400+00'00'"
    assert pypdf.PdfReader(BytesIO(once)).metadata["/Title"] == "Judul"


def test_the_file_names_its_language_and_shows_its_title() -> None:
    with pikepdf.open(BytesIO(made(Text("isi", tokens.BODY)))) as pdf:
        assert str(pdf.Root.Lang) == "id"
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)


def test_text_cannot_reach_into_the_places_that_are_filled_in_later() -> None:
    pdf = made(Text("\x000\x00 \x001\x00", tokens.BODY))
    assert "?0? ?1?" in text_of(pdf)


def test_a_qr_code_keeps_to_its_size() -> None:
    code = QrCode("https://tanggap.example/verify/7K2M-9QXD-4T", 104)
    assert code.measure(104) == 104
    assert len(code.modules) >= 21
