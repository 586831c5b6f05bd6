"""What must hold of an asset's owner and of what it needs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from compliance.models import Asset, AssetDependency
from lib.errors import Invalid


def check_owner(asset: Asset, now: datetime) -> None:
    """Pass if the owner has a role in the organisation or above it. Raises `Invalid`."""
    owner = asset.owner
    if owner is None:
        return
    if not Person.objects.who_may_own(asset.organisation, now).filter(pk=owner.pk).exists():
        raise Invalid(_("This person has no role here and cannot own the asset."), field="owner")


def check_standing(needs: Iterable[Asset]) -> None:
    """Pass if all of them are in the inventory. Raises `Invalid`."""
    if any(each.voided_at is not None for each in needs):
        raise Invalid(_("This asset has left the inventory."), field="depends_on")


def check_dependencies(asset: Asset, added: Iterable[Asset]) -> None:
    """Pass if the asset would not need itself by these, not even by way of others. Raises `Invalid`."""
    wanted = {each.pk for each in added}
    if not wanted:
        return
    leads: dict[int, set[int]] = defaultdict(set)
    for one, other in AssetDependency.objects.exclude(asset=asset).values_list("asset_id", "needs_id"):
        leads[one].add(other)
    seen, ahead = set[int](), set(wanted)
    while ahead:
        if asset.pk in ahead:
            raise Invalid(
                _("An asset cannot depend on itself, not even by way of others."), field="depends_on"
            )
        seen |= ahead
        ahead = {pk for each in ahead for pk in leads[each]} - seen
