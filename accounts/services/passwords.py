"""Passwords: one's own, given by an administrator, or set again by a link in a mail."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor, actor_for_person
from accounts.models import Person
from accounts.services.people import require_over, subject_of
from accounts.services.trail import writing
from lib.errors import Conflict, Invalid, Problem

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def generated_password() -> str:
    """A one-time password that can be read out: four groups of five signs, about 98 bits."""
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(4))
    return "-".join(groups)


def change_own_password(*, actor: Actor, now: datetime, person: Person, old: str, new: str) -> Person:
    """Replace one's own password; other devices are signed out. Raises `Invalid` naming `old` or `new`."""
    if actor.person_id != person.pk or not person.check_password(old):
        raise Invalid(_("This is not your present password."), field="old_password", code="wrong")
    if old == new:
        raise Invalid(_("Choose another password than the present one."), field="new_password1")
    _check(new, person)
    return _set(actor, now, person, new, verb="person.password_changed")


def set_password_by_link(*, now: datetime, person: Person, new: str) -> Person:
    """Set a password by the link that was mailed; the caller has checked the link. Raises `Invalid`."""
    if not person.is_active:
        raise Conflict(_("This account is not active. Reactivate it first."))
    _check(new, person)
    actor = actor_for_person(person, now=now)
    return _set(actor, now, person, new, verb="person.password_reset")


def give_password(*, actor: Actor, now: datetime, person: Person) -> str:
    """Give somebody a one-time password, which they must change; it is in the answer and nowhere else.

    Raises `Refused`, and `Conflict` for oneself or for an account that is not active.
    """
    require_over(actor, person, now)
    if actor.person_id == person.pk:
        raise Conflict(_("Change your own password in your profile."))
    if not person.is_active:
        raise Conflict(_("This account is not active. Reactivate it first."))
    password = generated_password()
    _set(actor, now, person, password, verb="person.password_given", must_change=True)
    return password


def sign_out_everywhere(*, actor: Actor, now: datetime, person: Person) -> Person:
    """End all of a person's sessions. Raises `Refused` for anybody else's but an administrator over them."""
    if actor.person_id != person.pk:
        require_over(actor, person, now)
    with writing() as book:
        Person.objects.filter(pk=person.pk).update(session_mark=secrets.token_hex(8))
        book.record(
            actor=actor,
            now=now,
            verb="person.signed_out_everywhere",
            organisation=person.home,
            subjects=[subject_of(person)],
        )
    person.refresh_from_db()
    return person


def _check(password: str, person: Person) -> None:
    try:
        validate_password(password, person)
    except ValidationError as error:
        problems = [Problem(text, "new_password1", "weak") for text in error.messages]
        raise Invalid(_("This password is too easy."), problems=problems) from error


def _set(
    actor: Actor, now: datetime, person: Person, password: str, *, verb: str, must_change: bool = False
) -> Person:
    person.set_password(password)
    with writing() as book:
        Person.objects.filter(pk=person.pk).update(
            password=person.password, must_change_password=must_change, version=F("version") + 1
        )
        book.record(actor=actor, now=now, verb=verb, organisation=person.home, subjects=[subject_of(person)])
    person.refresh_from_db()
    return person
