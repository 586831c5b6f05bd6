"""What people are told about events and incidents: the sentences, and who they go to."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, Organisation, OrganisationLink, Person
from accounts.roles import Role
from followups.texts import register

PART_GIVEN = "incident_part"
_CALLED = (Role.RESPONDER, Role.ISMS_MANAGER)

register(
    "event_reported",
    full=_("A reported event waits to be assessed"),
    safe=_("A reported event waits to be assessed"),
)
register(
    "event_received",
    full=_("Your report has arrived; the response team assesses it"),
    safe=_("Your report has arrived; the response team assesses it"),
)
register(
    "event_became_incident",
    full=_("Your report is now incident {number}; thank you for reporting"),
    safe=_("Your report is now incident {number}; thank you for reporting"),
)
register(
    "event_no_incident",
    full=_("Your report was assessed: it is not an incident. Thank you for reporting"),
    safe=_("Your report was assessed. Thank you for reporting"),
)
register(
    "event_duplicate",
    full=_("Your report was added to an incident that is already known. Thank you for reporting"),
    safe=_("Your report was assessed. Thank you for reporting"),
)
register(
    PART_GIVEN,
    full=_("You have a part in incident {number}"),
    safe=_("You have a part in incident {number}"),
)


def responders_of(organisation: Organisation, *, now: datetime) -> list[Person]:
    """Who assesses what is reported there: the nearest responders, going up; else ISMS managers."""
    links = OrganisationLink.objects.filter(descendant=organisation).order_by("depth")
    depths = dict(links.values_list("ancestor_id", "depth"))
    rows = Membership.objects.current(now).filter(
        organisation__in=depths, role__in=_CALLED, person__is_active=True
    )
    held = [(each.role, depths[each.organisation_id], each.person) for each in rows.select_related("person")]
    for role in _CALLED:
        nearest = min((depth for kind, depth, _who in held if kind == role), default=None)
        if nearest is not None:
            found = {who.pk: who for kind, depth, who in held if (kind, depth) == (role, nearest) and who}
            return list(found.values())
    return []
