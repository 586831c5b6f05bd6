"""A new follow-up of an incident, and the clock of a duty by law, started and stopped."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from followups.portal.forms import PersonChoice
from followups.vocabulary import FollowUpKind
from incidents.services.clocks import MOST_HOURS, PDP_BASIS, PDP_HOURS
from lib.forms.local_time import LocalTimeField
from lib.texts import PROSE_LIMIT


class TaskForm(forms.Form):
    """What is to be done because of the incident, by whom, until when."""

    title = forms.CharField(label=_("What is to be done"), max_length=300)
    task_kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[(each.value, each.label) for each in (FollowUpKind.TASK, FollowUpKind.CORRECTIVE)],
        initial=FollowUpKind.TASK,
        help_text=_("A corrective action is verified by somebody else after it is done."),
    )
    owner = PersonChoice(label=_("Owner"))
    due_at = LocalTimeField(label=_("Due"))
    detail = forms.CharField(
        label=_("Details"), max_length=PROSE_LIMIT, required=False, widget=forms.Textarea({"rows": 3})
    )

    def __init__(self, people: Sequence[Person], zone: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, people)
        due = self.fields["due_at"]
        if isinstance(due, LocalTimeField):
            due.zone = zone


class ClockForm(forms.Form):
    """A duty by law whose hours run from a fact (UU 27/2022 Pasal 46: 3×24 hours from awareness)."""

    title = forms.CharField(label=_("What the law asks for"), max_length=300)
    fact = forms.ChoiceField(
        label=_("The period begins with"),
        help_text=_("Where its time is known only so well, the earliest possible moment counts."),
    )
    hours = forms.IntegerField(
        label=_("Hours"),
        min_value=1,
        max_value=MOST_HOURS,
        initial=PDP_HOURS,
        help_text=_("3×24 hours are 72."),
    )
    basis = forms.CharField(label=_("Legal basis"), max_length=120, initial=PDP_BASIS)
    owner = PersonChoice(label=_("Owner"))

    def __init__(
        self, people: Sequence[Person], facts: Sequence[tuple[str, str]], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, people)
        field = self.fields["fact"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("Choose")), *facts]


class StopForm(forms.Form):
    """Why a duty by law does not apply."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Write why the duty does not apply.")},
        help_text=_("An auditor reads it later: who decided, and on what."),
    )


def _offer(form: forms.Form, people: Sequence[Person]) -> None:
    owner = form.fields["owner"]
    if isinstance(owner, PersonChoice):
        owner.offer(people)
