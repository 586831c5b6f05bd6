"""Forms of people administration, service accounts and tokens."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.models import Membership, Organisation, Person
from accounts.models.person import Language, PersonQuerySet
from accounts.policy import Action
from accounts.roles import Role
from accounts.selectors import (
    can_take_over,
    organisations_where,
    possible_successors,
    successors_for,
    successors_of_all,
)
from accounts.services.tokens import known_scopes
from lib.errors import DomainError
from lib.forms.chosen import LooksUpAtOnce, OneOf
from lib.forms.lost_update import VersionedForm
from lib.zones import check_year, zone_info

SPANS = [(30, _("30 days")), (90, _("90 days")), (180, _("180 days")), (365, _("One year"))]
_SCOPE_WORDS = {
    "incidents:read": _("Read events, incidents and facts"),
    "incidents:write": _("Report events, change incidents, record facts"),
    "follow-ups:read": _("Read follow-ups"),
    "follow-ups:write": _("Create, change and complete follow-ups"),
    "evidence:read": _("Read and download evidence"),
    "evidence:write": _("Add files of evidence"),
    "assets:read": _("Read assets"),
    "assets:write": _("Add and change assets"),
    "requirements:read": _("Read requirements and controls"),
    "requirements:write": _("Change controls"),
    "reports:read": _("Read and download reports"),
    "reports:write": _("Draft reports"),
    "people:read": _("Look up people by name, without their mail addresses"),
    "organisations:read": _("Look up organisations"),
}


class OrganisationChoice(OneOf):
    """One of the organisations that the actor may do something in, named by its public identity."""

    def __init__(self, actor: Actor, action: str, **more: Any) -> None:
        super().__init__(
            organisations_where(actor, action), to_field_name="public_id", empty_label=None, **more
        )

    def label_from_instance(self, obj: Organisation) -> str:
        """The short name, and the full one where it says more."""
        return obj.short if obj.short == obj.name else f"{obj.short} – {obj.name}"


class _PersonFields(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    position = forms.CharField(label=_("Position"), max_length=120, required=False)
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        required=False,
        help_text=_("Reminders and password links go here."),
    )
    username = forms.CharField(
        label=_("Sign-in name"), max_length=60, help_text=_("Small letters, digits, full stops and hyphens.")
    )


class AddPersonForm(_PersonFields):
    """Somebody new, with a first role."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["home"] = OrganisationChoice(actor, Action.PERSON_EDIT, label=_("Belongs to"))
        self.order_fields(["name", "position", "email", "username", "home", "role", "language"])


class EditPersonForm(VersionedForm, _PersonFields):
    """Name, position, mail and sign-in name of somebody."""


class RoleForm(forms.Form):
    """A role to be given."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    until = forms.DateField(
        label=_("Until the end of"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("For a stand-in or an outside auditor; empty means without end."),
    )

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = actor.zone
        self.fields["organisation"] = OrganisationChoice(actor, Action.PERSON_EDIT, label=_("Organisation"))
        self.order_fields(["role", "organisation", "until"])

    def clean_until(self) -> date | None:
        """The day, unless nobody can mean its year."""
        day: date | None = self.cleaned_data["until"]
        try:
            if day is not None:
                check_year(day.year)
        except DomainError as error:
            raise forms.ValidationError(str(error)) from error
        return day

    def ends_at(self) -> datetime | None:
        """The end of the chosen day in the actor's zone, or None."""
        day = self.cleaned_data["until"]
        if day is None:
            return None
        return datetime.combine(day + timedelta(days=1), time(), tzinfo=zone_info(self.zone))


class PersonChoice(OneOf):
    """A person by their public identity."""

    def label_from_instance(self, obj: Person) -> str:
        """The name and the position."""
        return f"{obj.shown_name} – {obj.position}" if obj.position else obj.shown_name


class _HeirChoice(PersonChoice):
    """One of the people of the queryset, if they are able; only who is chosen is asked for."""

    def __init__(self, queryset: PersonQuerySet, *, able: Callable[[Person], bool], **more: Any) -> None:
        super().__init__(queryset, **more)
        self._able = able

    def to_python(self, value: Any) -> Person | None:
        """The person. Raises what Django raises for a choice that is not offered."""
        chosen: Person | None = super().to_python(value)
        if chosen is not None and not self._able(chosen):
            raise forms.ValidationError(
                self.error_messages["invalid_choice"], code="invalid_choice", params={"value": value}
            )
        return chosen


def _read_at_once(choice: Any) -> list[Any]:
    """The choices, read once: a control looks at them more often, and a list would count them first."""
    choice.choices = offered = list(iter(choice.iterator(choice)))
    return offered


def _successor(able: PersonQuerySet, **more: Any) -> PersonChoice:
    """Who takes over, of those who are able to."""
    return PersonChoice(
        able.select_related("home"), to_field_name="public_id", label=_("Who takes over?"), **more
    )


class DeactivateForm(forms.Form):
    """Who takes over what somebody owes; the service asks for it where they owe something."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, actor: Actor, person: Person, now: datetime, told: Any, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._asked = actor, person, now, told
        self.fields["successor"] = _HeirChoice(
            possible_successors(actor, person, now).select_related("home"),
            able=lambda chosen: can_take_over(chosen, told, now),
            to_field_name="public_id",
            label=_("Who takes over?"),
            required=False,
        )

    def offer(self, owed: int) -> None:
        """Show who is able, asked once; somebody must be chosen where something is owed."""
        choice: Any = self.fields["successor"]
        choice.queryset = successors_of_all(*self._asked).select_related("home")
        choice.required = owed > 0
        choice.empty_label = _("Choose somebody") if owed else _("Nobody")
        if len(_read_at_once(choice)) == 1 and owed:
            self["successor"].help_text = _("Nobody reaches all of it. Give single tasks to somebody first.")


class EndRoleForm(forms.Form):
    """Which role ends, and who takes over what is then out of its holder's reach."""

    membership = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, actor: Actor, role: Membership, person: Person, now: datetime, *args: Any):
        super().__init__(*args)
        able = successors_for(actor, person, now, at=role.organisation)
        self.fields["successor"] = _successor(able, required=False, empty_label=_("Choose somebody"))


class MovePersonForm(LooksUpAtOnce):
    """Where somebody belongs from now on, what becomes of their roles, and who takes over."""

    END, KEEP = "end", "keep"

    version = forms.IntegerField(widget=forms.HiddenInput)
    roles = forms.ChoiceField(
        label=_("Roles in the present organisation"),
        choices=[(END, _("End now")), (KEEP, _("Stay"))],
        help_text=_("Roles elsewhere stay. A role in the new organisation is given on the person's page."),
    )

    def __init__(self, actor: Actor, person: Person, now: datetime, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        places = organisations_where(actor, Action.PERSON_MOVE).exclude(pk=person.home_id)
        home = OrganisationChoice(actor, Action.PERSON_MOVE, label=_("Belongs to"))
        home.queryset = places
        self.fields["home"] = home
        self.fields["successor"] = _successor(
            successors_for(actor, person, now),
            required=False,
            empty_label=_("Nobody"),
            help_text=_("Needed for everything owed that would be out of this person's reach."),
        )
        self.order_fields(["home", "roles", "successor"])

    def offer(self) -> None:
        """Show where to and who is able, asked once each."""
        for name in ("home", "successor"):
            _read_at_once(self.fields[name])


class EraseForm(forms.Form):
    """A deliberate yes to what cannot be taken back."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    sure = forms.BooleanField(
        label=_("Yes, erase for good"),
        help_text=_("Name, e-mail, position and sign-in name. What this person did stays, without a name."),
    )


class ServiceForm(forms.Form):
    """A new service account with its role."""

    name = forms.CharField(
        label=_("Name"), max_length=120, help_text=_("The program that acts, such as a ticket system.")
    )
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.RESPONDER)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"] = OrganisationChoice(actor, Action.PERSON_EDIT, label=_("Organisation"))
        self.order_fields(["name", "organisation", "role"])


class TokenForm(forms.Form):
    """A new API token."""

    label = forms.CharField(
        label=_("Purpose"), max_length=80, help_text=_("So that you know later which one to revoke.")
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        choices=[(scope, _SCOPE_WORDS[scope]) for scope in known_scopes()],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Never more than your role allows."),
    )
    days = forms.TypedChoiceField(label=_("Ends after"), choices=SPANS, coerce=int)

    def expires_at(self, now: datetime) -> datetime:
        """The moment after the chosen number of days."""
        return now + timedelta(days=self.cleaned_data["days"])


class ServiceTokenForm(TokenForm):
    """The same for a program, which has roles of its own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scopes"].help_text = _("Never more than the roles of this account allow.")
