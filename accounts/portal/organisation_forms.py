"""Forms of organisations."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.models import Organisation
from accounts.policy import Action
from accounts.portal.people_forms import OrganisationChoice
from accounts.selectors import organisations_where
from lib.forms.lost_update import VersionedForm

ZONES = [
    ("Asia/Jakarta", "WIB – Asia/Jakarta"),
    ("Asia/Makassar", "WITA – Asia/Makassar"),
    ("Asia/Jayapura", "WIT – Asia/Jayapura"),
    ("UTC", "UTC"),
]


class _OrganisationFields(forms.Form):
    name = forms.CharField(label=_("Full name"), max_length=200)
    short = forms.CharField(label=_("Short name"), max_length=60)
    zone = forms.ChoiceField(label=_("Time zone"), choices=ZONES)
    external = forms.BooleanField(
        label=_("Outside body"),
        required=False,
        help_text=_("It is named in incidents and reports; nobody of it signs in here."),
    )
    letterhead_body = forms.CharField(
        label=_("Letterhead: body"),
        max_length=200,
        required=False,
        help_text=_("The first line of a report's letterhead, such as the province."),
    )
    letterhead_unit = forms.CharField(label=_("Letterhead: agency"), max_length=200, required=False)
    letterhead_subunit = forms.CharField(label=_("Letterhead: unit"), max_length=200, required=False)
    letterhead_address = forms.CharField(
        label=_("Letterhead: address"),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    place = forms.CharField(
        label=_("Place"),
        max_length=80,
        required=False,
        help_text=_("The place that stands before the date of a report."),
    )


def _zones_with(zone: str) -> list[tuple[str, str]]:
    """The usual zones, and the one that an organisation has by other means."""
    return ZONES if zone in dict(ZONES) else [*ZONES, (zone, zone)]


class EditOrganisationForm(VersionedForm, _OrganisationFields):
    """Name, zone and letterhead of an organisation."""

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["zone"] = forms.ChoiceField(label=_("Time zone"), choices=_zones_with(zone))


class AddOrganisationForm(_OrganisationFields):
    """A new organisation below one that the actor administers."""

    key = forms.CharField(
        label=_("Key"),
        max_length=60,
        validators=[RegexValidator(r"^[a-z0-9][a-z0-9-]*$", _("Use small letters, digits and hyphens."))],
        help_text=_("Small letters, digits and hyphens; for files and commands. It cannot be changed later."),
    )

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"] = OrganisationChoice(actor, Action.ORGANISATION_EDIT, label=_("Stands below"))
        self.order_fields(["name", "short", "key", "parent", "zone", "external"])


class MoveOrganisationForm(forms.Form):
    """Where an organisation is to stand."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, actor: Actor, organisation: Organisation, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = OrganisationChoice(actor, Action.ORGANISATION_EDIT, label=_("Stands below"))
        others = organisations_where(actor, Action.ORGANISATION_EDIT).exclude(pk=organisation.pk)
        choice.queryset = others
        self.fields["parent"] = choice
