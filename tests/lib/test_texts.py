"""Texts in two languages: what nobody would see is no wording."""

from __future__ import annotations

import pytest

from lib.errors import Invalid
from lib.texts import Text, bare, given, required


@pytest.mark.parametrize("words", ["", "  ", "\u200b", "\ufeff \u2060", "\u202e\u00ad", "\t\x07\u3000"])
def test_words_that_nobody_would_see_are_none(words):
    assert bare(words) == ""
    assert not Text(id=words).stripped()
    with pytest.raises(Invalid):
        required(Text(en=words), "title", "An incident needs a title.")
    with pytest.raises(Invalid):
        given(words, "reason", "Say why.")


@pytest.mark.parametrize("words", ["Data pemohon", "خطای سامانه\u200c", "👩\u200d💻", "क्\u200dष"])
def test_marks_without_width_stay_where_something_is_seen(words):
    assert bare(f" {words} ") == words
