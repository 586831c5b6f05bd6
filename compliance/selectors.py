"""What doors ask about assets and requirements; each answers in a fixed number of queries."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, Prefetch, Q, QuerySet, TextField
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.models import Organisation, Person
from accounts.models.organisation import OrganisationQuerySet
from accounts.models.person import PersonQuerySet
from accounts.policy import Action
from accounts.selectors import get_visible, one_named, organisations_of, owners_for
from accounts.services.search import matching
from compliance.models import (
    Asset,
    AssetData,
    AssetDependency,
    Control,
    ControlRequirement,
    Requirement,
    Statement,
    StatementRow,
)
from lib.db.gathering import RowsOf
from lib.db.made_once import MadeFor, MadeOnce
from lib.errors import Missing


def assets_for(actor: Actor, *, query: str = "", with_voided: bool = False) -> QuerySet[Asset]:
    """The inventory that the actor may see, with whose each is; see `with_sides`."""
    rows = Asset.objects.visible_to(actor).select_related("organisation", "operator", "access", "owner")
    if not with_voided:
        rows = rows.standing()
    found = matching("asset", query)
    if found is not None:
        rows = rows.filter(pk__in=found)
    return rows


_DATA = MadeOnce(lambda asset: RowsOf(AssetData.objects.filter(asset=asset), "category"))
_NEEDS = MadeFor(
    lambda actor, asset, _now: RowsOf(
        AssetDependency.objects.filter(asset=asset, needs__in=Asset.objects.visible_to(actor)).order_by("pk"),
        *(f"needs__{name}" for name in ("public_id", "name_id", "name_en")),
    ),
    TextField(),
)
_NEEDED_BY = MadeFor(
    lambda actor, asset, _now: RowsOf(
        AssetDependency.objects.filter(needs=asset, asset__in=Asset.objects.visible_to(actor)).order_by("pk"),
        *(f"asset__{name}" for name in ("public_id", "name_id", "name_en")),
    ),
    TextField(),
)


def with_sides(rows: QuerySet[Asset], actor: Actor) -> QuerySet[Asset]:
    """The same with the kinds of personal data (`told_data`) and what each needs, of what the actor may see
    (`told_needs`); no query more."""
    reach = actor.reach(Action.ASSET_READ)
    return rows.annotate(told_data=_DATA, told_needs=_NEEDS(actor, reach))


def needable_assets(actor: Actor, asset: Asset | None) -> QuerySet[Asset]:
    """What an asset can be said to need: what the actor sees in the inventory, and what it needs already."""
    seen = Asset.objects.visible_to(actor)
    if asset is None:
        return seen.standing()
    needed = AssetDependency.objects.filter(asset=asset).values("needs")
    return seen.filter(Q(voided_at__isnull=True) | Q(pk__in=needed))


def operators_of(actor: Actor, asset: Asset | None) -> OrganisationQuerySet:
    """Who can be said to run an asset: the organisations that the actor sees, and who runs it already."""
    seen = organisations_of(actor)
    if asset is None:
        return seen
    return Organisation.objects.filter(Q(pk__in=seen.values("pk")) | Q(pk=asset.operator_id))


def owners_of(actor: Actor, thing: Asset | Control | None, now: datetime) -> PersonQuerySet:
    """Who can own an asset or control: colleagues with a role there, and whoever owns it, left or not."""
    able = owners_for(actor, thing.organisation if thing else None, now)
    if thing is None:
        return able
    return Person.objects.get_queryset().filter(Q(pk__in=able.values("pk")) | Q(pk=thing.owner_id or 0))


def asset_for(actor: Actor, public_id: UUID | str) -> Asset:
    """One asset with its sides, those that need it among them (`told_needed_by`). Raises `Missing`."""
    rows = with_sides(assets_for(actor, with_voided=True), actor)
    needed_by = _NEEDED_BY(actor, actor.reach(Action.ASSET_READ))
    return one_named(rows.annotate(told_needed_by=needed_by), public_id)


def assets_seen(actor: Actor) -> QuerySet[Asset]:
    """Assets, in the inventory or not, for naming them where the service decides."""
    return Asset.objects.visible_to(actor)


def asset_seen(actor: Actor, public_id: str) -> Asset:
    """One of the same. Raises `Missing`."""
    asset: Asset = get_visible(Asset.objects, actor, public_id)
    return asset


def asset_named(actor: Actor, public_id: str) -> Asset:
    """An asset in the inventory, for naming it in a form or a request. Raises `Missing`."""
    asset = asset_seen(actor, public_id)
    if asset.voided_at is not None:
        raise Missing(_("This asset has left the inventory."))
    return asset


def requirements_for(actor: Actor, *, query: str = "", controls_only: bool = False) -> QuerySet[Requirement]:
    """The catalogue in its natural order; `query` looks in ids, titles and summaries."""
    rows = Requirement.objects.visible_to(actor).select_related("framework", "parent")
    if controls_only:
        rows = rows.controls()
    for word in query.split()[:8]:
        texts = ("code", "title_id", "title_en", "summary_id", "summary_en")
        condition = Q()
        for name in texts:
            condition |= Q(**{f"{name}__icontains": word})
        rows = rows.filter(condition)
    return rows.order_by("framework", "order")


def requirement_for(actor: Actor, code: str) -> Requirement:
    """One requirement by its id, such as A.8.16, with how many children it has. Raises `Missing`."""
    rows = requirements_for(actor).annotate(parts=Count("children"))
    found = rows.filter(code__iexact=code).first()
    if found is None:
        raise Missing(format_lazy(_("The catalogue has no requirement “{code}”."), code=code))
    return found


def controls_serving(actor: Actor, requirement: Requirement) -> QuerySet[Control]:
    """The controls that serve a requirement, of those the actor may see."""
    found = Control.objects.visible_to(actor).filter(requirements__requirement=requirement)
    return found.filter(voided_at__isnull=True).select_related("organisation")


def disagreements(statement: Statement) -> list[StatementRow]:
    """Rows whose linked control says otherwise: the row's status stands, the difference is shown."""
    rows = StatementRow.objects.filter(statement=statement, control__isnull=False)
    different = rows.exclude(status=F("control__status"))
    return list(different.select_related("requirement", "control").order_by("requirement__order"))


def controls_for(actor: Actor, *, query: str = "") -> QuerySet[Control]:
    """The controls that the actor may see, with what a row shows: two queries for any number of rows."""
    rows = Control.objects.visible_to(actor).filter(voided_at__isnull=True)
    found = matching("control", query)
    if found is not None:
        rows = rows.filter(pk__in=found)
    return _with_sides(rows)


def control_for(actor: Actor, public_id: UUID | str) -> Control:
    """One control with all that its page shows. Raises `Missing`."""
    return get_visible(_Controls(), actor, public_id)


class _Controls:
    """Controls with their sides, for `get_visible`."""

    def visible_to(self, actor: Actor) -> QuerySet[Control]:
        return _with_sides(Control.objects.visible_to(actor))


def _with_sides(rows: QuerySet[Control]) -> QuerySet[Control]:
    served = ControlRequirement.objects.select_related("requirement").order_by("requirement__order")
    return rows.select_related("organisation", "access", "owner", "review__owner").prefetch_related(
        Prefetch("requirements", served)
    )
