"""A form notices that somebody else saved first, and loses nothing of either."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django import forms
from django.http import QueryDict

from lib.errors import Invalid, Stale
from lib.forms.lost_update import VersionedForm, attempt, opened_at


class SheetForm(VersionedForm):
    title = forms.CharField()
    tlp = forms.ChoiceField(choices=[("GREEN", "Green"), ("AMBER", "Amber")])
    text = forms.CharField(widget=forms.Textarea, required=False)


class Sheet:
    """A thing with a version, saved by compare-and-set."""

    def __init__(self) -> None:
        self.version, self.values = 1, {"title": "Judul", "tlp": "GREEN", "text": "Satu dua."}

    def fresh(self) -> SheetForm:
        return SheetForm(initial={**self.values, "version": self.version})

    def save(self, form: VersionedForm) -> int:
        if form.cleaned_data["version"] != self.version:
            raise Stale("changed", current=self.version)
        self.values = {name: form.cleaned_data[name] for name in self.values}
        self.version += 1
        return self.version

    def send(self, opened: SheetForm, **changes: str):
        post = QueryDict(mutable=True)
        for name in opened.fields:
            post[name] = str(opened[name].value())
        post.update(changes)
        return self.post(post)

    def post(self, post: QueryDict):
        return attempt(post=post, bind=SheetForm, fresh=self.fresh, save=self.save)


@pytest.fixture
def sheet() -> Sheet:
    return Sheet()


def test_changes_of_different_fields_are_both_kept(sheet):
    mine, theirs = sheet.fresh(), sheet.fresh()
    assert sheet.send(theirs, tlp="AMBER").saved
    outcome = sheet.send(mine, title="Judul baru")
    assert outcome.saved and outcome.merged
    assert sheet.values == {"title": "Judul baru", "tlp": "AMBER", "text": "Satu dua."}


def test_the_same_field_asks_and_the_answer_saves(sheet):
    mine, theirs = sheet.fresh(), sheet.fresh()
    sheet.send(theirs, text="Satu dua tiga.")
    outcome = sheet.send(mine, text="Satu dua empat.", title="Judul baru")
    assert not outcome.saved and [row.name for row in outcome.conflict.rows] == ["text"]
    answer = _answer(outcome, sheet.version, choice="both", together="Satu dua tiga empat.")
    assert sheet.post(answer).saved and sheet.version == 3
    assert sheet.values["text"] == "Satu dua tiga empat."
    assert sheet.values["title"] == "Judul baru"


def test_an_unanswered_conflict_keeps_what_was_typed_and_asks_again(sheet):
    mine, theirs = sheet.fresh(), sheet.fresh()
    sheet.send(theirs, text="Lain.")
    outcome = sheet.send(mine, text="Punya saya.")
    again = sheet.post(_answer(outcome, sheet.version))
    assert not again.saved and "text" in again.form.errors
    assert again.form["text"].value() == "Punya saya."


def test_a_damaged_form_is_refused_in_words(sheet):
    mine, theirs = sheet.fresh(), sheet.fresh()
    sheet.send(theirs, text="Lain.")
    outcome = sheet.send(mine, text="Punya saya.", seen="forged")
    assert not outcome.saved and outcome.form.non_field_errors()


def test_a_domain_error_stands_at_its_field(sheet):
    def refuse(form):
        raise Invalid("Too short.", field="title")

    post = QueryDict(mutable=True)
    opened = sheet.fresh()
    for name in opened.fields:
        post[name] = str(opened[name].value())
    outcome = attempt(post=post, bind=SheetForm, fresh=sheet.fresh, save=refuse)
    assert outcome.form.errors["title"] == ["Too short."]


def _answer(outcome, version: int, choice: str = "", together: str = "") -> QueryDict:
    post = QueryDict(mutable=True)
    for name, item in outcome.conflict.kept:
        post.appendlist(name, item)
    post["version"], post["seen"] = str(version), outcome.conflict.seen
    for row in outcome.conflict.rows:
        post.appendlist("conflict", row.name)
        post.setlist(f"mine.{row.name}", list(row.mine_raw))
        post.setlist(f"theirs.{row.name}", list(row.theirs_raw))
        if choice:
            post[f"choice-{row.name}"], post[f"text-{row.name}"] = choice, together
    return post


def test_a_form_says_when_it_was_made_and_a_damaged_one_does_not(sheet):
    before = datetime.now(UTC).replace(microsecond=0)
    sent = QueryDict(mutable=True)
    sent["seen"] = sheet.fresh()["seen"].value()
    made = opened_at(sent)
    assert made is not None and before <= made <= datetime.now(UTC)
    sent["seen"] = "rusak"
    assert opened_at(sent) is None
