"""Organisations: the only writer of the tree and of its closure table."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.actors import Actor
from accounts.models import Organisation, OrganisationLink
from accounts.policy import Action
from accounts.services.trail import Subject, writing
from lib.db.checks import checked
from lib.db.locks import hold
from lib.errors import Conflict, Invalid, Refused, Stale
from lib.zones import zone_info

TREE = "organisation tree"
EDITABLE = (
    "name",
    "short",
    "zone",
    "external",
    "letterhead_body",
    "letterhead_unit",
    "letterhead_subunit",
    "letterhead_address",
    "place",
)


def subject_of(organisation: Organisation) -> Subject:
    """How the trail names an organisation."""
    return Subject("organisation", organisation.pk, organisation.public_id, organisation.short)


def create_organisation(
    *,
    actor: Actor,
    now: datetime,
    key: str,
    name: str,
    short: str = "",
    parent: Organisation | None = None,
    **fields: Any,
) -> Organisation:
    """Add an organisation below `parent`. Raises `Conflict` when the key is taken, `Invalid`, `Refused`."""
    if parent is not None:
        policy.require_in(actor, Action.ORGANISATION_EDIT, parent.pk)
    elif not actor.is_system:
        raise Refused(_("Choose the organisation that this one stands below."))
    if set(fields) - set(EDITABLE):
        raise Invalid(_("That cannot be changed here."))
    organisation = Organisation(
        **{**fields, "zone": fields.get("zone") or (parent.zone if parent else "Asia/Jakarta")},
        key=key,
        name=name.strip(),
        short=short.strip() or name.strip()[:60],
        parent=parent,
    )
    _check(organisation, ["key", *EDITABLE])
    with writing() as book:
        hold(TREE)
        try:
            with transaction.atomic():
                organisation.save()
        except IntegrityError as error:
            taken = format_lazy(_("The key “{key}” is already taken."), key=key)
            raise Conflict(taken, field="key") from error
        link(organisation)
        book.record(
            actor=actor,
            now=now,
            verb="organisation.created",
            organisation=organisation,
            subjects=[subject_of(organisation)],
            changes={"name": (None, organisation.name), "parent": (None, parent.key if parent else None)},
        )
    return organisation


def link(organisation: Organisation) -> None:
    """Write the closure rows of a new leaf: itself, and one for each ancestor."""
    rows = [OrganisationLink(ancestor=organisation, descendant=organisation, depth=0)]
    if organisation.parent_id:
        above = OrganisationLink.objects.filter(descendant_id=organisation.parent_id)
        rows += [
            OrganisationLink(ancestor_id=each.ancestor_id, descendant=organisation, depth=each.depth + 1)
            for each in above
        ]
    OrganisationLink.objects.bulk_create(rows)


def edit_organisation(
    *, actor: Actor, now: datetime, organisation: Organisation, version: int, **fields: Any
) -> Organisation:
    """Change name, zone or letterhead. Raises `Stale`, `Invalid`, `Refused`."""
    policy.require_in(actor, Action.ORGANISATION_EDIT, organisation.pk)
    if set(fields) - set(EDITABLE):
        raise Invalid(_("That cannot be changed here."))
    wanted = {key: value.strip() if isinstance(value, str) else value for key, value in fields.items()}
    for key, value in wanted.items():
        setattr(organisation, key, value)
    _check(organisation, wanted)
    with writing() as book:
        current = Organisation.objects.get(pk=organisation.pk)
        changed = Organisation.objects.filter(pk=organisation.pk, version=version).update(
            **wanted, version=version + 1
        )
        if not changed:
            raise Stale(_("Somebody else has changed this meanwhile."), current=current.version)
        book.record(
            actor=actor,
            now=now,
            verb="organisation.changed",
            organisation=organisation,
            subjects=[subject_of(organisation)],
            changes={key: (getattr(current, key), value) for key, value in wanted.items()},
        )
    organisation.refresh_from_db()
    return organisation


def move_organisation(
    *,
    actor: Actor,
    now: datetime,
    organisation: Organisation,
    parent: Organisation | None,
    version: int | None = None,
) -> Organisation:
    """Put an organisation with all below it under another parent; roles there reach it from now on.

    Needs `organisation.edit` at both ends, so that nobody leaves the reach of those above by themselves.
    Raises `Refused`, `Conflict` for a circle, `Stale`.
    """
    for each in (organisation.pk, organisation.parent_id, parent.pk if parent else None):
        if each is not None:
            policy.require_in(actor, Action.ORGANISATION_EDIT, each)
    with writing() as book:
        hold(TREE)
        organisation.refresh_from_db()
        before = organisation.parent.key if organisation.parent else None
        _relink(organisation, parent)
        wanted = organisation.version if version is None else version
        moved = Organisation.objects.filter(pk=organisation.pk, version=wanted).update(
            parent=parent, version=wanted + 1
        )
        if not moved:
            raise Stale(_("Somebody else has changed this meanwhile."), current=organisation.version)
        book.record(
            actor=actor,
            now=now,
            verb="organisation.moved",
            organisation=organisation,
            subjects=[subject_of(organisation)],
            changes={"parent": (before, parent.key if parent else None)},
        )
    organisation.refresh_from_db()
    return organisation


def _relink(organisation: Organisation, parent: Organisation | None) -> None:
    """Replace the closure rows between what stands above and what stands below."""
    below = list(OrganisationLink.objects.filter(ancestor=organisation))
    inside = {each.descendant_id for each in below}
    if parent is not None and parent.pk in inside:
        raise Conflict(_("An organisation cannot stand below itself."), field="parent")
    OrganisationLink.objects.filter(descendant__in=inside).exclude(ancestor__in=inside).delete()
    above = OrganisationLink.objects.filter(descendant=parent) if parent else []
    OrganisationLink.objects.bulk_create(
        OrganisationLink(
            ancestor_id=up.ancestor_id, descendant_id=down.descendant_id, depth=up.depth + 1 + down.depth
        )
        for up in above
        for down in below
    )


def _check(organisation: Organisation, fields: Iterable[str]) -> None:
    """Raises `Invalid` that names each field which is not right."""
    zone_info(organisation.zone)
    if not organisation.name:
        raise Invalid(_("An organisation needs a name."), field="name")
    checked(organisation, fields)
