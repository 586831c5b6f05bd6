"""People and service accounts, and the roles they have in organisations."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.actors import Actor
from accounts.hand_over import hand_over_all
from accounts.models import Membership, Organisation, Person, ServiceAccount
from accounts.policy import Action
from accounts.roles import Role
from accounts.services.administrators import HeldRole, require_another_administrator, roles_held
from accounts.services.organisations import subject_of as organisation_subject
from accounts.services.passing_on import ready_to_pass_on
from accounts.services.trail import Book, Subject, writing
from lib.db.checks import checked
from lib.errors import Conflict, Invalid, Problem, Refused, Stale

EDITABLE = ("name", "position", "email", "username")
SIGN_IN_FIELDS = {"email", "username"}
_USERNAME = re.compile(r"[a-z0-9][a-z0-9._@-]*\Z")


def subject_of(person: Person) -> Subject:
    """How the trail names a person."""
    return Subject("person", person.pk, person.public_id, person.shown_name)


def service_subject(service: ServiceAccount) -> Subject:
    """How the trail names a service account."""
    return Subject("service_account", service.pk, service.public_id, service.name)


def require_over(
    actor: Actor, holder: Person | ServiceAccount, now: datetime, *, at: Iterable[int] | None = None
) -> None:
    """Pass if the actor administers the holder's home and every organisation where they have a role.

    Whoever decides how somebody signs in could act as them, so less would let an administrator climb.
    `at` are the organisations of their roles where they were asked already. Raises `Refused`.
    """
    roles = Membership.objects.current(now)
    if isinstance(holder, Person):
        home, held = holder.home_id, roles.filter(person=holder)
    else:
        home, held = holder.organisation_id, roles.filter(service=holder)
    reached = held.values_list("organisation_id", flat=True) if at is None else at
    if not all(actor.may_in(each, Action.PERSON_EDIT) for each in {home, *reached}):
        raise Refused(
            _("This account also has roles where you are not administrator. Ask the administrator above you.")
        )


def create_person(
    *,
    actor: Actor,
    now: datetime,
    username: str,
    name: str,
    email: str = "",
    position: str = "",
    language: str = "id",
    home: Organisation,
    password: str | None = None,
    must_change_password: bool = True,
) -> Person:
    """Add somebody who signs in; without a password they cannot until one is set.

    Raises `Refused`, `Invalid`, and `Conflict` when the sign-in name is taken.
    """
    policy.require_in(actor, Action.PERSON_EDIT, home.pk)
    person = Person(
        username=username.strip().lower(),
        name=name.strip(),
        email=email.strip(),
        position=position.strip(),
        language=language,
        home=home,
        must_change_password=must_change_password,
    )
    person.set_password(password)
    _check(person, home)
    with writing() as book:
        _save(person)
        book.record(
            actor=actor,
            now=now,
            verb="person.created",
            organisation=home,
            subjects=[subject_of(person)],
            changes={key: (None, getattr(person, key)) for key in ("name", "username", "email", "position")},
        )
    return person


def edit_person(*, actor: Actor, now: datetime, person: Person, version: int, **fields: str) -> Person:
    """Change name, position, mail or sign-in name. Raises `Refused`, `Invalid`, `Conflict`, `Stale`."""
    policy.require_in(actor, Action.PERSON_EDIT, person.home_id)
    if set(fields) - set(EDITABLE):
        raise Invalid(_("That cannot be changed here."))
    if person.erased_at is not None:
        raise Conflict(_("The data of this person were erased."))
    wanted = {key: value.strip() for key, value in fields.items()}
    if "username" in wanted:
        wanted["username"] = wanted["username"].lower()
    before = {key: getattr(person, key) for key in wanted}
    if any(before[key] != wanted[key] for key in SIGN_IN_FIELDS & set(wanted)):
        require_over(actor, person, now)
    for key, value in wanted.items():
        setattr(person, key, value)
    _check(person, person.home)
    with writing() as book:
        update_person_row(person, version, wanted)
        book.record(
            actor=actor,
            now=now,
            verb="person.changed",
            organisation=person.home,
            subjects=[subject_of(person)],
            changes={key: (before[key], wanted[key]) for key in wanted},
        )
    return person


def assign_role(
    *,
    actor: Actor,
    now: datetime,
    person: Person | None = None,
    service: ServiceAccount | None = None,
    organisation: Organisation,
    role: str,
    until: datetime | None = None,
) -> Membership:
    """Give a person or a service account a role in an organisation and all below it; the same role again
    changes its end.

    Raises `Refused`, `Invalid` (unknown role, an end that has passed), `Conflict` (no longer active, or the
    organisation would be left without an administrator).
    """
    policy.require_in(actor, Action.PERSON_EDIT, organisation.pk)
    holder = person or service
    if holder is None or (person and service):
        raise Invalid(_("Choose one person or one service account."), field="person")
    if role not in Role.values:
        raise Invalid(_("That is no role."), field="role")
    if until is not None and until <= now:
        raise Invalid(_("This moment has passed."), field="until")
    if not holder.is_active:
        raise Conflict(_("This account is not active. Reactivate it first."))
    if organisation.external:
        raise Invalid(_("Nobody of an outside body signs in here."), field="organisation")
    with writing() as book:
        held = Membership.objects.filter(
            person=person, service=service, organisation=organisation, role=role
        ).first()
        stands = held is not None and (held.until is None or held.until > now)
        if stands and until is not None and person is not None and role == Role.ADMINISTRATOR:
            require_another_administrator(roles_held(person, now, organisation_id=organisation.pk))
        membership, _new = Membership.objects.update_or_create(
            person=person, service=service, organisation=organisation, role=role, defaults={"until": until}
        )
        changes = {"until": (_spelt(held) if stands else None, _spelt(membership))}
        if not stands:
            changes["role"] = (None, str(role))
        book.record(
            actor=actor,
            now=now,
            verb="role.assigned",
            organisation=organisation,
            subjects=_holder(membership),
            changes=changes,
        )
    return membership


def end_role(*, actor: Actor, now: datetime, membership: Membership, successor: Person | None = None) -> None:
    """End a role now; ending it twice changes nothing. What is then out of its holder's reach goes to the
    successor.

    Raises `Refused`; `Conflict` when the organisation would be left without an administrator, and when
    something would be left behind and nobody takes it; `Invalid` for a successor who cannot.
    """
    person = membership.person
    if successor is not None and (successor == person or not successor.is_active):
        raise Invalid(_("Choose somebody who is active."), field="successor")
    with writing() as book:
        held = HeldRole(membership, last=_is_last(membership, now))
        if drop_role(book, actor=actor, now=now, held=held) and person is not None:
            passing = ready_to_pass_on(actor, now, person, successor)
            if passing is not None:
                hand_over_all(passing)


def _is_last(membership: Membership, now: datetime) -> bool:
    """Whether the role is that of the last administrator; asked of administrators alone."""
    if membership.role != Role.ADMINISTRATOR or membership.person is None:
        return False
    held = roles_held(membership.person, now, organisation_id=membership.organisation_id)
    return any(each.last for each in held if each.role == membership)


def drop_role(book: Book, *, actor: Actor, now: datetime, held: HeldRole) -> bool:
    """End a role inside a unit of work, whatever its holder owes; whether it stood.

    Raises `Refused`, and `Conflict` when the organisation would be left without an administrator.
    """
    membership = held.role
    policy.require_in(actor, Action.PERSON_EDIT, membership.organisation_id)
    require_another_administrator([held])
    if not Membership.objects.current(now).filter(pk=membership.pk).update(until=now):
        return False
    membership.until = now
    book.record(
        actor=actor,
        now=now,
        verb="role.ended",
        organisation=membership.organisation,
        subjects=_holder(membership),
        changes={"role": (membership.role, None)},
    )
    return True


def _spelt(membership: Membership | None) -> str | None:
    return membership.until.isoformat() if membership and membership.until else None


def _holder(membership: Membership) -> list[Subject]:
    """The holder and the organisation of a role as subjects of the trail."""
    found = [organisation_subject(membership.organisation)]
    if membership.person is not None:
        found.append(subject_of(membership.person))
    if membership.service is not None:
        found.append(service_subject(membership.service))
    return found


def _check(person: Person, home: Organisation) -> None:
    problems = []
    if not _USERNAME.match(person.username):
        words = _("Use small letters, digits, full stops and hyphens, beginning with a letter or digit.")
        problems.append(Problem(words, "username"))
    if home.external:
        problems.append(Problem(_("Nobody of an outside body signs in here."), "home"))
    if problems:
        raise Invalid(_("Some fields are not right."), problems=problems)
    checked(person, ["username", "name", "position", "email", "language"])


def _save(person: Person) -> None:
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError as error:
        raise _taken(person.username) from error


def update_person_row(person: Person, version: int, fields: dict[str, Any]) -> None:
    """Write the fields if nobody has changed the person since `version`. Raises `Conflict`, `Stale`."""
    try:
        with transaction.atomic():
            changed = Person.objects.filter(pk=person.pk, version=version).update(
                **fields, version=version + 1
            )
    except IntegrityError as error:
        raise _taken(person.username) from error
    if not changed:
        current = Person.objects.values_list("version", flat=True).get(pk=person.pk)
        raise Stale(_("Somebody else has changed this meanwhile."), current=current)
    for name, value in {**fields, "version": version + 1}.items():
        setattr(person, name, value)


def _taken(username: str) -> Conflict:
    words = format_lazy(_("The sign-in name “{username}” is already taken."), username=username)
    return Conflict(words, field="username")
