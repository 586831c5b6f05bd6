"""The assets and requirements that an incident touched: named, changed, taken out again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.policy import Action
from accounts.portal.access import PortalRequest, signed_in
from accounts.portal.answers import carried_out, see_other
from accounts.portal.changing import saved_or_asked
from accounts.selectors import missing
from compliance.models import Asset
from compliance.selectors import asset_named, requirement_for
from followups.wording import reader_language
from incidents.models import Incident
from incidents.portal import sheet_parts as parts
from incidents.portal.answering import FORM_METHODS, allow, changing, form_page
from incidents.portal.frame import crumbs, frame, url
from incidents.portal.touched_forms import LossForm, NewLossForm, NewVerdictForm, VerdictForm
from incidents.selectors.assets import assets_to_name
from incidents.selectors.incident import incident_sheet
from incidents.services.impact import remove_affected_asset, set_affected_asset, set_requirement
from incidents.vocabulary import LossKind
from lib import clock
from lib.errors import Invalid, Missing
from lib.forms.lost_update import VersionedForm
from lib.shown import forms_only
from lib.texts import text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from incidents.selectors.incident import IncidentSheet


@require_http_methods(FORM_METHODS)
@signed_in
def assets(request: PortalRequest, public_id: UUID) -> HttpResponseBase:
    """The assets that the incident names, and the form to name another."""
    incident = _sheet(request, public_id)
    allow(request, Action.INCIDENT_EDIT, incident)
    named = {str(each.asset_public_id) for each in incident.shown_assets}
    choices = [_asset_choice(each) for each in assets_to_name(request.actor)]
    free = [choice for choice in choices if choice[0] not in named]
    within_reach = named & {public_id for public_id, _label in choices}
    form = NewLossForm(free, request.POST or None, initial={"version": incident.version})

    def name() -> object:
        asset = asset_named(request.actor, form.cleaned_data["asset"])
        # The version in which it was not named: whoever names it this very moment is not overwritten.
        return set_affected_asset(
            **_common(request, incident), asset=asset, version=incident.version, **form.loss()
        )

    if carried_out(request, form, name, _("Asset named.")):
        return see_other(url("assets", incident))
    rows = [
        {
            "name": parts.said(each, "asset_name"),
            "note": parts.losses(each) or _("only involved"),
            "label": parts.asset_state(each),
            **_asset_addresses(incident, each.asset_public_id, within_reach),
        }
        for each in incident.shown_assets
    ]
    words = {"heading": _("Affected assets"), "empty": _("No asset named yet"), "icon": "server"}
    return _list_page(request, incident, rows, form, _("Name an asset"), words)


def _asset_addresses(incident: Incident, asset_id: UUID, within_reach: set[str]) -> dict[str, str]:
    """Where an asset's row is changed; nowhere for an asset that belongs to others and is only shown."""
    if str(asset_id) not in within_reach:
        return {"edit_url": "", "remove_url": ""}
    return {
        "edit_url": url("asset", incident, asset_id),
        "remove_url": url("asset_remove", incident, asset_id),
    }


def _asset_choice(asset: Asset) -> tuple[str, str]:
    name = text_of(asset, "name").for_reader(reader_language())[0]
    return str(asset.public_id), f"{name} ({asset.organisation})"


@require_http_methods(FORM_METHODS)
@signed_in
def asset(request: PortalRequest, public_id: UUID, asset_id: UUID) -> HttpResponseBase:
    """Change what is said of an asset."""
    incident = _sheet(request, public_id)

    def initial() -> dict[str, Any]:
        now = _sheet(request, public_id)
        row = next((each for each in now.shown_assets if each.asset_public_id == asset_id), None)
        if row is None:
            raise missing()
        lost = [side for side in LossKind.values if getattr(row, f"lost_{side}")]
        return {"version": now.version, "lost": lost, "state": row.state, "note": row.note}

    def save(form: LossForm) -> object:
        named = asset_named(request.actor, str(asset_id))
        version = form.cleaned_data["version"]
        return set_affected_asset(**_common(request, incident), asset=named, version=version, **form.loss())

    named = asset_named(request.actor, str(asset_id))
    subject = ("asset", named.pk)
    return _change(request, incident, LossForm, initial, save, str(named), "assets", subject)


@forms_only
@signed_in
def asset_remove(request: PortalRequest, public_id: UUID, asset_id: UUID) -> HttpResponseBase:
    """Take an asset out of the incident: it was named by mistake."""
    incident = _sheet(request, public_id)
    allow(request, Action.INCIDENT_EDIT, incident)
    remove_affected_asset(**_common(request, incident), asset=asset_named(request.actor, str(asset_id)))
    messages.success(request, _("The asset is no longer named here."))
    return see_other(url("assets", incident))


@require_http_methods(FORM_METHODS)
@signed_in
def requirements(request: PortalRequest, public_id: UUID) -> HttpResponseBase:
    """The requirements that failed, were missing or worked, and the form to name another."""
    incident = _sheet(request, public_id)
    allow(request, Action.INCIDENT_EDIT, incident)
    form = NewVerdictForm(request.POST or None, initial={"version": incident.version})

    def name() -> None:
        try:
            found = requirement_for(request.actor, form.cleaned_data["code"].strip())
        except Missing as error:
            raise Invalid(error.message, field="code") from error
        if any(each.requirement_code == found.code for each in incident.shown_requirements):
            words = format_lazy(_("{code} is named already. Change it in the list."), code=found.code)
            raise Invalid(words, field="code")
        # The version in which it was not named: whoever names it this very moment is not overwritten.
        set_requirement(
            **_common(request, incident), requirement=found, version=incident.version, **form.said()
        )

    if carried_out(request, form, name, _("Requirement named.")):
        return see_other(url("requirements", incident))
    rows = [
        {
            "name": f"{each['code']} {each['title']}",
            "note": each["note"],
            "label": each["verdict_label"],
            "edit_url": url("requirement", incident, each["code"]),
            "remove_url": url("requirement_remove", incident, each["code"]),
        }
        for each in parts.requirements(incident)
    ]
    words = {"heading": _("Requirements"), "empty": _("No requirement named yet"), "icon": "list-check"}
    return _list_page(request, incident, rows, form, _("Name a requirement"), words)


@require_http_methods(FORM_METHODS)
@signed_in
def requirement(request: PortalRequest, public_id: UUID, code: str) -> HttpResponseBase:
    """Change how a requirement fared."""
    incident = _sheet(request, public_id)

    def initial() -> dict[str, Any]:
        now = _sheet(request, public_id)
        row = next((each for each in now.shown_requirements if each.requirement_code == code), None)
        if row is None:
            raise missing()
        names = ("verdict", "note_id", "note_en")
        return {"version": now.version, **{name: getattr(row, name) for name in names}}

    def save(form: VerdictForm) -> object:
        found = requirement_for(request.actor, code)
        version = form.cleaned_data["version"]
        set_requirement(**_common(request, incident), requirement=found, version=version, **form.said())
        return found

    subject = ("requirement", requirement_for(request.actor, code).pk)
    return _change(request, incident, VerdictForm, initial, save, code, "requirements", subject)


@forms_only
@signed_in
def requirement_remove(request: PortalRequest, public_id: UUID, code: str) -> HttpResponseBase:
    """Take back what was said of a requirement."""
    incident = _sheet(request, public_id)
    allow(request, Action.INCIDENT_EDIT, incident)
    found = requirement_for(request.actor, code)
    set_requirement(**_common(request, incident), requirement=found, verdict=None)
    messages.success(request, _("The requirement is no longer named here."))
    return see_other(url("requirements", incident))


def _list_page(
    request: PortalRequest,
    incident: IncidentSheet,
    rows: list[dict[str, Any]],
    form: VersionedForm,
    heading: str,
    words: dict[str, str],
) -> HttpResponse:
    panel = {
        "heading": heading,
        "form": form,
        "action": request.path,
        "close_url": url("incident", incident),
        "submit": _("Save"),
    }
    context = {
        **frame(request.actor, incident, acts=False),
        "crumbs": crumbs(incident, page=True),
        "rows": rows,
        "words": words,
        "panel": panel,
    }
    return render(request, "incidents/touched.html", context, status=422 if form.is_bound else 200)


def _change(
    request: PortalRequest,
    incident: IncidentSheet,
    kind: type[VersionedForm],
    initial: Callable[[], dict[str, Any]],
    save: Callable[[Any], object],
    heading: str,
    page: str,
    subject: tuple[str, int],
) -> HttpResponseBase:
    """The form over what was said before; saved, merged, asked about, or refused."""
    allow(request, Action.INCIDENT_EDIT, incident)
    back = url(page, incident)
    if request.method != "POST":
        form: Any = kind(initial=initial())
    else:
        form = saved_or_asked(
            request,
            changing(incident, back, ("incident", incident.pk), subject),
            bind=lambda data: kind(data),
            fresh=lambda: kind(initial=initial()),
            save=save,
        )
        if isinstance(form, HttpResponseBase):
            return form
    return form_page(request, incident, form, heading=heading, submit=_("Save"), back=back)


def _common(request: PortalRequest, incident: IncidentSheet) -> dict[str, Any]:
    return {"actor": request.actor, "now": clock.now(), "incident": incident}


def _sheet(request: PortalRequest, public_id: UUID) -> IncidentSheet:
    return incident_sheet(request.actor, public_id, clock.now())
