"""Reads PDFs back, so that tests can say what a reader sees and what a file may not hold."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO

import pikepdf
import pypdf


@lru_cache(maxsize=8)
def pages_of(pdf: bytes) -> list[str]:
    """The text of each page, its spaces made plain."""
    return [_plain(page) for page in pypdf.PdfReader(BytesIO(pdf)).pages]


def last_page_of(pdf: bytes) -> tuple[int, str]:
    """The number of the last page and its text."""
    pages = pypdf.PdfReader(BytesIO(pdf)).pages
    return len(pages), _plain(pages[-1])


def _plain(page: pypdf.PageObject) -> str:
    return " ".join(page.extract_text().replace("\u00a0", " ").split())


def text_of(pdf: bytes) -> str:
    """The text of all pages on one line."""
    return " ".join(pages_of(pdf))


def squeezed(text: str) -> str:
    """The characters without any space: how lines were broken does not matter."""
    return "".join(text.split())


def letters_of(pdf: bytes) -> str:
    """Everything that is printed, without spaces."""
    return squeezed(text_of(pdf))


def fonts_of(pdf: bytes) -> dict[str, bool]:
    """The name of every font in the file, and whether it is embedded."""
    found = {}
    with pikepdf.open(BytesIO(pdf)) as opened:
        for each in opened.objects:
            if isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/Font":
                descriptor = each.get("/FontDescriptor")
                found[str(each["/BaseFont"])] = descriptor is not None and "/FontFile2" in descriptor
    return found


def dangers_of(pdf: bytes) -> list[str]:
    """Addresses, scripts, launches, attachments and pictures in the file."""
    found = []
    with pikepdf.open(BytesIO(pdf)) as opened:
        for each in opened.objects:
            if isinstance(each, pikepdf.Stream) and each.get("/Subtype") == "/Image":
                found.append("picture")
            if isinstance(each, pikepdf.Dictionary):
                names = ("/URI", "/JS", "/EF", "/Launch", "/OpenAction", "/AA")
                found += [name for name in names if name in each]
                if each.get("/S") in ("/URI", "/JavaScript", "/Launch", "/GoToR", "/SubmitForm"):
                    found.append(str(each["/S"]))
    return found


def pages_linked_from(pdf: bytes, page: int) -> list[int]:
    """The pages (from 1) that the links on a page (from 1) lead to."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        order = {each.objgen: number for number, each in enumerate(opened.pages, 1)}
        notes = opened.pages[page - 1].get("/Annots", [])
        return [order[note["/Dest"][0].objgen] for note in notes]
