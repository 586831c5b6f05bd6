"""What an incident touched: an asset with what was lost there, a requirement with how it fared."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from incidents.models.impact import AssetState, Verdict
from incidents.vocabulary import LossKind
from lib.forms.lost_update import VersionedForm
from lib.texts import Text

Choices = Sequence[tuple[str, str]]
LOST_IN_TRAIL = tuple(f"lost_{side}" for side in LossKind.values)
"""Where the trail tells what was lost."""


class LossForm(VersionedForm):
    """What was lost at an asset, and how it stands now."""

    trail_names = {"lost": LOST_IN_TRAIL}
    lost = forms.MultipleChoiceField(
        label=_("What was lost there"),
        required=False,
        choices=LossKind.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: it is only involved."),
    )
    state = forms.ChoiceField(
        label=_("How it stands now"), choices=AssetState.choices, initial=AssetState.UNKNOWN
    )
    note = forms.CharField(
        label=_("Note"), max_length=2000, required=False, widget=forms.Textarea({"rows": 2})
    )

    def loss(self) -> dict[str, Any]:
        """What the form says, for the verb."""
        values = self.cleaned_data
        lost = tuple(side for side in LossKind.values if side in values["lost"])
        return {"lost": lost, "state": values["state"], "remark": values["note"]}


class NewLossForm(LossForm):
    """The same for an asset that the incident does not name yet."""

    asset = forms.ChoiceField(label=_("Asset"))
    field_order = ["asset", "lost", "state", "note"]

    def __init__(self, assets: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["asset"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("Choose")), *assets]


class VerdictForm(VersionedForm):
    """How a requirement fared."""

    verdict = forms.ChoiceField(label=_("How it fared"), choices=Verdict.choices, widget=forms.RadioSelect)
    note_id = forms.CharField(label=_("Note in Indonesian"), max_length=300, required=False)
    note_en = forms.CharField(label=_("Note in English"), max_length=300, required=False)

    def said(self) -> dict[str, Any]:
        """What the form says, for the verb."""
        values = self.cleaned_data
        return {"verdict": values["verdict"], "remark": Text(values["note_id"], values["note_en"])}


class NewVerdictForm(VerdictForm):
    """The same for a requirement that the incident does not name yet."""

    code = forms.CharField(
        label=_("Requirement"), max_length=20, help_text=_("Its id in the catalogue, such as A.8.16.")
    )
    field_order = ["code", "verdict", "note_id", "note_en"]
