"""Two people change one form at once: nothing of either is lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lib.forms.merge import both_texts, merge, word_difference

FIELDS = st.dictionaries(
    st.sampled_from("abcd"), st.sampled_from(["", "x", "y", "z"]), min_size=4, max_size=4
)


@given(base=FIELDS, theirs=FIELDS, mine=FIELDS)
def test_whatever_either_changed_is_kept_or_asked_about(base, theirs, mine):
    found = merge(base=base, theirs=theirs, mine=mine)
    asked = {each.name for each in found.conflicts}
    for name in base:
        if theirs[name] != base[name] and mine[name] != base[name] and theirs[name] != mine[name]:
            assert name in asked
        elif mine[name] != base[name]:
            assert found.merged[name] == mine[name]
        else:
            assert found.merged[name] == theirs[name]


def test_a_field_only_the_other_changed_is_taken_over_and_listed():
    found = merge(base={"tlp": "GREEN"}, theirs={"tlp": "AMBER"}, mine={"tlp": "GREEN"})
    assert found.clean
    assert found.merged == {"tlp": "AMBER"}
    assert [(each.name, each.by) for each in found.fits] == [("tlp", "theirs")]


def test_the_same_change_by_both_is_no_conflict():
    found = merge(base={"n": "1"}, theirs={"n": "2"}, mine={"n": "2"})
    assert found.clean and not found.fits


@given(before=st.text(alphabet="ab \n", max_size=30), after=st.text(alphabet="ab \n", max_size=30))
def test_a_difference_read_without_the_struck_words_is_the_new_text(before, after):
    pieces = word_difference(before, after)
    assert "".join(text for kind, text in pieces if kind != "struck") == after
    assert "".join(text for kind, text in pieces if kind != "added") == before


@given(
    theirs=st.lists(st.sampled_from(["satu", "dua", "tiga", "empat"]), max_size=6),
    mine=st.lists(st.sampled_from(["satu", "dua", "tiga", "lima"]), max_size=6),
)
def test_writing_it_together_holds_every_word_of_both(theirs, mine):
    together = both_texts(" ".join(theirs), " ".join(mine)).split()
    assert set(theirs) | set(mine) <= set(together)


def test_writing_it_together_keeps_sentences_whole_and_says_common_ones_once():
    theirs = "Surel menyamar. Isinya permintaan ganti kata sandi.\nSudah diblokir."
    mine = "Surel menyamar. Dua orang membukanya.\nSudah diblokir."
    assert both_texts(theirs, mine) == (
        "Surel menyamar. Isinya permintaan ganti kata sandi.\nDua orang membukanya.\nSudah diblokir."
    )
    assert both_texts("Satu dua", "Satu tiga") == "Satu dua Satu tiga"
    assert both_texts("", "Satu.\n\nDua") == "Satu.\n\nDua"
