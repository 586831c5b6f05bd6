"""Stopping the clock of a duty by law that does not apply: with a reason, which stays."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.policy import Action
from accounts.portal.access import PortalRequest, signed_in
from accounts.portal.answers import carried_out, see_other
from followups.wording import reader_language, title_of
from incidents.portal.answering import FORM_METHODS, allow, form_page
from incidents.portal.follow_up_forms import StopForm
from incidents.portal.frame import incident_of, url
from incidents.selectors.follow_ups import duty_for
from incidents.services.clocks import cancel_legal_clock
from lib import clock
from lib.calendar_words import instant_words

if TYPE_CHECKING:
    from followups.models import FollowUp


@require_http_methods(FORM_METHODS)
@signed_in
def clock_stop(request: PortalRequest, public_id: UUID, follow_up_id: UUID) -> HttpResponseBase:
    """Stop the clock of a duty that was started wrongly or does not apply."""
    incident = incident_of(request, public_id)
    allow(request, Action.INCIDENT_EDIT, incident)
    duty = duty_for(request.actor, incident, follow_up_id)
    form = StopForm(request.POST or None, initial={"version": duty.version})

    def stop() -> object:
        return cancel_legal_clock(
            actor=request.actor, now=clock.now(), incident=incident, follow_up=duty, **form.cleaned_data
        )

    done = _("The clock was stopped, and nobody is reminded any more. The reason stays with the duty.")
    if carried_out(request, form, stop, done):
        return see_other(url("follow_ups", incident))
    return form_page(
        request,
        incident,
        form,
        heading=_("Stop the legal clock"),
        lead=_lead(duty),
        submit=_("Stop the clock"),
        back=url("follow_ups", incident),
    )


def _lead(duty: FollowUp) -> str:
    """Which duty it is, and when stopping its clock is right."""
    words = _(
        "“{duty}” ({basis}) is due {due}. Stop it only where the law does not ask for this. "
        "If the time it counts from is wrong, correct the fact instead: the deadline moves with it."
    )
    due = instant_words(duty.due_at, duty.zone, reader_language()) if duty.due_at else ""
    return words.format(duty=title_of(duty), basis=duty.legal_basis or duty.get_kind_display(), due=due)
