"""The follow-ups of one incident, all together or one duty by law."""

from __future__ import annotations

from uuid import UUID

from accounts.actors import Actor
from accounts.selectors import one_named
from followups.models import FollowUp
from followups.models.followup import FollowUpQuerySet
from followups.selectors import legal_first, shown
from followups.vocabulary import FollowUpState
from incidents.models import Incident

_ORDER = {
    FollowUpState.OPEN: 0,
    FollowUpState.PROPOSED: 1,
    FollowUpState.DONE: 2,
    FollowUpState.VERIFIED: 3,
    FollowUpState.CANCELLED: 4,
}


def owed_for(actor: Actor, incident: Incident) -> FollowUpQuerySet:
    """What is owed because of an incident, as far as the actor may see it."""
    return FollowUp.objects.visible_to(actor).about("incident", incident.pk)


def follow_ups_of(actor: Actor, incident: Incident) -> list[FollowUp]:
    """Everything that is owed because of an incident, as far as the actor may see it; two queries.

    What runs comes first, duties by law on top, then by date.
    """
    ordered = shown(owed_for(actor, incident)).order_by(legal_first(), "due_at", "pk")
    return sorted(ordered, key=lambda each: _ORDER[FollowUpState(each.state)])


def duty_for(actor: Actor, incident: Incident, public_id: UUID | str) -> FollowUp:
    """One duty by law of the incident, whatever came of it. Raises `Missing`."""
    duties = shown(owed_for(actor, incident).legal())
    return one_named(duties, public_id)
