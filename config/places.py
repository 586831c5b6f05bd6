"""Where each kind of thing is shown, for links that lower rooms store and mails carry: `/go/<kind>/<id>`."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.urls import reverse

from accounts.actors import Actor
from accounts.models import ApiToken
from accounts.portal import urls as accounts_urls
from accounts.selectors import get_visible, missing
from compliance.models import Requirement
from followups.portal import urls as followups_urls
from incidents.models import Fact, Incident

PAGES: dict[str, str] = {
    **accounts_urls.PAGES,
    **followups_urls.PAGES,
    "incident": "incidents:incident",
    "event": "incidents:event",
    "evidence": "records:evidence",
    "report": "records:report",
    "asset": "compliance:asset",
    "control": "compliance:control",
}
"""Kinds of things with a page of their own, by the name of its address; the page asks who may see it."""


def address_of(actor: Actor, kind: str, public_id: UUID) -> str:
    """Where a thing is shown; the page itself hides what is hidden. Raises `Missing` without a page."""
    special = SPECIAL.get(kind)
    if special is not None:
        return special(actor, public_id)
    if kind not in PAGES:
        raise missing()
    return reverse(PAGES[kind], args=[public_id])


def _fact(actor: Actor, public_id: UUID) -> str:
    """A fact stands on its incident's timeline."""
    fact = get_visible(Fact.objects.select_related("incident"), actor, public_id)
    incident = get_visible(Incident.objects, actor, fact.incident.public_id)
    return f"{reverse('incidents:timeline', args=[incident.public_id])}#fact-{fact.public_id}"


def _requirement(actor: Actor, public_id: UUID) -> str:
    """A requirement is addressed by its code, as people name it."""
    requirement = get_visible(Requirement.objects, actor, public_id)
    return reverse("compliance:requirement", args=[requirement.code])


def _token(actor: Actor, public_id: UUID) -> str:
    """A token stands with whoever holds it: one's own in the profile, a program's with its account."""
    token = get_visible(ApiToken.objects.select_related("service"), actor, public_id)
    if token.service is None:
        return reverse("accounts:tokens")
    return reverse("accounts:service", args=[token.service.public_id])


def _framework(actor: Actor, public_id: UUID) -> str:
    """A framework is the list of its requirements."""
    return reverse("compliance:requirements")


SPECIAL: dict[str, Callable[[Actor, UUID], str]] = {
    "fact": _fact,
    "requirement": _requirement,
    "token": _token,
    "framework": _framework,
}
