"""An access that follows another: the one under which a thing stood before it came under that other one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import F

from accounts.actors import Actor
from accounts.models import Access, AccessGrant
from accounts.services.access import record_access
from accounts.services.trail import Subject, writing

Whom = tuple[int | None, int | None, str]


def follow_access(*, actor: Actor, now: datetime, left: Access, access: Access, subject: Subject) -> None:
    """Let `left` let in whom `access` lets in and nobody else: see `follow_all`."""
    follow_all(actor=actor, now=now, left=[(left, subject)], access=access)


def follow_all(
    *,
    actor: Actor,
    now: datetime,
    left: Sequence[tuple[Access, Subject]],
    access: Access,
    standing: Sequence[AccessGrant] | None = None,
) -> None:
    """Let each `left` let in whom `access` lets in and nobody else: TLP, restriction, grants become the same.

    `left` are the accesses that things had before they came under `access`, each with its thing. Entries of
    the trail stay under the access that they were written under, which is part of their hash; what they say
    goes as far as the thing itself this way. Called by the verb that joins the things, or later changes who
    sees them, and that asked the policy; one organisation keeps all. One query for any number of them, none
    where the grants of all of them and of `access` are at hand (`standing`).
    """
    if not left:
        return
    with writing() as book:
        rule = (access.tlp, access.restricted)
        other = [(each, thing) for each, thing in left if (each.tlp, each.restricted) != rule]
        if other:
            Access.objects.filter(pk__in=[each.pk for each, _thing in other]).update(
                tlp=access.tlp,
                restricted=access.restricted,
                needs_grant=access.needs_grant,
                version=F("version") + 1,
            )
            actor.forget_grants()
        for each, subject in other:
            before = (each.tlp, each.restricted)
            (each.tlp, each.restricted), each.needs_grant = rule, access.needs_grant
            each.version += 1
            record_access(book, actor, now, each, subject, before=before)
        followers = {each.pk: each for each, _thing in left}
        if standing is None:
            grants = AccessGrant.objects.standing().filter(access__in=(*followers, access.pk))
            standing = list(grants.order_by("pk"))
        if _same_grants(now, followers, access, standing):
            actor.forget_grants()


def _same_grants(
    now: datetime, left: Mapping[int, Access], access: Access, standing: Sequence[AccessGrant]
) -> bool:
    """Take back and give what differs; whether anything did. The entries about `access` say who decided."""
    held: dict[int, dict[Whom, AccessGrant]] = defaultdict(dict)
    for each in standing:
        held[each.access_id][_whom(each)] = each
    wanted = held[access.pk]
    over = [each.pk for pk in left for whom, each in held[pk].items() if whom not in wanted]
    AccessGrant.objects.filter(pk__in=over).update(revoked_at=now)
    lacking = [
        _alike(each, left[pk], now) for pk in left for whom, each in wanted.items() if whom not in held[pk]
    ]
    AccessGrant.objects.bulk_create(lacking)
    return bool(over or lacking)


def _alike(grant: AccessGrant, left: Access, now: datetime) -> AccessGrant:
    return AccessGrant(
        access=left,
        organisation_id=grant.organisation_id,
        person_id=grant.person_id,
        level=grant.level,
        reason=grant.reason,
        granted_at=now,
    )


def _whom(grant: AccessGrant) -> Whom:
    return grant.organisation_id, grant.person_id, str(grant.level)
