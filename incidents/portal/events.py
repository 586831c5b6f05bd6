"""Reporting an event, its receipt and its page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Organisation
from accounts.policy import Action
from accounts.portal.access import PortalRequest, signed_in
from accounts.portal.answers import Done, carried_out, see_other
from accounts.selectors import organisations_where
from followups.wording import reader_language
from incidents.models import Event
from incidents.portal.answering import FORM_METHODS
from incidents.portal.event_forms import ELSEWHERE, ReportForm
from incidents.portal.event_page import event_context
from incidents.selectors.assets import assets_to_report
from incidents.selectors.events import event_for
from incidents.services.events import ASSESS_WITHIN, report_event
from lib import clock
from lib.errors import Refused
from records.portal.files import ChosenFiles


@require_http_methods(FORM_METHODS)
@signed_in
def report(request: PortalRequest) -> HttpResponseBase:
    """Report an event. A refused form keeps what was typed and the files that were chosen."""
    if not request.actor.may_somewhere(Action.EVENT_REPORT):
        raise Refused(_("Your role does not allow this here."))
    if request.method != "POST":
        return _page(request, _form(request, None))
    chosen = ChosenFiles(request, actor=request.actor, now=clock.now())
    form = _form(request, _mended(request.POST))
    if chosen.dropped or "look" in request.POST:
        chosen.hold_unjudged(form)
        return _page(request, form, chosen)
    done = _reported(request, form, chosen)
    if done:
        return see_other(f"{reverse('incidents:event', args=[done.given.public_id])}?received")
    chosen.hold(form)
    return _page(request, form, chosen, status=422)


def _mended(post: QueryDict) -> QueryDict:
    """What was sent, with the repaired day if somebody took the offer."""
    if not post.get("repair"):
        return post
    data = post.copy()
    data["day"] = str(data["repair"])
    return data


def _form(request: PortalRequest, data: QueryDict | None) -> ReportForm:
    asked = data or request.GET
    assets = assets_to_report(request.actor, asked.get("search", "")[:100], asked.get("asset", ""))
    initial = {"asset": "" if assets else ELSEWHERE}
    files = request.FILES if data is not None else None
    return ReportForm(assets, request.actor.zone, clock.now(), data, files, initial=initial)


def _reported(request: PortalRequest, form: ReportForm, chosen: ChosenFiles) -> Done[Event] | None:
    """The event, or None when the form was refused and says why."""
    if not chosen.check(form):
        return None
    return carried_out(
        request,
        form,
        lambda: report_event(
            actor=request.actor,
            now=clock.now(),
            organisation=_place(request, form),
            data=form.event_data(reader_language()),
            files=chosen.chosen,
        ),
    )


def _place(request: PortalRequest, form: ReportForm) -> Organisation:
    """Who is told: the body whose asset it is where the reader may report there, else their own."""
    places = {each.pk: each for each in organisations_where(request.actor, Action.EVENT_REPORT)}
    asset = form.asset_chosen
    if asset is not None and asset.organisation_id in places:
        return places[asset.organisation_id]
    return places.get(request.actor.home_id or 0) or next(iter(places.values()))


def _page(
    request: PortalRequest, form: ReportForm, chosen: ChosenFiles | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "repair": form.repair,
        "kept": chosen.kept if chosen else [],
        "reporter": request.actor.name,
        "assess_hours": int(ASSESS_WITHIN.total_seconds() // 3600),
        "asset_search_url": reverse("incidents:report_assets"),
        "crumbs": _crumbs(_("Report")),
    }
    return render(request, "incidents/report_event.html", context, status=status)


@require_safe
@signed_in(while_typing=True)
def report_assets(request: PortalRequest) -> HttpResponseBase:
    """The assets that a search finds, as tiles, while somebody types."""
    return render(request, "incidents/_asset_tiles.html", {"form": _form(request, None)})


@require_safe
@signed_in
def event(request: PortalRequest, public_id: UUID) -> HttpResponseBase:
    """One event, from its receipt to its assessment."""
    found = event_for(request.actor, public_id)
    context = event_context(request.actor, found, clock.now())
    context["fresh"] = "received" in request.GET and found.reported_by_id == request.actor.person_id
    return render(request, "incidents/event.html", {**context, "crumbs": _crumbs(_("Event"))})


def _crumbs(here: str) -> list[dict[str, Any]]:
    return [{"label": _("Incidents"), "url": reverse("incidents:list")}, {"label": here, "url": ""}]
