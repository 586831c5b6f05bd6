"""Few words for things of an incident."""

from __future__ import annotations

from incidents.wording import LETTERS, shortly


def test_a_text_that_is_too_long_is_cut_between_two_words() -> None:
    whole = "Uji isolasi sesi sebelum modul layanan yang berjalan dirilis; kendalikan rilis"
    assert shortly(whole) == "Uji isolasi sesi sebelum modul layanan yang berjalan …"
    assert shortly(whole[:LETTERS]) == whole[:LETTERS]
    assert len(shortly("x" * 200)) <= LETTERS + 1
