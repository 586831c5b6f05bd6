"""A new task, on its own or about a thing of a room above."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import Organisation
from accounts.policy import Action
from accounts.portal.access import PortalRequest, signed_in
from accounts.portal.answers import carried_out, form_page, require_somewhere, see_other
from accounts.selectors import missing, organisations_where
from followups.models import FollowUp
from followups.portal.forms import NewTaskForm
from followups.portal.rows import page_of, usual_due
from followups.services.followups import create_follow_up
from followups.services.holding import Place
from followups.services.owners import candidates
from followups.subjects import About, resolve
from followups.wording import reader_language
from lib import clock
from lib.forms.local_time import picked


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def add(request: PortalRequest) -> HttpResponseBase:
    """A new task; `?about=<kind>:<public_id>` hangs it on a thing, `?organisation=` chooses whose it is."""
    require_somewhere(request.actor, Action.FOLLOW_UP_CREATE)
    about = _about(request)
    organisations = [about.organisation] if about else _organisations(request)
    chosen = _chosen(request, organisations)
    form = _form(request, organisations, chosen, about)
    done = carried_out(
        request,
        form,
        lambda: _create(request, form.cleaned_data, chosen, about),
        _("The task is open, and its owner is told."),
    )
    if done:
        return see_other(_afterwards(done.given, about))
    return form_page(
        request,
        form,
        heading=_("New task"),
        lead=about.subject.label if about else "",
        submit=_("Add task"),
        back=reverse("followups:work"),
        crumbs=[{"label": _("My tasks"), "url": reverse("followups:work")}],
    )


def _afterwards(made: FollowUp, about: About | None) -> str:
    """Back to the thing it is about, or on to the new task."""
    return f"/go/{about.subject.kind}/{about.subject.public_id}" if about else page_of(made)


def _about(request: PortalRequest) -> About | None:
    kind, _colon, public_id = request.GET.get("about", "").partition(":")
    return resolve(request.actor, kind, public_id) if kind else None


def _organisations(request: PortalRequest) -> list[Organisation]:
    """Where the reader may add tasks, their own organisation first."""
    found = organisations_where(request.actor, Action.FOLLOW_UP_CREATE)
    return sorted(found, key=lambda each: (each.pk != request.actor.home_id, each.name))


def _chosen(request: PortalRequest, organisations: list[Organisation]) -> Organisation:
    """The organisation that was chosen; the first one before any was."""
    wanted = request.POST.get("organisation") or request.GET.get("organisation", "")
    if not organisations:
        raise missing()
    return next((each for each in organisations if str(each.public_id) == wanted), organisations[0])


def _form(
    request: PortalRequest, organisations: list[Organisation], chosen: Organisation, about: About | None
) -> NewTaskForm:
    now = clock.now()
    place = Place(chosen, about.access if about else None)
    initial = {
        "organisation": str(chosen.public_id),
        "due_at": picked(usual_due(now, chosen.zone), chosen.zone),
    }
    data: QueryDict | None = request.POST if request.method == "POST" else None
    return NewTaskForm(
        data,
        people=candidates([place], now=now).at(place),
        organisations=organisations,
        zone=chosen.zone,
        initial=initial,
    )


def _create(
    request: PortalRequest, values: dict[str, Any], chosen: Organisation, about: About | None
) -> FollowUp:
    language = reader_language()
    texts: dict[str, Any] = {f"title_{language}": values["title"], f"detail_{language}": values["detail"]}
    return create_follow_up(
        actor=request.actor,
        now=clock.now(),
        organisation=chosen,
        access=about.access if about else None,
        kind=values["kind"],
        owner=values["owner"],
        due_at=values["due_at"],
        subjects=[about.subject] if about else [],
        origin=about.origin if about else "live",
        **texts,
    )
