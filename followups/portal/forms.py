"""The forms of what can happen to a follow-up; each carries the version that its reader saw."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Person
from followups.models import FollowUp
from followups.vocabulary import FollowUpKind
from lib.forms.local_time import LocalTimeField
from lib.forms.lost_update import VersionedForm
from lib.texts import PROSE_LIMIT
from records.portal.forms import FilesField

_SHORT_TEXT = {"rows": 3}


class PersonChoice(forms.TypedChoiceField):
    """One of some people, named by their public identity; gives the person."""

    def __init__(self, people: Sequence[Person] = (), **more: Any) -> None:
        super().__init__(coerce=lambda key: self._people()[key], empty_value=None, **more)
        self.offer(people)

    def offer(self, people: Sequence[Person] | Callable[[], Sequence[Person]]) -> None:
        """Let these people be chosen, and nobody else.

        A function is asked once, when somebody is chosen or all are shown.
        """
        ask = people if callable(people) else lambda: people
        self._people = cache(lambda: {str(person.public_id): person for person in ask()})
        self.choices = self._names if callable(people) else self._names()

    def _names(self) -> list[tuple[Any, Any]]:
        return [("", _("Choose")), *((key, person.shown_name) for key, person in self._people().items())]

    def __deepcopy__(self, memo: dict[int, Any]) -> PersonChoice:
        """A form's own copy, whose coercion looks at its own people."""
        copied: PersonChoice = super().__deepcopy__(memo)
        copied.coerce = lambda key: copied._people()[key]
        return copied


class StepForm(forms.Form):
    """What every step carries: the version seen, and where to go back to."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    back = forms.CharField(widget=forms.HiddenInput, required=False)


class CompleteForm(StepForm):
    """What was done, and what shows it."""

    note = forms.CharField(
        label=_("What was done"), required=False, max_length=PROSE_LIMIT, widget=forms.Textarea(_SHORT_TEXT)
    )
    proof = FilesField(label=_("Evidence"), required=False)


class VerifyForm(StepForm):
    """What the verifier looked at."""

    note = forms.CharField(
        label=_("What you looked at, and what you found"),
        required=False,
        max_length=PROSE_LIMIT,
        widget=forms.Textarea(_SHORT_TEXT),
    )


class ReasonForm(StepForm):
    """Why something is declined or cancelled."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(_SHORT_TEXT))


class ReopenForm(ReasonForm):
    """Why it is taken up again, by whom and until when."""

    def __init__(
        self, *args: Any, zone: str, dated: bool, owned: bool, people: Sequence[Person], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if owned:
            self.fields["owner"] = PersonChoice(people, label=_("Owner"))
        if dated:
            self.fields["due_at"] = LocalTimeField(label=_("New deadline"), zone=zone, required=False)


class AcceptForm(StepForm):
    """Who takes a proposal on, until when."""

    def __init__(self, *args: Any, people: Sequence[Person], zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"] = PersonChoice(people, label=_("Owner"))
        self.fields["due_at"] = LocalTimeField(label=_("Due"), zone=zone)


def offer(form: forms.Form, people: Sequence[Person]) -> None:
    """Let the form's owner be one of these people."""
    field = form.fields["owner"]
    if isinstance(field, PersonChoice):
        field.offer(people)


def in_zone(form: forms.Form, zone: str) -> None:
    """Let the form's due moment be meant in that zone."""
    field = form.fields["due_at"]
    if isinstance(field, LocalTimeField):
        field.zone = zone


class BackForm(VersionedForm):
    """A form over what stands, which notices a lost update."""

    back = forms.CharField(widget=forms.HiddenInput, required=False)


class ReassignForm(BackForm):
    """Who owns it from now on."""

    owner = PersonChoice(label=_("New owner"))

    def __init__(self, *args: Any, people: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, people)


class RedateForm(BackForm):
    """Until when it is due from now on; its initial value is text in local time."""

    due_at = LocalTimeField(label=_("New deadline"))

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        in_zone(self, zone)


class EditForm(BackForm):
    """What it is called and what belongs to it, in either language."""

    title_id = forms.CharField(label=_("Title in Indonesian"), max_length=300, required=False)
    title_en = forms.CharField(label=_("Title in English"), max_length=300, required=False)
    detail_id = forms.CharField(
        label=_("Details in Indonesian"),
        max_length=PROSE_LIMIT,
        required=False,
        widget=forms.Textarea(_SHORT_TEXT),
    )
    detail_en = forms.CharField(
        label=_("Details in English"),
        max_length=PROSE_LIMIT,
        required=False,
        widget=forms.Textarea(_SHORT_TEXT),
    )


class LinkForm(StepForm):
    """A reference in an outside system."""

    system = forms.CharField(label=_("System"), max_length=40, help_text=_("A short name, such as redmine."))
    reference = forms.CharField(label=_("Number there"), max_length=120)
    url = forms.URLField(label=_("Address"), max_length=500, required=False, assume_scheme="https")


class NewTaskForm(forms.Form):
    """A new follow-up, written in the reader's own language."""

    title = forms.CharField(label=_("What is to be done"), max_length=300)
    detail = forms.CharField(
        label=_("Details"), max_length=PROSE_LIMIT, required=False, widget=forms.Textarea(_SHORT_TEXT)
    )
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[(each.value, each.label) for each in (FollowUpKind.TASK, FollowUpKind.CORRECTIVE)],
        help_text=_("A corrective action is verified by somebody else after it is done."),
    )

    def __init__(
        self,
        *args: Any,
        people: Sequence[Person],
        organisations: Sequence[Organisation],
        zone: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"] = PersonChoice(people, label=_("Owner"))
        self.fields["due_at"] = LocalTimeField(label=_("Due"), zone=zone)
        names = [(str(each.public_id), str(each)) for each in organisations]
        hidden = forms.HiddenInput if len(names) == 1 else forms.Select
        self.fields["organisation"] = forms.ChoiceField(label=_("Organisation"), choices=names, widget=hidden)
        self.order_fields(["title", "detail", "kind", "organisation", "owner", "due_at"])


class ManyForm(forms.Form):
    """A change of several follow-ups at once: a new owner, or a new deadline."""

    def __init__(self, *args: Any, people: Sequence[Person] | None, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if people is None:
            self.fields["due_at"] = LocalTimeField(label=_("New deadline"), zone=zone)
        else:
            self.fields["owner"] = PersonChoice(people, label=_("New owner"))


def seen(follow_up: FollowUp, back: str) -> dict[str, Any]:
    """The hidden values of any of these forms."""
    return {"version": follow_up.version, "back": back}
