"""What is not known, what caused it, where knowledge comes from, what is to be learnt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from incidents.portal.said import Clock, read
from incidents.services.entries import SourceData
from incidents.services.review import LESSON_LIMIT
from incidents.vocabulary import Claim, UnknownKind
from lib.errors import Invalid
from lib.moments import Moment
from lib.texts import Text

_CLAIMED = (Claim.STATED, Claim.REPORTED, Claim.CONFIRMED, Claim.REFUTED)


class TwoLanguages(forms.Form):
    """A text in the incident's language, and beside it in the other one if somebody has the wording."""

    text_id = forms.CharField(required=False, widget=forms.Textarea({"rows": 3}))
    text_en = forms.CharField(required=False, widget=forms.Textarea({"rows": 2}))
    question: Any = ""
    longest = 2000

    def __init__(self, language: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        main, other = (("text_id", "text_en"), ("text_en", "text_id"))[language == "en"]
        self.fields[main].label = self.question
        self.fields[main].required = True
        self.fields[other].label = (
            _("The same in English") if language == "id" else _("The same in Indonesian")
        )
        for name in (main, other):
            field = self.fields[name]
            if isinstance(field, forms.CharField):
                field.max_length = self.longest
                field.validators = [*field.validators, *forms.CharField(max_length=self.longest).validators]
        rest = [name for name in self.fields if name not in {main, other}]
        self.order_fields([*self.above, main, *[name for name in rest if name not in self.above], other])

    above: Sequence[str] = ()

    def text(self) -> Text:
        """What was written, in either language."""
        return Text(self.cleaned_data["text_id"], self.cleaned_data["text_en"])


class UnknownForm(TwoLanguages):
    """Something that nobody has said yet."""

    question = _("What is not known")
    above = ("kind",)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=UnknownKind.choices, help_text=_("The kind tells what it holds up.")
    )


class AnswerForm(forms.Form):
    """What was found out."""

    answer = forms.CharField(
        label=_("What was found out"), max_length=4000, widget=forms.Textarea({"rows": 4})
    )


class ReasonForm(forms.Form):
    """Why something is taken back."""

    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea({"rows": 3}))


class CauseForm(TwoLanguages):
    """A cause as somebody claims it or as it was confirmed."""

    question = _("What the cause is")
    above = ("claim",)
    claim = forms.ChoiceField(
        label=_("Claim"), choices=[(each.value, each.label) for each in _CLAIMED], initial=Claim.STATED
    )
    basis = forms.CharField(
        label=_("What the confirmation rests on"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("Needed for a confirmed cause: the log, the analysis or the test that shows it."),
    )
    source = forms.ChoiceField(label=_("Source"), required=False)

    def __init__(self, language: str, sources: Sequence[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(language, *args, **kwargs)
        field = self.fields["source"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("No source")), *sources]


class LessonForm(TwoLanguages):
    """What is to be learnt; it becomes a proposed follow-up."""

    question = _("What is to be learnt")
    longest = LESSON_LIMIT
    requirements = forms.CharField(
        label=_("Requirements it touches"),
        max_length=200,
        required=False,
        help_text=_("Ids of the catalogue with commas between them, such as A.5.27, A.8.16."),
    )


class SourceForm(forms.Form):
    """Where knowledge comes from."""

    title = forms.CharField(label=_("Title"), max_length=300)
    publisher = forms.CharField(label=_("Published by"), max_length=300, required=False)
    when = forms.CharField(
        label=_("Published when"), max_length=200, required=False, help_text=_("A day, or day and time.")
    )
    url = forms.URLField(label=_("Address"), max_length=500, required=False, assume_scheme="https")
    cites = forms.CharField(
        label=_("Cites"), max_length=300, required=False, help_text=_("Whom it quotes or copies, if anybody.")
    )

    def __init__(self, clock: Clock, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.clock = clock

    def clean_when(self) -> Moment | None:
        """When it was published."""
        try:
            said = read(self.cleaned_data["when"], self.clock)
        except Invalid as error:
            raise forms.ValidationError(str(error)) from error
        return said.moment if said else None

    def source_data(self) -> SourceData:
        """What the form says; a title and a publisher are names and stand in one wording."""
        values = self.cleaned_data
        return SourceData(
            title=Text(id=values["title"]),
            publisher=Text(id=values["publisher"]),
            published=values["when"],
            cites=values["cites"],
            url=values["url"],
        )
