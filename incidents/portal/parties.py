"""Organisations that an incident names, each with its part in words; naming lets nobody in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.policy import Action
from accounts.portal.access import PortalRequest, signed_in
from accounts.portal.answers import carried_out, see_other
from accounts.portal.changing import saved_or_asked
from incidents.models import IncidentParty
from incidents.portal.answering import FORM_METHODS, allow, changing, form_page
from incidents.portal.frame import incident_of, url
from incidents.portal.party_forms import NewPartyForm, PartyForm
from incidents.portal.sheet_parts import said as wording
from incidents.portal.sheet_parts import stance
from incidents.selectors.sharing import bodies_to_name, party_for
from incidents.services.sharing import name_party
from lib import clock

if TYPE_CHECKING:
    from incidents.selectors.incident import FramedIncident


def party_rows(incident: FramedIncident, edits: bool) -> list[dict[str, Any]]:
    """Who is named, and with what part; `edits`: whether the reader may change that."""
    return [
        {
            "name": each.organisation_name,
            "part": wording(each, "part"),
            "stance": stance(each),
            "edit_url": url("party", incident, each.organisation_public_id) if edits else "",
        }
        for each in incident.shown_parties
    ]


@require_http_methods(FORM_METHODS)
@signed_in
def party_add(request: PortalRequest, public_id: UUID) -> HttpResponseBase:
    """Name one more organisation."""
    incident = incident_of(request, public_id)
    allow(request, Action.INCIDENT_EDIT, incident)
    shares = request.actor.may(Action.INCIDENT_SHARE, incident)
    bodies = bodies_to_name(request.actor, incident, everywhere=shares)
    first = {"version": incident.version}
    form = NewPartyForm(bodies, incident.language, request.POST or None, initial=first)

    def name() -> IncidentParty:
        body, part = form.body(), form.part()
        return name_party(
            actor=request.actor, now=clock.now(), incident=incident, organisation=body, part=part
        )

    if carried_out(request, form, name, _("The organisation is named. Nobody was let in by that.")):
        return see_other(url("team", incident))
    lead = _(
        "The incident and its report name it with its part; naming lets nobody in and tells nobody. "
        "Who sees the incident is decided by sharing."
    )
    return form_page(
        request,
        incident,
        form,
        heading=_("Name an organisation"),
        lead=lead,
        submit=_("Name it"),
        back=url("team", incident),
    )


@require_http_methods(FORM_METHODS)
@signed_in
def party(request: PortalRequest, public_id: UUID, organisation_id: UUID) -> HttpResponseBase:
    """Change what an organisation is to the incident."""
    incident = incident_of(request, public_id)
    allow(request, Action.INCIDENT_EDIT, incident)
    named = party_for(incident, organisation_id)
    back = url("team", incident)

    def fresh() -> PartyForm:
        return _standing(incident_of(request, public_id), organisation_id)

    def save(form: PartyForm) -> IncidentParty:
        return name_party(
            actor=request.actor,
            now=clock.now(),
            incident=incident,
            version=form.cleaned_data["version"],
            organisation=named.organisation,
            part=form.part(),
        )

    form: Any = fresh()
    if request.method == "POST":
        about = (("incident", incident.pk), ("organisation", named.organisation_id))
        form = saved_or_asked(
            request,
            changing(incident, back, *about),
            bind=lambda data: PartyForm(incident.language, data),
            fresh=fresh,
            save=save,
        )
        if isinstance(form, HttpResponseBase):
            return form
    return form_page(
        request,
        incident,
        form,
        heading=_("Part of {body}").format(body=named.organisation.name),
        lead=_("What it is to the incident, as pages and reports print it."),
        submit=_("Save"),
        back=back,
    )


def _standing(incident: FramedIncident, organisation_id: UUID) -> PartyForm:
    """The form over what stands now. Raises `Missing`."""
    named = party_for(incident, organisation_id)
    said = {"part_id": named.part_id, "part_en": named.part_en}
    return PartyForm(incident.language, initial={"version": incident.version, **said})
