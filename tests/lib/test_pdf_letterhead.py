"""The names of a public body on its letterhead."""

from __future__ import annotations

from io import BytesIO

import pypdf
from reportlab.pdfgen.canvas import Canvas

from lib.pdf import tokens
from lib.pdf.letterhead import letterhead


def printed(unit: str) -> list[str]:
    """The lines of the letterhead."""
    file = BytesIO()
    canvas = Canvas(file)
    head = letterhead(
        body="Pemerintah Provinsi", unit=unit, subunit="", address=(), crest=None, placeholder=""
    )
    head.measure(tokens.WIDTH)
    head.place(canvas, 56, 600)
    canvas.showPage()
    canvas.save()
    text = pypdf.PdfReader(BytesIO(file.getvalue())).pages[0].extract_text()
    return [line.strip().replace("\u00a0", " ") for line in text.splitlines() if line.strip()]


def test_no_word_of_a_long_name_is_left_alone() -> None:
    long = "Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu Provinsi Daerah Khusus Jakarta"
    body, first, second = printed(long)
    assert body == "PEMERINTAH PROVINSI"
    assert f"{first} {second}" == long
    assert len(second) > len(first) / 2


def test_a_name_that_fits_stands_on_one_line() -> None:
    assert printed("Dinas Kesehatan") == ["PEMERINTAH PROVINSI", "Dinas Kesehatan"]
