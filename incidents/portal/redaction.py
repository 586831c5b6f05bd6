"""Taking out the texts of a fact or a report that must not stand there, such as somebody's NIK: for good."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.policy import Action
from accounts.portal.access import PortalRequest, signed_in
from accounts.portal.answers import carried_out, form_page, see_other
from followups.wording import reader_language
from incidents.models import Event
from incidents.portal.answering import FORM_METHODS, allow
from incidents.portal.event_page import event_crumbs, may_redact_event
from incidents.portal.fact_forms import RedactFactForm, RedactForm
from incidents.portal.facts import Desk
from incidents.portal.frame import incident_of, may_redact, url
from incidents.portal.report_rows import version_label
from incidents.selectors.events import event_for
from incidents.selectors.facts import fact_for
from incidents.services.redaction import Redacted, redact_event, redact_fact, reports_told
from lib import clock
from lib.calendar_words import short_instant_words
from lib.errors import Refused


@require_http_methods(FORM_METHODS)
@signed_in
def fact_redact(request: PortalRequest, public_id: UUID, fact_id: UUID) -> HttpResponseBase:
    """Empty every wording of a fact, its readings and their copies in the trail."""
    desk = Desk(request, incident_of(request, public_id))
    allow(request, Action.FACT_RECORD, desk.incident)
    if not may_redact(request.actor, desk.incident):
        raise Refused(_("Your role does not allow this here."))
    fact = fact_for(request.actor, desk.incident, fact_id)
    form = RedactFactForm(request.POST or None, initial={"version": fact.version})

    def redact() -> Redacted:
        return redact_fact(actor=request.actor, now=clock.now(), fact=fact, **form.cleaned_data)

    done = carried_out(request, form, redact)
    if done:
        _tell(request, done.given, _("The texts are redacted. A correction says what remains."))
        return see_other(f"{url('timeline', desk.incident)}#fact-{fact.public_id}")
    zone, language = desk.incident.organisation.zone, reader_language()
    form.offer([short_instant_words(each.reported_at, zone, language) for each in reports_told(fact)])
    lead = _(
        "Every wording of this fact, its readings, the reasons for decisions about it and their copies in "
        "the audit trail are emptied for good; its time, kind and sources stay. Drafts of reports on the "
        "incident are withdrawn; what was issued is locked and keeps its words."
    )
    return desk.page(
        form,
        heading=_("Redact fact {n}").format(n=desk.timeline.numbers[fact.pk]),
        lead=lead,
        submit=_("Redact the texts"),
        note=_("Cannot be undone"),
        confirm=_(
            "The words of this fact go for good, and so do drafts of reports. Nobody brings them back."
        ),
    )


@require_http_methods(FORM_METHODS)
@signed_in
def event_redact(request: PortalRequest, public_id: UUID) -> HttpResponseBase:
    """Empty what a reporter wrote, its copies in the trail, and how the reporter is reached."""
    event = event_for(request.actor, public_id)
    if not may_redact_event(request.actor, event):
        raise Refused(_("Your role does not allow this here."))
    form, back = RedactForm(request.POST or None, initial={"version": event.version}), _page_of(event)

    def redact() -> Redacted:
        return redact_event(actor=request.actor, now=clock.now(), event=event, **form.cleaned_data)

    done = carried_out(request, form, redact)
    if done:
        _tell(request, done.given, _("The texts of the report are redacted."))
        return see_other(back)
    lead = _(
        "What the reporter wrote, how to reach them, the words of the assessment and their copies in the "
        "audit trail are emptied for good; its times, files and outcome stay. Drafts of reports on the "
        "incident that it became are withdrawn; what was issued is locked and keeps its words."
    )
    return form_page(
        request,
        form,
        heading=_("Redact the reported event"),
        lead=lead,
        submit=_("Redact the texts"),
        back=back,
        crumbs=event_crumbs(event),
        confirm=_("What the reporter wrote goes for good. Nobody brings it back."),
    )


def _page_of(event: Event) -> str:
    return reverse("incidents:event", args=[event.public_id])


def _tell(request: PortalRequest, done: Redacted, what: str) -> None:
    """Say what went, and where the words still stand."""
    said = [what]
    if done.withdrawn:
        words = ngettext(
            "%(n)s draft report was withdrawn; build it again.",
            "%(n)s draft reports were withdrawn; build them again.",
            done.withdrawn,
        )
        said.append(words % {"n": done.withdrawn})
    messages.success(request, " ".join(said))
    if done.issued:
        named = "; ".join(version_label(each) for each in done.issued)
        words = _("The words still stand in what was issued, which stays as it is: {reports}.")
        messages.warning(request, words.format(reports=named))
    if done.copied:
        words = ngettext(
            "A fact of the incident still says the same. Redact it in the timeline too.",
            "%(n)s facts of the incident still say the same. Redact them in the timeline too.",
            len(done.copied),
        )
        messages.warning(request, words % {"n": len(done.copied)})
