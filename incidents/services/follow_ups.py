"""What the room of follow-ups asks incidents for: how an incident is named, and how a duty is completed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.actors import Actor
from accounts.policy import Action
from accounts.selectors import get_visible
from followups.models import FollowUp
from followups.services.followups import complete
from followups.subjects import About
from incidents.models import Incident
from incidents.services.aggregate import check_standing, subject_of
from incidents.services.clocks import ROOM
from lib.errors import Refused
from records.models import Evidence


def incident_as_subject(actor: Actor, public_id: UUID | str) -> About:
    """An incident as a new follow-up needs it. Raises `Missing`, and `Conflict` for a voided one."""
    incident = get_visible(Incident.objects.select_related("organisation", "access"), actor, public_id)
    check_standing(incident)
    return About(subject_of(incident), incident.organisation, incident.access, str(incident.origin))


def finish_duty(
    actor: Actor,
    now: datetime,
    follow_up: FollowUp,
    note: str,
    evidence: Sequence[Evidence],
    version: int | None,
) -> FollowUp:
    """Complete a duty by law from its own page: how it was fulfilled, and the receipts.

    Who sees the follow-up is told what it takes, also with a token whose scopes leave out its incident.
    Raises `Missing`, `Refused`, `Invalid`, `Conflict`, `Stale`.
    """
    policy.require(actor, Action.FOLLOW_UP_COMPLETE, follow_up)
    incident = _incident_of(actor, follow_up)
    if incident is None or not actor.may(Action.INCIDENT_EDIT, incident):
        words = _("A duty by law is completed by whoever may change its incident; a token needs {scope}.")
        raise Refused(format_lazy(words, scope="incidents:write"))
    return complete(
        actor=actor,
        now=now,
        follow_up=follow_up,
        note=note,
        evidence=evidence,
        version=version,
        room=ROOM,
    )


def _incident_of(actor: Actor, follow_up: FollowUp) -> Incident | None:
    """The incident that the duty belongs to, if the actor sees it."""
    about = [each.public_id for each in follow_up.subjects.all() if each.kind == "incident"]
    return Incident.objects.visible_to(actor).filter(public_id__in=about).first()
