"""The incident's own sheet saved as one: wording, class, severity, each with its own trail entry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.actors import Actor
from accounts.services.trail import writing
from incidents.models import Incident
from incidents.services.incidents import (
    Classification,
    edit_incident,
    set_classification,
    set_severity,
)
from incidents.vocabulary import LossKind
from lib.texts import Text, text_of


@dataclass(frozen=True, slots=True)
class SheetData:
    """Everything that stands on the sheet. Impact and urgency are given both or neither."""

    title: Text
    summary: Text
    language: str
    classification: Classification
    impact: int | None = None
    urgency: int | None = None


def sheet_of(incident: Incident) -> SheetData:
    """The sheet as it stands."""
    return SheetData(
        title=text_of(incident, "title"),
        summary=text_of(incident, "summary"),
        language=incident.language,
        classification=Classification(
            rsit=incident.rsit,
            bssn=incident.bssn,
            lost=tuple(side.value for side in LossKind if getattr(incident, f"lost_{side.value}")),
            discovery=incident.discovery,
            discoverer=text_of(incident, "discoverer"),
        ),
        impact=incident.impact,
        urgency=incident.urgency,
    )


def save_sheet(
    *, actor: Actor, now: datetime, incident: Incident, version: int, sheet: SheetData
) -> Incident:
    """Save what changed on the sheet, all or nothing; what stayed as it was is not touched.

    Raises `Missing`, `Refused`, `Invalid`, `Stale`.
    """
    before = sheet_of(incident)
    common: dict[str, Any] = {"actor": actor, "now": now}
    with writing():
        if _worded(sheet) != _worded(before):
            title, summary, language = _worded(sheet)
            edit_incident(
                **common,
                incident=incident,
                version=version,
                title=title,
                summary=summary,
                language=language,
            )
            version = incident.version
        if sheet.classification != before.classification:
            set_classification(
                **common, incident=incident, version=version, classification=sheet.classification
            )
            version = incident.version
        if (sheet.impact, sheet.urgency) != (before.impact, before.urgency):
            set_severity(
                **common, incident=incident, version=version, impact=sheet.impact, urgency=sheet.urgency
            )
    return incident


def _worded(sheet: SheetData) -> tuple[Text, Text, str]:
    return sheet.title.stripped(), sheet.summary.stripped(), sheet.language
