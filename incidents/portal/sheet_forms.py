"""Changing what stands on an incident's sheet: its wording, class, severity, discovery; its personal data."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models.person import Language
from incidents.models import Incident
from incidents.models.impact import SubjectsKnown
from incidents.portal.assess_forms import optional, severity_fields
from incidents.portal.touched_forms import LOST_IN_TRAIL
from incidents.services.impact import DataImpact, PeopleCount
from incidents.services.incidents import Classification
from incidents.services.sheet import SheetData, sheet_of
from incidents.vocabulary import BssnType, Discovery, LossKind, RsitClass
from lib.forms.lost_update import VersionedForm
from lib.personal_data import PersonalData
from lib.texts import Text

PROSE = 20_000


def _title(label: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=200, required=False)


def _prose(label: Any, rows: int = 4) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=PROSE, required=False, widget=forms.Textarea({"rows": rows})
    )


class SheetForm(VersionedForm):
    """The incident's own sheet; texts in Indonesian, in English, or both."""

    trail_names = {"lost": LOST_IN_TRAIL}

    title_id = _title(_("Title in Indonesian"))
    title_en = _title(_("Title in English"))
    summary_id = _prose(_("Summary in Indonesian"))
    summary_en = _prose(_("Summary in English"))
    language = forms.ChoiceField(label=_("Language it is written in"), choices=Language.choices)
    rsit = forms.ChoiceField(
        label=_("Class"), required=False, choices=optional(RsitClass.choices, _("Not chosen yet"))
    )
    bssn = forms.ChoiceField(
        label=_("BSSN type"), required=False, choices=optional(BssnType.choices, _("Not chosen yet"))
    )
    lost = forms.MultipleChoiceField(
        label=_("What was lost"),
        required=False,
        choices=LossKind.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    impact = severity_fields()["impact"]
    urgency = severity_fields()["urgency"]
    discovery = forms.ChoiceField(
        label=_("Discovery"), required=False, choices=optional(Discovery.choices, _("Not known"))
    )
    discoverer_id = forms.CharField(
        label=_("Found by, in Indonesian"),
        max_length=200,
        required=False,
        help_text=_("A role, never a name."),
    )
    discoverer_en = forms.CharField(label=_("Found by, in English"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        """There is a title in one of the languages."""
        values = super().clean() or {}
        if not values.get("title_id") and not values.get("title_en"):
            self.add_error("title_id", _("An incident needs a title."))
        return values

    def sheet(self) -> SheetData:
        """What the form says, for the verb."""
        values = self.cleaned_data
        return SheetData(
            title=Text(values["title_id"], values["title_en"]),
            summary=Text(values["summary_id"], values["summary_en"]),
            language=values["language"],
            classification=Classification(
                rsit=values["rsit"],
                bssn=values["bssn"],
                lost=tuple(side for side in LossKind.values if side in values["lost"]),
                discovery=values["discovery"],
                discoverer=Text(values["discoverer_id"], values["discoverer_en"]),
            ),
            impact=int(values["impact"]) if values["impact"] else None,
            urgency=int(values["urgency"]) if values["urgency"] else None,
        )


def sheet_initial(incident: Incident) -> dict[str, Any]:
    """The sheet as it stands, for the form."""
    sheet = sheet_of(incident)
    what = sheet.classification
    return {
        "version": incident.version,
        **sheet.title.fields("title"),
        **sheet.summary.fields("summary"),
        "language": sheet.language,
        "rsit": what.rsit,
        "bssn": what.bssn,
        "lost": list(what.lost),
        "impact": str(sheet.impact or ""),
        "urgency": str(sheet.urgency or ""),
        "discovery": what.discovery,
        **what.discoverer.fields("discoverer"),
    }


class PersonalDataForm(VersionedForm):
    """Whose data, of which kinds, seen by whom (UU 27/2022 Pasal 46). Unknown is never zero."""

    trail_names = {"low": ("subjects",), "high": ("subjects",)}

    categories = forms.MultipleChoiceField(
        label=_("Kinds of personal data"),
        required=False,
        choices=PersonalData.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: not named yet. If none was affected, give 0 as the number of people."),
    )
    subjects = forms.ChoiceField(
        label=_("How many people"), choices=SubjectsKnown.choices, initial=SubjectsKnown.UNKNOWN
    )
    low = forms.IntegerField(
        label=_("Number, or the smallest it can be"), required=False, min_value=0, localize=False
    )
    high = forms.IntegerField(
        label=_("The largest it can be"),
        required=False,
        min_value=0,
        help_text=_("Only for a range."),
        localize=False,
    )
    exposed_to_id = forms.CharField(label=_("Seen by, in Indonesian"), max_length=300, required=False)
    exposed_to_en = forms.CharField(label=_("Seen by, in English"), max_length=300, required=False)
    note_id = _prose(_("Note in Indonesian"), rows=2)
    note_en = _prose(_("Note in English"), rows=2)

    def clean(self) -> dict[str, Any]:
        """The numbers that the answer asks for are given."""
        values = super().clean() or {}
        known = values.get("subjects")
        if known in {SubjectsKnown.NUMBER, SubjectsKnown.RANGE} and values.get("low") is None:
            self.add_error("low", _("Give the number, or choose “unknown”."))
        if known == SubjectsKnown.RANGE and values.get("high") is None:
            self.add_error("high", _("A range needs both ends."))
        low, high = values.get("low"), values.get("high")
        if known == SubjectsKnown.RANGE and low is not None and high is not None and high <= low:
            self.add_error("high", _("The smallest number stands first."))
        return values

    def impact(self) -> DataImpact:
        """What the form says, for the verb."""
        values = self.cleaned_data
        low = values["low"] if values["subjects"] != SubjectsKnown.UNKNOWN else None
        high = values["high"] if values["subjects"] == SubjectsKnown.RANGE else low
        return DataImpact(
            categories=tuple(values["categories"]),
            people=PeopleCount(low, high),
            exposed_to=Text(values["exposed_to_id"], values["exposed_to_en"]),
            note=Text(values["note_id"], values["note_en"]),
        )


def personal_initial(incident: Any) -> dict[str, Any]:
    """The personal data as it stands, for the form; `incident` comes from `incident_sheet`."""
    impact = next(iter(incident.shown_impact), None)
    initial: dict[str, Any] = {
        "version": incident.version,
        "categories": [each.category for each in incident.shown_categories],
        "subjects": SubjectsKnown.UNKNOWN.value,
    }
    if impact is None:
        return initial
    names = ("subjects", "exposed_to_id", "exposed_to_en", "note_id", "note_en")
    initial |= {name: getattr(impact, name) for name in names}
    high = impact.subjects_max if impact.subjects == SubjectsKnown.RANGE else None
    return initial | {"low": impact.subjects_min, "high": high}
