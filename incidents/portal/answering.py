"""How the pages of an incident answer a form: done, refused with what was typed, merged, or asked about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.abilities import may
from accounts.portal.access import PortalRequest
from accounts.portal.answers import see_other
from accounts.trail_reading import last_change
from incidents.portal.frame import crumbs
from lib import clock
from lib.errors import DomainError, Refused, Stale
from lib.forms.conflict_page import Saved, context
from lib.forms.lost_update import Reconciled, VersionedForm, attempt
from lib.forms.refusals import show_refusal

if TYPE_CHECKING:
    from incidents.selectors.incident import FramedIncident

FORM_METHODS = ["GET", "HEAD", "POST"]
Call = Callable[[], object]
Bind = Callable[[QueryDict], VersionedForm]
Fresh = Callable[[], VersionedForm]
Save = Callable[[Any], object]


def allow(request: PortalRequest, action: str, incident: FramedIncident) -> None:
    """Pass if the reader may do that to the incident. Raises `Refused`: they see it, or it were missing."""
    if not may(request.actor, action, incident):
        raise Refused(_("Your role does not allow this here."))


def carried_out(request: PortalRequest, form: forms.Form, call: Call, words: str) -> bool:
    """Whether the form was sent, fits, and its wish was carried out; what was refused stands in the form."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        call()
    except DomainError as error:
        _refuse(form, error)
        return False
    messages.success(request, words)
    return True


def _refuse(form: forms.Form, error: DomainError) -> None:
    """Say what was refused; whoever is told of somebody else's change goes on from what stands now."""
    show_refusal(form, error)
    if isinstance(error, Stale) and "version" in form.fields:
        data = cast(QueryDict, form.data).copy()
        data["version"] = str(error.current)
        form.data = data


def form_page(
    request: PortalRequest,
    incident: FramedIncident,
    form: forms.Form,
    *,
    heading: str,
    submit: str,
    back: str,
    lead: str = "",
    kept: Sequence[Any] = (),
) -> HttpResponse:
    """A form that fills a page; 422 once it was sent and refused."""
    page = {
        "form": form,
        "heading": heading,
        "lead": lead,
        "submit": submit,
        "cancel_url": back,
        "kept": kept,
        "crumbs": crumbs(incident, page=True),
        "zone": incident.organisation.zone,
    }
    return render(request, "form_page.html", page, status=422 if form.is_bound else 200)


def saved_or_asked(
    request: PortalRequest,
    incident: FramedIncident,
    *,
    thing: tuple[str, int, Callable[[], int]],
    bind: Bind,
    fresh: Fresh,
    save: Save,
    back: str,
) -> HttpResponseBase | forms.Form:
    """Save a form over what may have changed meanwhile: the answer, or the form to show again.

    `thing` is the kind and key that the trail knows it by, and how to ask for the version that stands.
    """
    outcome = attempt(post=request.POST, bind=bind, fresh=fresh, save=save)
    if outcome.saved is not None:
        words = _("Saved, with what others changed meanwhile.") if outcome.merged else _("Saved.")
        messages.success(request, words)
        return see_other(back)
    if outcome.conflict is not None:
        return _conflict_page(request, incident, thing, outcome.conflict, back)
    return outcome.form


def _conflict_page(
    request: PortalRequest,
    incident: FramedIncident,
    thing: tuple[str, int, Callable[[], int]],
    found: Reconciled,
    back: str,
) -> HttpResponse:
    """409: choose once for each field that both changed; everything typed is on the page."""
    kind, key, version = thing
    change = last_change(kind, key)
    other = (change.actor_name if change else "") or _("Somebody")
    saved = Saved(
        other=other,
        opened_version=_number(request.POST.get("version", "")),
        saved_version=version(),
        saved_at=change.moment if change else clock.now(),
    )
    page = context(
        found,
        heading=_("{name} saved this before you").format(name=other),
        saved=saved,
        post=request.POST,
        action=request.path,
        discard_url=back,
    )
    shown = {**page, "crumbs": crumbs(incident, page=True), "zone": incident.organisation.zone}
    return render(request, "partials/conflict.html", shown, status=409)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
