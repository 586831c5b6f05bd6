"""Who takes part in an incident: parts, sharing, and how far it may go, on one page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.policy import Action
from accounts.portal.access import PortalRequest, signed_in
from accounts.portal.answers import carried_out, see_other
from accounts.portal.changing import saved_or_asked
from accounts.roles import GrantLevel
from followups.services.owners import candidates
from incidents.portal.answering import FORM_METHODS, allow, changing, form_page
from incidents.portal.frame import frame, incident_of, may_change, url
from incidents.portal.parties import party_rows
from incidents.portal.team_forms import AccessForm, MemberForm, ShareForm
from incidents.selectors.sharing import (
    bodies_to_share_with,
    grant_for,
    grants_on,
    member_for,
    members_of,
    people_to_let_in,
)
from incidents.services.members import assign_member, unassign_member
from incidents.services.sharing import (
    change_tlp,
    share_with_organisation,
    share_with_person,
    stop_sharing,
)
from incidents.vocabulary import IncidentRole
from lib import clock
from lib.errors import DomainError
from lib.forms.lost_update import VersionedForm
from lib.shown import forms_only

if TYPE_CHECKING:
    from incidents.selectors.incident import FramedIncident


@require_safe
@signed_in
def team(request: PortalRequest, public_id: UUID) -> HttpResponseBase:
    """Who takes part, and the forms to change that."""
    return _page(request, incident_of(request, public_id))


def _page(
    request: PortalRequest,
    incident: FramedIncident,
    member: MemberForm | None = None,
    share: ShareForm | None = None,
) -> HttpResponse:
    """The page; a form that was refused stands on it as it was sent."""
    edits, shares = (
        may_change(request.actor, each, incident) for each in (Action.INCIDENT_EDIT, Action.INCIDENT_SHARE)
    )
    refused = any(form is not None and form.is_bound for form in (member, share))
    context = {
        **frame(request.actor, incident, acts=False),
        "members": [_member(incident, each, edits) for each in members_of(incident)],
        "grants": [_grant(incident, each, shares) for each in grants_on(incident)],
        "member_form": (member or _member_form(incident)) if edits else None,
        "member_url": url("member_add", incident),
        "share_form": (share or _share_form(request, incident)) if shares else None,
        "share_url": url("share", incident),
        "parties": party_rows(incident, edits),
        "party_url": url("party_add", incident) if edits else "",
        "access_url": url("access", incident) if edits else "",
    }
    return render(request, "incidents/team.html", context, status=422 if refused else 200)


def _member(incident: FramedIncident, member: Any, edits: bool) -> dict[str, Any]:
    return {
        "name": member.person.shown_name,
        "note": member.person.position,
        "role_label": IncidentRole(member.role).label,
        "role": member.role,
        "person": member.person.public_id,
        "remove_url": url("member_remove", incident) if edits else "",
    }


def _grant(incident: FramedIncident, grant: Any, shares: bool) -> dict[str, Any]:
    whom = grant.organisation.name if grant.organisation else grant.person.shown_name
    return {
        "name": whom,
        "icon": "building-bank" if grant.organisation else "user",
        "level_label": GrantLevel(grant.level).label,
        "reason": grant.reason,
        "at": grant.granted_at,
        "key": grant.pk,
        "stop_url": url("share_stop", incident) if shares else "",
    }


def _member_form(incident: FramedIncident, data: QueryDict | None = None) -> MemberForm:
    people = candidates([incident], now=clock.now(), action=Action.INCIDENT_EDIT)
    return MemberForm(people.at(incident), data)


def _share_form(request: PortalRequest, incident: FramedIncident, data: QueryDict | None = None) -> ShareForm:
    return ShareForm(bodies_to_share_with(incident), people_to_let_in(request.actor), data)


@forms_only
@signed_in
def member_add(request: PortalRequest, public_id: UUID) -> HttpResponseBase:
    """Give somebody a part."""
    incident = incident_of(request, public_id)
    allow(request, Action.INCIDENT_EDIT, incident)
    form = _member_form(incident, request.POST)

    def assign() -> object:
        return assign_member(actor=request.actor, now=clock.now(), incident=incident, **form.cleaned_data)

    if carried_out(request, form, assign, _("The part was given; the person is told.")):
        return see_other(url("team", incident))
    return _page(request, incident, member=form)


@forms_only
@signed_in
def member_remove(request: PortalRequest, public_id: UUID) -> HttpResponseBase:
    """Take a part back."""
    incident = incident_of(request, public_id)
    member = member_for(incident, request.POST.get("person", ""), request.POST.get("role", ""))
    unassign_member(actor=request.actor, now=clock.now(), incident=incident, member=member)
    messages.success(request, _("The part was taken back."))
    return see_other(url("team", incident))


@forms_only
@signed_in
def share(request: PortalRequest, public_id: UUID) -> HttpResponseBase:
    """Let another organisation or one person see the incident, or take part."""
    incident = incident_of(request, public_id)
    allow(request, Action.INCIDENT_SHARE, incident)
    form = _share_form(request, incident, request.POST)
    if carried_out(request, form, lambda: _shared(request, incident, form), _("Shared.")):
        return see_other(url("team", incident))
    return _page(request, incident, share=form)


def _shared(request: PortalRequest, incident: FramedIncident, form: ShareForm) -> object:
    values = form.cleaned_data
    common = {
        "actor": request.actor,
        "now": clock.now(),
        "incident": incident,
        "level": values["level"],
        "reason": values["reason"],
    }
    if values["person"] is not None:
        return share_with_person(**common, person=values["person"])
    return share_with_organisation(**common, organisation=form.bodies[values["organisation"]])


@forms_only
@signed_in
def share_stop(request: PortalRequest, public_id: UUID) -> HttpResponseBase:
    """Take a grant back."""
    incident = incident_of(request, public_id)
    given = grant_for(incident, request.POST.get("grant", ""))
    try:
        stop_sharing(actor=request.actor, now=clock.now(), incident=incident, given=given)
    except DomainError as error:
        if error.status in {403, 404}:
            raise
        messages.error(request, str(error))
    else:
        messages.success(request, _("No longer shared."))
    return see_other(url("team", incident))


@require_http_methods(FORM_METHODS)
@signed_in
def access(request: PortalRequest, public_id: UUID) -> HttpResponseBase:
    """Change the TLP, or who sees it at all."""
    incident = incident_of(request, public_id)
    allow(request, Action.INCIDENT_EDIT, incident)
    stands = incident
    form: VersionedForm = _access_form(incident)

    def fresh() -> AccessForm:
        nonlocal stands
        stands = incident_of(request, public_id)
        return _access_form(stands)

    def save(sent: AccessForm) -> object:
        return change_tlp(
            actor=request.actor,
            now=clock.now(),
            incident=stands,
            version=sent.cleaned_data["version"],
            tlp=sent.cleaned_data["tlp"],
            restricted=sent.cleaned_data["restricted"],
        )

    if request.method == "POST":
        there = changing(incident, url("team", incident))
        answer = saved_or_asked(request, there, bind=AccessForm, fresh=fresh, save=save)
        if isinstance(answer, HttpResponseBase):
            return answer
        form = answer
    return form_page(
        request, incident, form, heading=_("How far it may go"), submit=_("Save"), back=url("team", incident)
    )


def _access_form(incident: FramedIncident) -> AccessForm:
    rule = incident.access
    return AccessForm(initial={"version": rule.version, "tlp": rule.tlp, "restricted": rule.restricted})
