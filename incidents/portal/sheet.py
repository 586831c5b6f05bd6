"""Changing an incident's sheet and its personal data; what others changed meanwhile is merged."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpResponseBase, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.policy import Action
from accounts.portal.access import PortalRequest, signed_in
from accounts.portal.changing import saved_or_asked
from incidents.portal.answering import FORM_METHODS, allow, changing, form_page
from incidents.portal.frame import url
from incidents.portal.sheet_forms import PersonalDataForm, SheetForm, personal_initial, sheet_initial
from incidents.selectors.incident import incident_sheet
from incidents.services.impact import set_personal_data
from incidents.services.sheet import save_sheet
from lib import clock
from lib.forms.lost_update import AtHand, VersionedForm

if TYPE_CHECKING:
    from incidents.selectors.incident import IncidentSheet

Initial = Callable[[Any], dict[str, Any]]


@require_http_methods(FORM_METHODS)
@signed_in
def edit(request: PortalRequest, public_id: UUID) -> HttpResponseBase:
    """Change wording, class, severity and discovery."""

    def save(incident: IncidentSheet, form: SheetForm) -> object:
        return save_sheet(
            actor=request.actor,
            now=clock.now(),
            incident=incident,
            version=form.cleaned_data["version"],
            sheet=form.sheet(),
        )

    return _answer(request, public_id, SheetForm, sheet_initial, save, _("Change incident"))


@require_http_methods(FORM_METHODS)
@signed_in
def personal_data(request: PortalRequest, public_id: UUID) -> HttpResponseBase:
    """Say which personal data is concerned, and how many people."""

    def save(incident: IncidentSheet, form: PersonalDataForm) -> object:
        return set_personal_data(
            actor=request.actor,
            now=clock.now(),
            incident=incident,
            version=form.cleaned_data["version"],
            impact=form.impact(),
        )

    return _answer(request, public_id, PersonalDataForm, personal_initial, save, _("Personal data"))


def _answer(
    request: PortalRequest,
    public_id: UUID,
    kind: type[VersionedForm],
    initial: Initial,
    save: Callable[[IncidentSheet, Any], object],
    heading: str,
) -> HttpResponseBase:
    """The form as it stands; saved, merged, asked about, or refused with all that was typed."""
    incident = _sheet(request, public_id)
    allow(request, Action.INCIDENT_EDIT, incident)
    back = url("incident", incident)

    def fresh(data: QueryDict | None = None) -> VersionedForm:
        nonlocal incident
        incident = incident if data else _sheet(request, public_id)
        return kind(data, initial=initial(incident))

    form: Any = kind(initial=initial(incident))
    if request.method == "POST":
        answer = saved_or_asked(
            request,
            changing(incident, back),
            bind=fresh,
            fresh=fresh,
            save=lambda sent: save(incident, sent),
            at_hand=AtHand(incident.version, lambda: kind(initial=initial(incident))),
        )
        if isinstance(answer, HttpResponseBase):
            return answer
        form = answer
    return form_page(request, incident, form, heading=heading, submit=_("Save"), back=back)


def _sheet(request: PortalRequest, public_id: UUID) -> IncidentSheet:
    return incident_sheet(request.actor, public_id, clock.now())
