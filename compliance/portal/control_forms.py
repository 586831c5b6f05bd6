"""Forms of controls."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.policy import Action
from accounts.portal.people_forms import OrganisationChoice
from compliance.models import Control, Requirement
from compliance.portal.owner_choice import OwnerChoice
from compliance.selectors import requirements_for
from compliance.services.controls import ControlSheet, review_ahead, sheet_of
from compliance.vocabulary import ControlStatus
from lib.forms.chosen import LooksUpAtOnce, SomeOf
from lib.forms.local_time import LocalTimeField, picked
from lib.forms.lost_update import VersionedForm
from lib.texts import Text

_MONTHS = [
    ("", _("Not again")),
    ("3", _("3 months")),
    ("6", _("6 months")),
    ("12", _("12 months")),
    ("24", _("24 months")),
]


class _RequirementsField(SomeOf):
    """Requirements by their codes, with their titles in the reader's language."""

    def __init__(self, actor: Actor, language: str) -> None:
        self.language = language
        super().__init__(
            requirements_for(actor).filter(parent__isnull=False),
            to_field_name="code",
            required=False,
            label=_("Requirements it serves"),
            help_text=_("Hold Ctrl to choose several."),
            widget=forms.SelectMultiple(attrs={"size": 8}),
        )

    def label_from_instance(self, obj: Requirement) -> str:
        """ "A.8.16 Monitoring activities"."""
        title, _spoken = Text(obj.title_id, obj.title_en).for_reader(self.language)
        return f"{obj.code} {title}"


class ControlFields(LooksUpAtOnce):
    """What is said of a control."""

    title_id = forms.CharField(label=_("Title"), max_length=200, required=False)
    title_en = forms.CharField(label=_("Title in English"), max_length=200, required=False)
    detail_id = forms.CharField(
        label=_("How it works here"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    detail_en = forms.CharField(
        label=_("The same in English"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    status = forms.ChoiceField(label=_("State"), choices=ControlStatus.choices)
    review_every_months = forms.TypedChoiceField(
        label=_("Review again after"), choices=_MONTHS, coerce=int, empty_value=None, required=False
    )

    def __init__(
        self, actor: Actor, control: Control | None, language: str, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"] = OwnerChoice(actor, control)
        self.fields["review_due"] = LocalTimeField(
            label=_("Next review"),
            zone=control.organisation.zone if control else actor.zone,
            required=False,
            help_text=_("It becomes a task of the owner, with reminders."),
        )
        self.fields["requirements"] = _RequirementsField(actor, language)

    def sheet(self) -> ControlSheet:
        """What was filled in, for the service."""
        data = self.cleaned_data
        return ControlSheet(
            title=Text(data["title_id"], data["title_en"]),
            detail=Text(data["detail_id"], data["detail_en"]),
            owner=data["owner"],
            status=data["status"],
            requirements=tuple(data["requirements"]),
            review_every_months=data["review_every_months"],
            review_due=data["review_due"],
        )


class AddControlForm(ControlFields):
    """A new control and whose it is."""

    def __init__(self, actor: Actor, language: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(actor, None, language, *args, **kwargs)
        self.fields["organisation"] = OrganisationChoice(actor, Action.CONTROL_EDIT, label=_("Belongs to"))
        self.order_fields(["organisation"])


class EditControlForm(VersionedForm, ControlFields):
    """Everything that is said of a control, over the version its reader saw."""

    def __init__(self, actor: Actor, control: Control, language: str, *args: Any, **kwargs: Any) -> None:
        self.control = control
        super().__init__(actor, control, language, *args, **kwargs)

    def sheet(self) -> ControlSheet:
        """What was filled in; a review date that nobody touched keeps its seconds."""
        sheet, review = super().sheet(), review_ahead(self.control)
        zone = self.control.organisation.zone
        if review is None or picked(review.due_at, zone) != picked(sheet.review_due, zone):
            return sheet
        return replace(sheet, review_due=review.due_at)


def initial_of(control: Control) -> dict[str, Any]:
    """A control as the initial values of its form."""
    sheet = sheet_of(control)
    return {
        **sheet.title.fields("title"),
        **sheet.detail.fields("detail"),
        "version": control.version,
        "owner": sheet.owner.public_id if sheet.owner else "",
        "status": sheet.status,
        "requirements": [each.code for each in sheet.requirements],
        "review_every_months": sheet.review_every_months or "",
        "review_due": sheet.review_due,
    }
