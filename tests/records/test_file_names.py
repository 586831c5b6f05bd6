"""Names that strangers give to files: cleaned but still readable; headers that nobody can break out of."""

from __future__ import annotations

import unicodedata
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records import file_names, verify_codes


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("C:\\Users\\x\\bukti.png", "bukti.png"),
        ("..", "tanpa-nama"),
        ("/", "tanpa-nama"),
        ("", "tanpa-nama"),
        ("\x00", "tanpa-nama"),
        ("a\x00b.txt", "ab.txt"),
        ("laporan\r\nSet-Cookie: x=1.pdf", "laporan Set-Cookie: x=1.pdf"),
        ("faktur\u202egnp.exe", "fakturgnp.exe"),
        ("\u2066tersembunyi\u2069.txt", "tersembunyi.txt"),
        ("  spasi   banyak .txt ", "spasi banyak.txt"),
        (".htaccess", "htaccess"),
        ("Rapat bersama – 18 Mei.docx", "Rapat bersama – 18 Mei.docx"),
        ("ꦧꦸꦏ꧀ꦠꦶ.png", "ꦧꦸꦏ꧀ꦠꦶ.png"),
        ("cafe\u0301.txt", "café.txt"),
        ("<img src=x onerror=alert(1)>.png", "<img src=x onerror=alert(1)>.png"),
    ],
)
def test_a_name_loses_what_misleads_and_keeps_what_is_read(name, kept):
    assert file_names.cleaned(name) == kept


def test_a_long_name_is_cut_but_its_extension_stays():
    cut = file_names.cleaned("x" * 500 + ".tar.gz")
    assert len(cut) == file_names.LONGEST
    assert cut.endswith("x.gz")
    assert len(file_names.cleaned("y" * 300 + "." + "z" * 300)) == file_names.LONGEST


@given(st.text(max_size=400))
def test_any_name_becomes_one_that_can_be_kept_shown_and_sent(name):
    kept = file_names.cleaned(name)
    assert 0 < len(kept) <= file_names.LONGEST
    assert not {"/", "\\"} & set(kept)
    assert not {unicodedata.category(sign) for sign in kept} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert file_names.cleaned(kept) == kept
    header = file_names.disposition(kept)
    assert header.isascii() and header.isprintable()
    assert header.count('"') == 2
    assert unquote(header.rpartition("''")[2]) == kept


@pytest.mark.parametrize(
    ("name", "media_type", "served"),
    [
        ("a.png", "image/png", "image/png"),
        ("a.PDF", "application/pdf", "application/pdf"),
        ("a.svg", "image/svg+xml", "application/octet-stream"),
        ("a.html", "text/html", "application/octet-stream"),
        ("a.xml", "text/xml", "application/octet-stream"),
        ("a.txt.gz", "application/octet-stream", "application/octet-stream"),
        ("tanpa", "application/octet-stream", "application/octet-stream"),
    ],
)
def test_only_types_that_no_browser_runs_are_handed_out_as_themselves(name, media_type, served):
    assert file_names.guessed_type(name) == media_type
    assert file_names.served_type(media_type) == served


def test_a_code_is_read_however_it_was_typed():
    code = verify_codes.new_code()
    assert len(code) == 16
    assert len(verify_codes.shown(code)) == 19
    assert verify_codes.read(verify_codes.shown(code)) == code
    assert verify_codes.read(f" {verify_codes.shown(code).lower()} ") == code
    assert verify_codes.read("OIL0-0000-0000-0000") == "0110000000000000"
    for wrong in ("", "SIKM", code[:-1], code + "A", "U" * 16, "../../etc/passwd", "\x00" * 16):
        assert verify_codes.read(wrong) is None


def test_codes_do_not_repeat():
    assert len({verify_codes.new_code() for _ in range(2000)}) == 2000
