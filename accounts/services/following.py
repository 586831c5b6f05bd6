"""An access that follows another: the one under which a thing stood before it came under that other one."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F

from accounts.actors import Actor
from accounts.models import Access, AccessGrant
from accounts.services.access import record_access
from accounts.services.trail import Subject, writing

Whom = tuple[int | None, int | None, str]


def follow_access(*, actor: Actor, now: datetime, left: Access, access: Access, subject: Subject) -> None:
    """Let `left` let in whom `access` lets in and nobody else: TLP, restriction and grants become the same.

    `left` is the access that a thing had before it came under `access`. Entries of the trail stay under the
    access that they were written under, which is part of their hash; what they say goes as far as the thing
    itself this way. Called by the verb that joins the things, or later changes who sees them, and that asked
    the policy; one organisation keeps both.
    """
    before = (left.tlp, left.restricted)
    with writing() as book:
        if before != (access.tlp, access.restricted):
            Access.objects.filter(pk=left.pk).update(
                tlp=access.tlp,
                restricted=access.restricted,
                needs_grant=access.needs_grant,
                version=F("version") + 1,
            )
            left.refresh_from_db()
            actor.forget_grants()
            record_access(book, actor, now, left, subject, before=before)
        if _same_grants(now, left, access):
            actor.forget_grants()


def _same_grants(now: datetime, left: Access, access: Access) -> bool:
    """Take back and give what differs; whether anything did. The entries about `access` say who decided."""
    standing = list(AccessGrant.objects.standing().filter(access__in=(left.pk, access.pk)))
    held = {_whom(each): each for each in standing if each.access_id == left.pk}
    wanted = {_whom(each): each for each in standing if each.access_id == access.pk}
    over = [each.pk for whom, each in held.items() if whom not in wanted]
    AccessGrant.objects.filter(pk__in=over).update(revoked_at=now)
    lacking = [each for whom, each in wanted.items() if whom not in held]
    AccessGrant.objects.bulk_create(
        AccessGrant(
            access=left,
            organisation_id=each.organisation_id,
            person_id=each.person_id,
            level=each.level,
            reason=each.reason,
            granted_at=now,
        )
        for each in lacking
    )
    return bool(over or lacking)


def _whom(grant: AccessGrant) -> Whom:
    return grant.organisation_id, grant.person_id, str(grant.level)
