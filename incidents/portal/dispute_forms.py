"""Another reading of a fact, settling a dispute, and taking a decision back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from incidents.portal.said import Clock, read, told_back
from incidents.services.entries import ReadingData
from incidents.vocabulary import ReadingOf
from lib.errors import Invalid
from lib.moments import Moment
from lib.said_times import Follows
from lib.texts import text_in

Choices = Sequence[tuple[str, str]]
_ROWS = {"rows": 3}


class ReadingForm(forms.Form):
    """What another source says of a fact's time, of a number in it, or of its cause."""

    stands_for: ClassVar[dict[str, str]] = {"moment": "when"}

    version = forms.IntegerField(widget=forms.HiddenInput)
    of = forms.ChoiceField(label=_("Reading of"), choices=ReadingOf.choices, initial=ReadingOf.MOMENT)
    text = forms.CharField(
        label=_("In the source's words"), max_length=2000, required=False, widget=forms.Textarea(_ROWS)
    )
    source = forms.ChoiceField(label=_("Source"), required=False)
    when = forms.CharField(
        label=_("Time, as it stands in the source"),
        max_length=200,
        required=False,
        help_text=_("Only for a reading of the time."),
    )
    value = forms.CharField(
        label=_("Number"),
        max_length=200,
        required=False,
        help_text=_("Only for a reading of a quantity: 100, or 100-200."),
    )
    note = forms.CharField(
        label=_("Why it is read so"), max_length=1000, required=False, widget=forms.Textarea({"rows": 2})
    )

    def __init__(self, clock: Clock, sources: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.clock = clock
        self.moment: Moment | None = None
        self.asks: dict[str, Any] | None = None
        self.fields["source"].choices = [("", _("No source")), *sources]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The moment, from the words; the words of the time stand in for a text that was left out."""
        values = super().clean() or {}
        if values.get("of") == ReadingOf.MOMENT:
            self._read(values.get("when", ""))
            values["text"] = values.get("text") or values.get("when", "")
        return values

    def _read(self, words: str) -> None:
        try:
            said = read(words, self.clock)
        except Invalid as error:
            self.add_error("when", str(error))
            return
        if said is None:
            return
        choice = self.data.get("reading", "")
        if said.contradicts and choice not in Follows.values:
            self.asks = told_back(said)
            self.asks["choices"] = self.asks["choices"][1:]
        wanted = Follows.WEEKDAY if choice == Follows.WEEKDAY else Follows.DATE
        self.moment = next((each.moment for each in said.candidates if each.follows is wanted), said.moment)

    def reading_data(self, language: str, source: Any) -> ReadingData:
        """What the form says, for the verb; the texts are in that language."""
        values = self.cleaned_data
        return ReadingData(
            of=values["of"],
            text=text_in(language, values["text"]),
            source=source,
            moment=self.moment if values["of"] == ReadingOf.MOMENT else None,
            value=values["value"] if values["of"] == ReadingOf.QUANTITY else "",
            note=text_in(language, values["note"]),
        )


class SettleForm(forms.Form):
    """Which reading stands, on what, and why."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    chosen = forms.ChoiceField(label=_("Which reading stands"), widget=forms.RadioSelect)
    evidence = forms.ChoiceField(label=_("Evidence that decides it"), required=False)
    source = forms.ChoiceField(label=_("Or a source that decides it"), required=False)
    reason = forms.CharField(
        label=_("Why this reading stands"), max_length=1000, widget=forms.Textarea({"rows": 3})
    )

    def __init__(
        self, readings: Choices, evidence: Choices, sources: Choices, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        none = ("", _("None"))
        for name, choices in (
            ("chosen", readings),
            ("evidence", [none, *evidence]),
            ("source", [none, *sources]),
        ):
            self.fields[name].choices = choices  # type: ignore[attr-defined]


class WithdrawForm(forms.Form):
    """Why a decision is taken back."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    of = forms.ChoiceField(choices=ReadingOf.choices, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Why the decision is taken back"), max_length=1000, widget=forms.Textarea({"rows": 3})
    )
