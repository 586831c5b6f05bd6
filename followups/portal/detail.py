"""One follow-up: its page, and the forms of everything that can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Person
from accounts.portal.access import PortalRequest, signed_in
from accounts.portal.answers import see_other
from accounts.selectors import missing
from followups.lifecycle import Step
from followups.models import FollowUp
from followups.portal.completing import KeptFile, submit
from followups.portal.detail_page import context_of
from followups.portal.forms import BackForm, refused
from followups.portal.rows import LOCKED, page_of
from followups.portal.step_forms import DOORS, Call, StepDoor, form_of
from followups.selectors import follow_up_for
from followups.services.owners import candidates
from lib import clock
from lib.errors import DomainError
from lib.forms.saving import save_or_merge

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
    form = take(request, item, name, door, people, now)
    if form is not None:
        return page(request, follow_up_for(request.actor, public_id), name, form, status=422)
    messages.success(request, str(door.done))
    return see_other(_back(request, request.POST.get("back", ""), item))


def take(
    request: PortalRequest, item: FollowUp, name: str, door: StepDoor, people: Sequence[Person], now: datetime
) -> forms.Form | None:
    """Take a step by its form; None when it was taken, else the form to show again."""

    def run(values: dict[str, Any], version: int) -> object:
        return door.run(Call(request.actor, now, item, version, values))

    form = form_of(name, item, now=now, people=people, data=request.POST)
    if isinstance(form, BackForm):
        return save_or_merge(
            form,
            bind=lambda data: _merging(name, item, now, people, data),
            fresh=lambda: _merging(name, follow_up_for(request.actor, item.public_id), now, people, None),
            save=run,
        )
    if not form.is_valid():
        return form
    try:
        run(form.cleaned_data, form.cleaned_data["version"])
    except DomainError as error:
        return refused(form, error)
    return None


def _merging(name: str, item: FollowUp, now: datetime, people: Sequence[Person], data: Any) -> BackForm:
    """The same form over other values, where two people's changes are merged."""
    form = form_of(name, item, now=now, people=people, data=data)
    if not isinstance(form, BackForm):
        raise TypeError(f"{name} does not merge")
    return form


def complete(request: PortalRequest, item: FollowUp, now: datetime) -> HttpResponseBase:
    """Show the form of completing, or complete with note and files."""
    if request.method != "POST":
        back = _back(request, request.GET.get("back", ""), item)
        return page(request, item, Step.COMPLETE, form_of(Step.COMPLETE, item, now=now, back=back))
    again = submit(request.actor, item, request.POST, request.FILES, now=now)
    if again is None:
        messages.success(request, _("Done. Nobody is reminded of it any more."))
        return see_other(_back(request, request.POST.get("back", ""), item))
    shown = follow_up_for(request.actor, item.public_id)
    return page(request, shown, Step.COMPLETE, again.form, kept=again.kept, status=again.status)


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
    context = context_of(request.actor, item, now=clock.now(), opened=opened, form=form, kept=kept or [])
    return render(request, "followups/detail.html", context, status=status)


def _back(request: PortalRequest, wanted: str, item: FollowUp) -> str:
    """Where to go afterwards: a path of ours that was asked for, else the follow-up's own page."""
    safe = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if safe else page_of(item)
