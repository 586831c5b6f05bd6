"""What the REST framework says of a field: its sentences that our catalogues translate, and ours instead.

Where its own words help nobody on ("Expected a dictionary, but got int"), a field says what it takes.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from rest_framework import serializers

from lib.errors import Message

SENTENCES = (
    gettext_noop("This field is required."),
    gettext_noop("This field may not be null."),
    gettext_noop("This field may not be blank."),
    gettext_noop("Not a valid string."),
    gettext_noop("Must be a valid boolean."),
    gettext_noop("Must be a valid UUID."),
    gettext_noop("A valid integer is required."),
    gettext_noop("String value too large."),
    gettext_noop("Ensure this field has no more than {max_length} characters."),
    gettext_noop("Ensure this value is less than or equal to {max_value}."),
    gettext_noop("Ensure this value is greater than or equal to {min_value}."),
    gettext_noop("Ensure this field has no more than {max_length} elements."),
    gettext_noop('Expected a list of items but got type "{input_type}".'),
    gettext_noop("Enter a valid URL."),
    gettext_noop("Datetime value out of range."),
    gettext_noop("Null characters are not allowed."),
    gettext_noop("No file was submitted."),
    gettext_noop("The submitted file is empty."),
    gettext_noop("The submitted data was not a file. Check the encoding type on the form."),
    gettext_noop("No filename could be determined."),
)
"""Each as the framework spells it; its own Indonesian is incomplete and speaks of other things than ours."""

_ONE_OF = _("Choose one of these: {choices}.")
_DAY = _("This is no date. Write it like 2020-05-18.")
_TIME = _("This is no time. Write it like 2020-05-18T23:30:00+07:00.")
_OBJECT = _("This must be an object in braces; the names it takes: {names}.")


def speak_plainly(fields: Iterable[serializers.Field]) -> None:
    """Let the fields of a body or of parameters say what they take."""
    for field in fields:
        if isinstance(field, serializers.ListField):
            speak_plainly([field.child])
        elif isinstance(field, serializers.ChoiceField):
            field.error_messages["invalid_choice"] = format_lazy(_ONE_OF, choices=_listed(field.choices))
        elif isinstance(field, serializers.DateTimeField):
            field.error_messages["invalid"] = _TIME
        elif isinstance(field, serializers.DateField):
            field.error_messages["invalid"] = _DAY


def no_object(names: Iterable[str]) -> Message:
    """What is said where an object with these names is expected and something else was sent."""
    return format_lazy(_OBJECT, names=_listed(names))


def _listed(words: Iterable[object]) -> str:
    return ", ".join(str(each) for each in words)
