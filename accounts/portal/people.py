"""People of the organisations one sees; administrators add, change, and give and end roles."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Person
from accounts.policy import Action, require_in
from accounts.portal.access import PortalRequest, signed_in
from accounts.portal.answers import carried_out, form_page, require_somewhere, see_other
from accounts.portal.changing import Changing, saved_or_asked
from accounts.portal.people_forms import AddPersonForm, EditPersonForm, EndRoleForm, RoleForm
from accounts.portal.people_list import may_administer, people_page, people_strip
from accounts.selectors import get_visible, people_of, role_of
from accounts.services.newcomers import welcome_person
from accounts.services.people import assign_role, edit_person, end_role
from lib import clock
from lib.forms.lost_update import VersionedForm
from lib.shown import forms_only

_FORM_METHODS = ["GET", "HEAD", "POST"]


@require_safe
@signed_in
def people(request: PortalRequest) -> HttpResponseBase:
    """Everybody one sees, by name."""
    page = people_page(request.actor, request.GET, clock.now())
    context = {
        "people": page.people,
        "more_url": page.more_url,
        "may_add": may_administer(request.actor),
        **people_strip(request.actor, request.GET),
    }
    return render(request, "accounts/people.html", context)


@sensitive_variables("password", "done")
@require_http_methods(_FORM_METHODS)
@signed_in
def person_add(request: PortalRequest) -> HttpResponseBase:
    """Add somebody; the one-time password is shown in the answer and nowhere else."""
    require_somewhere(request.actor, Action.PERSON_EDIT)
    form = AddPersonForm(request.actor, request.POST or None)
    done = carried_out(
        request, form, lambda: welcome_person(actor=request.actor, now=clock.now(), **form.cleaned_data)
    )
    if done:
        person, password = done.given
        return password_shown(request, person, password)
    return form_page(
        request,
        form,
        heading=_("Add person"),
        lead=_("A one-time password is generated and shown once; it must be changed at the first sign-in."),
        submit=_("Add person"),
        back=reverse("accounts:people"),
        crumbs=_crumbs(),
    )


@require_safe
@signed_in
def person(request: PortalRequest, public_id: UUID) -> HttpResponseBase:
    """One person with roles, and what an administrator may do."""
    return person_page(request, _person(request, public_id), RoleForm(request.actor))


def person_page(
    request: PortalRequest, shown: Person, role_form: RoleForm, status: int = 200
) -> HttpResponse:
    """The page of a person; `role_form` as it stands, perhaps refused."""
    context = {
        "person": shown,
        "roles": [
            {"role": each, "may_end": request.actor.may_in(each.organisation_id, Action.PERSON_EDIT)}
            for each in shown.shown_roles  # type: ignore[attr-defined]
        ],
        "may_edit": request.actor.may_in(shown.home_id, Action.PERSON_EDIT),
        "may_assign": shown.is_active and may_administer(request.actor),
        "is_self": shown.pk == request.actor.person_id,
        "role_form": role_form,
        "zone": request.actor.zone,
        "crumbs": _crumbs(),
    }
    return render(request, "accounts/person.html", context, status=status)


@require_http_methods(_FORM_METHODS)
@signed_in
def person_edit(request: PortalRequest, public_id: UUID) -> HttpResponseBase:
    """Change name, position, mail or sign-in name."""
    shown = _without_roles(request, public_id)
    require_in(request.actor, Action.PERSON_EDIT, shown.home_id)
    there = reverse("accounts:person", args=[public_id])
    crumbs = [*_crumbs(), {"label": shown.shown_name, "url": there}]
    form: VersionedForm = _edit_form(shown)
    if request.method == "POST":
        answer = saved_or_asked(
            request,
            Changing([("person", shown.pk)], there, crumbs, request.actor.zone),
            bind=EditPersonForm,
            fresh=lambda: _edit_form(_without_roles(request, public_id)),
            save=lambda sent: edit_person(
                actor=request.actor,
                now=clock.now(),
                person=_without_roles(request, public_id),
                version=sent.cleaned_data["version"],
                **{key: sent.cleaned_data[key] for key in ("name", "position", "email", "username")},
            ),
        )
        if isinstance(answer, HttpResponseBase):
            return answer
        form = answer
    heading = _("Change person")
    return form_page(request, form, heading=heading, submit=_("Save"), back=there, crumbs=crumbs)


@forms_only
@signed_in
def person_role_add(request: PortalRequest, public_id: UUID) -> HttpResponseBase:
    """Give somebody a role."""
    shown = _person(request, public_id)
    form = RoleForm(request.actor, request.POST)

    def give() -> object:
        chosen = {key: form.cleaned_data[key] for key in ("organisation", "role")}
        return assign_role(actor=request.actor, now=clock.now(), person=shown, until=form.ends_at(), **chosen)

    if carried_out(request, form, give, _("Role given.")):
        return see_other(reverse("accounts:person", args=[public_id]))
    return person_page(request, shown, form, status=422)


@forms_only
@signed_in
def person_role_end(request: PortalRequest, public_id: UUID) -> HttpResponseBase:
    """End one of somebody's roles."""
    people, named = people_of(request.actor, clock.now()), request.POST.get("membership", "")
    membership = role_of(request.actor, named, person__in=people, person__public_id=public_id)
    shown = cast(Person, membership.person)
    now, there = clock.now(), reverse("accounts:person", args=[public_id])
    form = EndRoleForm(request.actor, membership, shown, now, request.POST)

    def end() -> None:
        successor = form.cleaned_data["successor"]
        end_role(actor=request.actor, now=now, membership=membership, successor=successor)

    if carried_out(request, form, end, _("Role ended.")):
        return see_other(there)
    if "successor" not in form.errors:
        for words in form.non_field_errors():
            messages.error(request, str(words))
        return see_other(there)
    form.fields["successor"].required = True
    crumbs = [*_crumbs(), {"label": shown.shown_name, "url": there}]
    lead = f"{membership.get_role_display()} · {membership.organisation}"
    end_it = _("End the role")
    return form_page(request, form, heading=end_it, lead=lead, submit=end_it, back=there, crumbs=crumbs)


def password_shown(request: PortalRequest, shown: Person, password: str) -> HttpResponse:
    """The one page on which a one-time password stands."""
    context = {"person": shown, "password": password, "crumbs": _crumbs()}
    return render(request, "accounts/password_shown.html", context)


def _person(request: PortalRequest, public_id: UUID) -> Person:
    return get_visible(people_of(request.actor, clock.now()), request.actor, public_id)


def _without_roles(request: PortalRequest, public_id: UUID) -> Person:
    people = people_of(request.actor, clock.now()).prefetch_related(None)
    return get_visible(people, request.actor, public_id)


def _edit_form(shown: Person) -> EditPersonForm:
    names = ("name", "position", "email", "username", "version")
    return EditPersonForm(initial={name: getattr(shown, name) for name in names})


def _crumbs() -> list[dict[str, str]]:
    return [{"label": _("People"), "url": reverse("accounts:people")}]
