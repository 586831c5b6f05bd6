"""Assets: what is worth protecting, changed by compare-and-set (ISO/IEC 27001 A.5.9)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.actors import Actor
from accounts.models import Organisation, OrganisationLink, Person
from accounts.policy import Action
from accounts.services import search
from accounts.services.trail import Subject, writing
from compliance.models import Asset, AssetData, AssetDependency
from compliance.selectors import with_sides
from compliance.services.asset_checks import check_dependencies, check_owner, check_standing
from compliance.vocabulary import AssetKind
from lib.db.checks import checked
from lib.db.gathering import InstancesOf, RowsOf
from lib.db.made_once import MadeOnce
from lib.errors import Conflict, Invalid, Stale
from lib.personal_data import PersonalData
from lib.texts import Text, given, required
from lib.zones import check_year

_TEXTS = ("key", "kind", "name_id", "name_en", "purpose_id", "purpose_en", "url")
_LEVELS = ("confidentiality", "integrity", "availability")
MOST_COMPONENTS, COMPONENT_LIMIT = 50, 200
_NEEDED = MadeOnce(
    lambda asset: InstancesOf(Asset.objects.filter(dependants__asset=asset).order_by("dependants__pk"))
)
_BELOW = MadeOnce(
    lambda organisation: RowsOf(OrganisationLink.objects.filter(ancestor=organisation), "descendant_id"),
    key="organisation",
)


@dataclass(frozen=True, slots=True)
class AssetSheet:
    """Everything that is said of an asset; worth goes from 1 (low) to 4 (critical), None is not assessed."""

    name: Text
    key: str = ""
    kind: str = AssetKind.APPLICATION
    purpose: Text = field(default_factory=Text)
    components: tuple[str, ...] = ()
    owner: Person | None = None
    operator: Organisation | None = None
    url: str = ""
    in_use_since: date | None = None
    confidentiality: int | None = None
    integrity: int | None = None
    availability: int | None = None
    vital: bool = False
    personal_data: tuple[str, ...] = ()
    depends_on: tuple[Asset, ...] = ()


def subject_of(asset: Asset) -> Subject:
    """How the trail and others name an asset."""
    return Subject("asset", asset.pk, asset.public_id, str(asset)[:200])


def create_asset(*, actor: Actor, now: datetime, organisation: Organisation, sheet: AssetSheet) -> Asset:
    """Add an asset to the organisation's inventory; without an operator it runs it itself.

    Raises `Refused`, `Invalid` naming each field, `Conflict` when the key is taken.
    """
    policy.require_in(actor, Action.ASSET_EDIT, organisation.pk)
    asset = Asset(organisation=organisation, created_at=now)
    _fill(asset, sheet)
    check_owner(asset, now)
    check_standing(sheet.depends_on)
    with writing() as book:
        _save(asset)
        _write_lists(asset, sheet)
        index(asset)
        said = _words(asset, sheet, _within(asset, sheet.depends_on))
        book.record(
            actor=actor,
            now=now,
            verb="asset.created",
            organisation=organisation,
            access=asset.access,
            subjects=[subject_of(asset)],
            changes={name: (None, value) for name, value in said.items() if value},
        )
    return asset


def edit_asset(*, actor: Actor, now: datetime, asset: Asset, version: int, sheet: AssetSheet) -> Asset:
    """Replace what is said of an asset, as far as the actor sees it: what it needs beyond that stays.

    An owner and needed assets of before are not asked about again, also where they could not be named now.
    Raises `Missing`, `Refused`, `Invalid`, `Conflict`, `Stale`.
    """
    return _edit(actor, now, asset, version, lambda _stood: sheet)


def amend_asset(*, actor: Actor, now: datetime, asset: Asset, version: int, **said: Any) -> Asset:
    """Change some of what is said of an asset (fields of `AssetSheet`). Raises as `edit_asset` does."""
    return _edit(actor, now, asset, version, lambda stood: replace(stood, **said))


def _edit(
    actor: Actor, now: datetime, asset: Asset, version: int, become: Callable[[AssetSheet], AssetSheet]
) -> Asset:
    policy.require(actor, Action.ASSET_EDIT, asset)
    with writing() as book:
        current = _held(actor, asset, version)
        needed = _needed(current)
        stood = sheet_of(current, needed)
        sheet = become(stood)
        unseen = [each for each, seen in needed.items() if not seen]
        sheet = replace(sheet, depends_on=(*sheet.depends_on, *unseen))
        added = set(sheet.depends_on) - needed.keys()
        within = _within(current, [*needed, *added])
        before = _words(current, stood, within)
        _fill(current, sheet)
        if sheet.owner != stood.owner:
            check_owner(current, now)
        check_standing(added)
        check_dependencies(current, added)
        current.version = version + 1
        _save(current)
        _write_lists(current, sheet)
        index(current)
        after = _words(current, sheet, within)
        book.record(
            actor=actor,
            now=now,
            verb="asset.changed",
            organisation=current.organisation,
            access=current.access,
            subjects=[subject_of(current)],
            changes={name: (before[name], after[name]) for name in after},
        )
    return current


def void_asset(*, actor: Actor, now: datetime, asset: Asset, version: int, reason: str) -> Asset:
    """Take an asset out of the inventory, with a reason; incidents that name it keep it.

    Raises `Missing`, `Refused`, `Invalid`, `Conflict`, `Stale`.
    """
    policy.require(actor, Action.ASSET_EDIT, asset)
    words = given(reason, "reason", _("Say why the asset leaves the inventory."), limit=200)
    with writing() as book:
        current = _held(actor, asset, version)
        current.voided_at, current.void_reason, current.version = now, words, version + 1
        current.save(update_fields=["voided_at", "void_reason", "version"])
        book.record(
            actor=actor,
            now=now,
            verb="asset.voided",
            organisation=current.organisation,
            access=current.access,
            subjects=[subject_of(current)],
            changes={"reason": ("", words)},
        )
    return current


def sheet_of(asset: Any, needed: Iterable[Asset] | None = None) -> AssetSheet:
    """What is said of an asset: two queries; none for one that is held, with what it needs given."""
    if needed is None:
        needed = [each.needs for each in asset.dependencies.select_related("needs")]
    kinds = asset.told_data if hasattr(asset, "told_data") else asset.personal_data.all()
    return AssetSheet(
        name=Text(asset.name_id, asset.name_en),
        key=asset.key,
        kind=asset.kind,
        purpose=Text(asset.purpose_id, asset.purpose_en),
        components=tuple(asset.components),
        owner=asset.owner,
        operator=asset.operator,
        url=asset.url,
        in_use_since=asset.in_use_since,
        confidentiality=asset.confidentiality,
        integrity=asset.integrity,
        availability=asset.availability,
        vital=asset.vital,
        personal_data=tuple(each.category for each in kinds),
        depends_on=tuple(needed),
    )


def index(asset: Asset) -> None:
    """Write what can be found of an asset."""
    texts = [asset.name_id, asset.name_en, asset.purpose_id, asset.purpose_en, asset.url, asset.key]
    search.index(
        kind="asset",
        object_id=asset.pk,
        organisation=asset.organisation,
        access=asset.access,
        texts=[*texts, *asset.components],
    )


def _held(actor: Actor, asset: Asset, version: int) -> Asset:
    """The row as it stands, held by raising its version, with its sides.

    Those, what it needs (`told_needed`) and the organisations below its own (`told_below`) come in one query.
    Raises `Stale`, `Conflict` for a voided one.
    """
    if not Asset.objects.filter(pk=asset.pk, version=version).update(version=version + 1):
        current = Asset.objects.only("version").get(pk=asset.pk)
        raise Stale(_("Somebody else has changed this meanwhile."), current=current.version)
    joined = Asset.objects.select_related("organisation", "access", "operator", "owner")
    rows = with_sides(joined, actor).annotate(told_needed=_NEEDED, told_below=_BELOW)
    found: Asset = rows.get(pk=asset.pk)
    if found.voided_at is not None:
        raise Conflict(_("This asset has left the inventory."), code="voided")
    return found


def _needed(held: Any) -> dict[Asset, bool]:
    """What the asset needs, and whether the actor sees it: else they neither keep it nor take it away."""
    seen = {each.needs_public_id for each in held.told_needs}
    return {each: each.public_id in seen for each in held.told_needed}


def _fill(asset: Asset, sheet: AssetSheet) -> None:
    """Set the columns and check them. Raises `Invalid` naming each field."""
    name = required(sheet.name, "name", _("An asset needs a name."))
    values: dict[str, Any] = {
        **name.fields("name"),
        **sheet.purpose.stripped().fields("purpose"),
        **{level: getattr(sheet, level) for level in _LEVELS},
        "key": sheet.key,
        "kind": sheet.kind,
        "url": sheet.url.strip(),
        "components": [each.strip() for each in sheet.components if each.strip()],
        "owner": sheet.owner,
        "operator": sheet.operator or asset.organisation,
        "in_use_since": sheet.in_use_since,
        "vital": sheet.vital,
    }
    for name_, value in values.items():
        setattr(asset, name_, value)
    checked(asset, (*_TEXTS, *_LEVELS))
    _check_lists(asset, sheet)


def _check_lists(asset: Asset, sheet: AssetSheet) -> None:
    components = asset.components
    if len(components) > MOST_COMPONENTS or any(len(each) > COMPONENT_LIMIT for each in components):
        words = _("At most {count} components with {length} characters each are possible.")
        message = format_lazy(words, count=MOST_COMPONENTS, length=COMPONENT_LIMIT)
        raise Invalid(message, field="components")
    if set(sheet.personal_data) - set(PersonalData.values):
        raise Invalid(_("That is no kind of personal data that Tanggap knows."), field="personal_data")
    if asset.in_use_since is not None:
        check_year(asset.in_use_since.year, "in_use_since")


def _save(asset: Asset) -> None:
    try:
        with transaction.atomic():
            asset.save()
    except IntegrityError as error:
        taken = format_lazy(_("The key “{key}” is already taken."), key=asset.key)
        raise Conflict(taken, field="key") from error


def _write_lists(asset: Asset, sheet: AssetSheet) -> None:
    """Personal data and dependencies, replaced as a whole."""
    AssetData.objects.filter(asset=asset).delete()
    categories = dict.fromkeys(sheet.personal_data)
    AssetData.objects.bulk_create(AssetData(asset=asset, category=each) for each in categories)
    AssetDependency.objects.filter(asset=asset).delete()
    needs = {each.pk: each for each in sheet.depends_on}
    AssetDependency.objects.bulk_create(AssetDependency(asset=asset, needs=each) for each in needs.values())


def _words(asset: Asset, sheet: AssetSheet, within: Set[int]) -> dict[str, Any]:
    """An asset as the trail keeps it; `within` are the organisations of `_within`."""
    texts = {name: getattr(asset, name) for name in (*_TEXTS, *_LEVELS, "vital") if name != "kind"}
    return {
        **texts,
        "asset_kind": asset.kind,
        "components": list(sheet.components),
        "owner": asset.owner.shown_name if asset.owner else None,
        "operator": str(asset.operator),
        "in_use_since": sheet.in_use_since.isoformat() if sheet.in_use_since else None,
        "personal_data": sorted(sheet.personal_data),
        "depends_on": _needs_in_trail(sheet.depends_on, within),
    }


def _within(asset: Any, needs: Iterable[Asset]) -> set[int]:
    """The organisations whose assets everybody sees who reads the asset's trail: its own and those below it.

    Those below are asked for only where one of the needed assets belongs elsewhere, and they did not come
    with the asset.
    """
    own = asset.organisation_id
    if all(each.organisation_id == own for each in needs):
        return {own}
    if hasattr(asset, "told_below"):
        return {own, *(each.descendant_id for each in asset.told_below)}
    return {own, *OrganisationLink.objects.filter(ancestor=own).values_list("descendant", flat=True)}


def _needs_in_trail(needs: Iterable[Asset], within: Set[int]) -> list[str]:
    """By name what everybody sees who reads this trail, and by identity what belongs elsewhere or is kept."""
    held = set(needs)
    open_ = {each for each in held if each.organisation_id in within and each.access_id is None}
    return [*sorted(str(each) for each in open_), *sorted(str(each.public_id) for each in held - open_)]
