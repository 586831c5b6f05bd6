"""The register of assets: search, filters, rows."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.models import Organisation
from accounts.policy import Action
from accounts.portal.access import PortalRequest, signed_in
from accounts.portal.answers import require_somewhere
from accounts.selectors import organisations_of
from compliance.models import Asset
from compliance.portal.shown import address, worth
from compliance.selectors import assets_for, with_sides
from compliance.vocabulary import AssetKind
from lib import panels
from lib.forms.strips import one_of
from lib.paging import keyset_page
from lib.personal_data import PersonalData

SIZE = 50


@require_safe
@signed_in
def assets(request: PortalRequest) -> HttpResponseBase:
    """The inventory that the reader may see."""
    require_somewhere(request.actor, Action.ASSET_READ)
    units = [each for each in organisations_of(request.actor) if not each.external]
    found = _filtered(request, units)
    page = keyset_page(with_sides(found, request.actor), request.GET, size=SIZE)
    counts = panels.ask("assets.open_incidents", request.actor, page.rows, otherwise={})
    may_add = request.actor.may_somewhere(Action.ASSET_EDIT)
    context = {
        "total": found.order_by().count(),
        "rows": [_row(asset, counts.get(asset.pk, 0)) for asset in page.rows],
        "add_url": reverse("compliance:asset_add") if may_add else "",
        "newer_url": page.newer_url,
        "older_url": page.older_url,
        "shown": ngettext("%(n)s shown", "%(n)s shown", len(page.rows)) % {"n": len(page.rows)},
        **_strip(request.GET, units),
    }
    return render(request, "compliance/assets.html", context)


def _filtered(request: PortalRequest, units: list[Organisation]) -> QuerySet[Asset]:
    asked = request.GET
    voided = asked.get("state") == "voided"
    rows = assets_for(request.actor, query=asked.get("q", "").replace("\x00", ""), with_voided=voided)
    if voided:
        rows = rows.filter(voided_at__isnull=False)
    if asked.get("kind") in AssetKind.values:
        rows = rows.filter(kind=asked["kind"])
    if asked.get("data") in PersonalData.values:
        rows = rows.filter(personal_data__category=asked["data"])
    unit = next((each for each in units if str(each.public_id) == asked.get("unit")), None)
    return rows if unit is None else rows.filter(organisation=unit)


def _row(asset: Any, open_incidents: int) -> dict[str, Any]:
    return {
        "asset": asset,
        "url": address(asset.public_id),
        "worth": worth(asset),
        "personal": bool(asset.told_data),
        "open_incidents": open_incidents,
    }


def _strip(asked: QueryDict, units: list[Organisation]) -> dict[str, Any]:
    """The context of `partials/filter_strip.html`."""
    filters = [
        one_of("kind", _("Kind"), [(each.value, str(each.label)) for each in AssetKind], asked),
        one_of("data", _("Personal data"), [(each.value, each.short) for each in PersonalData], asked),
        one_of("state", _("State"), [("voided", _("Left the inventory"))], asked),
    ]
    if len(units) > 1:
        names = [(str(each.public_id), str(each)) for each in units]
        filters.insert(1, one_of("unit", _("Unit"), names, asked))
    used = any(asked.get(name) for name in ("q", "kind", "data", "state", "unit"))
    return {
        "search": {"name": "q", "value": asked.get("q", ""), "label": _("Search name, address, purpose")},
        "filters": filters,
        "keep": [],
        "clear_url": "?" if used else "",
    }
