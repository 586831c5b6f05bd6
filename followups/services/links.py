"""References of follow-ups in outside systems, such as ticket numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.actors import Actor
from accounts.policy import Action
from accounts.services.trail import writing
from followups.models import ExternalLink, FollowUp
from followups.services.holding import check_columns, hold, index, subjects_of, write
from lib.errors import Conflict, Invalid, Missing, Problem
from lib.texts import bare

MAX_LINKS = 20


@dataclass(frozen=True, slots=True)
class LinkData:
    """One reference: the system's short name, its own number there, and where a person finds it."""

    system: str
    reference: str
    url: str = ""


def attach_links(follow_up: FollowUp, links: Sequence[LinkData]) -> list[ExternalLink]:
    """Write the references of a follow-up inside the verb that owns the transaction.

    Raises `Invalid` for an empty or doubled one and `Conflict` when it is another follow-up's already.
    """
    if not links:
        return []
    wanted = [_checked(number, each) for number, each in enumerate(links)]
    if len({(each.system, each.reference) for each in wanted}) < len(wanted):
        raise Invalid(_("The same outside reference stands here twice."), field="external_links")
    try:
        with transaction.atomic():
            return ExternalLink.objects.bulk_create(
                ExternalLink(
                    organisation=follow_up.organisation,
                    follow_up=follow_up,
                    system=each.system,
                    reference=each.reference,
                    url=each.url,
                )
                for each in wanted
            )
    except IntegrityError as error:
        raise Conflict(
            _("Another follow-up already has this outside reference."),
            code="reference_taken",
            field="external_links",
        ) from error


def _checked(number: int, link: LinkData) -> LinkData:
    found = LinkData(bare(link.system).lower(), bare(link.reference), link.url.strip())
    values = {"system": found.system, "reference": found.reference, "url": found.url}
    missing = [name for name in ("system", "reference") if not values[name]]
    if missing:
        problems = [
            Problem(_("This cannot be empty."), f"external_links.{number}.{name}", "required")
            for name in missing
        ]
        raise Invalid(_("Name the system and the reference there."), problems=problems)
    check_columns(ExternalLink, values)
    return found


def add_link(
    *, actor: Actor, now: datetime, follow_up: FollowUp, link: LinkData, version: int | None = None
) -> ExternalLink:
    """Note a reference in an outside system; the same one again is the one that stands.

    Raises `Missing`, `Refused`, `Invalid`, `Conflict` (taken, or too many), `Stale`.
    """
    policy.require(actor, Action.FOLLOW_UP_EDIT, follow_up)
    with writing() as book:
        current = hold(follow_up, version)
        wanted = _checked(0, link)
        known = list(current.external_links.all())
        for each in known:
            if (each.system, each.reference) == (wanted.system, wanted.reference):
                return each
        if len(known) >= MAX_LINKS:
            limit = format_lazy(_("No more than {limit} references are kept."), limit=MAX_LINKS)
            raise Conflict(limit, code="too_many")
        made = attach_links(current, [wanted])[0]
        write(current, {})
        index(current)
        book.record(
            actor=actor,
            now=now,
            verb="follow_up.linked",
            organisation=current.organisation,
            access=current.access,
            subjects=subjects_of(current),
            changes={"link": (None, str(made))},
        )
    return made


def remove_link(
    *,
    actor: Actor,
    now: datetime,
    follow_up: FollowUp,
    system: str,
    reference: str,
    version: int | None = None,
) -> FollowUp:
    """Take a reference off again; the trail keeps that it was there. Raises `Missing` when it is not."""
    policy.require(actor, Action.FOLLOW_UP_EDIT, follow_up)
    with writing() as book:
        current = hold(follow_up, version)
        link = current.external_links.filter(system=system.strip().lower(), reference=reference).first()
        if link is None:
            raise Missing(_("There is no such reference here."))
        words = str(link)
        link.delete()
        write(current, {})
        index(current)
        book.record(
            actor=actor,
            now=now,
            verb="follow_up.unlinked",
            organisation=current.organisation,
            access=current.access,
            subjects=subjects_of(current),
            changes={"link": (words, None)},
        )
    return current
