"""Pages on which somebody moves, leaves, comes back, or is erased, and gets a new one-time password."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from accounts.hand_over import owed_in, telling
from accounts.models import Person
from accounts.policy import Action, require_in
from accounts.portal.access import PortalRequest, signed_in
from accounts.portal.answers import carried_out, form_page, see_other
from accounts.portal.people import password_shown
from accounts.portal.people_forms import DeactivateForm, EraseForm, MovePersonForm
from accounts.selectors import get_visible, people_of
from accounts.services.leaving import deactivate_person, erase_person, reactivate_person
from accounts.services.moving import move_person
from accounts.services.passwords import give_password, sign_out_everywhere
from lib import clock
from lib.shown import forms_only

_FORM_METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(_FORM_METHODS)
@signed_in
def person_deactivate(request: PortalRequest, public_id: UUID) -> HttpResponseBase:
    """End somebody's sign-in; what they owe goes to a successor."""
    person, now = _administered(request, public_id, owing=True), clock.now()
    version = {"version": person.version}
    form = DeactivateForm(request.actor, person, now, person, request.POST or None, initial=version)

    def leave() -> object:
        return deactivate_person(actor=request.actor, now=now, person=person, **form.cleaned_data)

    if carried_out(request, form, leave, _("Deactivated. Sessions and tokens ended at once.")):
        return see_other(reverse("accounts:person", args=[public_id]))
    owed = owed_in(person)
    form.offer(owed)
    lead = _(
        "Sign-in, sessions and tokens end at once. "
        "Open tasks, parts in incidents, assets and controls to hand over: {count}."
    ).format(count=owed)
    return _form_page(request, person, form, heading=_("Deactivate"), lead=lead, submit=_("Deactivate"))


@require_http_methods(_FORM_METHODS)
@signed_in
def person_move(request: PortalRequest, public_id: UUID) -> HttpResponseBase:
    """Let somebody belong to another organisation."""
    person, now = _administered(request, public_id, Action.PERSON_MOVE, owing=True), clock.now()
    version = {"version": person.version}
    form = MovePersonForm(request.actor, person, now, request.POST or None, initial=version)

    def move() -> object:
        given = form.cleaned_data
        return move_person(
            actor=request.actor,
            now=now,
            person=person,
            home=given["home"],
            keep_roles=given["roles"] == form.KEEP,
            version=given["version"],
            successor=given["successor"],
        )

    if carried_out(request, form, move):
        home = form.cleaned_data["home"].short
        messages.success(request, _("Moved to {organisation}.").format(organisation=home))
        return see_other(reverse("accounts:person", args=[public_id]))
    form.offer()
    lead = _("Now in {organisation}. Open tasks, parts in incidents, assets and controls: {count}.").format(
        organisation=person.home.name, count=owed_in(person)
    )
    return _form_page(request, person, form, heading=_("Move"), lead=lead, submit=_("Move"))


@sensitive_variables("password")
@forms_only
@signed_in
def person_reactivate(request: PortalRequest, public_id: UUID) -> HttpResponseBase:
    """Let somebody in again, with a new one-time password."""
    person = _administered(request, public_id)
    person, password = reactivate_person(
        actor=request.actor, now=clock.now(), person=person, version=person.version
    )
    return password_shown(request, person, password)


@sensitive_variables("password")
@forms_only
@signed_in
def person_password(request: PortalRequest, public_id: UUID) -> HttpResponseBase:
    """Give somebody a new one-time password."""
    person = _administered(request, public_id)
    password = give_password(actor=request.actor, now=clock.now(), person=person)
    return password_shown(request, person, password)


@forms_only
@signed_in
def person_sign_out(request: PortalRequest, public_id: UUID) -> HttpResponseBase:
    """End all of somebody's sessions."""
    person = _administered(request, public_id)
    sign_out_everywhere(actor=request.actor, now=clock.now(), person=person)
    messages.success(request, _("All sessions have ended."))
    return see_other(reverse("accounts:person", args=[public_id]))


@require_http_methods(_FORM_METHODS)
@signed_in
def person_erase(request: PortalRequest, public_id: UUID) -> HttpResponseBase:
    """Erase somebody's personal data for good."""
    person = _administered(request, public_id)
    form = EraseForm(request.POST or None, initial={"version": person.version})

    def erase() -> object:
        version = form.cleaned_data["version"]
        return erase_person(actor=request.actor, now=clock.now(), person=person, version=version)

    if carried_out(request, form, erase, _("The data were erased. The trail holds.")):
        return see_other(reverse("accounts:person", args=[public_id]))
    lead = _("What is erased cannot be brought back, not even from the audit trail.")
    return _form_page(request, person, form, heading=_("Erase data"), lead=lead, submit=_("Erase for good"))


def _administered(
    request: PortalRequest, public_id: UUID, action: Action = Action.PERSON_EDIT, *, owing: bool = False
) -> Person:
    """The person, if the actor sees and administers them; `owing` tells what they owe as well.

    Raises `Missing`, `Refused`.
    """
    people = people_of(request.actor, clock.now()).prefetch_related(None)  # these pages show no roles
    if owing:
        people = people.annotate(**telling())
    person = get_visible(people, request.actor, public_id)
    require_in(request.actor, action, person.home_id)
    return person


def _form_page(request: PortalRequest, person: Person, form: forms.Form, **words: Any) -> HttpResponseBase:
    there = reverse("accounts:person", args=[person.public_id])
    crumbs = [
        {"label": _("People"), "url": reverse("accounts:people")},
        {"label": person.shown_name, "url": there},
    ]
    return form_page(request, form, back=there, crumbs=crumbs, **words)
