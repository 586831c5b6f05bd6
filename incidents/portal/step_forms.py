"""Moving an incident on: another phase, closing, reopening, voiding."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from incidents.lifecycle import Phase, next_phases


def _reason(label: Any, help_text: Any, required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=2000,
        required=required,
        widget=forms.Textarea({"rows": 3}),
    )


class PhaseForm(forms.Form):
    """Where an open incident goes; the usual next phase comes first. Closing has a page of its own."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    phase = forms.ChoiceField(label=_("Phase"), widget=forms.RadioSelect)
    reason = _reason(_("Reason"), _("Needed when phases are left out, or when it goes back."))

    def __init__(self, here: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ahead = next_phases(Phase(here))
        field = self.fields["phase"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(each.value, each.label) for each in ahead]
        if not self.is_bound and ahead:
            self.initial.setdefault("phase", ahead[0].value)


class CloseForm(forms.Form):
    """Why an incident is closed."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = _reason(_("Reason"), _("Needed when something is still open, or when phases are left out."))

    def __init__(self, *args: Any, unfinished: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["reason"]
        field.required = unfinished
        field.error_messages["required"] = _("Write why it is closed although this is still open.")


class ReopenForm(forms.Form):
    """Why a closed incident is taken up again, and where."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    phase = forms.ChoiceField(
        label=_("Phase"),
        choices=[(each.value, each.label) for each in Phase if each is not Phase.CLOSED],
        initial=Phase.REVIEW.value,
    )
    reason = _reason(_("Reason"), "", required=True)


class VoidForm(forms.Form):
    """Why an incident should not have been registered."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Why it is void"),
        help_text=_("Such as the number of the incident that it repeats."),
        max_length=200,
        widget=forms.Textarea({"rows": 2, "maxlength": 200}),
        error_messages={"required": _("Say why the incident is voided.")},
    )
