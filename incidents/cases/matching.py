"""Organisations and assets of a case: matched by key with what exists, created where missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.models import Organisation
from accounts.services.organisations import create_organisation
from compliance.models import Asset, Requirement
from compliance.services.assets import AssetSheet, create_asset
from incidents.cases.times import since_day
from incidents.models import AffectedAsset, Fact, Incident, Source
from incidents.services.impact import affected_columns
from lib.errors import Message
from lib.texts import Text, text_in

Values = Mapping[str, Any]


@dataclass
class Loading:
    """One case on its way in: who loads it, when, and what was made of its keys so far."""

    actor: Actor
    now: datetime
    data: Values
    organisations: dict[str, Organisation] = field(default_factory=dict)
    requirements: dict[str, Requirement] = field(default_factory=dict)
    assets: dict[str, Asset] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    facts: dict[str, Fact] = field(default_factory=dict)
    notes: list[Message] = field(default_factory=list)

    def text(self, value: Any) -> Text:
        """A text of the file: a string in the file's language, or its wordings."""
        if isinstance(value, dict):
            return Text(value.get("id", ""), value.get("en", ""))
        return text_in(self.data["language"], value or "")


def match_organisations(loading: Loading, below: Organisation | None) -> None:
    """Match by key, create what is missing, parents first (the checks have refused circles)."""
    rows = {row["key"]: row for row in loading.data["organisations"]}
    known = {each.key: each for each in Organisation.objects.filter(key__in=rows)}

    def found(key: str) -> Organisation:
        if key in loading.organisations:
            return loading.organisations[key]
        row = rows[key]
        above = found(row["part_of"]) if "part_of" in row else None
        if key in known:
            _note_difference(loading, known[key], row)
            loading.organisations[key] = known[key]
        else:
            external = row.get("external", False)
            loading.organisations[key] = create_organisation(
                actor=loading.actor,
                now=loading.now,
                key=key,
                name=row["name"],
                short=row.get("short", ""),
                parent=above or (None if external else below),
                external=external,
            )
        return loading.organisations[key]

    for key in rows:
        found(key)


def _note_difference(loading: Loading, known: Organisation, row: Values) -> None:
    if row["name"] != known.name:
        words = _(
            "The organisation “{key}” is called “{here}” here, “{there}” in the case; it was left as it is."
        )
        loading.notes.append(format_lazy(words, key=known.key, here=known.name, there=row["name"]))


def match_assets(loading: Loading, incident: Incident) -> None:
    """Match by key within the body that runs the asset, create what is missing, say what was lost there."""
    for row in loading.data["assets"]:
        operator = loading.organisations[row["operator"]]
        keeper = incident.organisation if operator.external else operator
        asset = Asset.objects.filter(organisation=keeper, key=row["key"]).first()
        if asset is None:
            asset = create_asset(
                actor=loading.actor,
                now=loading.now,
                organisation=keeper,
                sheet=AssetSheet(
                    key=row["key"],
                    name=loading.text(row["name"]),
                    operator=operator,
                    url=row.get("url", ""),
                    in_use_since=since_day(row),
                    purpose=loading.text(row.get("purpose")),
                    components=tuple(row.get("components", [])),
                    personal_data=tuple(row.get("personal_data", [])),
                ),
            )
        elif str(asset) != row["name"]:
            words = _(
                "The asset “{key}” is called “{here}” here, “{there}” in the case; it was left as it is."
            )
            loading.notes.append(format_lazy(words, key=asset.key, here=str(asset), there=row["name"]))
        AffectedAsset.objects.create(
            incident=incident, asset=asset, **affected_columns(row.get("affected", []), "unknown", "")
        )
