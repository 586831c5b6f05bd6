"""Undelivered mail, for administrators: sending it again, putting it aside, and pausing all mail."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.policy import Action
from accounts.portal.access import PortalRequest, signed_in
from accounts.portal.answers import require_somewhere, see_other
from followups.selectors import dead_letter_for, dead_letters
from followups.services import sending
from followups.services.dead_letters import put_aside, retry
from followups.services.sending import switch
from lib import clock
from lib.errors import DomainError
from lib.shown import forms_only

MOST = 200


@require_safe
@signed_in
def undelivered(request: PortalRequest) -> HttpResponseBase:
    """Mail that was given up. What it said stays hidden: an administrator need not know it."""
    require_somewhere(request.actor, Action.DELIVERY_READ)
    state = switch()
    rows = [
        {
            "recipient": each.notice.recipient.shown_name,
            "about": each.notice.get_kind_display(),
            "attempts": each.attempts,
            "last_error": each.last_error,
            "at": each.not_before,
            "retry_url": reverse("followups:undelivered_retry", args=[each.notice.public_id]),
            "void_url": reverse("followups:undelivered_aside", args=[each.notice.public_id]),
        }
        for each in dead_letters(request.actor)[:MOST]
    ]
    context = {
        "deliveries": rows,
        "retry_all_url": reverse("followups:undelivered_retry_all") if len(rows) > 1 else "",
        "paused": bool(state and state.paused),
        **_switch_urls(request),
        "zone": request.actor.zone,
    }
    return render(request, "followups/deliveries.html", context)


def _switch_urls(request: PortalRequest) -> dict[str, str]:
    if not sending.may_turn(request.actor):
        return {}
    return {
        "pause_url": reverse("followups:sending_pause"),
        "resume_url": reverse("followups:sending_resume"),
    }


@forms_only
@signed_in
def undelivered_retry(request: PortalRequest, public_id: UUID) -> HttpResponseBase:
    """Let one mail start again."""
    retry(actor=request.actor, now=clock.now(), deliveries=[dead_letter_for(request.actor, public_id)])
    return _back(request, 1)


@forms_only
@signed_in
def undelivered_retry_all(request: PortalRequest) -> HttpResponseBase:
    """Let all of them start again."""
    require_somewhere(request.actor, Action.DELIVERY_RETRY)
    waiting = list(dead_letters(request.actor)[:MOST])
    if not waiting:
        return see_other(reverse("followups:undelivered"))
    return _back(request, retry(actor=request.actor, now=clock.now(), deliveries=waiting))


@forms_only
@signed_in
def undelivered_aside(request: PortalRequest, public_id: UUID) -> HttpResponseBase:
    """Stop asking about one mail; its notice stands in the portal."""
    put_aside(actor=request.actor, now=clock.now(), deliveries=[dead_letter_for(request.actor, public_id)])
    messages.success(request, _("Put aside. The notice stands in the recipient's portal."))
    return see_other(reverse("followups:undelivered"))


def _back(request: PortalRequest, number: int) -> HttpResponseBase:
    words = ngettext("{n} message goes out again.", "{n} messages go out again.", number)
    messages.success(request, words.format(n=number))
    return see_other(reverse("followups:undelivered"))


@forms_only
@signed_in
def sending_pause(request: PortalRequest) -> HttpResponseBase:
    """Send nothing until somebody resumes."""
    require_somewhere(request.actor, Action.DELIVERY_RETRY)
    reason = request.POST.get("reason", "").strip() or _("Paused by an administrator")
    try:
        sending.pause(actor=request.actor, now=clock.now(), reason=reason)
    except DomainError as error:
        messages.error(request, str(error))
    return see_other(reverse("followups:undelivered"))


@forms_only
@signed_in
def sending_resume(request: PortalRequest) -> HttpResponseBase:
    """Send again, what was kept first."""
    require_somewhere(request.actor, Action.DELIVERY_RETRY)
    try:
        sending.resume(actor=request.actor, now=clock.now())
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Sending has resumed."))
    return see_other(reverse("followups:undelivered"))
