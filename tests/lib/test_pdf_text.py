"""Text is set in lines without being read as anything else, and no character of it vanishes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.pdf import fonts
from lib.pdf.lines import Run, balanced, clipped, fitted, set_lines, tidy, unprintable
from lib.pdf.text import Text
from lib.pdf.tokens import BODY, CELL, TITLE

LETTERS = st.characters(codec="utf-8", exclude_categories=["Cs"])


def words_of(text: str, width: float) -> list[str]:
    """The set lines as plain strings."""
    return ["".join(part.text for part in line.parts) for line in set_lines(text, BODY, width)]


def test_words_stay_whole_while_they_fit() -> None:
    lines = words_of("satu dua tiga empat lima enam tujuh", 80)
    assert len(lines) > 1
    assert " ".join(lines) == "satu dua tiga empat lima enam tujuh"


def test_a_word_wider_than_the_line_is_broken_after_a_sign() -> None:
    lines = words_of("https://contoh.example/laporan/2026/insiden/0001", 120)
    assert "".join(lines) == "https://contoh.example/laporan/2026/insiden/0001"
    assert lines[0].endswith(("/", ".", ":"))


def test_line_ends_of_every_kind_break_the_line() -> None:
    assert words_of("a\nb\r\nc\rd\u2028e\u0085f", 200) == ["a", "b", "c", "d", "e", "f"]


def test_a_fixed_space_holds_words_together_unless_they_cannot_fit() -> None:
    assert words_of("tanggal 18\u00a0Mei\u00a02020", 80) == ["tanggal", "18\u00a0Mei\u00a02020"]
    assert [line.strip("\u00a0") for line in words_of("18\u00a0Mei\u00a02020", 45)] == ["18\u00a0Mei", "2020"]


def test_the_face_hands_over_to_one_that_holds_the_character() -> None:
    parts = list(fonts.pieces(fonts.REGULAR, "a ꜧꝏ z"))
    assert "".join(text for _face, text, _missing in parts) == "a ꜧꝏ z"
    assert {face for face, _text, _missing in parts} >= {fonts.REGULAR, fonts.WIDE}


@pytest.mark.parametrize("char", ["\x00", "\x1b", "\u200b", "\u202e", "\ufeff", "漢", "🔥", "ש", "\ue000"])
def test_what_cannot_be_shown_becomes_one_visible_mark(char: str) -> None:
    parts = list(fonts.pieces(fonts.REGULAR, f"a{char}b"))
    assert [(text, missing) for _face, text, missing in parts] == [("a", False), ("?", True), ("b", False)]


def test_arrow_and_comparison_are_in_the_main_face() -> None:
    assert fonts.holds(fonts.REGULAR, "→ ≥ – … “ ” ½ €")


def test_digits_are_of_one_width_in_every_face() -> None:
    for face in fonts.FACES.values():
        assert len({face.advances[digit] for digit in "0123456789"}) == 1


@given(st.text(LETTERS, max_size=200), st.floats(min_value=20, max_value=400))
def test_no_line_is_wider_than_allowed_and_every_character_is_there(text: str, width: float) -> None:
    lines = set_lines(text, CELL, width)
    assert all(line.width <= width + 0.1 or len("".join(p.text for p in line.parts)) == 1 for line in lines)
    shown = "".join(part.text for line in lines for part in line.parts)
    marked = "".join(
        piece for _face, piece, _missing in fonts.pieces(CELL.font, tidy(text).replace("\n", " "))
    )
    assert "".join(shown.split()) == "".join(marked.split())


@given(st.text(LETTERS, max_size=120))
def test_one_line_never_grows_wider_than_it_may(text: str) -> None:
    shown = clipped(text, fonts.REGULAR, 8, 90)
    assert fonts.width(shown, fonts.REGULAR, 8) <= 90.1 or shown == "…"
    assert "\n" not in shown


def test_a_clamped_text_ends_with_an_ellipsis_and_its_mark() -> None:
    text = Text("satu dua tiga empat lima enam tujuh delapan", BODY, lines=2, tail=[Run("\u00a0EN", size=6)])
    assert text.measure(90) == 2 * BODY.leading
    assert "".join(part.text for part in text.set[-1].parts).endswith("…\u00a0EN")
    assert text.set[-1].width <= 90


def test_a_text_that_fits_is_not_clamped() -> None:
    text = Text("satu dua", BODY, lines=2)
    text.measure(200)
    assert [part.text for part in text.set[0].parts] == ["satu dua"]


def test_a_paragraph_is_cut_with_two_lines_on_either_side() -> None:
    text = Text("kata " * 60, BODY)
    total = text.measure(100) / BODY.leading
    for room in range(1, int(total) + 1):
        halves = text.cut(100, room * BODY.leading)
        if halves is None:
            assert room < 2
            continue
        upper, lower = (half.measure(100) / BODY.leading for half in halves)
        assert upper + lower == total
        assert upper <= room
        assert min(upper, lower) >= 2


def test_a_title_is_balanced_without_needing_more_lines() -> None:
    title = "Data pemohon SIKM terlihat oleh pemohon lain"
    width = balanced(title, TITLE, 460)
    assert width < 460
    assert len(set_lines(title, TITLE, width)) == len(set_lines(title, TITLE, 460))


def test_a_figure_shrinks_only_as_far_as_it_must() -> None:
    assert fitted("80", TITLE, 400, 10).size == TITLE.size
    smaller = fitted("sekitar 80 menit", TITLE, 150, 10)
    assert 10 < smaller.size < TITLE.size
    assert fonts.width("sekitar 80 menit", smaller.font, smaller.size) <= 150


@given(LETTERS)
def test_what_cannot_be_printed_is_known_before_it_is_set(char: str) -> None:
    marked = any(part.missing for line in set_lines(f"a{char}b", BODY, 200) for part in line.parts)
    assert bool(unprintable([f"a{char}b"])) is marked
