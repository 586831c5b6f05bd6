"""Forms of assets."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.policy import Action
from accounts.portal.people_forms import OrganisationChoice
from compliance.models import Asset
from compliance.portal.owner_choice import OwnerChoice
from compliance.selectors import needable_assets, operators_of
from compliance.services.assets import AssetSheet
from compliance.vocabulary import AssetKind
from lib.forms.chosen import LooksUpAtOnce, OneOf, SomeOf
from lib.forms.lost_update import VersionedForm
from lib.personal_data import PersonalData
from lib.texts import Text

LEVELS = [
    ("", _("Not assessed")),
    ("1", _("1 low")),
    ("2", _("2 medium")),
    ("3", _("3 high")),
    ("4", _("4 critical")),
]


class _AssetsByIdentity(SomeOf):
    """Several assets, named by their public identities."""

    def __init__(self, queryset: Any, **more: Any) -> None:
        super().__init__(queryset, to_field_name="public_id", required=False, **more)

    def label_from_instance(self, obj: Asset) -> str:
        """The name; of one that has left the inventory with that word."""
        return str(obj) if obj.voided_at is None else _("{name} (void)").format(name=obj)


def _level(label: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, choices=LEVELS, coerce=int, empty_value=None, required=False)


class AssetFields(LooksUpAtOnce):
    """What is said of an asset; the texts in Indonesian, English or both."""

    name_id = forms.CharField(label=_("Name"), max_length=200, required=False)
    name_en = forms.CharField(label=_("Name in English"), max_length=200, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=AssetKind.choices, initial=AssetKind.APPLICATION)
    url = forms.URLField(label=_("Address"), max_length=500, required=False, assume_scheme="https")
    purpose_id = forms.CharField(
        label=_("Purpose"), required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=20_000
    )
    purpose_en = forms.CharField(
        label=_("Purpose in English"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=20_000,
    )
    components = forms.CharField(
        label=_("Parts"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One on each line, such as a module or a server."),
    )
    personal_data = forms.MultipleChoiceField(
        label=_("Personal data it holds"),
        choices=[(each.value, each.label) for each in PersonalData],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    confidentiality = _level(_("Confidentiality"))
    integrity = _level(_("Integrity"))
    availability = _level(_("Availability"))
    vital = forms.BooleanField(
        label=_("Vital information infrastructure"),
        required=False,
        help_text=_("Shorter periods for notices apply (Peraturan BSSN 1/2024 Pasal 15(5))."),
    )
    in_use_since = forms.DateField(
        label=_("In use since"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    key = forms.CharField(
        label=_("Key"), max_length=60, required=False, help_text=_("A short name for files and programs.")
    )

    def __init__(self, actor: Actor, asset: Asset | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["operator"] = OneOf(
            operators_of(actor, asset),
            to_field_name="public_id",
            required=False,
            label=_("Operator"),
            empty_label=_("The organisation itself"),
        )
        self.fields["owner"] = OwnerChoice(actor, asset)
        self.fields["depends_on"] = _AssetsByIdentity(
            needable_assets(actor, asset), label=_("Cannot work without")
        )

    def sheet(self) -> AssetSheet:
        """What was filled in, for the service."""
        data = self.cleaned_data
        return AssetSheet(
            name=Text(data["name_id"], data["name_en"]),
            purpose=Text(data["purpose_id"], data["purpose_en"]),
            components=tuple(line.strip() for line in data["components"].splitlines() if line.strip()),
            personal_data=tuple(data["personal_data"]),
            depends_on=tuple(data["depends_on"]),
            **{name: data[name] for name in _PLAIN},
        )


_PLAIN = (
    "key",
    "kind",
    "owner",
    "operator",
    "url",
    "in_use_since",
    "confidentiality",
    "integrity",
    "availability",
    "vital",
)


class AddAssetForm(AssetFields):
    """A new asset and whose it is."""

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(actor, None, *args, **kwargs)
        self.fields["organisation"] = OrganisationChoice(actor, Action.ASSET_EDIT, label=_("Belongs to"))
        self.order_fields(["organisation"])


class EditAssetForm(VersionedForm, AssetFields):
    """Everything that is said of an asset, over the version its reader saw.

    What is said of it now can be said again, though somebody could not newly choose it.
    """

    def __init__(self, actor: Actor, asset: Asset, *args: Any, **kwargs: Any) -> None:
        super().__init__(actor, asset, *args, **kwargs)


class VoidAssetForm(forms.Form):
    """Why an asset leaves the inventory."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Reason"), max_length=200)


def initial_of(asset: Any) -> dict[str, Any]:
    """An asset with its sides as the initial values of its form."""
    same = ("name_id", "name_en", "purpose_id", "purpose_en", "kind", "url", "vital", "in_use_since", "key")
    levels = ("confidentiality", "integrity", "availability")
    return {
        **{name: getattr(asset, name) for name in same},
        **{name: getattr(asset, name) or "" for name in levels},
        "version": asset.version,
        "components": "\n".join(asset.components),
        "personal_data": [each.category for each in asset.told_data],
        "operator": asset.operator.public_id if asset.operator_id != asset.organisation_id else "",
        "owner": asset.owner.public_id if asset.owner else "",
        "depends_on": [each.needs_public_id for each in asset.told_needs],
    }
