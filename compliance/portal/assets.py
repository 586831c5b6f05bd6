"""One asset: its page, adding, changing, taking out of the inventory."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.policy import Action, require
from accounts.portal.access import PortalRequest, signed_in
from accounts.portal.answers import carried_out, form_page, require_somewhere, see_other
from accounts.portal.changing import Changing, saved_or_asked
from accounts.portal.trail_rows import shown_entry
from accounts.trail_reading import Line, history_of
from compliance.models import Asset
from compliance.portal.asset_forms import AddAssetForm, EditAssetForm, VoidAssetForm, initial_of
from compliance.portal.needed_names import with_needed_named
from compliance.portal.shown import address, worth
from compliance.selectors import asset_for
from compliance.services.assets import create_asset, edit_asset, void_asset
from lib import clock, panels
from lib.forms.lost_update import AtHand, VersionedForm
from lib.personal_data import PersonalData

HISTORY = 20
_FORM_METHODS = ["GET", "HEAD", "POST"]


@require_safe
@signed_in
def asset(request: PortalRequest, public_id: UUID) -> HttpResponseBase:
    """Everything that is said of an asset, and what other rooms add to it."""
    shown = asset_for(request.actor, public_id)
    sides: Any = shown
    context = {
        "asset": shown,
        "crumbs": _crumbs(),
        "acts": _acts(request, shown),
        "zone": request.actor.zone,
        "worth": worth(shown),
        "data": [PersonalData(each.category).short for each in sides.told_data],
        "needs": [
            {"name": each.needs_name_id or each.needs_name_en, "url": address(each.needs_public_id)}
            for each in sides.told_needs
        ],
        "needed_by": [
            {"name": each.asset_name_id or each.asset_name_en, "url": address(each.asset_public_id)}
            for each in sides.told_needed_by
        ],
        "incidents": panels.ask("asset.incidents", request.actor, shown, otherwise=[]),
        "history": [shown_entry(line, request.actor.zone) for line in _history(request, shown)],
    }
    return render(request, "compliance/asset.html", context)


def _history(request: PortalRequest, shown: Any) -> list[Line]:
    """What the trail says of it, with the names of what it needs as far as the reader sees that."""
    named = {str(each.needs_public_id): each.needs_name_id or each.needs_name_en for each in shown.told_needs}
    lines = history_of(request.actor, "asset", shown.pk, limit=HISTORY)
    return [with_needed_named(line, named) for line in lines]


def _acts(request: PortalRequest, shown: Asset) -> list[dict[str, Any]]:
    """What the reader may do with it."""
    if shown.voided_at is not None or not request.actor.may(Action.ASSET_EDIT, shown):
        return []
    void = {"url": reverse("compliance:asset_void", args=[shown.public_id]), "icon": "ban", "primary": False}
    edit = {
        "url": reverse("compliance:asset_edit", args=[shown.public_id]),
        "icon": "pencil",
        "primary": True,
    }
    return [{**void, "label": _("Take out")}, {**edit, "label": _("Change")}]


@require_http_methods(_FORM_METHODS)
@signed_in
def asset_add(request: PortalRequest) -> HttpResponseBase:
    """Add an asset."""
    require_somewhere(request.actor, Action.ASSET_EDIT)
    form = AddAssetForm(request.actor, request.POST or None)
    done = carried_out(
        request,
        form,
        lambda: create_asset(
            actor=request.actor,
            now=clock.now(),
            organisation=form.cleaned_data["organisation"],
            sheet=form.sheet(),
        ),
        _("Asset added."),
    )
    if done:
        return see_other(address(done.given.public_id))
    return _form_page(request, form, _("Add asset"), reverse("compliance:assets"), _crumbs())


@require_http_methods(_FORM_METHODS)
@signed_in
def asset_edit(request: PortalRequest, public_id: UUID) -> HttpResponseBase:
    """Change an asset; what somebody else saved meanwhile is merged or asked about."""
    shown = asset_for(request.actor, public_id)
    require(request.actor, Action.ASSET_EDIT, shown)
    there = address(shown.public_id)
    crumbs = [*_crumbs(), {"label": str(shown), "url": there}]
    if request.method != "POST":
        return _form_page(request, _form_over(request, shown), _("Change asset"), there, crumbs)
    answer = saved_or_asked(
        request,
        Changing([("asset", shown.pk)], there, crumbs, request.actor.zone),
        bind=lambda data: EditAssetForm(request.actor, shown, data),
        fresh=lambda: _form_over(request, asset_for(request.actor, public_id)),
        save=lambda form: _save(request, shown, form),
        at_hand=AtHand(shown.version, lambda: _form_over(request, shown)),
    )
    if isinstance(answer, HttpResponseBase):
        return answer
    return _form_page(request, answer, _("Change asset"), there, crumbs)


@require_http_methods(_FORM_METHODS)
@signed_in
def asset_void(request: PortalRequest, public_id: UUID) -> HttpResponseBase:
    """Take an asset out of the inventory, with a reason."""
    shown = asset_for(request.actor, public_id)
    require(request.actor, Action.ASSET_EDIT, shown)
    form = VoidAssetForm(request.POST or None, initial={"version": shown.version})

    def take_out() -> object:
        return void_asset(actor=request.actor, now=clock.now(), asset=shown, **form.cleaned_data)

    if carried_out(request, form, take_out, _("The asset has left the inventory.")):
        return see_other(address(shown.public_id))
    there = address(shown.public_id)
    crumbs = [*_crumbs(), {"label": str(shown), "url": there}]
    return _form_page(request, form, _("Take out of the inventory"), there, crumbs)


def _save(request: PortalRequest, shown: Asset, form: VersionedForm) -> Asset:
    assert isinstance(form, EditAssetForm)
    return edit_asset(
        actor=request.actor,
        now=clock.now(),
        asset=shown,
        version=form.cleaned_data["version"],
        sheet=form.sheet(),
    )


def _form_over(request: PortalRequest, shown: Asset) -> EditAssetForm:
    return EditAssetForm(request.actor, shown, initial=initial_of(shown))


def _form_page(
    request: PortalRequest, form: Any, heading: str, cancel_url: str, crumbs: list[dict[str, str]]
) -> HttpResponseBase:
    return form_page(request, form, heading=heading, submit=heading, back=cancel_url, crumbs=crumbs)


def _crumbs() -> list[dict[str, str]]:
    return [{"label": _("Assets"), "url": reverse("compliance:assets")}]
