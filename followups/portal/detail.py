"""One follow-up: its page, and the forms of everything that can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Person
from accounts.policy import Action
from accounts.portal.access import PortalRequest, signed_in
from accounts.portal.answers import see_other
from accounts.portal.changing import Changing, saved_or_asked
from accounts.selectors import missing
from followups.lifecycle import Step
from followups.models import FollowUp
from followups.portal.completing import submit
from followups.portal.detail_page import context_of, crumbs_of
from followups.portal.forms import BackForm
from followups.portal.rows import LOCKED, page_of
from followups.portal.step_forms import DOORS, Call, StepDoor, form_of
from followups.selectors import follow_up_for, load_lists
from followups.services.owners import candidates
from followups.vocabulary import FollowUpKind
from lib import clock
from lib.errors import DomainError
from lib.forms.lost_update import AtHand, VersionedForm
from lib.forms.refusals import show_refusal
from records.portal.files import KeptFile

_FORM_METHODS = ["GET", "HEAD", "POST"]


@require_safe
@signed_in
def follow_up(request: PortalRequest, public_id: UUID) -> HttpResponseBase:
    """One follow-up with what was done, what it is about and what happened to it."""
    return page(request, follow_up_for(request.actor, public_id))


@require_http_methods(_FORM_METHODS)
@signed_in
def step(request: PortalRequest, public_id: UUID, name: str) -> HttpResponseBase:
    """Show the form of one step, or take it."""
    item, now = follow_up_for(request.actor, public_id), clock.now()
    if name == Step.COMPLETE:
        return complete(request, item, now)
    if name == LOCKED and request.method != "POST":
        return page(request, item, name)
    door = DOORS.get(name)
    if door is None:
        raise missing()
    people = candidates([item], now=now).at(item) if door.needs_people else []
    if request.method != "POST":
        back = _back(request, request.GET.get("back", ""), item)
        return page(request, item, name, form_of(name, item, now=now, back=back, people=people))
    if isinstance(form_of(name, item, now=now, people=people), BackForm):
        return change(request, item, name, door, people, now)
    form = form_of(name, item, now=now, people=people, data=request.POST)
    if not form.is_valid():
        return page(request, item, name, form, status=422)
    try:
        door.run(Call(request.actor, now, item, form.cleaned_data["version"], form.cleaned_data))
    except DomainError as error:
        show_refusal(form, error)
        return page(request, follow_up_for(request.actor, public_id), name, form, status=422)
    messages.success(request, str(door.done))
    return see_other(_back(request, request.POST.get("back", ""), item))


def change(
    request: PortalRequest, item: FollowUp, name: str, door: StepDoor, people: Sequence[Person], now: datetime
) -> HttpResponseBase:
    """Change what stands in the follow-up; what others changed meanwhile is merged or asked about."""
    back = request.POST.get("back", "")

    def over(stands: FollowUp) -> VersionedForm:
        return _versioned(form_of(name, stands, now=now, back=back, people=people))

    answer = saved_or_asked(
        request,
        Changing(
            [("follow_up", item.pk)], _back(request, back, item), crumbs_of(item), item.zone, str(door.done)
        ),
        bind=lambda data: _versioned(form_of(name, item, now=now, people=people, data=data)),
        fresh=lambda: over(follow_up_for(request.actor, item.public_id)),
        save=lambda form: door.run(
            Call(request.actor, now, item, form.cleaned_data["version"], form.cleaned_data)
        ),
        # Who may not change it is refused by the verb, and asked to choose nothing.
        at_hand=AtHand(item.version, lambda: over(item))
        if request.actor.may(Action.FOLLOW_UP_EDIT, item)
        else None,
    )
    if isinstance(answer, HttpResponseBase):
        return answer
    return page(request, follow_up_for(request.actor, item.public_id), name, answer, status=422)


def _versioned(form: forms.Form) -> VersionedForm:
    if not isinstance(form, VersionedForm):
        raise TypeError("a form over what stands was expected")
    return form


def complete(request: PortalRequest, item: FollowUp, now: datetime) -> HttpResponseBase:
    """Show the form of completing, or complete with note and files."""
    if request.method != "POST":
        back = _back(request, request.GET.get("back", ""), item)
        return page(request, item, Step.COMPLETE, form_of(Step.COMPLETE, item, now=now, back=back))
    again = submit(request, item, now=now)
    if again is None:
        messages.success(request, _done(item))
        return see_other(_back(request, request.POST.get("back", ""), item))
    shown = follow_up_for(request.actor, item.public_id)
    return page(request, shown, Step.COMPLETE, again.form, kept=again.kept, status=again.status)


def _done(item: FollowUp) -> str:
    """What happens next with what was completed."""
    if item.kind == FollowUpKind.CORRECTIVE:
        return _("Done. Somebody other than who did it verifies it now.")
    return _("Done. Nobody is reminded of it any more.")


def page(
    request: PortalRequest,
    item: FollowUp,
    opened: str = "",
    form: forms.Form | None = None,
    *,
    kept: list[KeptFile] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page, perhaps with a form open."""
    load_lists(request.actor, item)
    context = context_of(request.actor, item, now=clock.now(), opened=opened, form=form, kept=kept or [])
    return render(request, "followups/detail.html", context, status=status)


def _back(request: PortalRequest, wanted: str, item: FollowUp) -> str:
    """Where to go afterwards: a path of ours that was asked for, else the follow-up's own page."""
    safe = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if safe else page_of(item)
