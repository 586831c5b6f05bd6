"""The tree of organisations, and for administrators adding, changing and moving them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponseBase, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Organisation
from accounts.policy import Action, require_in
from accounts.portal.access import PortalRequest, signed_in
from accounts.portal.answers import carried_out, form_page, require_somewhere, see_other
from accounts.portal.changing import Changing, saved_or_asked
from accounts.portal.organisation_forms import (
    AddOrganisationForm,
    EditOrganisationForm,
    MoveOrganisationForm,
)
from accounts.selectors import get_visible, organisations_of
from accounts.services.organisations import (
    EDITABLE,
    create_organisation,
    edit_organisation,
    move_organisation,
)
from lib import clock
from lib.forms.lost_update import VersionedForm

_FORM_METHODS = ["GET", "HEAD", "POST"]


@dataclass(frozen=True, slots=True)
class Branch:
    """One organisation in the tree as it is shown, with what stands below it."""

    organisation: Organisation
    children: list[Branch]
    may_edit: bool


@require_safe
@signed_in
def organisations(request: PortalRequest) -> HttpResponseBase:
    """Every organisation the reader sees, as a tree."""
    context = {
        "branches": _tree(request),
        "may_add": request.actor.may_somewhere(Action.ORGANISATION_EDIT),
    }
    return render(request, "accounts/organisations.html", context)


@require_safe
@signed_in
def organisation(request: PortalRequest, public_id: UUID) -> HttpResponseBase:
    """One organisation: its place in the tree, zone and letterhead."""
    shown = _organisation(request, public_id)
    parent = shown.parent if shown.parent_id in request.actor.organisation_ids else None
    context = {
        "organisation": shown,
        "parent": parent,
        "children": organisations_of(request.actor).filter(parent=shown),
        "may_edit": request.actor.may_in(shown.pk, Action.ORGANISATION_EDIT),
        "may_move": parent is not None and request.actor.may_in(parent.pk, Action.ORGANISATION_EDIT),
        "crumbs": _crumbs(),
    }
    return render(request, "accounts/organisation.html", context)


@require_http_methods(_FORM_METHODS)
@signed_in
def organisation_add(request: PortalRequest) -> HttpResponseBase:
    """Add an organisation below another."""
    require_somewhere(request.actor, Action.ORGANISATION_EDIT)
    first = {"zone": request.actor.zone, "parent": request.GET.get("parent", "")}
    form = AddOrganisationForm(request.actor, request.POST or None, initial=first)
    done = carried_out(
        request,
        form,
        lambda: create_organisation(actor=request.actor, now=clock.now(), **form.cleaned_data),
        _("Organisation added."),
    )
    if done:
        return see_other(reverse("accounts:organisation", args=[done.given.public_id]))
    words, back = _("Add organisation"), reverse("accounts:organisations")
    return form_page(request, form, heading=words, submit=words, back=back, crumbs=_crumbs())


@require_http_methods(_FORM_METHODS)
@signed_in
def organisation_edit(request: PortalRequest, public_id: UUID) -> HttpResponseBase:
    """Change name, zone and letterhead."""
    shown = _organisation(request, public_id)
    require_in(request.actor, Action.ORGANISATION_EDIT, shown.pk)
    there = reverse("accounts:organisation", args=[public_id])
    crumbs = [*_crumbs(), {"label": shown.short, "url": there}]
    form: VersionedForm = _edit_form(shown)
    if request.method == "POST":
        answer = saved_or_asked(
            request,
            Changing([("organisation", shown.pk)], there, crumbs, request.actor.zone),
            bind=lambda data: EditOrganisationForm(data, zone=shown.zone),
            fresh=lambda: _edit_form(_organisation(request, public_id)),
            save=lambda sent: edit_organisation(
                actor=request.actor,
                now=clock.now(),
                organisation=_organisation(request, public_id),
                version=sent.cleaned_data["version"],
                **{name: sent.cleaned_data[name] for name in EDITABLE},
            ),
        )
        if isinstance(answer, HttpResponseBase):
            return answer
        form = answer
    heading = _("Change organisation")
    return form_page(request, form, heading=heading, submit=_("Save"), back=there, crumbs=crumbs)


@require_http_methods(_FORM_METHODS)
@signed_in
def organisation_move(request: PortalRequest, public_id: UUID) -> HttpResponseBase:
    """Put an organisation with all below it under another one."""
    shown = _organisation(request, public_id)
    require_in(request.actor, Action.ORGANISATION_EDIT, shown.pk)
    form = MoveOrganisationForm(request.actor, shown, _posted(request), initial={"version": shown.version})
    there = reverse("accounts:organisation", args=[public_id])

    def move() -> object:
        given = form.cleaned_data
        return move_organisation(actor=request.actor, now=clock.now(), organisation=shown, **given)

    if carried_out(request, form, move, _("Moved. Roles above reach it from now on.")):
        return see_other(there)
    return form_page(
        request,
        form,
        heading=_("Move organisation"),
        lead=_("Everything below moves with it. Who has a role above gains it here; who had one loses it."),
        submit=_("Move"),
        back=there,
        crumbs=[*_crumbs(), {"label": shown.short, "url": there}],
    )


def _tree(request: PortalRequest) -> list[Branch]:
    """The reader's organisations under each other; those whose parent is not seen stand at the top."""
    below: dict[int | None, list[Organisation]] = defaultdict(list)
    found = list(organisations_of(request.actor).order_by("name"))
    seen = {each.pk for each in found}
    for each in found:
        below[each.parent_id if each.parent_id in seen else None].append(each)

    def branch(at: Organisation) -> Branch:
        may_edit = request.actor.may_in(at.pk, Action.ORGANISATION_EDIT)
        return Branch(at, [branch(child) for child in below[at.pk]], may_edit)

    return [branch(each) for each in below[None]]


def _organisation(request: PortalRequest, public_id: UUID) -> Organisation:
    return get_visible(organisations_of(request.actor).select_related("parent"), request.actor, public_id)


def _edit_form(shown: Organisation) -> EditOrganisationForm:
    initial = {name: getattr(shown, name) for name in (*EDITABLE, "version")}
    return EditOrganisationForm(initial=initial, zone=shown.zone)


def _posted(request: PortalRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _crumbs() -> list[dict[str, str]]:
    return [{"label": _("Organisations"), "url": reverse("accounts:organisations")}]
