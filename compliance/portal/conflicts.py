"""The page that asks which of two changes stands, for the things of this room."""

from __future__ import annotations

from django.http import HttpResponseBase, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.portal.access import PortalRequest
from accounts.trail_reading import last_change
from compliance.models import Asset, Control
from lib import clock
from lib.forms.conflict_page import Saved, context
from lib.forms.lost_update import Reconciled


def conflict_page(
    request: PortalRequest,
    kind: str,
    stands: Asset | Control,
    found: Reconciled,
    discard_url: str,
    crumbs: list[dict[str, str]],
) -> HttpResponseBase:
    """409: choose once for each field that both changed; everything typed is on the page."""
    change = last_change(kind, stands.pk)
    other = change.actor_name if change and change.actor_name else _("Somebody")
    page = context(
        found,
        heading=_("{name} saved this before you").format(name=other),
        saved=Saved(
            other=other,
            opened_version=_opened(request.POST),
            saved_version=stands.version,
            saved_at=change.moment if change else clock.now(),
        ),
        post=request.POST,
        action=request.path,
        discard_url=discard_url,
    )
    shown = {**page, "crumbs": crumbs, "zone": request.actor.zone}
    return render(request, "partials/conflict.html", shown, status=409)


def _opened(post: QueryDict) -> int:
    given = post.get("version", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0
