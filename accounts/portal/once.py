"""A form that is sent twice does its work once: a double tap, or sent again because the answer got lost."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.portal.answers import SeeOther
from accounts.services.repeats import Claim, OtherRequest, claim, fingerprint_of, keep, release
from lib import clock
from lib.errors import Conflict
from lib.forms.once import FIELD

LONGEST_KEY, LONGEST_ADDRESS = 60, 300
PAUSES = (0.1, 0.2, 0.4, 0.8, 1.5, 2.0)
"""Somebody whose first tap is still being worked on waits so often, for so many seconds each time."""
View = Callable[[], HttpResponseBase]


def sent_once(request: HttpRequest, view: View) -> HttpResponseBase:
    """The view's answer; for a form that already did its work, where that led.

    Only what led on (303) counts as done: a form that was refused is sent again under a new key. The same
    key with other words is another wish (somebody went back and wrote something else), and is carried out.
    """
    key = request.POST.get(FIELD, "") if request.method == "POST" else ""
    if not key or len(key) > LONGEST_KEY or not (key.isascii() and key.isprintable()):
        return view()
    try:
        claimed = _claimed(request, key)
    except OtherRequest:
        return view()
    if claimed.status is not None:
        messages.success(request, _("This was saved already; nothing was saved twice."))
        return SeeOther(claimed.location)
    return _first(claimed, view)


def _claimed(request: HttpRequest, key: str) -> Claim:
    """The right to do it, or what came of it; waits for a first tap that is still being worked on."""
    actor: Actor = cast(Actor, request.actor)  # type: ignore[attr-defined]
    fields = {name: values for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"}
    fingerprint = fingerprint_of(request.META.get("QUERY_STRING", ""), fields, request.FILES)
    for pause in PAUSES:
        try:
            return claim(
                now=clock.now(),
                actor_id=actor.public_id,
                route=request.path[:200],
                key=key,
                fingerprint=fingerprint,
            )
        except OtherRequest:
            raise
        except Conflict:
            time.sleep(pause)
    raise Conflict(_("The same form is still being worked on. Look again in a moment."), code="in_progress")


def _first(claimed: Claim, view: View) -> HttpResponseBase:
    """Do it; its files are stored outside a transaction, so the answer is noted right after, not with it."""
    try:
        response = view()
    except BaseException:
        release(claimed)
        raise
    location = response.get("Location", "") if response.status_code == SeeOther.status_code else ""
    if location and len(location) <= LONGEST_ADDRESS:
        keep(claimed, status=SeeOther.status_code, body=None, location=location)
    else:
        release(claimed)
    return response
