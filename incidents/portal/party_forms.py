"""An organisation that an incident names, and its part in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from lib.forms.lost_update import VersionedForm
from lib.texts import Text

_ROWS = {"rows": 2, "maxlength": 300}


class PartyForm(VersionedForm):
    """What an organisation is to the incident: in the incident's language, and in the other one if known."""

    part_id = forms.CharField(max_length=300, required=False, widget=forms.Textarea(_ROWS))
    part_en = forms.CharField(max_length=300, required=False, widget=forms.Textarea(_ROWS))

    def __init__(self, language: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        main, other = (("part_id", "part_en"), ("part_en", "part_id"))[language == "en"]
        self.fields[main].label = _("Its part in the incident")
        self.fields[main].required = True
        self.fields[main].error_messages["required"] = _("Say what the organisation's part is.")
        self.fields[other].label = (
            _("The same in English") if language == "id" else _("The same in Indonesian")
        )
        self.order_fields(["organisation", main, other])

    def part(self) -> Text:
        """The part, for the verb."""
        return Text(self.cleaned_data["part_id"], self.cleaned_data["part_en"])


class NewPartyForm(PartyForm):
    """The same for an organisation that the incident does not name yet."""

    organisation = forms.ChoiceField(
        label=_("Organisation"),
        help_text=_("An outside body that is missing, such as BSSN, is added by the administrator."),
    )

    def __init__(
        self, organisations: Sequence[Organisation], language: str, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(language, *args, **kwargs)
        self.bodies = {str(each.public_id): each for each in organisations}
        field = self.fields["organisation"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("Choose")), *((key, each.name) for key, each in self.bodies.items())]

    def body(self) -> Organisation:
        """The organisation that is named."""
        return self.bodies[self.cleaned_data["organisation"]]
