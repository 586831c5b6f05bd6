"""Access: how far a thing may be passed on, and who was let in by decision."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.actors import Actor, actor_for_person
from accounts.models import Access, AccessGrant, Organisation, Person
from accounts.models.access import lets_in
from accounts.models.person import PersonQuerySet
from accounts.policy import Action
from accounts.roles import GrantLevel
from accounts.services.access_checks import (
    Held,
    check_grantee,
    known_tlp,
    require_keeper,
    require_sharing,
    require_stays,
)
from accounts.services.must_be_in import grants_and_leads, leads_beside, let_in_who_must_be
from accounts.services.trail import Book, Subject, writing
from accounts.told import all_told_of, telling_all_of_people
from lib.errors import Conflict, Stale
from lib.tlp import Tlp

_PART = Action.FOLLOW_UP_COMPLETE
"""What somebody with a part in a thing must be able to do."""


def create_access(
    *,
    actor: Actor,
    now: datetime,
    organisation: Organisation,
    tlp: str = Tlp.AMBER,
    restricted: bool = False,
) -> Access:
    """The access of a thing that is being created, by the verb that creates it and asks the policy.

    What needs a grant lets its author in at once, and a lead of the organisation where the author may not
    let others in: else nobody ever could. Raises `Invalid` for a service account, which nobody lets in.
    """
    level = known_tlp(tlp)
    needs_grant = restricted or level == Tlp.RED
    if needs_grant:
        require_stays(actor, restricted=restricted)
    access = Access.objects.create(
        organisation=organisation, tlp=level, restricted=restricted, needs_grant=needs_grant
    )
    if needs_grant:
        let_in_who_must_be(actor, now, access, [], leads_beside(actor, now, access))
    return access


def kept_by(access: Access, organisation: Organisation) -> Access:
    """The same access; where the organisation is the one that keeps it, that is not asked for again."""
    if access.organisation_id == organisation.pk:
        access.organisation = organisation
    return access


def change_access(
    *,
    actor: Actor,
    now: datetime,
    access: Access,
    version: int,
    tlp: str | None = None,
    restricted: bool | None = None,
    subject: Subject,
    team: PersonQuerySet | None = None,
) -> Access:
    """Change TLP or restriction. Stricter needs `incident.edit`; wider is sharing and needs `incident.share`.

    Neither is for who only takes part by a grant: it could shut out the organisation that keeps the thing.
    Those of the `team` who could work on it and no longer could are let in by name.
    Raises `Missing`, `Refused`, `Invalid`, and `Stale` when the access was changed since `version`.
    """
    policy.require(actor, Action.INCIDENT_EDIT, Held(access))
    require_keeper(actor, access, Action.INCIDENT_EDIT)
    before_tlp, before_restricted = Tlp(access.tlp), access.restricted
    level = before_tlp if tlp is None else known_tlp(tlp)
    closed = before_restricted if restricted is None else restricted
    if before_tlp.is_stricter_than(level) or (before_restricted and not closed):
        require_sharing(actor, access)
    needs_grant = closed or level == Tlp.RED
    if needs_grant:
        require_stays(actor, restricted=closed)
    stood = copy(access)
    with writing() as book:
        _set_rule(access, version, tlp=level.value, restricted=closed, needs_grant=needs_grant)
        # From here on the row is held: who is let in, and who could work on it as it stood, is asked once.
        grants, leads = grants_and_leads(actor, now, access) if needs_grant else ([], set[int]())
        working = _who_works(team, now, stood, grants) if needs_grant and team is not None else {}
        if needs_grant:
            grants = let_in_who_must_be(actor, now, access, grants, leads)
        actor.forget_grants()
        record_access(book, actor, now, access, subject, before=(before_tlp.value, before_restricted))
        _keep_in(book, actor, now, access, subject, working, grants)
    return access


def _set_rule(access: Access, version: int, **rule: Any) -> None:
    """Set what the access says if it still has that version, which is the one at hand.

    What was asked of the actor was asked of the access at hand, so that another one is stale, also where it
    has by now become the version that is given. Raises `Stale` with the present one.
    """
    rows = Access.objects.filter(pk=access.pk, version=version)
    if access.version != version or not rows.update(**rule, version=version + 1):
        current = Access.objects.values_list("version", flat=True).get(pk=access.pk)
        raise Stale(_("Somebody else has changed this meanwhile."), current=current)
    for name, value in {**rule, "version": version + 1}.items():
        setattr(access, name, value)


def record_access(
    book: Book, actor: Actor, now: datetime, access: Access, subject: Subject, *, before: tuple[str, bool]
) -> None:
    """Note that TLP or restriction, `before` in this order, are now what the access says."""
    tlp, restricted = before
    book.record(
        actor=actor,
        now=now,
        verb="access.changed",
        organisation=access.organisation,
        access=access,
        subjects=[subject],
        changes={"tlp": (tlp, access.tlp), "restricted": (restricted, access.restricted)},
    )


def grant(
    *,
    actor: Actor,
    now: datetime,
    access: Access,
    organisation: Organisation | None = None,
    person: Person | None = None,
    level: str = GrantLevel.TAKE_PART,
    reason: str = "",
    subject: Subject,
) -> AccessGrant:
    """Let one organisation or one named person in; the same grant twice is the standing one.

    Only the organisation that keeps the thing decides. TLP:RED goes to named people.
    Raises `Missing`, `Refused`, `Invalid`.
    """
    require_sharing(actor, access)
    check_grantee(access, organisation, person)
    with writing() as book:
        standing = AccessGrant.objects.standing().filter(
            access=access, organisation=organisation, person=person
        )
        known = standing.first()
        if known is not None and known.level == level:
            return known
        before = known.level if known else None
        standing.update(revoked_at=now)
        given = _add_grant(access, organisation, person, level, reason, now)
        _record_grant(book, actor, now, given, subject, before)
    actor.forget_grants()
    return given


def let_in_by_name(
    *,
    actor: Actor,
    now: datetime,
    access: Access,
    person: Person,
    lesser: AccessGrant | None,
    subject: Subject,
) -> AccessGrant:
    """Let somebody take part whose grant by name, if there is one, is a `lesser` one: asks nothing.

    For a verb over many things that holds them and asked for all who are let in at once; it asks the policy.
    """
    with writing() as book:
        if lesser is not None:
            AccessGrant.objects.standing().filter(pk=lesser.pk).update(revoked_at=now)
        given = _add_grant(access, None, person, GrantLevel.TAKE_PART, "", now)
        _record_grant(book, actor, now, given, subject, lesser.level if lesser else None)
    actor.forget_grants()
    return given


def revoke(*, actor: Actor, now: datetime, grant: AccessGrant, subject: Subject) -> None:
    """Take a grant back; once taken back it stays so. Raises `Conflict` for the last one who could see it."""
    access = grant.access
    require_sharing(actor, access)
    with writing() as book:
        if access.needs_grant and grant.person_id and not _others_take_part(grant):
            raise Conflict(_("Somebody must be able to see this. Let another person in first."))
        if not AccessGrant.objects.standing().filter(pk=grant.pk).update(revoked_at=now):
            return
        book.record(
            actor=actor,
            now=now,
            verb="access.revoked",
            organisation=access.organisation,
            access=access,
            subjects=[subject, *_whom(grant)],
            changes={"level": (str(grant.level), None)},
        )
    grant.refresh_from_db()
    actor.forget_grants()


def _who_works(
    team: PersonQuerySet, now: datetime, access: Access, grants: Sequence[AccessGrant]
) -> dict[Person, Actor]:
    """Those of the team whose role and grants let them do what is theirs under the access as it is given."""
    told = team.select_related("home").annotate(**telling_all_of_people(now))
    actors = {each: actor_for_person(each, now=now, told=all_told_of(each)) for each in told}
    return {person: who for person, who in actors.items() if _works(who, access, grants)}


def _works(who: Actor, access: Access, grants: Iterable[AccessGrant]) -> bool:
    """Whether somebody may do their part; a grant never adds to what their role may do."""
    by_role = not access.needs_grant and who.may_in(access.organisation_id, _PART)
    return by_role or any(lets_in(each, access.tlp, who, _PART) for each in grants)


def _keep_in(
    book: Book,
    actor: Actor,
    now: datetime,
    access: Access,
    subject: Subject,
    working: Mapping[Person, Actor],
    grants: Sequence[AccessGrant],
) -> None:
    """Let those in by name whom the change of the access would shut out of their own work."""
    named = {each.person_id: each for each in grants}
    for person, who in working.items():
        if _works(who, access, grants):
            continue
        before = named[person.pk].level if person.pk in named else None
        AccessGrant.objects.standing().filter(access=access, person=person).update(revoked_at=now)
        given = _add_grant(access, None, person, GrantLevel.TAKE_PART, "", now)
        _record_grant(book, actor, now, given, subject, before)


def _record_grant(
    book: Book, actor: Actor, now: datetime, given: AccessGrant, subject: Subject, before: str | None
) -> None:
    book.record(
        actor=actor,
        now=now,
        verb="access.granted",
        organisation=given.access.organisation,
        access=given.access,
        subjects=[subject, *_whom(given)],
        changes={"level": (before, str(given.level)), "reason": ("", given.reason)},
    )


def _add_grant(
    access: Access,
    organisation: Organisation | None,
    person: Person | None,
    level: str,
    reason: str,
    now: datetime,
) -> AccessGrant:
    try:
        with transaction.atomic():
            return AccessGrant.objects.create(
                access=access,
                organisation=organisation,
                person=person,
                level=level,
                reason=reason,
                granted_at=now,
            )
    except IntegrityError as error:
        raise Conflict(_("Somebody else has changed this meanwhile.")) from error


def _others_take_part(grant: AccessGrant) -> bool:
    others = AccessGrant.objects.standing().filter(access=grant.access_id, person__is_active=True)
    return others.filter(level=GrantLevel.TAKE_PART).exclude(pk=grant.pk).exists()


def _whom(grant: AccessGrant) -> list[Subject]:
    """The grantee as a subject of the trail."""
    if grant.person is not None:
        return [Subject("person", grant.person.pk, grant.person.public_id, grant.person.shown_name)]
    if grant.organisation is not None:
        body = grant.organisation
        return [Subject("organisation", body.pk, body.public_id, body.short)]
    return []
