"""Assessing an event: an incident with its first words, none with the reason, or one already known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.models import Person
from accounts.policy import Action
from followups.portal.forms import PersonChoice
from followups.services.owners import candidates
from followups.wording import reader_language
from incidents.lifecycle import EventState
from incidents.models import Event, Incident
from incidents.portal.event_forms import OpeningRadio
from incidents.selectors.events import known_incidents
from incidents.services.assessment import Opening
from incidents.services.incidents import Classification
from incidents.severity import Impact, Urgency
from incidents.vocabulary import BssnType, RsitClass
from lib.texts import text_in, text_of
from lib.tlp import Tlp

_OUTCOMES = (
    (EventState.INCIDENT.value, _("It is an incident")),
    (EventState.NO_INCIDENT.value, _("Not an incident")),
    (EventState.DUPLICATE.value, _("Already known")),
)


def optional(choices: Sequence[Any], nothing: Any) -> list[Any]:
    """Choices with one more on top, for leaving it open."""
    return [("", nothing), *choices]


def severity_fields() -> dict[str, forms.ChoiceField]:
    """Impact and urgency, from which severity follows; both or neither."""
    return {
        "impact": forms.ChoiceField(
            label=_("Impact"), required=False, choices=optional(Impact.choices, _("Not assessed yet"))
        ),
        "urgency": forms.ChoiceField(
            label=_("Urgency"),
            required=False,
            choices=optional(Urgency.choices, _("Not assessed yet")),
            help_text=_("Severity follows from impact and urgency."),
        ),
    }


class AssessForm(forms.Form):
    """The judgement on one event; what only an incident needs stands below that choice."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    outcome = forms.ChoiceField(
        label=_("What is it?"),
        choices=_OUTCOMES,
        widget=OpeningRadio(EventState.INCIDENT.value, EventState.DUPLICATE.value),
        error_messages={"required": _("Choose what it is.")},
    )
    title = forms.CharField(
        label=_("Title of the incident"),
        max_length=200,
        error_messages={"required": _("An incident needs a title.")},
    )
    rsit = forms.ChoiceField(
        label=_("Class"), required=False, choices=optional(RsitClass.choices, _("Not chosen yet"))
    )
    bssn = forms.ChoiceField(
        label=_("BSSN type"), required=False, choices=optional(BssnType.choices, _("Not chosen yet"))
    )
    impact = severity_fields()["impact"]
    urgency = severity_fields()["urgency"]
    tlp = forms.ChoiceField(label=_("TLP"), choices=Tlp.choices, initial=Tlp.AMBER)
    commander = PersonChoice(label=_("Commander"), required=False)
    incident = forms.ChoiceField(
        label=_("Which incident it already is"),
        error_messages={"required": _("Say which incident it already is.")},
    )
    words = forms.CharField(
        label=_("Reason"),
        help_text=_("The reporter reads this. It may stay empty only for an incident."),
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(
        self,
        event: Event,
        people: Callable[[], Sequence[Person]],
        known: Callable[[], Sequence[Incident]],
        *args: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.event = event
        self._known = known
        if self.is_bound:
            self.fields["title"].required = self.data.get("outcome") == EventState.INCIDENT
            self.fields["incident"].required = self.data.get("outcome") == EventState.DUPLICATE
        commander, incident = self.fields["commander"], self.fields["incident"]
        if isinstance(commander, PersonChoice):
            commander.offer(people)
        if isinstance(incident, forms.ChoiceField):
            incident.choices = self._incident_choices

    @cached_property
    def known(self) -> dict[str, Incident]:
        """The incidents that it could already be, asked for when one is chosen or all are shown."""
        return {str(each.public_id): each for each in self._known()}

    def _incident_choices(self) -> list[tuple[Any, Any]]:
        return optional([*map(_incident_choice, self.known.values())], _("Choose"))

    def clean(self) -> dict[str, Any]:
        """Anything but an incident has a reason."""
        values = super().clean() or {}
        if values.get("outcome") in {EventState.NO_INCIDENT, EventState.DUPLICATE} and not values.get(
            "words"
        ):
            self.add_error("words", _("Say why, in words that the reporter will read."))
        return values

    def opening(self) -> Opening:
        """What the incident is opened with."""
        values = self.cleaned_data
        return Opening(
            title=text_in(self.event.language, values["title"]),
            tlp=values["tlp"],
            classification=Classification(rsit=values["rsit"], bssn=values["bssn"]),
            impact=int(values["impact"]) if values["impact"] else None,
            urgency=int(values["urgency"]) if values["urgency"] else None,
        )


def _incident_choice(incident: Incident) -> tuple[str, str]:
    title = text_of(incident, "title").for_reader(reader_language())[0]
    return str(incident.public_id), f"{incident.number} · {title}"


def form_for(actor: Actor, event: Event, now: datetime, data: Any = None) -> AssessForm:
    """The form over an event that waits; at most three queries for what it offers, once that is needed."""

    def people() -> Sequence[Person]:
        return candidates([event], now=now, action=Action.INCIDENT_EDIT).at(event)

    tlp = event.access.tlp if event.access else Tlp.AMBER.value
    initial = {"version": event.version, "tlp": tlp}
    return AssessForm(event, people, lambda: known_incidents(actor, event), data, initial=initial)
