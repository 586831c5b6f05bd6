"""People who change to another organisation: the new home, what ends in the old one, who takes over."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.actors import Actor
from accounts.hand_over import hand_over_all
from accounts.models import Organisation, Person
from accounts.policy import Action
from accounts.services.administrators import roles_held
from accounts.services.organisations import subject_of as organisation_subject
from accounts.services.passing_on import ready_to_pass_on
from accounts.services.people import drop_role, subject_of, update_person_row
from accounts.services.trail import writing
from lib.errors import Conflict, Invalid


def move_person(
    *,
    actor: Actor,
    now: datetime,
    person: Person,
    home: Organisation,
    keep_roles: bool,
    version: int,
    successor: Person | None = None,
) -> Person:
    """Let somebody belong to another organisation, and end their roles in the old one unless they are kept.

    Roles elsewhere stay; one in the new organisation is given beforehand or afterwards. What they owe and can
    then no longer do goes to the successor. Needs `person.move` at both ends. Raises `Refused`; `Conflict`
    for oneself, for an account that is closed, for the last administrator, and when something would be left
    behind and nobody takes it; `Invalid` for the same or an outside organisation, or a successor who cannot;
    `Stale`.
    """
    old = person.home
    for each in (old, home):
        policy.require_in(actor, Action.PERSON_MOVE, each.pk)
    _check(actor, person, home, successor)
    with writing() as book:
        if not keep_roles:
            for held in roles_held(person, now, organisation_id=old.pk):
                drop_role(book, actor=actor, now=now, held=held)
        passing = ready_to_pass_on(actor, now, person, successor)
        update_person_row(person, version, {"home": home})
        if passing is not None:
            hand_over_all(passing)
        for each in (old, home):
            book.record(
                actor=actor,
                now=now,
                verb="person.moved",
                organisation=each,
                subjects=[subject_of(person), organisation_subject(old), organisation_subject(home)],
                changes={"home": (old.short, home.short)},
            )
    return person


def _check(actor: Actor, person: Person, home: Organisation, successor: Person | None) -> None:
    if actor.person_id == person.pk:
        raise Conflict(_("Nobody moves their own account. Ask another administrator."))
    if not person.is_active:
        raise Conflict(_("This account is not active. Reactivate it first."))
    if home.pk == person.home_id:
        raise Invalid(_("This person belongs there already."), field="home")
    if home.external:
        raise Invalid(_("Nobody of an outside body signs in here."), field="home")
    if successor is not None and (successor.pk == person.pk or not successor.is_active):
        raise Invalid(_("Choose somebody who is active."), field="successor")
