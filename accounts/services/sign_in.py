"""Signing in and out as the trail tells it, in the chain of the system."""

from __future__ import annotations

from datetime import datetime

from axes.models import AccessAttempt
from axes.utils import reset

from accounts.actors import SYSTEM, Actor, actor_for_person
from accounts.models import Person
from accounts.models.person import as_username
from accounts.services.people import subject_of
from accounts.services.trail import writing


def note_sign_in(*, now: datetime, person: Person, address: str) -> None:
    """Somebody signed in, from that network address."""
    _note(actor_for_person(person, now=now), now, "person.signed_in", person, address)


def note_sign_out(*, now: datetime, person: Person) -> None:
    """Somebody signed out."""
    _note(actor_for_person(person, now=now), now, "person.signed_out", person, "")


def note_failed_sign_in(*, now: datetime, username: str, address: str, locked: bool) -> None:
    """An attempt failed, or met a closed door. What was typed is not kept: it may have been a password."""
    person = Person.objects.filter(username=as_username(username)).first()
    verb = "person.locked_out" if locked else "person.sign_in_failed"
    _note(SYSTEM, now, verb, person, address)


def open_door(*, username: str) -> None:
    """Let somebody who has proved otherwise who they are try again at once."""
    reset(username=username)


def forget_attempts(*, before: datetime) -> int:
    """Delete the counts of wrong attempts that are older; how many."""
    return int(AccessAttempt.objects.filter(attempt_time__lt=before).delete()[0])


def _note(actor: Actor, now: datetime, verb: str, person: Person | None, address: str) -> None:
    with writing() as book:
        book.record(
            actor=actor,
            now=now,
            verb=verb,
            subjects=[subject_of(person)] if person else [],
            changes={"address": ("", address)},
        )
