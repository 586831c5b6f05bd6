"""The files of an incident: kept unchanged, each with what it shows and the fact that it supports."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from accounts.policy import Action
from accounts.portal.access import PortalRequest, signed_in
from accounts.portal.answers import carried_out, see_other
from incidents.models import IncidentEvidence
from incidents.portal.answering import FORM_METHODS, allow, form_page
from incidents.portal.fact_rows import fact_choice
from incidents.portal.frame import EVIDENCE, frame, incident_of, may_change, url
from incidents.selectors.evidence import evidence_of, proofs_of
from incidents.selectors.facts import evidence_link_for, fact_for
from incidents.selectors.timeline import Timeline, timeline_of
from incidents.services.attaching import attach_files
from incidents.services.evidence import link_evidence_to_fact
from lib import clock
from records.portal.files import ChosenFiles
from records.portal.forms import EvidenceForm

if TYPE_CHECKING:
    from incidents.selectors.incident import FramedIncident


class AttachForm(EvidenceForm):
    """Files with what they show, and the fact that they support."""

    fact = forms.ChoiceField(label=gettext_lazy("Supports fact"), required=False)

    def __init__(self, facts: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["fact"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", gettext_lazy("No fact in particular")), *facts]


@require_http_methods(FORM_METHODS)
@signed_in
def evidence(request: PortalRequest, public_id: UUID) -> HttpResponseBase:
    """The files, and the form to add more; a refused form keeps the files that were chosen."""
    incident = incident_of(request, public_id)
    timeline = timeline_of(incident)
    if request.method != "POST":
        return _page(request, incident, timeline, AttachForm(_facts(timeline)))
    allow(request, Action.EVIDENCE_ADD, incident)
    chosen = ChosenFiles(request, actor=request.actor, now=clock.now())
    form = AttachForm(_facts(timeline), request.POST, request.FILES)
    if chosen.dropped:
        chosen.hold_unjudged(form)
        return _page(request, incident, timeline, form, chosen)
    if _attached(request, incident, form, chosen):
        return see_other(url("evidence", incident))
    chosen.hold(form)
    return _page(request, incident, timeline, form, chosen, status=422)


def _attached(
    request: PortalRequest, incident: FramedIncident, form: AttachForm, chosen: ChosenFiles
) -> bool:
    """Whether the files were kept; if not, the form says why."""
    if not chosen.check(form):
        return False
    if not chosen.chosen:
        form.add_error("files", _("Choose at least one file."))
        return False
    values, n = form.cleaned_data, len(chosen.chosen)
    done = carried_out(
        request,
        form,
        lambda: attach_files(
            actor=request.actor,
            now=clock.now(),
            incident=incident,
            files=chosen.chosen,
            description=values["description"],
            fact=fact_for(request.actor, incident, values["fact"]) if values["fact"] else None,
        ),
        ngettext("{n} file was kept.", "{n} files were kept.", n).format(n=n),
    )
    return done is not None


def _facts(timeline: Timeline) -> list[tuple[str, str]]:
    """The facts as choices."""
    labels = _labels(timeline)
    return [(str(state.rows.fact.public_id), labels[state.rows.fact.pk]) for state in timeline.states]


def _labels(timeline: Timeline) -> dict[int, str]:
    """How each fact is named, by its key."""
    shown = [each.rows for each in timeline.states]
    return {each.fact.pk: fact_choice(timeline.numbers[each.fact.pk], each.revision) for each in shown}


def _page(
    request: PortalRequest,
    incident: FramedIncident,
    timeline: Timeline,
    form: AttachForm,
    chosen: ChosenFiles | None = None,
    status: int = 200,
) -> HttpResponse:
    adds = may_change(request.actor, Action.EVIDENCE_ADD, incident)
    links, labels = evidence_of(request.actor, incident), _labels(timeline)
    context = {
        **frame(request.actor, incident, EVIDENCE),
        "items": [_item(incident, labels, each, adds) for each in links],
        "proofs": proofs_of(request.actor, incident),
        "panel": _panel(incident, form, chosen) if adds else None,
    }
    return render(request, "incidents/evidence.html", context, status=status)


def _item(
    incident: FramedIncident, labels: Mapping[int, str], link: IncidentEvidence, adds: bool
) -> dict[str, Any]:
    file = link.evidence
    return {
        "evidence": file,
        "url": reverse("records:evidence", args=[file.public_id]),
        "download_url": reverse("records:evidence_download", args=[file.public_id]),
        "fact_label": _("fact {label}").format(label=labels[link.fact_id]) if link.fact_id else "",
        "link_url": url("evidence_link", incident, link.public_id) if adds else "",
        "reads": link.reads,  # type: ignore[attr-defined]
    }


def _panel(incident: FramedIncident, form: AttachForm, chosen: ChosenFiles | None) -> dict[str, Any]:
    return {
        "heading": _("Add evidence"),
        "form": form,
        "action": url("evidence", incident),
        "close_url": url("incident", incident),
        "submit": _("Keep the files"),
        "kept": chosen.kept if chosen else [],
        "note": _("Kept unchanged, with their hash"),
        "multipart": True,
    }


class LinkForm(forms.Form):
    """The fact that a file supports."""

    fact = forms.ChoiceField(label=gettext_lazy("Supports fact"), required=False)


@require_http_methods(FORM_METHODS)
@signed_in
def evidence_link(request: PortalRequest, public_id: UUID, link_id: UUID) -> HttpResponseBase:
    """Say which fact a file supports, or that it supports none in particular."""
    incident = incident_of(request, public_id)
    allow(request, Action.EVIDENCE_ADD, incident)
    link = evidence_link_for(request.actor, incident, link_id)
    form = _link_form(timeline_of(incident), link, request.POST or None)

    def say() -> object:
        wanted = form.cleaned_data["fact"]
        fact = fact_for(request.actor, incident, wanted) if wanted else None
        return link_evidence_to_fact(
            actor=request.actor, now=clock.now(), incident=incident, link=link, fact=fact
        )

    back = url("evidence", incident)
    if carried_out(request, form, say, _("Saved.")):
        return see_other(back)
    heading = _("Which fact does it support?")
    lead = link.evidence.filename
    return form_page(request, incident, form, heading=heading, lead=lead, submit=_("Save"), back=back)


def _link_form(timeline: Timeline, link: IncidentEvidence, data: QueryDict | None) -> LinkForm:
    form = LinkForm(data, initial={"fact": str(link.fact.public_id) if link.fact else ""})
    field = form.fields["fact"]
    if isinstance(field, forms.ChoiceField):
        field.choices = [("", _("No fact in particular")), *_facts(timeline)]
    return form
