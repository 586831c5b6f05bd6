"""Controls: the list, one control, adding and changing; the review date is a task of the owner."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.policy import Action, require
from accounts.portal.access import PortalRequest, signed_in
from accounts.portal.answers import carried_out, form_page, require_somewhere, see_other
from accounts.portal.changing import Changing, saved_or_asked
from accounts.portal.trail_rows import shown_entry
from accounts.trail_reading import history_of
from compliance.models import Control
from compliance.portal.control_forms import AddControlForm, EditControlForm, initial_of
from compliance.selectors import control_for, controls_for
from compliance.services.controls import create_control, edit_control
from compliance.vocabulary import ControlStatus
from lib import clock
from lib.forms.lost_update import AtHand, VersionedForm
from lib.forms.strips import one_of
from lib.paging import keyset_page

SIZE, HISTORY = 50, 20
_FORM_METHODS = ["GET", "HEAD", "POST"]


@require_safe
@signed_in
def controls(request: PortalRequest) -> HttpResponseBase:
    """The controls that the reader may see, with the date of their next review."""
    require_somewhere(request.actor, Action.CONTROL_READ)
    asked = request.GET
    words = asked.get("q", "").replace("\x00", "")
    rows = controls_for(request.actor, query=words)
    if asked.get("status") in ControlStatus.values:
        rows = rows.filter(status=asked["status"])
    page = keyset_page(rows, asked, size=SIZE)
    states = [(each.value, str(each.label)) for each in ControlStatus]
    context = {
        "rows": page.rows,
        "add_url": reverse("compliance:control_add") if _may_add(request) else "",
        "newer_url": page.newer_url,
        "older_url": page.older_url,
        "shown": ngettext("%(n)s shown", "%(n)s shown", len(page.rows)) % {"n": len(page.rows)},
        "search": {"name": "q", "value": words, "label": _("Search title, words, requirement")},
        "filters": [one_of("status", _("State"), states, asked)],
        "keep": [],
        "clear_url": "?" if words or asked.get("status") else "",
    }
    return render(request, "compliance/controls.html", context)


@require_safe
@signed_in
def control(request: PortalRequest, public_id: UUID) -> HttpResponseBase:
    """One control: what it serves, who answers for it, when it is reviewed."""
    shown = control_for(request.actor, public_id)
    may_edit = shown.voided_at is None and request.actor.may(Action.CONTROL_EDIT, shown)
    lines = history_of(request.actor, "control", shown.pk, limit=HISTORY)
    context = {
        "control": shown,
        "zone": shown.organisation.zone,
        "edit_url": reverse("compliance:control_edit", args=[shown.public_id]) if may_edit else "",
        "history": [shown_entry(line, request.actor.zone) for line in lines],
        "crumbs": _crumbs(),
    }
    return render(request, "compliance/control.html", context)


@require_http_methods(_FORM_METHODS)
@signed_in
def control_add(request: PortalRequest) -> HttpResponseBase:
    """Add a control."""
    require_somewhere(request.actor, Action.CONTROL_EDIT)
    form = AddControlForm(request.actor, request.LANGUAGE_CODE, request.POST or None)
    done = carried_out(
        request,
        form,
        lambda: create_control(
            actor=request.actor,
            now=clock.now(),
            organisation=form.cleaned_data["organisation"],
            sheet=form.sheet(),
        ),
        _("Control added."),
    )
    if done:
        return see_other(_address(done.given))
    return _form_page(request, form, _("Add control"), reverse("compliance:controls"), _crumbs())


@require_http_methods(_FORM_METHODS)
@signed_in
def control_edit(request: PortalRequest, public_id: UUID) -> HttpResponseBase:
    """Change a control; what somebody else saved meanwhile is merged or asked about."""
    shown = control_for(request.actor, public_id)
    require(request.actor, Action.CONTROL_EDIT, shown)
    crumbs = [*_crumbs(), {"label": str(shown), "url": _address(shown)}]
    heading = _("Change control")
    if request.method != "POST":
        return _form_page(request, _form_over(request, shown), heading, _address(shown), crumbs)
    answer = saved_or_asked(
        request,
        Changing([("control", shown.pk)], _address(shown), crumbs, request.actor.zone),
        bind=lambda data: EditControlForm(request.actor, shown, request.LANGUAGE_CODE, data),
        fresh=lambda: _form_over(request, control_for(request.actor, public_id)),
        save=lambda form: _save(request, shown, form),
        at_hand=AtHand(shown.version, lambda: _form_over(request, shown)),
    )
    if isinstance(answer, HttpResponseBase):
        return answer
    return _form_page(request, answer, heading, _address(shown), crumbs)


def _save(request: PortalRequest, shown: Control, form: VersionedForm) -> Control:
    assert isinstance(form, EditControlForm)
    return edit_control(
        actor=request.actor,
        now=clock.now(),
        control=shown,
        version=form.cleaned_data["version"],
        sheet=form.sheet(),
    )


def _form_over(request: PortalRequest, stands: Control) -> EditControlForm:
    return EditControlForm(request.actor, stands, request.LANGUAGE_CODE, initial=initial_of(stands))


def _may_add(request: PortalRequest) -> bool:
    return request.actor.may_somewhere(Action.CONTROL_EDIT)


def _address(shown: Control) -> str:
    return reverse("compliance:control", args=[shown.public_id])


def _crumbs() -> list[dict[str, str]]:
    return [{"label": _("Controls"), "url": reverse("compliance:controls")}]


def _form_page(
    request: PortalRequest, form: Any, heading: str, cancel_url: str, crumbs: list[dict[str, str]]
) -> HttpResponseBase:
    return form_page(request, form, heading=heading, submit=heading, back=cancel_url, crumbs=crumbs)
