"""People who leave: deactivated with what they owe handed over, let in again, or their data erased."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.actors import Actor
from accounts.forgetting import forget_everywhere
from accounts.hand_over import hand_over_all, owed_by, prepared
from accounts.models import ApiToken, Person
from accounts.services.administrators import require_another_administrator, roles_held
from accounts.services.erasing import erase_name
from accounts.services.passwords import generated_password
from accounts.services.people import (
    require_over,
    subject_of,
    update_person_row,
)
from accounts.services.repeats import forget_words
from accounts.services.sign_in import open_door
from accounts.services.trail import writing
from lib.errors import Conflict, Invalid


def deactivate_person(
    *, actor: Actor, now: datetime, person: Person, version: int, successor: Person | None = None
) -> Person:
    """End somebody's sign-in, sessions and tokens at once; what they owe goes to the successor.

    Raises `Refused`; `Conflict` for oneself, for the last administrator, and when something is owed and
    nobody takes it; `Invalid` for a successor who cannot; `Stale`.
    """
    with writing() as book:
        held = roles_held(person, now, leaving=True)
        require_over(actor, person, now, at=[each.role.organisation_id for each in held])
        if actor.person_id == person.pk:
            raise Conflict(_("Nobody closes their own account. Ask another administrator."))
        if successor is not None and (successor.pk == person.pk or not successor.is_active):
            raise Invalid(_("Choose somebody who is active."), field="successor")
        require_another_administrator(held)
        if successor is None and (owed := owed_by(person)):
            words = ngettext_lazy(
                "This person still owes {count} thing. Choose who takes it over.",
                "This person still owes {count} things. Choose who takes them over.",
                owed,
            )
            raise Conflict(format_lazy(words, count=owed), field="successor")
        _switch(person, version, is_active=False, password=_unusable(person))
        if successor is not None:
            hand_over_all(prepared(actor=actor, now=now, person=person, successor=successor))
        ApiToken.objects.filter(person=person, revoked_at__isnull=True).update(revoked_at=now)
        book.record(
            actor=actor,
            now=now,
            verb="person.deactivated",
            organisation=person.home,
            subjects=[subject_of(person), *([subject_of(successor)] if successor else [])],
            changes={"is_active": (True, False)},
        )
    return person


def reactivate_person(*, actor: Actor, now: datetime, person: Person, version: int) -> tuple[Person, str]:
    """Let somebody in again with a new one-time password, which is in the answer and nowhere else.

    Raises `Refused`, `Conflict` when the data were erased, `Stale`.
    """
    require_over(actor, person, now)
    if person.erased_at is not None:
        raise Conflict(_("The data of this person were erased."))
    if person.is_active:
        raise Conflict(_("This account is active."))
    password = generated_password()
    person.set_password(password)
    with writing() as book:
        _switch(person, version, is_active=True, password=person.password, must_change_password=True)
        book.record(
            actor=actor,
            now=now,
            verb="person.reactivated",
            organisation=person.home,
            subjects=[subject_of(person)],
            changes={"is_active": (False, True)},
        )
    return person, password


def erase_person(*, actor: Actor, now: datetime, person: Person, version: int) -> Person:
    """Empty name, mail, position and sign-in name for good, here, in the trail's side rows and above.

    The row and its id stay, so that what this person did stays done by one and the same somebody; pages say
    "data erased" (UU 27/2022 Pasal 43 and 44). Raises `Refused`, `Conflict` while active, `Stale`.
    """
    require_over(actor, person, now)
    if person.is_active:
        raise Conflict(_("Deactivate this person first, so that nothing they owe is lost."))
    if person.erased_at is not None:
        return person
    before = person.username
    names = [each for each in (person.name, person.username, person.email) if each]
    with writing() as book:
        _switch(
            person,
            version,
            name="",
            email="",
            position="",
            username=f"erased-{person.public_id.hex}",
            erased_at=now,
        )
        ApiToken.objects.filter(person=person).update(label="")
        open_door(username=before)
        entries = erase_name(person=person, names=names)
        forget_words({person.public_id: names})
        forget_everywhere(person)
        book.record(
            actor=actor,
            now=now,
            verb="person.erased",
            organisation=person.home,
            subjects=[subject_of(person)],
            changes={"entries": (None, entries)},
        )
    return person


def _unusable(person: Person) -> str:
    person.set_unusable_password()
    return person.password


def _switch(person: Person, version: int, **fields: object) -> None:
    """Write the fields and end all sessions, if nobody has changed the person since `version`."""
    update_person_row(person, version, {**fields, "session_mark": secrets.token_hex(8)})
