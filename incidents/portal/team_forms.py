"""Who takes part in an incident, with whom it is shared, and how far it may go."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Person
from accounts.roles import GrantLevel
from followups.portal.forms import PersonChoice
from incidents.vocabulary import IncidentRole
from lib.forms.lost_update import VersionedForm
from lib.tlp import Tlp

_REASON = _("Why")


class MemberForm(forms.Form):
    """A part in the incident for somebody."""

    role = forms.ChoiceField(label=_("Part in the incident"), choices=IncidentRole.choices)
    person = PersonChoice(label=_("Person"))

    def __init__(self, people: Sequence[Person], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person = self.fields["person"]
        if isinstance(person, PersonChoice):
            person.offer(people)


class ShareForm(forms.Form):
    """Another organisation or one person who may see the incident or take part in it."""

    organisation = forms.ChoiceField(label=_("Organisation"), required=False)
    person = PersonChoice(label=_("Or one person"), required=False)
    level = forms.ChoiceField(label=_("How far"), choices=GrantLevel.choices, initial=GrantLevel.TAKE_PART)
    reason = forms.CharField(label=_REASON, max_length=200, required=False)

    def __init__(
        self, organisations: Sequence[Organisation], people: Sequence[Person], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.bodies = {str(each.public_id): each for each in organisations}
        named = [(key, each.name) for key, each in self.bodies.items()]
        organisation, person = self.fields["organisation"], self.fields["person"]
        if isinstance(organisation, forms.ChoiceField):
            organisation.choices = [("", _("Choose")), *named]
        if isinstance(person, PersonChoice):
            person.offer(people)

    def clean(self) -> dict[str, Any]:
        """One of the two is named, not both."""
        values = super().clean() or {}
        if bool(values.get("organisation")) == bool(values.get("person")):
            self.add_error("organisation", _("Name an organisation or a person, one of the two."))
        return values


class AccessForm(VersionedForm):
    """How far an incident and everything that hangs on it may go."""

    tlp = forms.ChoiceField(
        label=_("TLP"),
        choices=[(each.value, each.label) for each in Tlp],
        help_text=_("TLP:RED takes it from every organisation it was shared with; only named people stay."),
    )
    restricted = forms.BooleanField(
        label=_("Only people let in by name"),
        required=False,
        help_text=_("Whoever should still see it needs to be let in below."),
    )
