"""Adding and correcting a fact: what happened, from which source, and when, as the source says it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from incidents.models import Fact, Source
from incidents.portal.said import CHOICES, Clock, read, told_back
from incidents.services.entries import FactData
from incidents.vocabulary import Claim, FactKind
from lib.errors import Invalid
from lib.forms.lost_update import VersionedForm
from lib.moments import Moment, Precision, unknown_moment
from lib.said_times import Follows, SaidTime
from lib.texts import Text

Choices = Sequence[tuple[str, str]]
PROSE = 4000
_ROWS = {"rows": 3}
_OTHER = {"id": _("The same in Indonesian"), "en": _("The same in English")}


@dataclass(frozen=True)
class Offer:
    """What a fact's form needs: the language the incident is written in, its clock, what can be chosen.

    `facts` are listed once one is chosen or all are shown; `shares` is whether there are any. `current` is
    the fact as it stands and `current_words` its time as the form shows it, when correcting.
    """

    language: str
    clock: Clock
    sources: Choices
    facts: Callable[[], Choices]
    shares: bool
    current: FactData | None = None
    current_words: str = ""

    @property
    def other(self) -> str:
        """The other language."""
        return "en" if self.language == "id" else "id"


class FactForm(forms.Form):
    """What a fact says. A time that can be read in two ways asks (`asks`) until `reading` says which."""

    stands_for: ClassVar[dict[str, str]] = {"moment": "when"}

    kind = forms.ChoiceField(label=_("Kind"), choices=FactKind.choices, initial=FactKind.OCCURRENCE)
    claim = forms.ChoiceField(label=_("Claim"), choices=Claim.choices, initial=Claim.REPORTED)
    what_id = forms.CharField(max_length=PROSE, required=False, widget=forms.Textarea(_ROWS))
    what_en = forms.CharField(max_length=PROSE, required=False, widget=forms.Textarea(_ROWS))
    source = forms.ChoiceField(label=_("Source"), required=False)
    when = forms.CharField(label=_("Time, as it stands in the source"), max_length=200, required=False)
    precision = forms.ChoiceField(label=_("Precision"), required=False)
    latest = forms.CharField(label=_("At the latest"), max_length=200, required=False)
    same_as = forms.ChoiceField(
        label=_("Shares the time of"),
        required=False,
        help_text=_("Where a source only says “on the same day” or “at that time”."),
    )
    speaker = forms.CharField(
        label=_("Whose words"), max_length=200, required=False, help_text=_("A role, never a name.")
    )

    def __init__(self, offer: Offer, *args: Any, **kwargs: Any) -> None:
        self.offer = offer
        self.moment: Moment | None = None
        self.second: Moment | None = None
        self.asks: dict[str, Any] | None = None
        super().__init__(*args, **kwargs)
        self._dress()

    def _dress(self) -> None:
        main, other = f"what_{self.offer.language}", f"what_{self.offer.other}"
        self.fields[main].label = _("What happened")
        self.fields[main].help_text = _("One fact, one sentence. No NIK and no names.")
        self.fields[main].required = not self.initial.get(other)
        self.fields[other].label = _OTHER[self.offer.other]
        self.fields[other].widget.attrs["rows"] = 2
        self._choices("source", [("", _("No source")), *self.offer.sources])
        self._choices("precision", [("", _("As the words say")), *Precision.choices])
        self._choices("same_as", lambda: [("", _("No other fact")), *self.offer.facts()])
        order = ["kind", "claim", main, "source", "when", "precision", "latest", "same_as", "speaker", other]
        self.order_fields([*order, "reason"])
        if not self.offer.shares:
            del self.fields["same_as"]

    def _choices(self, name: str, choices: Sequence[Any] | Callable[[], Sequence[Any]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def clean(self) -> dict[str, Any]:
        """The moment, from the words; what does not fit is said at its field."""
        values = super().clean() or {}
        try:
            self.moment = self._moment(values)
        except Invalid as error:
            self.add_error("latest" if error.field == "latest" else "when", str(error))
        return values

    def _moment(self, values: dict[str, Any]) -> Moment | None:
        words = values.get("when", "")
        if values.get("same_as"):
            if words and words != self.offer.current_words:
                raise Invalid(_("Give a time of its own, or let it share another's, not both."))
            return None
        moment = self._told(words)
        return _bounded(moment, self._latest(values), values.get("precision", ""), self.offer.clock.zone)

    def _told(self, words: str) -> Moment | None:
        """What the words say; what was not touched stays as it was."""
        current = self.offer.current
        if current is not None and words == self.offer.current_words:
            return current.moment
        said = read(words, self.offer.clock)
        return None if said is None else self._chosen(said)

    def _chosen(self, said: SaidTime) -> Moment:
        """The reading that was chosen; without a choice the form asks."""
        if not said.contradicts:
            return said.moment
        choice = self.data.get("reading", "")
        if choice not in CHOICES:
            self.asks = told_back(said)
            return said.moment
        by_weekday = next(each.moment for each in said.candidates if each.follows is Follows.WEEKDAY)
        if choice == Follows.WEEKDAY:
            return by_weekday
        self.second = None if choice == Follows.DATE else by_weekday
        return said.moment

    def _latest(self, values: dict[str, Any]) -> Moment | None:
        try:
            said = read(values.get("latest", ""), self.offer.clock)
        except Invalid as error:
            raise Invalid(error.message, field="latest") from error
        return None if said is None else said.moment

    def fact_data(self, source: Callable[[str], Source], fact: Callable[[str], Fact]) -> FactData:
        """What the form says, for the verbs; sources and facts are looked up by their identity."""
        values, now = self.cleaned_data, self.offer.current
        speaker = now.speaker_role if now else Text()
        typed = {self.offer.language: values["speaker"]}
        shares = values.get("same_as")
        return FactData(
            kind=values["kind"],
            claim=values["claim"],
            what=Text(values["what_id"], values["what_en"]),
            moment=self.moment,
            same_as=fact(shares) if shares else None,
            precision=values["precision"] or Precision.UNKNOWN,
            source=source(values["source"]) if values["source"] else None,
            speaker_role=replace(speaker, **typed),
            as_said=self._as_said(),
            key=now.key if now else "",
        )

    def _as_said(self) -> str:
        """The source's own words for the time; words of ours that nobody touched are not the source's."""
        values, now = self.cleaned_data, self.offer.current
        shares = bool(values.get("same_as"))
        if now and values["when"] == self.offer.current_words and shares == (now.same_as is not None):
            return now.as_said
        return "" if shares else str(values["when"])


def _bounded(moment: Moment | None, latest: Moment | None, precision: str, zone: str) -> Moment | None:
    """The moment with its own end and precision where they were given."""
    if moment is None and latest is None:
        return None
    found = moment or unknown_moment(zone)
    if latest is not None:
        found = replace(found, latest=latest.span()[1])
    return replace(found, precision=Precision(precision)) if precision else found


class CorrectFactForm(FactForm, VersionedForm):
    """The same over a fact as it stands, with the reason for the new wording."""

    trail_names = {
        "kind": ("fact_kind",),
        "when": ("earliest", "latest", "as_said"),
        "latest": ("latest",),
        "speaker": ("speaker_role_id", "speaker_role_en"),
    }

    reason = forms.CharField(
        label=_("Why it is corrected"), max_length=300, widget=forms.Textarea({"rows": 2})
    )


class RedactForm(forms.Form):
    """Why the texts of a fact or of a report must not stand there."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Why the texts must go"),
        help_text=_("Such as: held somebody's NIK. Do not repeat it; the reason stays in the audit trail."),
        max_length=2000,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": _("Say why the texts are redacted, without repeating them.")},
    )


class RedactFactForm(RedactForm):
    """The same of a fact; where a reported event says the same, whether it is redacted too."""

    with_reports = forms.BooleanField(required=False, initial=True)

    def offer(self, reported: Sequence[str]) -> None:
        """Say which reports they are, or that there are none: `reported` is when each of them was made.

        Only a form that is shown has to know: what was sent asks for all there are.
        """
        if not reported:
            del self.fields["with_reports"]
            return
        words = ngettext(
            "Redact the report that says the same as well: reported %(at)s",
            "Redact the %(n)s reports that say the same as well: reported %(at)s",
            len(reported),
        )
        # A form that was sent has its fields bound, and shows the label that each was bound with.
        self["with_reports"].label = words % {"n": len(reported), "at": ", ".join(reported)}
