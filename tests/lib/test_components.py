"""The components of pages: chips, avatars, fields, texts in two languages."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import Context, Template
from django.utils import translation
from django.utils.safestring import mark_safe

from lib.looks import LOOKS, look

KINDS = {"", "crit", "high", "med", "low", "ok", "disp", "dash"}


def drawn(source: str, **context: object) -> str:
    return Template("{% load tanggap %}" + source).render(Context(context))


class Question(forms.Form):
    what = forms.CharField(label="What", help_text="One sentence.")
    when = forms.ChoiceField(label="When", widget=forms.RadioSelect, choices=[("a", "A"), ("b", "B")])
    sure = forms.BooleanField(label="Sure", help_text="There is no way back.")


class Door(forms.Form):
    name = forms.CharField(label="Name")
    password = forms.CharField(label="Password", widget=forms.PasswordInput)


def test_every_word_of_a_vocabulary_wears_a_known_tint() -> None:
    assert {shown.kind for family in LOOKS.values() for shown in family.values()} <= KINDS


def test_an_unknown_word_is_shown_plainly() -> None:
    assert look("severity", "gigantic") == ("", "")
    assert "Gigantic" in drawn('{% chip_of "severity" "gigantic" "Gigantic" %}')


def test_a_chip_escapes_its_words() -> None:
    assert "&lt;b&gt;" in drawn("{% chip words %}", words="<b>")


def test_words_from_a_person_take_no_markup_from_the_same_words_that_were_marked_as_safe() -> None:
    assert "<i>a</i>" in drawn("{% chip words %}", words=mark_safe("<i>a</i>"))
    assert "<i>a</i>" not in drawn("{% chip words %}", words="<i>a</i>")


@pytest.mark.parametrize(
    ("name", "letters"), [("Petugas Respons", "PR"), ("Kepala", "KE"), ("", ""), ("  ", ""), ("42", "")]
)
def test_an_avatar_shows_the_first_and_last_initial(name: str, letters: str) -> None:
    assert drawn("{{ name|initials }}", name=name) == letters


def test_nobody_is_a_dashed_ring_and_words() -> None:
    html = drawn('{% owner "" "Nobody yet" %}')
    assert "none" in html
    assert "Nobody yet" in html


def test_a_text_in_the_other_language_is_marked_and_announced_as_such() -> None:
    thing = SimpleNamespace(title_id="", title_en="Only in English")
    with translation.override("id"):
        html = drawn('{% text thing "title" %}', thing=thing)
    assert '<span lang="en">Only in English</span>' in html
    assert "EN</abbr>" in html


def test_a_text_in_the_readers_language_stands_alone() -> None:
    thing = SimpleNamespace(title_id="Judul", title_en="Title")
    with translation.override("en"):
        assert drawn('{% text thing "title" %}', thing=thing) == "Title"


def test_a_refused_field_ties_hint_and_error_to_its_control() -> None:
    html = drawn("{% field form.what %}", form=Question({"what": ""}))
    assert 'class="fld bad"' in html
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_what_helptext id_what_error"' in html
    assert 'id="id_what_helptext"' in html
    assert 'id="id_what_error"' in html


def test_a_lone_checkbox_gives_its_hint_once_and_its_error_beside_it() -> None:
    html = drawn("{% field form.sure %}", form=Question({}))
    assert html.count("There is no way back.") == html.count('id="id_sure_helptext"') == 1
    assert 'id="id_sure_error"' in html


def test_the_error_summary_links_to_each_question() -> None:
    html = drawn("{% error_summary form %}", form=Question({}))
    assert 'href="#id_what"' in html
    assert 'id="id_when"' in drawn("{% tiles form.when 2 %}", form=Question({}))
    assert 'href="#id_when' in html


def test_the_error_summary_says_which_question_was_left_empty() -> None:
    with translation.override("en"):
        assert "What: This field is required." in drawn("{% error_summary form %}", form=Question({}))


def test_what_has_to_be_typed_again_is_not_said_to_be_there() -> None:
    with translation.override("en"):
        assert "still here" in drawn("{% error_summary form %}", form=Question({}))
        assert "still here" not in drawn("{% error_summary form %}", form=Door({"name": "a"}))


def test_the_error_summary_speaks_of_files_only_where_some_are_asked_for_and_sets_the_refused_apart() -> None:
    class Proof(forms.Form):
        note = forms.CharField(label="Note")
        file = forms.FileField(label="File", required=False)

    empty = SimpleUploadedFile("kosong.log", b"")
    with translation.override("en"):
        assert "files" not in drawn("{% error_summary form %}", form=Question({}))
        kept = drawn("{% error_summary form %}", form=Proof({}))
        assert "Everything you wrote and the files you chose are still here." in kept
        refused = drawn("{% error_summary form %}", form=Proof({"note": "a"}, {"file": empty}))
        assert "the files you chose, except those named above." in refused


def test_a_fresh_form_has_no_summary() -> None:
    assert drawn("{% error_summary form %}", form=Question()).strip() == ""


def test_hashes_are_shortened_for_lists_and_spaced_for_paper() -> None:
    digest = "8d1f4c27a05e93b671d20f8ac4e95b36"
    assert drawn("{{ digest|short_hash }}", digest=digest) == "8d1f4c27…5b36"
    assert drawn("{{ digest|spaced }}", digest=digest).startswith("8d1f 4c27 a05e")
