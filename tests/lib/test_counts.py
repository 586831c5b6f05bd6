"""One file, two files: numbers of things in both languages."""

from __future__ import annotations

import pytest
from django.utils import translation

from lib import counts


@pytest.mark.parametrize(
    ("language", "number", "said"),
    [
        ("en", 0, "0 rows, 0 tables, 0 files, 0 entries, 0 chains"),
        ("en", 1, "1 row, 1 table, 1 file, 1 entry, 1 chain"),
        ("en", 2, "2 rows, 2 tables, 2 files, 2 entries, 2 chains"),
        ("id", 1, "1 baris, 1 tabel, 1 berkas, 1 entri, 1 rantai"),
    ],
)
def test_a_number_and_its_thing_agree(language: str, number: int, said: str) -> None:
    words = (counts.rows, counts.tables, counts.files, counts.entries, counts.chains)
    with translation.override(language):
        assert ", ".join(word(number) for word in words) == said
