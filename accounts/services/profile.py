"""What people change about themselves."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.models import Person
from accounts.models.person import Language
from accounts.services.people import subject_of
from accounts.services.trail import writing
from lib.errors import Invalid, Refused


def set_language(*, actor: Actor, now: datetime, person: Person, language: str) -> Person:
    """Choose one's own language. Raises `Refused` for somebody else's, `Invalid` for an unknown one."""
    if actor.person_id != person.pk:
        raise Refused(_("Everybody chooses their own language."))
    if language not in Language.values:
        raise Invalid(_("That language is not offered."), field="language")
    before = person.language
    if before == language:
        return person
    with writing() as book:
        Person.objects.filter(pk=person.pk).update(language=language)
        book.record(
            actor=actor,
            now=now,
            verb="person.language_chosen",
            organisation=person.home,
            subjects=[subject_of(person)],
            changes={"language": (before, language)},
        )
    person.language = language
    return person
