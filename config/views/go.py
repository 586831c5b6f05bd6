"""`/go/<kind>/<public_id>`: the page of a thing, for links that a lower room stores or a mail carries."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponseBase, HttpResponseRedirect
from django.views.decorators.http import require_safe

from accounts.portal.access import PortalRequest, signed_in
from config.places import address_of


@require_safe
@signed_in
def go(request: PortalRequest, kind: str, public_id: UUID) -> HttpResponseBase:
    """On to the thing's page, which says 404 to whoever may not see it."""
    return HttpResponseRedirect(address_of(request.actor, kind, public_id))
