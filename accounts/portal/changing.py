"""Changing what others may have changed meanwhile: saved, merged, asked about, or refused, for every room."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.policy import Action
from accounts.portal.access import PortalRequest
from accounts.portal.answers import see_other
from accounts.trail_reading import LastChange, last_changes
from lib.forms.conflict_page import Change, Meanwhile, context
from lib.forms.lost_update import AtHand, Reconciled, VersionedForm, attempt


@dataclass(frozen=True, slots=True)
class Changing:
    """What is being changed: how the trail names it (kind and key, all of them), and where to go from it.

    `back` is where to go when it is saved or given up; `zone` is the one in which moments are shown.
    """

    about: Sequence[tuple[str, int]]
    back: str
    crumbs: Sequence[Mapping[str, str]]
    zone: str
    done: str = ""


def saved_or_asked(
    request: PortalRequest,
    thing: Changing,
    *,
    bind: Callable[[QueryDict], VersionedForm],
    fresh: Callable[[], VersionedForm],
    save: Callable[[Any], object],
    at_hand: AtHand | None = None,
) -> HttpResponseBase | VersionedForm:
    """Save the submitted form over what may have changed meanwhile: the answer, or the form to show again.

    See `lib.forms.lost_update.attempt` for `bind`, `fresh`, `save` and `at_hand`.
    """
    outcome = attempt(post=request.POST, bind=bind, fresh=fresh, save=save, at_hand=at_hand)
    if outcome.saved:
        words = thing.done or _("Saved.")
        messages.success(
            request, _("Saved, with what others changed meanwhile.") if outcome.merged else words
        )
        return see_other(thing.back)
    if outcome.conflict is not None:
        return _conflict_page(request, thing, outcome.conflict)
    return outcome.form


def _conflict_page(request: PortalRequest, thing: Changing, found: Reconciled) -> HttpResponseBase:
    """409: choose once for each field that both changed; everything typed is on the page."""
    page = context(
        found,
        meanwhile=_meanwhile(request.actor, thing, found),
        post=request.POST,
        action=request.path,
        discard_url=thing.back,
    )
    shown = {**page, "crumbs": thing.crumbs, "zone": thing.zone}
    return render(request, "partials/conflict.html", shown, status=409)


def _meanwhile(actor: Actor, thing: Changing, found: Reconciled) -> Meanwhile:
    """Who changed what, as the trail tells it to somebody who is shown the thing itself."""
    wanted = {each for names in found.trail_names.values() for each in names}
    last, by_name = last_changes(thing.about, wanted)
    by_field = {}
    for name, in_trail in found.trail_names.items():
        changes = [by_name[each] for each in in_trail if each in by_name]
        if changes:
            by_field[name] = _told(actor, max(changes, key=lambda each: each.sequence))
    return Meanwhile(_told(actor, last) if last else Change(), by_field)


def _told(actor: Actor, change: LastChange) -> Change:
    """The change, with its place in the trail for who may read that."""
    readable = change.organisation_id is not None and actor.may_in(change.organisation_id, Action.TRAIL_READ)
    return Change(
        who=change.actor_name,
        at=change.moment,
        reason=change.reason,
        url=reverse("accounts:trail_entry", args=[change.sequence]) if readable else "",
        label=f"#{change.position}" if readable else "",
    )
